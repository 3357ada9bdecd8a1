from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from tests.adapters.calendars import HOSTS, NOON, calendar, every, links, one, seen, wrapped

from meetgate.adapters import Attendee, LinkKind, Unreadable, events, resolve_all
from meetgate.adapters._ics import REFUSALS

PACKAGE = Path(icalendar.__file__).parent
SHIPPED = sorted(PACKAGE.rglob("*.ics"))
OURS = sorted((Path(__file__).parent / "calendars").glob("*.ics"))


def _refused(data: bytes) -> bool:
    try:
        return not icalendar.Calendar.from_ical(data, multiple=True)
    except REFUSALS:
        return True


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore::Warning")
def test_unreadable_is_exactly_what_icalendar_refuses(path: Path) -> None:
    """Of the calendars that icalendar carries, those that it refuses are unreadable, and nothing crashes."""
    data = path.read_bytes()
    found = events(data, file=path.name)
    assert isinstance(found, Unreadable) == _refused(data)
    if not isinstance(found, Unreadable):
        assert all(isinstance(each.platforms, tuple) for event in found for each in resolve_all(event.links, HOSTS))


def test_enough_calendars_are_shipped_for_that_to_mean_something() -> None:
    """The pinned icalendar carries more than 150 calendars."""
    assert len(SHIPPED) > 150


def test_real_calendars_are_read() -> None:
    """One series written by Zoom, one by Thunderbird."""
    zoom, jitsi = (every(path.read_bytes())[0] for path in OURS)
    assert {each.platforms for each in resolve_all(zoom.links, HOSTS)} == {("zoom",)}
    assert [each.platforms for each in resolve_all(jitsi.links, HOSTS)] == [("jitsi-meet/public",)]
    assert zoom.starts == datetime(2018, 5, 23, 17, 5, tzinfo=UTC)


def test_an_event_is_read() -> None:
    """Facts come from their properties; the title is for display and stays out of `repr`."""
    (event,) = every(
        wrapped(
            "X-WR-CALNAME:Committee",
            "BEGIN:VEVENT",
            "UID:u1",
            "SUMMARY:Secret title",
            "DTSTART;TZID=Europe/London:20200422T130000",
            "DURATION:PT1H",
            "CLASS:CONFIDENTIAL",
            "CLASS:PUBLIC",
            "CATEGORIES:K7,Red",
            "CATEGORIES:K7",
            "ORGANIZER:MAILTO:Chair@Parliament.uk",
            "ATTENDEE;CUTYPE=ROOM:mailto:room@parliament.uk",
            "ATTENDEE;EMAIL=jane@example.org:invalid:nomail",
            "X-MSIP:MSIP_Label_0B3E9D2C-1111-2222-3333-444455556666_Enabled=True;",
            "END:VEVENT",
        )
    )
    assert (event.calendar, event.uid, event.title) == ("Committee", "u1", "Secret title")
    assert "Secret" not in repr(event)
    assert (event.starts, event.ends) == (NOON, NOON + timedelta(hours=1))
    assert event.access == ("CONFIDENTIAL", "PUBLIC")
    assert event.categories == ("K7", "Red")
    assert event.organiser == "chair@parliament.uk"
    assert event.attendees == (
        Attendee(address="room@parliament.uk", cutype="ROOM"),
        Attendee(address="jane@example.org"),
    )
    assert event.attendees_complete
    assert event.labels == ("0b3e9d2c-1111-2222-3333-444455556666",)
    assert (event.recurrence, event.series, event.problems) == (None, None, ())


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CUTYPE=GROUP:mailto:list@example.org",
        "ATTENDEE:invalid:nomail",
        "ATTENDEE:mailto:not an address",
        "ATTENDEE;X-NUM-GUESTS=2:mailto:a@example.org",
        "X-NUM-GUESTS:3",
        'ATTENDEE;CN="x"y":mailto:a@example.org',
        "no property at all",
    ],
)
def test_a_list_that_hides_somebody_is_incomplete(line: str) -> None:
    """Groups, plus-ones, people without an address and lines that do not parse leave the attendees incomplete."""
    assert not one("ATTENDEE:mailto:b@example.org", line).attendees_complete


