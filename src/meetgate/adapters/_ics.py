"""Read iCalendar text (RFC 5545) into events. Sans-I/O: bytes or text in, values out.

Unreadable is not absent: what icalendar drops or breaks becomes a problem of the event and an unknown fact, and a file
that it refuses becomes `Unreadable`.
"""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, cast

import attrs
import icalendar
from icalendar.prop import vBroken

from meetgate.adapters._event import Attendee, Event, Unreadable
from meetgate.adapters._property import address, carried, dropped, parameter, text, texts, values
from meetgate.adapters._times import period, recurrence, replaces, series

#: What `icalendar.Calendar.from_ical` raises on bytes from outside: ValueError by contract, the others from its depths
#: (a list where it expects text, a date beyond year 9999, a TZID that names a folder or is too long for a file name).
REFUSALS: Final = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError)

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"B\x00E\x00G\x00", "utf-16-le"),
    (b"\x00B\x00E\x00G", "utf-16-be"),
)
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_BEGUN: Final = re.compile(r"^BEGIN(?:;[^:\r\n]*)?:[ \t]*VEVENT[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_MSIP: Final = re.compile(r"MSIP_Label_([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})_Enabled=True", re.IGNORECASE)
_QUOTED: Final = 200


def events(data: bytes | str, *, file: str) -> tuple[Event, ...] | Unreadable:
    """Return the events of a calendar, one for each VEVENT: masters, overrides and single events, in their order.

    Never raises: a calendar that icalendar refuses, or of which it loses events, is returned as `Unreadable`.
    """
    content = data if isinstance(data, str) else _decode(data)
    try:
        found = _parse(content)
    except REFUSALS as error:
        return Unreadable(file, f"{error}"[:_QUOTED] or type(error).__name__)
    pairs = [(calendar, event) for calendar in found for event in _vevents(calendar)]
    begun = len(_BEGUN.findall(_FOLD.sub("", content)))
    if not found or len(pairs) < begun:
        return Unreadable(file, f"the calendar is cut off or nested wrongly: {len(pairs)} of {begun} events end")
    return _without_replaced(tuple(_event(calendar, event, file) for calendar, event in pairs))


def _decode(data: bytes) -> str:
    """Decode what programs write: UTF-8, UTF-16 with or without its mark, and Latin-1 for what is neither."""
    named = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(named)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _parse(content: str) -> list[icalendar.Component]:
    # icalendar remembers the VTIMEZONEs of earlier files by name: without this, one file could move another's events.
    cast("Any", icalendar).use_zoneinfo()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cast("list[icalendar.Component]", icalendar.Calendar.from_ical(content, multiple=True))


def _vevents(calendar: icalendar.Component) -> Iterator[icalendar.Component]:
    return iter(cast("Any", calendar).walk("VEVENT"))


def _event(calendar: icalendar.Component, event: icalendar.Component, file: str) -> Event:
    starts, ends, duration, problems = period(event)
    people, whole = _attendees(event)
    return Event(
        file=file,
        calendar=" ".join(texts(calendar, "X-WR-CALNAME")[:1]),
        uid=" ".join(texts(event, "UID")[:1]),
        recurrence=recurrence(event),
        replaces=replaces(event),
        title=" ".join(texts(event, "SUMMARY")[:1]),
        starts=starts,
        ends=ends,
        duration=duration,
        series=series(event),
        organiser=_organiser(event),
        attendees=people,
        attendees_complete=whole,
        categories=_categories(event),
        labels=_labels(event),
        access=tuple(each.upper() for each in texts(event, "CLASS")),
        links=tuple(dict.fromkeys(carried(event))),
        problems=(*problems, *_problems(event)),
    )


def _problems(event: icalendar.Component) -> Iterator[str]:
    for name, why in event.errors:
        yield f"{name or 'a line'} could not be read: {why}"[:_QUOTED]


def _organiser(event: icalendar.Component) -> str | None:
    """Return the organiser's address; None also where two are named, since nobody says which of them convenes."""
    found = {address(value) for value in values(event, "ORGANIZER")}
    return found.pop() if len(found) == 1 and not dropped(event, "ORGANIZER") else None


def _attendees(event: icalendar.Component) -> tuple[tuple[Attendee, ...], bool]:
    people = tuple(_attendee(value) for value in values(event, "ATTENDEE"))
    guests = "".join(text(value) or "" for value in values(event, "X-NUM-GUESTS")).strip("0 ")
    plus_ones = any(parameter(value, "X-NUM-GUESTS").strip("0 ") for value in values(event, "ATTENDEE"))
    named = all(each.address and each.cutype != "GROUP" for each in people)
    return people, named and not (guests or plus_ones or dropped(event, "ATTENDEE"))


def _attendee(value: Any) -> Attendee:  # icalendar's values have no common type
    found = None if isinstance(value, vBroken) else address(value)
    return Attendee(address=found, cutype=parameter(value, "CUTYPE").upper() or "INDIVIDUAL")


def _categories(event: icalendar.Component) -> tuple[str, ...]:
    found = (str(each).strip() for value in values(event, "CATEGORIES") for each in getattr(value, "cats", (value,)))
    return tuple(dict.fromkeys(each for each in found if each))


def _labels(event: icalendar.Component) -> tuple[str, ...]:
    """Return the sensitivity label ids (GUIDs in lower case) that an extended property carries."""
    extended = (name for name in cast("Any", event) if str(name).upper().startswith("X-"))
    found = (guid.lower() for name in extended for each in texts(event, name) for guid in _MSIP.findall(each))
    return tuple(dict.fromkeys(found))


def _without_replaced(found: tuple[Event, ...]) -> tuple[Event, ...]:
    """Take out of every series the occurrences that another component of the same UID replaces."""
    gone: dict[str, set[datetime]] = {}
    for event in found:
        if event.uid and event.replaces is not None:
            gone.setdefault(event.uid, set()).add(event.replaces)
    return tuple(_less(event, gone.get(event.uid, set())) for event in found)


def _less(event: Event, gone: set[datetime]) -> Event:
    if event.series is None or event.recurrence is not None or not gone:
        return event
    return attrs.evolve(event, series=attrs.evolve(event.series, removed=event.series.removed | gone))
