from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import attrs
import pytest
from tests.bench import report
from tests.bench.effort import Found
from tests.bench.full import full, lacking, varied
from tests.bench.scenes import Disagreement, agree, expected, is_defined, naive_run, permits_no_more, scene
from tests.bench.texts import texts_of
from tests.bench.timing import Run, side_by_side
from tests.bench.values import Values, cases_of, meeting_of, values_of
from tests.bench.workload import Shape, Workload, draw

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


def _defined(values: Values, workload: Workload) -> list[tuple[str, ...]]:
    """Return what the definition permits."""
    cases = cases_of(values, [meeting_of(each) for each in workload.meetings])
    return [tuple(name for name, each in define(case).items() if each.verdict is Verdict.PERMITTED) for case in cases]


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES)
def test_the_loop_permits_what_the_definition_permits(shape: Shape) -> None:
    """The bench compares engines that answer one question: the loop agrees with the definition on every meeting."""
    workload = draw(shape)
    assert expected(workload, many=20) == _defined(values_of(workload), workload)


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES)
def test_the_plan_permits_what_the_loop_permits(shape: Shape) -> None:
    """What is timed gives the answers of the loop: on more rules and meetings than the definition is asked about."""
    each = scene(attrs.evolve(shape, rules=400, meetings=50))
    agree("the plan", each.run(), expected(each.workload, many=50))


def test_the_plan_decides_the_full_workload_as_the_definition_does() -> None:
    """Every verdict, reason and obligation of the timed plan is the definition's."""
    each = scene(
        Shape(rules=60, meetings=12, guests=True),
        rules=full,
        meetings=lambda meetings, workload: varied(meetings, workload.platforms),
    )
    is_defined("the plan", each, many=12)


def test_an_engine_that_answers_otherwise_is_not_measured() -> None:
    """The bench stops where engines disagree: a time of a wrong answer means nothing."""
    workload = draw(Shape(rules=60, meetings=5))
    none = Run(decide=lambda _: (), given=workload.meetings)
    every = Run(decide=lambda _: workload.platforms, given=workload.meetings)
    agree("the loop", naive_run(workload), expected(workload, many=5))
    permits_no_more("nobody", none, expected(workload, many=5))
    with pytest.raises(Disagreement, match="everybody permits"):
        permits_no_more("everybody", every, expected(workload, many=5))
    with pytest.raises(Disagreement, match="nobody permits"):
        agree("nobody", none, expected(workload, many=5))


def test_meetings_are_neither_all_refused_nor_all_waved_through() -> None:
    """What is measured is work: of ordinary meetings most have some platforms, and few have all."""
    workload = draw(Shape(rules=1000, meetings=100))
    number = [len(each) for each in expected(workload, many=100)]
    assert sum(0 < each < len(workload.platforms) for each in number) > 60


def test_a_hidden_fact_permits_no_more() -> None:
    """Where one fact of a meeting is hidden, no platform is permitted that was not."""
    workload = draw(Shape(rules=60, meetings=30))
    whole = expected(workload, many=30)
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


def test_every_meeting_is_given_once() -> None:
    """No meeting is given twice, so that what an engine remembers of meetings does not help it; all take turns."""
    seen: list[str] = []
    runs = {name: Run(decide=seen.append, given=[f"{name}{number}" for number in range(6)]) for name in "ab"}
    assert set(side_by_side(runs, rounds=2)) == {"a", "b"}
    assert seen == ["a0", "a1", "b0", "b1", "a2", "a3", "b2", "b3", "a4", "a5", "b4", "b5"]


_FOUND = Found(
    {"to_naive": {"100": 0.5, "1000": 0.3}, "growth_rules": 2.0, "organisations_50000_bytes": 12_000_000},
    {"plan": {10: 1.5, 100: 2.5}},
)


def test_the_table_says_which_promise_is_kept() -> None:
    """Beside each figure stands the most that it may be, and whether it is; what was not measured is left out."""
    lines = {line.split()[0]: line for line in report.as_text(_FOUND).splitlines() if line}
    assert "0.500x" in lines["to_naive.100"]
    assert "0.600x  met" in lines["to_naive.100"]
    assert "0.200x  NOT MET" in lines["to_naive.1000"]
    assert "met" not in lines["organisations_50000_bytes"]
    assert "12,000,000 B" in lines["organisations_50000_bytes"]
    assert lines["plan"].split() == ["plan", "1.5", "2.5"]
    assert "decide" not in lines


def test_the_figures_are_one_json_object() -> None:
    """Whoever watches the figures reads one JSON object, with the ratios by size."""
    found = json.loads(report.as_json(_FOUND))
    assert found["to_naive"] == {"100": 0.5, "1000": 0.3}
    assert found["us"] == {"plan": {"10": 1.5, "100": 2.5}}
