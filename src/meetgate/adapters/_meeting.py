"""Bring an event and the deployer's statements together into the meeting that is decided.

A calendar states who is invited, when, and by which links; what a meeting is about it states nowhere that could be
trusted. SUMMARY and DESCRIPTION decide nothing, CLASS is access scope (RFC 5545, 3.8.1.3), no list of attendees proves
itself complete, and nothing here states home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final, TypeVar

import attrs

from meetgate.adapters._context import Context, Statement
from meetgate.adapters._event import Event, Occurrence
from meetgate.model import SET_FACTS, Assumption, Meeting, Participant

T = TypeVar("T")

# Facts that several statements state together: sets, and lists to which every statement adds.
_UNITED: Final = frozenset(
    {*SET_FACTS, "attestations", "classification", "enforces", "fulfils", "organisations", "participants"}
)


@attrs.frozen(kw_only=True)
class Reading:
    """Be what was read of one occurrence: the meeting, the statements it rests on, and what could not be read."""

    meeting: Meeting
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()


@attrs.frozen
class _Found:
    """What the statements say of one fact: a value with the statements it rests on, or why it is unknown."""

    value: object = None
    used: tuple[Statement, ...] = ()
    warning: str = ""


def meeting_of(event: Event, occurrence: Occurrence, context: Context) -> Reading:
    """Return the meeting that an occurrence of an event is. Never raises on what a calendar or a context states."""
    found = {key: _agreed(key, levels, occurrence) for key, levels in _by_fact(event, context).items()}
    stated = {key: each.value for key, each in found.items() if each.value is not None}
    facts = _gathered(stated)
    invited = _participants(event, context)
    if invited or "participants" in facts:
        facts["participants"] = (*invited, *facts.get("participants", ()))
    facts.setdefault("convener", context.organisation(event.organiser))
    doubtful = bool(facts.get("participants_complete")) and not event.attendees_complete
    if doubtful:
        facts["participants_complete"] = False
    used = (statement.assumption for each in found.values() for statement in each.used)
    return Reading(
        meeting=Meeting(
            id="/".join(each for each in (event.uid, event.recurrence) if each) or None,
            title=event.title or None,
            starts=occurrence.starts,
            ends=occurrence.ends,
            **facts,
        ),
        assumptions=tuple(dict.fromkeys(used)),
        warnings=(*event.problems, *_warnings(found, occurrence), *([_DOUBTFUL] if doubtful else [])),
    )


_DOUBTFUL: Final = (
    "the participants are stated to be complete, but the event invites a list, an unnamed guest or somebody unreadable"
)


def _warnings(found: Mapping[str, _Found], occurrence: Occurrence) -> Iterator[str]:
    yield from (each.warning for each in found.values() if each.warning)
    if not occurrence.exact:
        yield "when the event takes place cannot be reckoned exactly"


def _participants(event: Event, context: Context) -> tuple[Participant, ...]:
    return tuple(
        Participant(address=each.address, organisation=context.organisation(each.address)) for each in event.attendees
    )


_Levels = tuple[list[Statement], ...]


def _by_fact(event: Event, context: Context) -> dict[str, _Levels]:
    """Return, for every fact that is stated, its statements by level: event, labels, calendar, defaults."""
    levels = (
        _named(context.events, (event.uid,)),
        _named(context.labels, (*event.categories, *event.labels)),
        _named(context.calendars, (event.file, event.calendar)),
        context.defaults,
    )
    found: dict[str, _Levels] = {}
    for number, statements in enumerate(levels):
        for each in statements:
            found.setdefault(each.key, tuple([] for _ in levels))[number].append(each)
    return dict(sorted(found.items()))


def _named(table: Mapping[str, tuple[Statement, ...]], names: Iterable[str]) -> tuple[Statement, ...]:
    return tuple(each for name in dict.fromkeys(names) for each in table.get(name, ()))


def _agreed(key: str, levels: _Levels, occurrence: Occurrence) -> _Found:
    """Return what the statements of one fact come to.

    Of a single fact, the most specific level that states it counts; statements of one level that differ leave it
    unknown. A statement past its review leaves its fact unknown too: what stands behind it might permit more.
    """
    united = key in _UNITED
    relevant = [each for level in levels for each in level] if united else next(level for level in levels if level)
    if any(_expired(each, occurrence) for each in relevant):
        return _Found(warning=f"a statement on `{key}` is past its review: the fact is unknown")
    values = _distinct(each.value for each in relevant)
    if united:
        return _Found(_union(values), tuple(relevant))
    if len(values) > 1:
        return _Found(warning=f"two statements on `{key}` differ: the fact is unknown")
    return _Found(values[0], tuple(relevant[:1]))


def _distinct(values: Iterable[T]) -> list[T]:
    """Return the values without repetitions, in order; accounts hold tables, so they cannot be hashed."""
    found: list[T] = []
    for each in values:
        if each not in found:
            found.append(each)
    return found


def _union(values: list[Any]) -> object:
    whole = values[0]
    for each in values[1:]:
        whole = whole | each if isinstance(whole, frozenset) else (*whole, *(new for new in each if new not in whole))
    return whole


def _expired(statement: Statement, occurrence: Occurrence) -> bool:
    """Tell whether a statement is past its review at the occurrence; at an unknown time it might be."""
    if statement.review_by is None:
        return False
    last = occurrence.ends or occurrence.starts
    return last is None or last >= datetime.combine(statement.review_by, time(), UTC)


def _gathered(stated: Mapping[str, object]) -> dict[str, Any]:
    """Return the arguments of a meeting: entries of tables (`circumstances.crisis`) go back into their table."""
    facts: dict[str, Any] = {}
    for key, value in stated.items():
        name, _, entry = key.partition(".")
        if entry:
            facts.setdefault(name, {})[entry] = value
        else:
            facts[name] = value
    return facts
