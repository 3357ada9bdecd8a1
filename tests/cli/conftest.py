from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

EXAMPLE = Path(__file__).parents[2] / "examples" / "westminster"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """The command configures structlog for its process; the next test starts afresh."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def westminster(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of the example, as a reader of the README does."""
    monkeypatch.chdir(EXAMPLE)
    return EXAMPLE
