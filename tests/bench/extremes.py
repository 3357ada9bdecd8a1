"""Measure what nobody should send, and everything that is shipped: times in microseconds, and bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
from tests.bench.effort import Effort, Found
from tests.bench.figures import USUAL, bytes_of
from tests.bench.scenes import Scene, plan_of, scene
from tests.bench.timing import Run, side_by_side
from tests.bench.values import cases_of, meeting_of, values_of
from tests.bench.workload import Shape, Workload, draw

from meetgate.audit import MemoryStore
from meetgate.engine import compile_plan
from meetgate.gatekeeper import Gatekeeper
from meetgate.gatekeeper._circumstances import CONVENER, House
from meetgate.gatekeeper.policy import pack_names, read_policy
from meetgate.model import Meeting
from meetgate.testing.cases import read_cases, shipped_cases

_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PEOPLE: Final = 5_000
_TOPICS: Final = 10_000
_ORGANISATIONS: Final = 50_000
#: Such meetings are large; a few of them tell.
_FEW: Final = 40


def crowded(effort: Effort) -> Found:
    """Measure a meeting of 5,000, and one of 10,000 topics that no rule knows."""
    shape = Shape(rules=USUAL, meetings=_FEW)
    people = scene(shape, meetings=_with_people)
    topics = scene(shape, meetings=_with_topics)
    runs = {"participants_5000_us": people.run(), "unknown_topics_10000_us": topics.run()}
    return _rounded(side_by_side(runs, rounds=min(effort.rounds, 3)))


def _with_people(meetings: Sequence[Meeting], _: Workload) -> list[Meeting]:
    return [attrs.evolve(each, participants=((each.participants or ()) * _PEOPLE)[:_PEOPLE]) for each in meetings]


def _with_topics(meetings: Sequence[Meeting], _: Workload) -> list[Meeting]:
    strange = frozenset(f"strange-{number}" for number in range(_TOPICS))
    return [attrs.evolve(each, topics=(each.topics or frozenset()) | strange) for each in meetings]


def many_organisations(effort: Effort) -> Found:
    """Measure 50,000 organisations that have one rule each."""
    workload = draw(Shape(rules=USUAL if effort.quick else _ORGANISATIONS, meetings=4 * _FEW, own=True))
    values = values_of(workload)
    began = time.perf_counter()
    plan = plan_of(values)
    compiled = time.perf_counter() - began
    meetings = [meeting_of(each) for each in workload.meetings]
    cases = cases_of(values, meetings, rule_sets=plan.rule_sets)
    each = Scene(workload=workload, values=values, plan=plan, meetings=meetings, cases=cases)
    found = _rounded(side_by_side({"organisations_50000_us": each.run()}, rounds=3))
    found.figures["organisations_50000_s"] = round(compiled, 2)
    found.figures["organisations_50000_bytes"] = bytes_of(values)
    return found


def everything_shipped(effort: Effort) -> Found:
    """Measure the meetings of all shipped cases under all shipped rule sets at once, on all shipped platforms."""
    policy = read_policy(rules=sorted(pack_names()))
    gate = Gatekeeper(policy, store=MemoryStore(), house=House(default_home=CONVENER), clock=lambda: _NOW)
    meetings = list(_shipped_meetings())
    cases = [gate.case(each, known_at=_NOW) for each in meetings]
    plan = compile_plan(
        policy.rule_sets,
        catalogue=policy.catalogue,
        schemes=policy.schemes,
        known_at=_NOW,
        base=policy.base,
    )
    cases = [attrs.evolve(each, rule_sets=plan.rule_sets) for each in cases]
    rounds = min(effort.rounds, 4)
    again = cases[: len(cases) // (rounds + 1)] * (rounds + 1)
    runs = {
        "all_packs_us": Run(decide=lambda case: plan.run(case).permitted, given=cases),
        "all_packs_repeated_us": Run(decide=lambda case: plan.run(case).permitted, given=again),
        "all_packs_decide_us": Run(decide=gate.decide, given=meetings),
    }
    return _rounded(side_by_side(runs, rounds=rounds))


def _shipped_meetings() -> Iterator[Meeting]:
    """Yield the meetings of all shipped cases, decided for whom their file decides."""
    for file, text in shipped_cases().items():
        cases = read_cases(text, file=file)
        for each in cases.meetings.values():
            home = each.meeting.home or (None if isinstance(cases.home, str) else cases.home)
            yield attrs.evolve(each.meeting, home=None if home is None else tuple(home))


def _rounded(times: dict[str, float]) -> Found:
    return Found({name: round(each, 1) for name, each in times.items()})
