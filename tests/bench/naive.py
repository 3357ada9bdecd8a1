"""Decide by a straightforward loop over the rules: the bar that every other engine is measured against.

Frozen, and independent of the package: nothing here imports it. The loop is as good as a plain loop gets:
whatever does not depend on the meeting is worked out beforehand, sets are sets, platforms are bits of one number,
the test that most rules fail comes first, and the first test that fails ends the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class NaiveRule:
    """Hold one rule; what is None is not tested. Bit i of `platforms` stands for platform i.

    `low` and `high` bound the level, `first` and `last` the day, both included. `somebody` holds states of which
    somebody takes part, `everybody` those from which all who take part come.
    """

    forbids: bool
    platforms: int
    low: int
    high: int
    first: int
    last: int
    organisation: str | None = None
    topics: frozenset[str] | None = None
    somebody: frozenset[str] | None = None
    everybody: frozenset[str] | None = None
    device: str | None = None
    crisis: bool | None = None
    adverse: bool = False


@dataclass(slots=True)
class NaiveMeeting:
    """Hold one meeting with all its facts; `exposed` are the platforms exposed to a state that the talk is against."""

    organisation: str
    level: int
    day: int
    topics: frozenset[str]
    states: frozenset[str]
    device: str
    crisis: bool
    exposed: int


def permitted(rules: Sequence[NaiveRule], meeting: NaiveMeeting) -> int:
    """Return the platforms that some rule permits and none forbids, as bits."""
    organisation, level, day, topics = meeting.organisation, meeting.level, meeting.day, meeting.topics
    states, device, crisis, exposed = meeting.states, meeting.device, meeting.crisis, meeting.exposed
    forbids = permits = 0
    for rule in rules:
        if rule.organisation is not None and rule.organisation != organisation:
            continue
        if rule.topics is not None and rule.topics.isdisjoint(topics):
            continue
        if not rule.low <= level <= rule.high:
            continue
        if not rule.first <= day <= rule.last:
            continue
        if rule.device is not None and rule.device != device:
            continue
        if rule.crisis is not None and rule.crisis is not crisis:
            continue
        if rule.somebody is not None and rule.somebody.isdisjoint(states):
            continue
        if rule.everybody is not None and not states <= rule.everybody:
            continue
        platforms = rule.platforms & exposed if rule.adverse else rule.platforms
        if rule.forbids:
            forbids |= platforms
        else:
            permits |= platforms
    return permits & ~forbids


def names(platforms: Sequence[str], bits: int) -> tuple[str, ...]:
    """Return the ids of the platforms whose bits are set."""
    return tuple(name for number, name in enumerate(platforms) if bits >> number & 1)


def decide(rules: Sequence[NaiveRule], platforms: Sequence[str], meeting: NaiveMeeting) -> tuple[str, ...]:
    """Return the ids of the platforms that may carry the meeting: what every engine is asked for."""
    return names(platforms, permitted(rules, meeting))
