"""Sort the lines that speak by the platforms of which they do: what reasons are made of."""

from __future__ import annotations

import attrs

from meetgate.engine._bits import Pair, bits
from meetgate.engine._listen import Heard, lifted, spoken, vector

#: By the number of a platform, the lines that speak of it.
Table = list[int]


@attrs.define(kw_only=True)
class Told:
    """Hold the lines that may speak, and those that surely do, of each platform at one instant."""

    objecting: Table
    objecting_surely: Table
    granting: Table
    granting_surely: Table
    advising: Table | None


def may_speak(heard: Heard) -> int:
    """Return the lines that hold or may hold on some platform, and bind somebody."""
    plan = heard.plan
    found = heard.possible & heard.anybody[1]
    for number in bits(found & plan.shared):
        if not all(vector(heard, rest)[1] for rest in plan.kept[number]):
            found ^= 1 << number
    return found


def told_by(heard: Heard) -> Told:
    """Sort the lines that speak by the platforms on which they do."""
    masks, bound = heard.plan.masks, heard.anybody
    objecting, objecting_surely = _by_platform(heard, masks.objecting, bound)
    granting, granting_surely = _by_platform(heard, masks.granting, heard.home)
    advising = masks.advising & heard.possible & bound[1]
    return Told(
        objecting=objecting,
        objecting_surely=objecting_surely,
        granting=granting,
        granting_surely=granting_surely,
        advising=_by_platform(heard, masks.advising, bound)[0] if advising else None,
    )


def _by_platform(heard: Heard, lines: int, bound: Pair) -> tuple[Table, Table]:
    """Return the lines that may speak of each platform, and those that surely do."""
    plan = heard.plan
    some = lines & heard.possible & bound[1]
    sure = some & heard.definite & bound[0]
    single = some & ~plan.unconditional | lifted(plan, some, heard.possible)
    swept = some & ~single
    possible = [swept & seat for _, seat in plan.seats]
    if sure == some and plan.plain:
        certain = possible if not single else possible.copy()
    else:
        certain = [swept & sure & seat for seat in plan.surely]
    for number in bits(single):
        definite, maybe = spoken(heard, number)
        for place in plan.places_of(maybe):
            possible[place] |= 1 << number
        if definite and bound[0] >> number & 1:
            for place in plan.places_of(definite):
                certain[place] |= 1 << number
    return possible, certain