def test_zero_guests_hide_nobody() -> None:
    """Google writes X-NUM-GUESTS=0 on everybody."""
    assert one("ATTENDEE;X-NUM-GUESTS=0:mailto:b@example.org", "X-NUM-GUESTS:0").attendees_complete


@pytest.mark.parametrize(
    "lines",
    [
        ["ORGANIZER:mailto:a@example.org", "ORGANIZER:mailto:b@example.org"],
        ["ORGANIZER:urn:uuid:1"],
        ["ORGANIZER:mailto:a@example.org", 'ORGANIZER;CN="x"y":mailto:b@example.org'],
        [],
    ],
)
def test_an_organiser_that_is_not_clear_is_unknown(lines: list[str]) -> None:
    """Two organisers, one without an address, or one that could not be read are none."""
    assert one(*lines).organiser is None


def test_every_carrier_is_read() -> None:
    """CONFERENCE, the extended properties, LOCATION, URL, texts, ALTREP, attachments and alarms carry links."""
    found = seen(
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://zoom.us/j/1",
        "CONFERENCE;VALUE=URI:tel:+44207",
        "X-GOOGLE-CONFERENCE:https://meet.google.com/a",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/1",
        "X-OPENPAAS-VIDEOCONFERENCE:https://meet.example.org/x",
        "X-MS-OLK-NETSHOWURL:",
        "X-MICROSOFT-ONLINEMEETINGCONFLINK:conf:sip:jane@example.org;gruu",
        "X-LIVEWHALE-ONLINE-URL:in room 4",
        'LOCATION;ALTREP="https://acme.webex.com/x":Room 4',
        "URL:https://agenda.example/1",
        "DESCRIPTION:at https://zoom.us/j/2\\nor later",
        'X-ALT-DESC;FMTTYPE=text/html:<a href="https://meet.jit.si/x">x</a>',
        'X-MICROSOFT-SKYPETEAMSPROPERTIES:{"joinUrl":"https:\\/\\/teams.microsoft.com\\/l\\/2"}',
        "ATTACH:https://zoom.us/rec/1",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:aHR0cHM6Ly96b29tLnVz",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT5M",
        "DESCRIPTION:https://meet.jit.si/y",
        "END:VALARM",
    )
    assert found == [
        ("ATTACH", ("zoom",)),
        ("CONFERENCE", ("zoom",)),
        ("CONFERENCE", ()),
        ("DESCRIPTION", ("jitsi-meet/public",)),
        ("DESCRIPTION", ("zoom",)),
        ("LOCATION;ALTREP", ("cisco-webex",)),
        ("X-ALT-DESC", ("jitsi-meet/public",)),
        ("X-GOOGLE-CONFERENCE", ("google-meet",)),
        ("X-LIVEWHALE-ONLINE-URL", ()),
        ("X-MICROSOFT-ONLINEMEETINGCONFLINK", ()),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL", ("microsoft-teams",)),
        ("X-MICROSOFT-SKYPETEAMSPROPERTIES", ("microsoft-teams",)),
        ("X-OPENPAAS-VIDEOCONFERENCE", ()),
    ]


def test_encoded_properties_are_decoded() -> None:
    """Icalendar leaves quoted-printable and base64 as they are; the link in them counts all the same."""
    encoded = base64.b64encode(b"https://zoom.us/j/1").decode()
    assert seen("LOCATION;ENCODING=QUOTED-PRINTABLE:https=3A//zoom.us/j/1") == [("LOCATION", ("zoom",))]
    assert seen(f"LOCATION;ENCODING=BASE64:{encoded}") == [("LOCATION", ("zoom",))]


@pytest.mark.parametrize(
    "line",
    [
        "LOCATION;ENCODING=QUOTED-PRINTABLE:https://zo=",
        "LOCATION;ENCODING=BASE64:!!!",
        "LOCATION;ENCODING=QUOTED-PRINTABLE;CHARSET=klingon:x=3A",
        'LOCATION;X="a"b":https://zoom.us/j/1',
    ],
)
def test_what_cannot_be_read_is_a_link_that_leads_nobody_knows_where(line: str) -> None:
    """An unreadable carrier fails closed."""
    (link,) = links(line)
    assert (link.kind, link.platforms) == (LinkKind.UNREADABLE, ())
    assert "could not be" in link.refused


