"""Decide with clipspy (CLIPS, a Rete network in C): one production for each rule, facts asserted for each meeting.

Conceded: facts are written as text before the clock starts, and a production that fires only tells its number;
platforms are bits that the callback collects, findings are folded into the bits of the meeting.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs
from tests.bench.naive import names
from tests.bench.workload import DrawnMeeting, DrawnRule, Workload, naive_meeting, naive_rules

NAME: Final = "clips"
PACKAGE: Final = "clips"


@attrs.frozen(kw_only=True)
class _Asserted:
    facts: str
    exposed: int


def compiled(workload: Workload) -> tuple[Callable[[DrawnMeeting], Any], Callable[[Any], tuple[str, ...]]]:
    """Return what prepares a meeting, and what decides a prepared one."""
    # Untyped on purpose: it ships no types, and the environment that checks them installs no peers.
    clips: Any = importlib.import_module(PACKAGE)
    environment = clips.Environment()
    fired: list[int] = []
    environment.define_function(fired.append, name="fired")
    for number, rule in enumerate(workload.rules):
        environment.build(f"(defrule r{number} {' '.join(_tests(rule))} => (fired {number}))")
    known = naive_rules(workload)

    def decide(meeting: _Asserted) -> tuple[str, ...]:
        environment.reset()
        fired.clear()
        environment.load_facts(meeting.facts)
        environment.run()
        forbids = permits = 0
        for rule in map(known.__getitem__, fired):
            platforms = rule.platforms & meeting.exposed if rule.adverse else rule.platforms
            if rule.forbids:
                forbids |= platforms
            else:
                permits |= platforms
        return names(workload.platforms, permits & ~forbids)

    return lambda meeting: _asserted(workload, meeting), decide


def _asserted(workload: Workload, meeting: DrawnMeeting) -> _Asserted:
    return _Asserted(facts="\n".join(_facts(meeting)), exposed=naive_meeting(workload, meeting).exposed)


def _facts(meeting: DrawnMeeting) -> Iterator[str]:
    yield "(met)"
    yield f"(organisation {meeting.organisation})"
    yield f"(level {meeting.level})"
    yield f"(day {meeting.day})"
    yield f"(device {meeting.device})"
    yield f"(crisis {meeting.crisis})"
    yield from (f"(topic {each})" for each in sorted(meeting.topics))
    yield from (f"(state {each})" for each in sorted({*meeting.people}))


def _tests(rule: DrawnRule) -> Iterator[str]:
    yield "(met)" if rule.organisation is None else f"(organisation {rule.organisation})"
    if rule.topics:
        yield f"(exists (topic {'|'.join(sorted(rule.topics))}))"
    if rule.at_least is not None:
        yield f"(level ?least&:(>= ?least {rule.at_least}))"
    if rule.at_most is not None:
        yield f"(level ?most&:(<= ?most {rule.at_most}))"
    if rule.days is not None:
        yield f"(day ?day&:(<= {rule.days[0]} ?day {rule.days[1] - 1}))"
    if rule.device is not None:
        yield f"(device {rule.device})"
    if rule.crisis is not None:
        yield f"(crisis {rule.crisis})"
    if rule.states and rule.forbids:
        yield f"(exists (state {'|'.join(sorted(rule.states))}))"
    if rule.states and not rule.forbids:
        yield f"(not (state {'&'.join('~' + each for each in sorted(rule.states))}))"
