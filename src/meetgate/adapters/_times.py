"""Read when an event is: start, end, length, and how it repeats (RFC 5545, 3.6.1, 3.8.2 and 3.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from icalendar import Component
from icalendar.prop import vBroken

from meetgate.adapters._event import Moment, Series
from meetgate.adapters._property import lost, parameter, values

_DAY: Final = timedelta(days=1)


def period(event: Component) -> tuple[datetime | None, datetime | None, timedelta | None, tuple[str, ...]]:
    """Return the earliest start and the latest end in UTC, the length, and what was wrong.

    An event that states neither end nor length, or has none, ends at an unknown time: [start, start) holds no
    instant at which it could be judged.
    """
    first, problems = _moment(event, "DTSTART")
    if first is None:
        return None, None, None, problems
    length, more = _length(event, first)
    starts = first.earliest
    ends = None if length is None else _plus(first.latest, length)
    unreachable = () if starts else (f"the start `{first.local}` is no instant that can be reckoned with",)
    return starts, ends, length, (*problems, *more, *unreachable)


def recurrence(event: Component) -> str | None:
    """Return the text of RECURRENCE-ID, None for anything but an override."""
    found = values(event, "RECURRENCE-ID")
    return _text(found[0]) if found else None


def replaces(event: Component) -> datetime | None:
    """Return the earliest instant of the occurrence for which an override stands."""
    moment, _ = _moment(event, "RECURRENCE-ID", quiet=True)
    return None if moment is None else moment.earliest


def series(event: Component) -> Series | None:
    """Return how an event repeats, None where it does not.

    An override of this and all later occurrences (RANGE=THISANDFUTURE) repeats by a rule that stands elsewhere; it
    is taken to go on for ever.
    """
    first, _ = _moment(event, "DTSTART", quiet=True)
    rules, dates = values(event, "RRULE"), values(event, "RDATE")
    onwards = any(parameter(each, "RANGE").upper() == "THISANDFUTURE" for each in values(event, "RECURRENCE-ID"))
    broken = onwards or lost(event, "RRULE") or lost(event, "RDATE")
    if not (rules or dates or broken):
        return None
    return Series(
        first=first,
        rules=tuple(_text(each) for each in rules if not isinstance(each, vBroken)),
        added=tuple(_added(dates)),
        removed=frozenset(_removed(values(event, "EXDATE"))),
        broken=broken,
    )


def _text(value: Any) -> str:  # icalendar's values have no common type
    return str(value.to_ical().decode("utf-8", "replace"))


def _moment(event: Component, name: str, *, quiet: bool = False) -> tuple[Moment | None, tuple[str, ...]]:
    """Return the one moment that a property states, and what was wrong with it."""
    found = values(event, name)
    value = found[0] if len(found) == 1 else None
    moment = None if value is None or isinstance(value, vBroken) else _of(value.dt)
    if quiet:
        return moment, ()
    if moment is None:
        return None, (f"{name} is missing, stated twice, or not a time",)
    zone = parameter(value, "TZID")
    unknown = zone and moment.zone is None
    return moment, (f"the time zone `{zone}` is not known: the time may be any zone's",) if unknown else ()


def _of(value: object) -> Moment | None:
    if isinstance(value, datetime):
        return Moment(local=value.replace(tzinfo=None), zone=value.tzinfo)
    return Moment(local=datetime.combine(value, time()), zone=None) if isinstance(value, date) else None


def _length(event: Component, first: Moment) -> tuple[timedelta | None, tuple[str, ...]]:
    stated = _stated(event, first)
    if stated is None:
        return None, ()
    if isinstance(stated, timedelta) and stated >= timedelta():
        return stated or None, ()
    return None, ("the end is before the start, or not a time",)


def _stated(event: Component, first: Moment) -> timedelta | str | None:
    """Return the length that an event states, a text where it cannot be read, None where it states none."""
    if values(event, "DTEND"):
        last, _ = _moment(event, "DTEND", quiet=True)
        return "unreadable" if last is None else _between(first, last)
    found = values(event, "DURATION")
    if found:
        return getattr(found[0], "dt", "unreadable") if not isinstance(found[0], vBroken) else "unreadable"
    whole_day = getattr(values(event, "DTSTART")[0], "params", {}).get("VALUE") == "DATE"
    return _DAY if whole_day else None


def _between(first: Moment, last: Moment) -> timedelta | str:
    if first.zone is None and last.zone is None:
        return last.local - first.local
    starts, ends = first.earliest, last.latest
    return "unreadable" if starts is None or ends is None else ends - starts


def _plus(start: datetime | None, length: timedelta) -> datetime | None:
    try:
        return None if start is None else start + length
    except OverflowError:
        return None


def _dates(found: tuple[Any, ...]) -> Iterator[object]:
    for value in found:
        if not isinstance(value, vBroken):
            yield from (each.dt for each in value.dts)


def _added(found: tuple[Any, ...]) -> Iterator[tuple[Moment, timedelta | None]]:
    for value in _dates(found):
        start, end = cast("tuple[object, object]", value) if isinstance(value, tuple) else (value, None)
        moment, until = _of(start), _of(end)
        length = end if isinstance(end, timedelta) else None
        if moment is not None and until is not None:
            between = _between(moment, until)
            length = between if isinstance(between, timedelta) else None
        if moment is not None:
            yield moment, length


def _removed(found: tuple[Any, ...]) -> Iterator[datetime]:
    for value in _dates(found):
        moment = _of(value)
        if moment is not None and moment.earliest is not None:
            yield moment.earliest
