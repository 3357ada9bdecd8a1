"""Turn what other systems say of an event into what this library knows of a meeting. Sans-I/O: text in, values out."""

from __future__ import annotations

from meetgate.adapters._context import Context, Statement, load_context
from meetgate.adapters._event import Attendee, Event, Unreadable
from meetgate.adapters._hosts import Hosts
from meetgate.adapters._ics import events
from meetgate.adapters._links import Carried, Link, LinkKind, resolve, resolve_all
from meetgate.adapters._meeting import Reading, meeting_of
from meetgate.adapters._series import Occurrence, occurrences
from meetgate.adapters._text import find_links

__all__ = [
    "Attendee",
    "Carried",
    "Context",
    "Event",
    "Hosts",
    "Link",
    "LinkKind",
    "Occurrence",
    "Reading",
    "Statement",
    "Unreadable",
    "events",
    "find_links",
    "load_context",
    "meeting_of",
    "occurrences",
    "resolve",
    "resolve_all",
]
