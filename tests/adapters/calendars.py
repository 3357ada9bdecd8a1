"""Write the small calendars and the hosts that the tests of the adapters share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from meetgate.adapters import Event, Hosts, Link, events, resolve_all

HOSTS: Final = Hosts.of(
    [
        ("zoom", ["zoom.us", "*.zoom.us", "*.zoom.com", "*.meetzoom.us", "scheme:zoommtg", "scheme:zoomus"]),
        ("zoom/government", ["*.zoomgov.com"]),
        ("zoom/china", ["*.zoom.com.cn"]),
        ("zoom/x", ["zoom-x.de", "*.zoom-x.de"]),
        ("google-meet", ["meet.google.com", "stream.meet.google.com"]),
        ("google-hangouts", ["hangouts.google.com"]),
        (
            "microsoft-teams",
            [
                "teams.microsoft.com",
                "*.teams.microsoft.com",
                "teams.cloud.microsoft",
                "teams.live.com",
                "scheme:msteams",
            ],
        ),
        ("microsoft-teams/gcc-high", ["gov.teams.microsoft.us"]),
        ("cisco-webex", ["*.webex.com", "scheme:webexteams"]),
        ("jitsi-meet/public", ["meet.jit.si"]),
    ]
)
NOON: Final = datetime(2020, 4, 22, 12, tzinfo=UTC)


def calendar(*lines: str, start: str = "DTSTART:20200422T120000Z") -> str:
    """Return a calendar with one event of these lines."""
    return wrapped("BEGIN:VEVENT", "UID:one", start, *lines, "END:VEVENT")


def wrapped(*lines: str) -> str:
    """Return a calendar of these lines."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def every(text: str | bytes) -> tuple[Event, ...]:
    """Return the events of a calendar that must be readable."""
    found = events(text, file="test.ics")
    assert isinstance(found, tuple), found
    return found


def one(*lines: str, start: str = "DTSTART:20200422T120000Z") -> Event:
    """Return the event of a calendar with these lines."""
    (event,) = every(calendar(*lines, start=start))
    return event


def links(*lines: str) -> tuple[Link, ...]:
    """Return the links for which an event of these lines has to answer."""
    return resolve_all(one(*lines).links, HOSTS)


def seen(*lines: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return field and platforms of those links."""
    return [(each.field, each.platforms) for each in links(*lines)]
