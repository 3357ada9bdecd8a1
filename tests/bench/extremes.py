"""Measure what nobody should send, and everything that is shipped: times in microseconds, and bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import attrs
from tests.bench.effort import Effort, Found
from tests.bench.figures import USUAL, bytes_of
from tests.bench.scenes import Scene, plan_of, scene
from tests.bench.timing import Run, side_by_side
from tests.bench.values import cases_of, meeting_of, values_of
from tests.bench.workload import Shape, Workload, draw

from meetgate.audit import MemoryStore
from meetgate.engine import Case, Plan, compile_plan
from meetgate.gatekeeper import Gatekeeper
from meetgate.gatekeeper._circumstances import CONVENER, House
from meetgate.gatekeeper.policy import Policy, pack_names, read_policy
from meetgate.model import Meeting, Verdict
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
    runs = {
        "participants_5000_us": people.run(),
        "participants_5000_case_us": _building(people),
        "unknown_topics_10000_us": topics.run(),
        "unknown_topics_10000_case_us": _building(topics),
    }
    return _rounded(side_by_side(runs, rounds=min(effort.rounds, 3)))


def _building(each: Scene) -> Run:
    """Return the building of cases at work, which is as long as a meeting's lists."""
    values, shared = each.values, each.plan.rule_sets
    return Run(decide=lambda meeting: cases_of(values, [meeting], rule_sets=shared), given=each.meetings)


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
    """Measure the meetings of all shipped cases under all shipped rule sets at once, on all shipped platforms.

    They come round by round at other hours, as the meetings of a calendar do: none twice, and yet alike. What a
    plan takes for a meeting whose like it has not seen stands beside it. Decisions are made under directives alone,
    on meetings of which nothing is open: building blocks contradict each other, so that all of them together leave
    everything open, and what is open is searched for what to ask, which takes as long as it takes.
    """
    policy = read_policy(rules=sorted(pack_names()))
    directives = attrs.evolve(policy, rule_sets=tuple(each for each in policy.rule_sets if not each.house))
    rounds, meetings = min(effort.rounds, 3), list(_shipped_meetings())
    Random(4).shuffle(meetings)  # noqa: S311  # a slow run sees the first ones only, and files hold what is alike
    alike = [_moved(each, number) for number in range(rounds + 1) for each in meetings]
    settled = [_moved(each, number) for number in range(rounds + 1) for each in _settled(directives, meetings)]
    runs = {
        "all_packs_us": _under(policy, alike),
        "all_packs_new_us": _under(policy, meetings),
        "directives_us": _under(directives, settled),
        "all_packs_decide_us": Run(decide=_gate(directives).decide, given=settled),
    }
    return _rounded(side_by_side(runs, rounds=rounds))


def _gate(policy: Policy) -> Gatekeeper:
    return Gatekeeper(policy, store=MemoryStore(), house=House(default_home=CONVENER), clock=lambda: _NOW)


def _under(policy: Policy, meetings: Sequence[Meeting]) -> Run:
    """Return a plan of its own at work."""
    plan = _plan(policy)
    return Run(decide=lambda case: plan.run(case).permitted, given=_cases(policy, plan, meetings))


def _plan(policy: Policy) -> Plan:
    return compile_plan(
        policy.rule_sets,
        catalogue=policy.catalogue,
        schemes=policy.schemes,
        known_at=_NOW,
        base=policy.base,
    )


def _cases(policy: Policy, plan: Plan, meetings: Sequence[Meeting]) -> list[Case]:
    gate = _gate(policy)
    return [attrs.evolve(gate.case(each, known_at=_NOW), rule_sets=plan.rule_sets) for each in meetings]


def _settled(policy: Policy, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Return the meetings that leave no platform undetermined."""
    plan = _plan(policy)
    decided = (plan.run(each).decisions().values() for each in _cases(policy, plan, meetings))
    opened = [any(each.verdict is Verdict.UNDETERMINED for each in platforms) for platforms in decided]
    return [each for each, is_open in zip(meetings, opened, strict=True) if not is_open]


def _moved(meeting: Meeting, hours: int) -> Meeting:
    """Return the meeting some hours later."""
    later = timedelta(hours=hours)
    return attrs.evolve(
        meeting,
        starts=None if meeting.starts is None else meeting.starts + later,
        ends=None if meeting.ends is None else meeting.ends + later,
    )


def _shipped_meetings() -> Iterator[Meeting]:
    """Yield the meetings of all shipped cases, decided for whom their file decides."""
    for file, text in shipped_cases().items():
        cases = read_cases(text, file=file)
        for each in cases.meetings.values():
            home = each.meeting.home or (None if isinstance(cases.home, str) else cases.home)
            yield attrs.evolve(each.meeting, home=None if home is None else tuple(home))


def _rounded(times: dict[str, float]) -> Found:
    return Found({name: round(each, 1) for name, each in times.items()})
