from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from tests.bench.full import full, lacking, varied
from tests.bench.naive import decide
from tests.bench.texts import texts_of
from tests.bench.values import Values, cases_of, meeting_of, values_of
from tests.bench.workload import Shape, Workload, draw, naive_meeting, naive_rules

from meetgate.engine import define
from meetgate.model import RuleSet, Verdict
from meetgate.rules import Vocabulary, load_rule_set

_SHAPES = {
    "some": Shape(rules=60, meetings=20),
    "on fifty platforms": Shape(rules=60, meetings=3, platforms=50),
    "with guests": Shape(rules=60, meetings=20, guests=True),
    "all matching": Shape(rules=30, meetings=5, matching=True),
    "each of an organisation of its own": Shape(rules=20, meetings=20, own=True),
}


def _expected(workload: Workload) -> list[tuple[str, ...]]:
    """Return what the loop permits."""
    return [
        decide(naive_rules(workload, guest=each.guest), workload.platforms, naive_meeting(workload, each))
        for each in workload.meetings
    ]


def _defined(values: Values, workload: Workload) -> list[tuple[str, ...]]:
    """Return what the definition permits."""
    cases = cases_of(values, [meeting_of(each) for each in workload.meetings])
    return [tuple(name for name, each in define(case).items() if each.verdict is Verdict.PERMITTED) for case in cases]


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES)
def test_the_loop_permits_what_the_definition_permits(shape: Shape) -> None:
    """The bench compares engines that answer one question: the loop agrees with the definition on every meeting."""
    workload = draw(shape)
    assert _expected(workload) == _defined(values_of(workload), workload)


def test_meetings_are_neither_all_refused_nor_all_waved_through() -> None:
    """What is measured is work: of ordinary meetings most have some platforms, and few have all."""
    workload = draw(Shape(rules=1000, meetings=100))
    number = [len(each) for each in _expected(workload)]
    assert sum(0 < each < len(workload.platforms) for each in number) > 60


def test_a_hidden_fact_permits_no_more() -> None:
    """Where one fact of a meeting is hidden, no platform is permitted that was not."""
    workload = draw(Shape(rules=60, meetings=30))
    whole = _expected(workload)
    cases = cases_of(values_of(workload), lacking([meeting_of(each) for each in workload.meetings]))
    found = [{name for name, each in define(case).items() if each.verdict is Verdict.PERMITTED} for case in cases]
    assert all(some <= {*every} for some, every in zip(found, whole, strict=True))
    assert sum(map(len, found)) < sum(map(len, whole))


def test_the_full_workload_has_every_verdict() -> None:
    """With exceptions, requirements, waivers and guests, each of the six verdicts occurs."""
    workload = draw(Shape(rules=60, meetings=30, guests=True))
    values = full(values_of(workload))
    assert values.waivers
    meetings = varied([meeting_of(each) for each in workload.meetings], workload.platforms)
    found = Counter(each.verdict for case in cases_of(values, meetings) for each in define(case).values())
    assert set(found) == set(Verdict)


def test_rule_sets_read_from_text_are_the_values() -> None:
    """The files whose reading is measured say what the values say, rule by rule."""
    workload = draw(Shape(rules=200))
    values = values_of(workload)
    vocabulary = Vocabulary(catalogue=values.catalogue, schemes=values.schemes)
    read = {name: load_rule_set(text, file=name, vocabulary=vocabulary) for name, text in texts_of(workload).items()}
    assert {name: each.rules for name, each in read.items()} == _rules(values.rule_sets)


def _rules(rule_sets: tuple[RuleSet, ...]) -> dict[str, object]:
    return {each.name: each.rules for each in rule_sets if each.rules}


def test_a_seed_draws_one_workload() -> None:
    """The same shape draws the same workload, on every machine; another seed draws another."""
    assert draw(Shape(rules=50)) == draw(Shape(rules=50))
    assert draw(Shape(rules=50)) != draw(Shape(rules=50, seed=5))


def test_the_loop_imports_nothing_of_the_package() -> None:
    """The bar that others are measured against cannot move with the package."""
    tree = ast.parse((Path(__file__).parent / "bench" / "naive.py").read_text("utf-8"))
    imported = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "dataclasses"}
    assert not any(isinstance(each, ast.Import) for each in ast.walk(tree))
