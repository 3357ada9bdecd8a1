"""Hold what a calendar says of one event: facts as far as it states them, and every way in which it fails to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

import attrs

from meetgate.adapters._links import Carried

_FIRST_ZONE: Final = timezone(timedelta(hours=14))
_LAST_ZONE: Final = timezone(timedelta(hours=-12))
# Zones that come with a file are rules that somebody wrote; dateutil evaluates them and fails as they do.
_NO_INSTANT: Final = (ValueError, TypeError, ArithmeticError, LookupError)


@attrs.frozen(kw_only=True)
class Attendee:
    """Be somebody (or a room, or a list) that is invited; `address` is a mail address in lower case, if readable."""

    address: str | None
    cutype: str = "INDIVIDUAL"


@attrs.frozen(kw_only=True)
class Moment:
    """Be a point of local time; without a zone it is floating, and nobody knows the instant (RFC 5545, 3.3.5).

    `local` is naive. Civil time runs from UTC-12 to UTC+14, so a floating time has an earliest and a latest instant;
    one that no calendar of ours reaches (year 1, year 9999, a broken VTIMEZONE) has none.
    """

    local: datetime
    zone: tzinfo | None

    @property
    def earliest(self) -> datetime | None:
        """Return the earliest instant that is meant, in UTC."""
        return self._instant(_FIRST_ZONE)

    @property
    def latest(self) -> datetime | None:
        """Return the latest instant that is meant, in UTC."""
        return self._instant(_LAST_ZONE)

    def _instant(self, floating: timezone) -> datetime | None:
        try:
            return self.local.replace(tzinfo=self.zone or floating).astimezone(UTC)
        except _NO_INSTANT:
            return None


@attrs.frozen(kw_only=True)
class Series:
    """Say when an event repeats.

    `rules` are RRULE values; `added` are the RDATEs with their own length, None where it is the event's; `removed`
    are the earliest instants of what EXDATE cancels and of what another component of the same UID replaces.
    `broken` says that the rule could not be read: the series then goes on for ever from its start.
    """

    first: Moment | None
    rules: tuple[str, ...] = ()
    added: tuple[tuple[Moment, timedelta | None], ...] = ()
    removed: frozenset[datetime] = frozenset()
    broken: bool = False


@attrs.frozen(kw_only=True)
class Event:
    """Be one VEVENT: a single event, the master of a series, or an override (`recurrence`) of one occurrence.

    `replaces` is the earliest instant of the occurrence that an override stands for.

    `starts` and `ends` are UTC. Of a floating time or a day, `starts` is the earliest instant that it can mean
    (UTC+14) and `ends` the latest (UTC-12), so that every possible instant is judged. None is unknown. `title` is
    for display and decides nothing; `access` holds CLASS, which is access scope and never a classification.
    """

    file: str
    calendar: str = ""
    uid: str = ""
    recurrence: str | None = None
    replaces: datetime | None = None
    title: str = attrs.field(default="", repr=False)
    starts: datetime | None = None
    ends: datetime | None = None
    duration: timedelta | None = None
    series: Series | None = None
    organiser: str | None = None
    attendees: tuple[Attendee, ...] = ()
    attendees_complete: bool = True
    categories: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    links: tuple[Carried, ...] = ()
    problems: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Occurrence:
    """Be one occurrence, in UTC; None is unknown. `exact` is False where an epoch's first instant stands for it."""

    starts: datetime | None
    ends: datetime | None
    exact: bool = True


@attrs.frozen
class Unreadable:
    """Be a calendar that cannot be read: what it holds is unknown, which is not the same as nothing."""

    file: str
    why: str
