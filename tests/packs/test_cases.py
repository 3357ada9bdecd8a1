from __future__ import annotations

from functools import cache

import pytest

from meetgate.testing.cases import CaseFile, Result, read_cases, run_cases, shipped_cases

_FILES = {file: read_cases(text, file=file) for file, text in shipped_cases().items()}


@cache
def _results(file: str) -> tuple[Result, ...]:
    """Decide the meetings of one file, once for all its tests."""
    return run_cases(_FILES[file])


def _items(cases: CaseFile) -> list[tuple[str, int]]:
    return [(cases.file, number) for number, _ in enumerate(name for test in cases.tests for name in test.meetings)]


def _title(item: tuple[str, int]) -> str:
    file, number = item
    names = [f"{test.name}-{name}" for test in _FILES[file].tests for name in test.meetings]
    return f"{file.removesuffix('_test.yaml')}-{names[number]}"


@pytest.mark.parametrize("item", [item for cases in _FILES.values() for item in _items(cases)], ids=_title)
def test_a_shipped_case_comes_out_as_expected(item: tuple[str, int]) -> None:
    """Every case that is shipped beside its rule set has the verdicts that a reader of the reports expects."""
    file, number = item
    result = _results(file)[number]
    assert result.passed, "\n".join([f"{result.at}: {result.title}", *result.failures])


def test_no_more_than_three_cases_are_disputed() -> None:
    """A published case that is believed wrong is kept with its argument, and there are few of them."""
    disputed = {each.case for cases in _FILES.values() for each in cases.tests if each.disputed is not None}
    assert None not in disputed
    assert len(disputed) <= 3