def test_an_unreadable_line_that_carries_no_link_blocks_none() -> None:
    """A broken ATTENDEE makes the list of people incomplete, not the links."""
    event = one('ATTENDEE;CN="x"y":mailto:a@example.org')
    assert resolve_all(event.links, HOSTS) == ()
    assert event.problems


@pytest.mark.parametrize("text", ["Microsoft Teams Meeting", "Zoom", "Google Meet", "Join via Skype"])
def test_a_service_that_is_named_without_a_link_fails_closed(text: str) -> None:
    """Outlook's placeholder says that people meet, and not where."""
    (link,) = links(f"LOCATION:{text}")
    assert (link.kind, link.platforms) == (LinkKind.PLACEHOLDER, ())


def test_a_service_that_is_named_is_met_by_a_link_to_it() -> None:
    """Outlook writes the placeholder beside the link; another service's link does not stand for it."""
    teams = "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/1"
    assert [each for _, each in seen("LOCATION:Microsoft Teams Meeting", teams)] == [("microsoft-teams",)]
    assert [each for _, each in seen("LOCATION:Zoom", teams)] == [(), ("microsoft-teams",)]
    assert seen("LOCATION:Committee Room 4") == []


PLAIN = calendar("LOCATION:https://zoom.us/j/1", "ATTENDEE:mailto:a@example.org", "CATEGORIES:K7")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("zoom", "zo\r\n om").encode(),
        PLAIN.replace("zoom", "zo\r\n\tom").encode(),
        PLAIN.replace("LOCATION", "location").replace("BEGIN:VEVENT", "begin:vevent"),
        PLAIN.replace("LOCATION", "X-EXTRA;A=b:c\r\nLOCATION"),
        PLAIN.replace("LOCATION:https:", "LOCATION;ENCODING=QUOTED-PRINTABLE:https=3A"),
    ],
)
def test_how_a_calendar_is_written_does_not_matter(data: bytes | str) -> None:
    """Encoding, folding, line ends, case, order, and properties of nobody's interest change no fact."""
    (plain,), (event,) = every(PLAIN), every(data)
    assert resolve_all(event.links, HOSTS) == resolve_all(plain.links, HOSTS)
    assert (event.attendees, event.categories, event.starts) == (plain.attendees, plain.categories, plain.starts)


def test_latin_1_is_read() -> None:
    """A file that is not UTF-8 is read as Latin-1 rather than refused."""
    assert every(calendar("SUMMARY:Caf\xe9").encode("latin-1"))[0].title == "Caf\xe9"


@pytest.mark.parametrize("field", ["LOCATION", "CONFERENCE", "DESCRIPTION", "URL", "X-ALT-DESC", "SUMMARY", "COMMENT"])
def test_moving_a_platforms_link_between_fields_keeps_it(field: str) -> None:
    """No field hides a platform."""
    assert seen(f"{field}:https://us02web.zoom.us/j/1") == [(field, ("zoom",))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>403 Forbidden</html>",
        calendar("X:y").replace("END:VCALENDAR\r\n", ""),
        calendar() + "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:lost\r\n",
        calendar("BEGIN:VALARM", "TRIGGER:P15M", "END:VALARM"),
        calendar(start=f"DTSTART;TZID={'a' * 300}:20200422T120000"),
        calendar(start="DTSTART;TZID=Europe:20200422T120000"),
        calendar(start="DTSTART;VALUE=A,B:20200422T120000"),
    ],
)
def test_a_calendar_that_is_refused_or_loses_events_is_unreadable(text: str) -> None:
    """Unreadable is not absent: the file is named, and why."""
    found = events(text, file="x.ics")
    assert isinstance(found, Unreadable)
    assert found.file == "x.ics"
    assert found.why


def test_a_deeply_nested_calendar_is_answered() -> None:
    """Nesting costs no recursion."""
    assert isinstance(events("BEGIN:VEVENT\r\n" * 20_000, file="x.ics"), Unreadable)


