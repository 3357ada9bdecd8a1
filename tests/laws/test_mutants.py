"""Check that every planted fault is noticed by the law that names it."""

from __future__ import annotations

import pytest
from tests.laws.mutants import MUTANTS


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_breaks_its_law(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law holds without the fault and fails with it."""
    mutant = MUTANTS[name]
    mutant.judged()
    mutant.fault(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        mutant.judged()
