"""Say how long to look, and hold what was found."""

from __future__ import annotations

from typing import Any

import attrs

Figures = dict[str, Any]


@attrs.frozen(kw_only=True)
class Effort:
    """Say how long to look: rounds that count, meetings in each, and whether slow engines and sizes are left out."""

    rounds: int
    meetings: int
    quick: bool = False

    @property
    def drawn(self) -> int:
        """Return how many meetings are needed, no meeting twice."""
        return (self.rounds + 1) * self.meetings


@attrs.frozen
class Found:
    """Hold figures by key, and the times of engines in microseconds by name and number of rules."""

    figures: Figures = attrs.field(factory=Figures)
    times: dict[str, dict[int, float]] = attrs.field(factory=dict[str, dict[int, float]])


def ratio(one: float, other: float) -> float:
    """Return how many times the other one is."""
    return round(one / other, 3)
