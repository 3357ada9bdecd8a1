from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.adapters.calendars import NOON, every, one, wrapped

from meetgate.adapters import Occurrence, occurrences

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FAR = datetime(2030, 1, 1, tzinfo=UTC)


def _on(day: int, month: int = 4, year: int = 2020, *, hour: int = 12) -> Occurrence:
    start = datetime(year, month, day, hour, tzinfo=UTC)
    return Occurrence(starts=start, ends=start + HOUR)


def _of(*lines: str, since: datetime = NOON, epochs: tuple[datetime, ...] = ()) -> tuple[Occurrence, ...]:
    return occurrences(one("DURATION:PT1H", *lines), since=since, epochs=epochs)


def test_a_single_event_is_judged_always() -> None:
    """Also when it is past, and when nobody knows when it is."""
    assert _of(since=FAR) == (_on(22),)
    assert occurrences(one(start="X-NONE:1"), since=FAR) == (Occurrence(starts=None, ends=None, exact=False),)


def test_a_series_is_judged_once_in_every_epoch() -> None:
    """The first occurrence of an epoch stands for all of it; an epoch without one needs no judgement."""
    epochs = (FAR, NOON + 3 * DAY, NOON + 3 * DAY + 2 * HOUR, NOON + 4 * DAY, NOON - DAY)
    assert _of("RRULE:FREQ=DAILY", epochs=epochs) == (
        _on(22),
        _on(25),
        _on(26),
        Occurrence(starts=datetime(2030, 1, 1, 12, tzinfo=UTC), ends=datetime(2030, 1, 1, 13, tzinfo=UTC)),
    )


def test_an_occurrence_that_runs_into_an_epoch_stands_for_it() -> None:
    """A meeting from 12 to 13 is judged on a rule that changes at half past."""
    assert _of("RRULE:FREQ=DAILY;COUNT=1", since=NOON + HOUR / 2) == (_on(22),)


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20200424T120000Z", "FREQ=DAILY;UNTIL=20200424"]
)
def test_a_series_that_is_over_is_past(rule: str) -> None:
    """COUNT and UNTIL end it."""
    assert _of(f"RRULE:{rule}", since=NOON + 2 * DAY) == (_on(24),)
    assert _of(f"RRULE:{rule}", since=NOON + 5 * DAY) == ()


def test_local_time_is_kept_across_summer_time() -> None:
    """Noon in London is 12 UTC in winter and 11 UTC in summer; UNTIL in UTC is read in the zone of the series."""
    event = one(
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;UNTIL=20200401T110000Z",
        start="DTSTART;TZID=Europe/London:20200325T120000",
    )
    assert occurrences(event, since=datetime(2020, 3, 30, tzinfo=UTC)) == (_on(1, hour=11),)
    assert occurrences(event, since=datetime(2020, 4, 2, tzinfo=UTC)) == ()


def test_floating_series_are_judged_over_every_zone() -> None:
    """From the first zone's instant to the last one's; an UNTIL in UTC is read generously."""
    event = one("DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20200423T000000Z", start="DTSTART:20200422T120000")
    found = occurrences(event, since=datetime(2020, 4, 23, 2, tzinfo=UTC))
    assert found == (
        Occurrence(starts=datetime(2020, 4, 22, 22, tzinfo=UTC), ends=datetime(2020, 4, 24, 1, tzinfo=UTC)),
    )
    limited = one("DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20200423T120000", start="DTSTART:20200422T120000")
    assert len(occurrences(limited, since=NOON)) == 1


def test_dates_are_added_and_removed() -> None:
    """RDATE adds, with a length of its own where it states one; EXDATE removes, DTSTART included."""
    lines = ("RDATE:20200501T120000Z", "RDATE;VALUE=PERIOD:20200502T120000Z/PT3H", "EXDATE:20200422T120000Z")
    assert _of(*lines) == (_on(1, 5),)
    late = (datetime(2020, 5, 2, 12, tzinfo=UTC), datetime(2020, 5, 2, 15, tzinfo=UTC))
    assert _of(*lines, since=late[0] + 2 * HOUR) == (Occurrence(starts=late[0], ends=late[1]),)
    until = "RDATE;VALUE=PERIOD:20200502T120000Z/20200502T150000Z"
    assert _of(until, since=late[0]) == (Occurrence(starts=late[0], ends=late[1]),)


