from __future__ import annotations

import pytest

from meetgate.testing.cases import Result, read_cases, run_cases, shipped_cases


def _results() -> list[Result]:
    files = [read_cases(text, file=file) for file, text in shipped_cases().items()]
    return [result for each in files for result in run_cases(each)]


@pytest.mark.parametrize("result", _results(), ids=lambda each: f"{each.file}-{each.name}-{each.meeting}")
def test_a_shipped_case_comes_out_as_expected(result: Result) -> None:
    """Every case that is shipped beside its rule set has the verdicts that a reader of the reports expects."""
    assert result.passed, "\n".join([f"{result.at}: {result.title}", *result.failures])
