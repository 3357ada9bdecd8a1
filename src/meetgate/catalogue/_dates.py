"""Turn the days of a catalogue file into instants: half-open days of UTC, whose edges may be uncertain."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from meetgate.catalogue._problem import Problems, problem
from meetgate.documents import Node, quoted
from meetgate.model import Edge, Span


def instant(node: Node, key: str, problems: Problems) -> datetime | None:
    """Return the first instant of the day that a key states, None where it is absent or no day (C102)."""
    if key not in node:
        return None
    try:
        return _start(node[key].text)
    except ValueError:
        problems.append(problem("C102", node[key], f"{quoted(node[key].text)} is no day"))
        return None


def edge(node: Node, key: str, problems: Problems) -> Edge | None:
    """Return the edge that a day, or a range of days, means; None where it is absent or no such (C102).

    `A..B` is unknown from the first instant of A to the last of B: the edge lies somewhere in these days.
    """
    if key not in node:
        return None
    first, _, last = node[key].text.partition("..")
    try:
        begins = _start(first)
        closes = begins if not last else _start(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        problems.append(problem("C102", node[key], f"{quoted(node[key].text)} is no day"))
        return None
    if last and closes <= begins:
        problems.append(problem("C105", node[key], f"{quoted(node[key].text)} ends before it begins"))
    return Edge(begins, closes)


def span(node: Node, problems: Problems) -> Span:
    """Return the span that `from` and `until` mean; one that ends before it begins is refused (C105)."""
    start, end = edge(node, "from", problems), edge(node, "until", problems)
    if start is not None and end is not None and end.latest <= start.earliest:
        problems.append(problem("C105", node["until"], f"{quoted(node['until'].text)} is not after `from`"))
    return Span(start=start, end=end)


def _start(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)