def test_an_overridden_occurrence_is_not_the_masters() -> None:
    """The override is judged as an event of its own."""
    master, _ = every(
        wrapped(
            *("BEGIN:VEVENT", "UID:1", "DTSTART:20200422T120000Z", "RRULE:FREQ=DAILY;COUNT=2", "END:VEVENT"),
            *("BEGIN:VEVENT", "UID:1", "RECURRENCE-ID:20200423T120000Z", "DTSTART:20200601T120000Z", "END:VEVENT"),
        )
    )
    assert occurrences(master, since=NOON + HOUR) == ()


def test_an_override_of_all_that_follows_goes_on_for_ever() -> None:
    """RANGE=THISANDFUTURE repeats by a rule that stands elsewhere: it is judged from its start on."""
    event = one("DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDFUTURE:20200422T120000Z")
    assert occurrences(event, since=FAR) == (Occurrence(starts=FAR, ends=FAR + HOUR, exact=False),)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=4",
        "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=2;UNTIL=20200501",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=MONTHLY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5",
        "FREQ=YEARLY;RSCALE=CHINESE",
        "FREQ=WEEKLY;BYDAY= TU",
        "FREQ=NEVER",
        "FREQ=MONTHLY;BYSETPOS=999",
        "COUNT=2",
        "FREQ=DAILY;UNTIL=tomorrow",
    ],
)
def test_a_rule_that_cannot_be_reckoned_is_judged_at_the_start_of_each_epoch(rule: str) -> None:
    """More is judged than takes place, never less."""
    early = datetime(2020, 4, 23, tzinfo=UTC)
    found = _of(f"RRULE:{rule}", since=early, epochs=(early + DAY,))
    assert found[0] == Occurrence(starts=early, ends=early + HOUR, exact=False)
    assert found[1:] == (Occurrence(starts=early + DAY, ends=early + DAY + HOUR, exact=False),)


def test_a_rule_that_cannot_be_reckoned_still_ends_where_it_says() -> None:
    """UNTIL bounds it, unless another rule or date goes on; before its start it is not judged."""
    rule = "RRULE:FREQ=HOURLY;UNTIL=20200430T000000Z"
    assert _of(rule, since=FAR) == ()
    assert [each.starts for each in _of(rule, "RDATE:20200501T120000Z", since=FAR)] == [FAR]
    assert [each.starts for each in _of(rule, since=NOON - 9 * DAY, epochs=(NOON - DAY,))] == [NOON]
    assert [each.starts for each in _of("RRULE:FREQ=HOURLY;UNTIL=99991231T235959Z", since=FAR)] == [FAR]


def test_an_until_that_no_clock_shows_ends_nothing() -> None:
    """Before year 1 in the zone of the series, UNTIL is read as absent."""
    rule = "RRULE:FREQ=DAILY;UNTIL=00010101T000000Z"
    event = one("DURATION:PT1H", rule, start="DTSTART;TZID=America/New_York:20200422T080000")
    assert occurrences(event, since=NOON + DAY) == (_on(23),)


def test_a_series_without_end_of_its_occurrences_has_none() -> None:
    """Where the length is unknown, only what starts in an epoch stands for it."""
    event = one("RRULE:FREQ=DAILY")
    assert occurrences(event, since=NOON + HOUR) == (Occurrence(starts=NOON + DAY, ends=None),)
    odd = one("RRULE:FREQ=HOURLY")
    assert occurrences(odd, since=FAR) == (Occurrence(starts=FAR, ends=None, exact=False),)


def test_a_series_longer_than_is_looked_at_is_judged_at_the_start_of_the_epoch() -> None:
    """Bounded time: after so many occurrences the epoch's first instant stands for the rest."""
    event = one("DURATION:PT1H", "RRULE:FREQ=DAILY", start="DTSTART:19000101T120000Z")
    assert occurrences(event, since=FAR) == (Occurrence(starts=FAR, ends=FAR + HOUR, exact=False),)


def test_an_unreadable_exception_removes_nothing() -> None:
    """A broken EXDATE leaves the occurrence in, a broken RDATE makes the series endless."""
    assert _of("RRULE:FREQ=DAILY;COUNT=1", "EXDATE:gibberish") == (_on(22),)
    assert [each.exact for each in _of("RDATE:gibberish", since=FAR)] == [False]


def test_dates_at_the_edge_of_time_are_left_out() -> None:
    """What is no instant that can be reckoned with is no occurrence."""
    assert _of("RDATE:00010101T000000", "EXDATE:00010101T000000") == (_on(22),)