def test_an_event_inside_an_event_is_an_event() -> None:
    """However it is nested, it is read once, with its own links only."""
    outer, inner = every(calendar("BEGIN:VEVENT", "UID:two", "LOCATION:https://zoom.us/j/1", "END:VEVENT"))
    assert (outer.uid, outer.links, inner.uid) == ("one", (), "two")
    assert [each.platforms for each in resolve_all(inner.links, HOSTS)] == [("zoom",)]


def test_a_time_zone_of_one_file_does_not_move_the_events_of_another() -> None:
    """Icalendar remembers VTIMEZONEs by name across files; here each file stands alone."""
    zone = (
        "BEGIN:VTIMEZONE",
        "TZID:Mine",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0300",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
    event = ("BEGIN:VEVENT", "UID:1", "DTSTART;TZID=Mine:20200422T120000", "END:VEVENT")
    assert every(wrapped(*zone, *event))[0].starts == datetime(2020, 4, 22, 9, tzinfo=UTC)
    assert every(wrapped(*event))[0].problems == ("the time zone `Mine` is not known: the time may be any zone's",)


@pytest.mark.parametrize(
    ("start", "lines", "expected"),
    [
        ("DTSTART:20200422T120000Z", ["DTEND:20200422T130000Z"], (NOON, NOON + timedelta(hours=1))),
        ("DTSTART:20200422T120000Z", [], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DTEND:20200422T120000Z"], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DTEND:20200422T110000Z"], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DTEND:gibberish"], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DURATION:-PT1H"], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DURATION:gibberish"], (NOON, None)),
        ("DTSTART:20200422T120000Z", ["DURATION:P9999999W"], (NOON, None)),
        # A floating time is judged from the first zone's instant to the last zone's.
        (
            "DTSTART:20200422T120000",
            ["DTEND:20200422T130000"],
            (datetime(2020, 4, 21, 22, tzinfo=UTC), datetime(2020, 4, 23, 1, tzinfo=UTC)),
        ),
        (
            "DTSTART:20200422T120000Z",
            ["DTEND:20200422T130000"],
            (NOON, datetime(2020, 4, 23, 1, tzinfo=UTC)),
        ),
        (
            "DTSTART;VALUE=DATE:20200422",
            [],
            (datetime(2020, 4, 21, 10, tzinfo=UTC), datetime(2020, 4, 23, 12, tzinfo=UTC)),
        ),
        ("DTSTART:99991231T120000", ["DTEND:20200422T130000Z"], (datetime(9999, 12, 30, 22, tzinfo=UTC), None)),
        ("DTSTART:99991231T235959", ["DURATION:PT1H"], (datetime(9999, 12, 31, 9, 59, 59, tzinfo=UTC), None)),
        ("DTSTART:00010101T000000", ["DTEND:00010101T010000Z"], (None, None)),
        ("DTSTART:20200422T120000Z\r\nDTSTART:20200423T120000Z", [], (None, None)),
        ("DTSTART:gibberish", [], (None, None)),
        ("X-NO-START:1", ["DTEND:20200422T130000Z"], (None, None)),
    ],
)
def test_start_and_end_cover_every_instant_that_may_be_meant(
    start: str, lines: list[str], expected: tuple[datetime | None, datetime | None]
) -> None:
    """What is not stated, or cannot be reckoned with, is unknown."""
    event = one(*lines, start=start)
    assert (event.starts, event.ends) == expected


def test_an_override_is_an_event_of_its_own() -> None:
    """It inherits nothing, and names the occurrence for which it stands."""
    master, override = every(
        wrapped(
            *("BEGIN:VEVENT", "UID:1", "DTSTART:20200422T120000Z", "RRULE:FREQ=DAILY;COUNT=3", "END:VEVENT"),
            *("BEGIN:VEVENT", "UID:1", "RECURRENCE-ID:20200423T120000Z", "DTSTART:20200423T150000Z", "END:VEVENT"),
        )
    )
    assert override.recurrence == "20200423T120000Z"
    assert master.series is not None
    assert master.series.removed == {NOON + timedelta(days=1)}
    assert override.series is None
