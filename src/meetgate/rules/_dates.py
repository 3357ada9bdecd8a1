"""Turn days of a zone into instants; the engine knows neither zones nor calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetgate.documents import Node
from meetgate.model import Edge, Span


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of a name, None where the IANA database has no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError and OSError: a name that would leave the database's folder, or names one of its folders.
        return None


def edge(text: str, zone: ZoneInfo) -> Edge | None:
    """Return the edge that a day, or a range of days, means; None where that is no day.

    `A..B` is unknown from the first instant of A to the last of B: the edge lies somewhere in these days.
    """
    first, _, last = text.partition("..")
    try:
        begins = _midnight(date.fromisoformat(first), zone)
        if not last:
            return Edge.at(begins)
        closes = _midnight(date.fromisoformat(last) + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        return None
    return Edge(begins, closes) if begins < closes else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # In UTC: two times of one zone compare by the clock on the wall, and the engine knows no zones.
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def span(node: Node | None, zone: ZoneInfo) -> Span:
    """Return the span that `from` and `until` mean; an edge that cannot be read is open, and lint reports it."""
    if node is None:
        return Span()
    start, end = (edge(node[key].text, zone) if key in node else None for key in ("from", "until"))
    return Span(start=start, end=end)
