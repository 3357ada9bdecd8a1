"""Say when something holds: half-open spans of time whose edges may be uncertain."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

import attrs

from meetgate.model._truth import Truth


@attrs.frozen
class Edge:
    """Be the moment at which something begins or ends, somewhere in [earliest, latest] (aware datetimes).

    A certain edge has both equal. `2020-04-13..2020-04-19` is the range from the first instant of the 13th to
    the first instant after the 19th: inside it nobody knows whether the edge has passed.
    """

    earliest: datetime
    latest: datetime

    @classmethod
    def at(cls, moment: datetime) -> Edge:
        """Build a certain edge."""
        return cls(moment, moment)

    def passed(self, moment: datetime) -> Truth:
        """Say whether the edge has passed at `moment`."""
        if moment < self.earliest:
            return Truth.FALSE
        return Truth.TRUE if moment >= self.latest else Truth.UNKNOWN


@attrs.frozen(kw_only=True)
class Span:
    """Be the time from `start` (included) to `end` (excluded); None is open."""

    start: Edge | None = None
    end: Edge | None = None

    def covers(self, moment: datetime | None) -> Truth:
        """Say whether the span covers `moment`; an unknown moment is covered by nothing that is dated."""
        if self.start is None and self.end is None:
            return Truth.TRUE
        if moment is None:
            return Truth.UNKNOWN
        begun = Truth.TRUE if self.start is None else self.start.passed(moment)
        ended = Truth.FALSE if self.end is None else self.end.passed(moment)
        return begun & ~ended

    @property
    def cuts(self) -> tuple[datetime, ...]:
        """Return the instants at which the answer of `covers` may change."""
        edges = [edge for edge in (self.start, self.end) if edge is not None]
        return tuple(moment for edge in edges for moment in (edge.earliest, edge.latest))


ALWAYS = Span()


# Equal instants have one text, whatever their zones; a decision writes its few moments several times.
@functools.lru_cache(maxsize=4096)
def stamp(moment: datetime) -> str:
    """Return an aware datetime as RFC 3339 in UTC, `2020-04-22T12:00:00Z`."""
    text = moment.astimezone(UTC).isoformat()
    return text.replace("+00:00", "Z")


def edge_text(edge: Edge | None) -> str | None:
    """Return an edge as canonical text: one instant, or `earliest..latest`."""
    if edge is None:
        return None
    first, last = stamp(edge.earliest), stamp(edge.latest)
    return first if first == last else f"{first}..{last}"
