"""Say which rules are in force at an instant, by one search in the sorted dates at which anything changes.

For few dates every stretch of time between two of them has its row. For many, rows would take a square of memory:
then only some stretches keep theirs, and the others are reached from the last kept one by what changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._bits import Memo
from meetgate.model import ALWAYS, Edge, Span

#: As many stretches of time keep their row.
_KEPT: Final = 512

#: The rules that may be in force, and those of them of which that is not certain.
Row = tuple[int, int]
#: What happens to a rule at a date: its number, whether it is definitely, and whether it is possibly in force then.
_Change = tuple[int, bool, bool]


@attrs.frozen(kw_only=True)
class Dated:
    """Hold what is in force when, of rules by number: rows of every `stride`-th stretch, and the changes between."""

    cuts: tuple[datetime, ...]
    changes: tuple[tuple[_Change, ...], ...]
    stride: int
    rows: tuple[Row, ...]
    unknown: Row
    reached: Memo[int, Row] = attrs.field(factory=lambda: Memo[int, Row](_KEPT), eq=False, repr=False)

    def row(self, number: int) -> Row:
        """Return the rules that are in force in a stretch of time; in -1, an unknown one, a dated rule is unknown."""
        if number < 0:
            return self.unknown
        if self.stride == 1:
            return self.rows[number]
        return self.reached.get(number) or self.reached.keep(number, self._reach(number))

    def _reach(self, number: int) -> Row:
        kept = number // self.stride
        row = self.rows[kept]
        for changes in self.changes[kept * self.stride : number]:
            row = _changed(row, changes)
        return row


def dated(spans: Sequence[Span]) -> Dated:
    """Lay out in time the rules, each in force where its span holds."""
    full = (1 << len(spans)) - 1
    steps: dict[datetime, list[_Change]] = {}
    first: Row = (full, 0)
    undated = full
    for number, span in enumerate(spans):
        if span is not ALWAYS and span != ALWAYS:
            undated ^= 1 << number
            first = _changed(first, [(number, *_told(span, None))])
            for cut in set(span.cuts):
                steps.setdefault(cut, []).append((number, *_told(span, cut)))
    cuts = tuple(sorted(steps))
    changes = tuple(tuple(steps[cut]) for cut in cuts)
    stride = 1 + len(cuts) // _KEPT
    return Dated(
        cuts=cuts, changes=changes, stride=stride, rows=_rows(first, changes, stride), unknown=(full, full & ~undated)
    )


def _told(span: Span, moment: datetime | None) -> tuple[bool, bool]:
    """Say whether a span definitely, and possibly, covers a moment; None stands for before every date."""
    begun = (True, True) if span.start is None else _passed(span.start, moment)
    ended = (False, False) if span.end is None else _passed(span.end, moment)
    return begun[0] and not ended[1], begun[1] and not ended[0]


def _passed(edge: Edge, moment: datetime | None) -> tuple[bool, bool]:
    if moment is None:
        return False, False
    return moment >= edge.latest, moment >= edge.earliest


def _rows(first: Row, changes: tuple[tuple[_Change, ...], ...], stride: int) -> tuple[Row, ...]:
    rows, row = [first], first
    for number, each in enumerate(changes, 1):
        row = _changed(row, each)
        if number % stride == 0:
            rows.append(row)
    return tuple(rows)


def _changed(row: Row, changes: Sequence[_Change]) -> Row:
    possible, unsure = row
    for number, surely, maybe in changes:
        bit = 1 << number
        possible = possible | bit if maybe else possible & ~bit
        unsure = unsure | bit if maybe and not surely else unsure & ~bit
    return possible, unsure
