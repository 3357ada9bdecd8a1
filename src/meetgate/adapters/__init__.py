"""Turn what other systems say of an event into what this library knows of a meeting. Sans-I/O: text in, values out.

`events` and `occurrences` need icalendar (the extras `ical` and `cli`), so they load when they are first used: a
gatekeeper reads its context file without it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from meetgate.adapters._context import Context, Statement, load_context
from meetgate.adapters._event import Attendee, Event, Occurrence, Unreadable
from meetgate.adapters._facts import shape_of
from meetgate.adapters._hosts import Hosts
from meetgate.adapters._links import Carried, Link, LinkKind, resolve, resolve_all
from meetgate.adapters._markings import MarkingProblem, parse_marking, print_marking
from meetgate.adapters._meeting import Reading, meeting_of
from meetgate.adapters._text import find_links

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.adapters._ics import events
    from meetgate.adapters._series import occurrences

__all__ = [
    "Attendee",
    "Carried",
    "Context",
    "Event",
    "Hosts",
    "Link",
    "LinkKind",
    "MarkingProblem",
    "Occurrence",
    "Reading",
    "Statement",
    "Unreadable",
    "events",
    "find_links",
    "load_context",
    "meeting_of",
    "occurrences",
    "parse_marking",
    "print_marking",
    "resolve",
    "resolve_all",
    "shape_of",
]

_NEED_ICALENDAR: Final = {"events": "_ics", "occurrences": "_series"}


def __getattr__(name: str) -> object:
    """Load what needs icalendar when it is first used; raises `ModuleNotFoundError` where icalendar is missing."""
    if name not in _NEED_ICALENDAR:
        raise AttributeError(f"module `meetgate.adapters` has no attribute `{name}`")
    found: object = getattr(importlib.import_module(f"meetgate.adapters.{_NEED_ICALENDAR[name]}"), name)
    globals()[name] = found
    return found
