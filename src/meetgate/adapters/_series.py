"""Find the occurrences of a series at which it has to be judged: one for each epoch of rules and facts.

Inside an epoch nothing that a verdict rests on changes, so its first occurrence stands for all. Where occurrences
cannot be reckoned exactly and in bounded time, the epoch's own first instant stands for them: that judges an instant at
which perhaps nobody meets, never the other way round.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, TypeAlias, cast

from dateutil.rrule import rrule, rrulestr
from icalendar.prop import vRecur

from meetgate.adapters._event import Event, Moment, Occurrence, Series

#: Of one series, at most so many occurrences are looked at: fifty years of every day.
MOST: Final = 20_000

_LONGEST_INTERVAL: Final = 1000
_MOST_TIMES_A_DAY: Final = 24
_FIRST_ZONE: Final = timezone(timedelta(hours=14))
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
# What icalendar and dateutil raise on rules from outside.
_REFUSALS: Final = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
# With these, dateutil can search to the year 9999 for a date that never comes.
_SPARSE: Final = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_KNOWN: Final = frozenset(
    {"FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYDAY", "BYMONTH", "BYHOUR", "BYMINUTE"} | _SPARSE
)

# From an instant to before another, None where there is no other.
_Window: TypeAlias = tuple[datetime, datetime | None]


def occurrences(event: Event, *, since: datetime, epochs: Sequence[datetime] = ()) -> tuple[Occurrence, ...]:
    """Return the occurrences at which an event has to be judged, sorted; none where a series is all past.

    `since` and `epochs` (the instants at which rules or facts change) are aware. A single event is judged always,
    past or not. Never raises on what a calendar states.
    """
    if event.series is None or event.starts is None:
        return (Occurrence(starts=event.starts, ends=event.ends, exact=event.starts is not None),)
    cuts = [since, *sorted(cut for cut in set(epochs) if cut > since)]
    windows: list[_Window] = list(zip(cuts, [*cuts[1:], None], strict=True))
    found = set(_judged(event, event.series, windows))
    return tuple(sorted(found, key=lambda each: (each.starts or since, not each.exact)))


def _judged(event: Event, series: Series, windows: list[_Window]) -> Iterator[Occurrence]:
    rules = [_reckoned(rule, series.first) for rule in series.rules]
    readable = [rule for rule in rules if rule is not None]
    left, seen = list(windows), 0
    for starts, ends in itertools.islice(_spans(event, series, readable), MOST):
        seen += 1
        met = [window for window in left if _meets((starts, ends), window)]
        left = [window for window in left if window not in met]
        if met:
            yield Occurrence(starts=starts, ends=ends)
        if windows[-1] in met:
            break  # starts only grow: a window that is still left has no occurrence
    if series.broken or len(readable) < len(rules) or seen == MOST:
        yield from (each for window in left for each in _instead(event, series, window))


def _meets(span: _Window, window: _Window) -> bool:
    (starts, ends), (opens, closes) = span, window
    return (starts >= opens if ends is None else ends > opens) and (closes is None or starts < closes)


def _instead(event: Event, series: Series, window: _Window) -> Iterator[Occurrence]:
    """Yield the first instant of an epoch at which the series may be going on."""
    opens, closes = window
    starts = max(opens, event.starts or opens)
    last = _last(series)
    if (closes is None or starts < closes) and (last is None or starts <= last):
        ends = None if event.duration is None else starts + event.duration
        yield Occurrence(starts=starts, ends=ends, exact=False)


def _last(series: Series) -> datetime | None:
    """Return an instant after which the series has no occurrence, None where nobody knows one."""
    limits = [_until(rule, series.first) for rule in series.rules]
    known = [limit for limit in limits if limit is not None]
    if series.broken or series.added or len(known) < len(limits):
        return None
    zone = series.first.zone if series.first else None
    return max((Moment(local=limit, zone=zone).latest or _NEVER for limit in known), default=None)


def _spans(event: Event, series: Series, rules: list[rrule]) -> Iterator[_Window]:
    """Yield starts and ends in UTC, by start: the first occurrence, what the rules add, and the added dates."""
    zone = series.first.zone if series.first else None
    by_rule = ((Moment(local=local, zone=zone) for local in cast("Iterable[datetime]", rule)) for rule in rules)
    alone = [(series.first, None)] if series.first else []
    sources = (_placed(moments, event, series) for moments in (alone, series.added, *map(_bare, by_rule)))
    return heapq.merge(*sources, key=lambda span: span[0])


def _bare(moments: Iterable[Moment]) -> Iterator[tuple[Moment, None]]:
    return ((moment, None) for moment in moments)


def _placed(moments: Iterable[tuple[Moment, timedelta | None]], event: Event, series: Series) -> Iterator[_Window]:
    for moment, own in moments:
        starts, latest = moment.earliest, moment.latest
        length = own or event.duration
        if starts is not None and latest is not None and starts not in series.removed:
            yield starts, None if length is None else latest + length


def _reckoned(rule: str, first: Moment | None) -> rrule | None:
    """Return a rule that can be walked through in bounded time, None for any other."""
    try:
        parts = vRecur.from_ical(rule)
        if first is None or not _bounded(parts):
            return None
        plain = ";".join(part for part in rule.split(";") if not part.strip().upper().startswith("UNTIL="))
        walk = cast("rrule", rrulestr(plain, dtstart=first.local))
        until = _until(rule, first)
        return walk if until is None else walk.replace(until=until)
    except _REFUSALS:
        return None


def _bounded(parts: Mapping[str, Sequence[object]]) -> bool:
    frequency = str(parts["FREQ"][0])
    interval = parts.get("INTERVAL", [1])[0]
    often = frequency in {"DAILY", "WEEKLY"}
    return (
        parts.keys() <= _KNOWN
        and (often or frequency in {"MONTHLY", "YEARLY"})
        and isinstance(interval, int)
        and 1 <= interval <= _LONGEST_INTERVAL
        and len(parts.get("BYHOUR", [0])) * len(parts.get("BYMINUTE", [0])) <= _MOST_TIMES_A_DAY
        and not (often and parts.keys() & _SPARSE)
        and not parts.keys() >= {"COUNT", "UNTIL"}  # RFC 5545, 3.3.10: never both
    )


def _until(rule: str, first: Moment | None) -> datetime | None:
    """Return the last local time that a rule allows, None where it sets no limit or cannot be read."""
    try:
        found = vRecur.from_ical(rule).get("UNTIL", [None])[0]
        if not isinstance(found, datetime):
            return datetime.combine(found, time.max) if isinstance(found, date) else None
        if found.tzinfo is None:
            return found
        zone = first.zone if first is not None and first.zone is not None else _FIRST_ZONE
        return found.astimezone(zone).replace(tzinfo=None)
    except _REFUSALS:
        return None
