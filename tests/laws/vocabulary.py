"""Name the few things that the worlds of the laws are made of: small enough to meet, rich enough to differ."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from meetgate.model import Edge, Scheme, Span

HOME: Final = "home.example"
GUEST: Final = "guest.example"
THIRD: Final = "third.example"
ORGANISATIONS: Final = (HOME, GUEST, THIRD)
PLATFORMS: Final = ("jitsi", "zoom", "zoom/x")
TOPICS: Final = ("nuclear", "trade")
STATES: Final = ("CN", "RU")
KNOWN_AT: Final = datetime(2020, 6, 1, tzinfo=UTC)

#: Five instants, a month apart; meetings and spans begin and end on them.
MOMENTS: Final = tuple(datetime(2020, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4, 5))
#: A span of which nobody can say whether it has begun.
NOBODY_KNOWS: Final = Span(start=Edge(datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)))

#: One chain, and two chains that are incomparable.
GB: Final = Scheme(
    authority="GB",
    levels=("OFFICIAL", "SECRET", "TOP SECRET"),
    below={"SECRET": frozenset({"OFFICIAL"}), "TOP SECRET": frozenset({"OFFICIAL", "SECRET"})},
    excludes=frozenset({("SECRET", "SENSITIVE"), ("TOP SECRET", "SENSITIVE")}),
    absent_audience="everyone",
)
CA: Final = Scheme(
    authority="CA",
    levels=("PROTECTED A", "PROTECTED B", "CONFIDENTIAL", "SECRET"),
    below={"PROTECTED B": frozenset({"PROTECTED A"}), "SECRET": frozenset({"CONFIDENTIAL"})},
)
LEVELS: Final = (
    *(f"GB:{level}" for level in GB.levels),
    *(f"CA:{level}" for level in CA.levels),
)
