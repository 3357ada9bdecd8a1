"""Test rule sets with readable cases: `*_test.yaml` holds meetings, and the verdicts that are expected of them."""

from __future__ import annotations

from collections.abc import Sequence

from meetgate.testing._find import find_cases, shipped_cases
from meetgate.testing._read import read_cases
from meetgate.testing._run import policy_of, run_cases
from meetgate.testing._shape import CASES, cases_json_schema
from meetgate.testing._values import EVERYTHING_KNOWN, CaseFile, Expected, Result, Stated, Test

__all__ = [
    "CASES",
    "EVERYTHING_KNOWN",
    "CaseFile",
    "Expected",
    "Result",
    "Stated",
    "Test",
    "cases_json_schema",
    "find_cases",
    "policy_of",
    "read_cases",
    "run",
    "run_cases",
    "shipped_cases",
]


def run(origin: str, *, rules: Sequence[str] | None = None) -> tuple[Result, ...]:
    """Run one test file, all below a folder, or those of a shipped rule set; `rules` replaces the files' policies.

    Raises:
        RuleSetError: a test file or a rule set is wrong; every mistake, each with its place.
        CatalogueError: a catalogue file cannot be loaded.
    """
    found = [read_cases(text, file=file) for file, text in find_cases([origin])]
    return tuple(result for each in found for result in run_cases(each, rules=rules))
