"""Decide the cases of which there are most in one function: one instant, everything stated, grants and objections.

A call costs as much as what most columns find. What meetings mostly share is therefore looked up here without one,
and whatever is out of the ordinary is left to `run`, which knows everything: it finds the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, cast

from meetgate.engine._bits import Pair
from meetgate.engine._case import Case, microseconds
from meetgate.engine._columns import Row
from meetgate.engine._compile import Group, Tables
from meetgate.engine._listen import Heard, lifted, spoken
from meetgate.engine._ruling import Ruling
from meetgate.model import Meeting, Obligation, Phase

#: A set that rules test: what reads it, the rules by value, as rows and as lists, and those that test for some value.
_Set = tuple[Callable[[Meeting], object], Callable[[str], int | None], Callable[[str], tuple[int, ...] | None], int]


class Shortcut(NamedTuple):
    """Hold what is read of a plan, so that it is at hand in one step."""

    cuts: tuple[datetime, ...]
    moments: tuple[int, ...]
    full: int
    disputed: int
    words: Callable[[object], Row | None]
    facts: Callable[[Meeting], object]
    people: Callable[[frozenset[str | None]], Row | None]
    sets: tuple[_Set, ...]
    lines: tuple[int, ...]
    rows: tuple[Row, ...]
    ours: int
    named: Callable[[str | None], int | None]
    objecting: int
    granting: int
    odd: int
    liftable: int
    lifting: int
    requiring: int
    simple: int
    duties: Mapping[int, tuple[Obligation, int]]
    burdens: int
    switching: int
    sharing: tuple[Group, ...]
    seats: tuple[tuple[int, int], ...]
    every: int
    vectors: Callable[[object], Pair | None]
    permitted: Callable[[int], tuple[str, ...] | None]
    catalogue: tuple[int, ...]


def shortcut(plan: Tables) -> Shortcut | None:
    """Return what the shortcut needs, None for a plan in which more counts than it looks at."""
    sets: list[_Set] = []
    for each in plan.sets:
        if each.read is not None and not each.within:
            few = each.hit.lists.get if each.hit.lists else None
            sets.append(cast("_Set", (each.read, each.hit.rows.get, few, each.any)))
    dated = plan.dated
    lacking = plan.words is None or plan.columns or plan.forces is not None or plan.bonds.others or plan.hindered
    if lacking or len(sets) < len(plan.sets) or (dated is not None and dated.stride > 1) or plan.words is None:
        return None
    masks, clock = plan.masks, plan.lens.clock
    found = Shortcut(
        cuts=clock.cuts,
        moments=tuple(map(microseconds, clock.cuts)),
        full=plan.full,
        disputed=masks.disputed,
        words=plan.words.rows.get,
        facts=plan.words.facts,
        people=_anybody(plan) if plan.people is None else plan.people.sets.get,
        sets=tuple(sets),
        lines=clock.lines,
        rows=((plan.full, 0),) if dated is None else dated.rows,
        ours=plan.bonds.ours,
        named=plan.bonds.named.get,
        objecting=masks.objecting,
        granting=masks.granting,
        odd=plan.odd,
        liftable=plan.liftable,
        lifting=plan.lifting,
        requiring=masks.requiring,
        simple=plan.simple,
        duties=plan.duties,
        burdens=(masks.requiring & ~plan.simple) | masks.ranking,
        switching=masks.switching,
        sharing=plan.sharing,
        seats=plan.seats,
        every=plan.every,
        vectors=plan.vectors.get,
        permitted=plan.permitted.get,
        catalogue=clock.catalogue,
    )
    # A plain tuple is taken apart in one step, a named one item by item.
    return cast("Shortcut", tuple(found))


def _anybody(plan: Tables) -> Callable[[frozenset[str | None]], Row | None]:
    row = plan.full, 0
    return lambda _: row


def take(at: Shortcut, plan: Tables, case: Case) -> Ruling | Heard | None:  # noqa: C901, PLR0912, PLR0915  # see the module
    """Decide a case that the plan serves; where more counts, return what was heard, or None where that is not all."""
    meeting = case.meeting
    starts, home = meeting.starts, case.home
    if starts is None or home is None or not case.ordinary:
        return None
    (
        cuts,
        moments,
        possible,
        unsure,
        words,
        facts,
        people,
        sets,
        lines,
        rows,
        mine,
        named,
        objecting,
        granting,
        odd,
        liftable,
        lifting,
        requiring,
        simple,
        duties,
        burdens,
        switching,
        sharing,
        seats,
        every,
        vectors,
        permitted,
        catalogue,
    ) = at
    stretch = bisect_right(moments, case.begins)
    if stretch < len(cuts):
        ends = meeting.ends
        if ends is None or ends > cuts[stretch]:
            return None
    row = words((facts(meeting), case.circumstances))
    found = people(case.states)
    if row is None or found is None:
        return None
    dated = rows[lines[stretch]]
    possible &= row[0] & found[0] & dated[0]
    if row[1] or found[1] or dated[1]:
        unsure |= row[1] | found[1] | dated[1]
    for read, lines_of, few_of, some in sets:
        value = read(meeting)
        if value.__class__ is not frozenset:
            return None
        met = 0
        for each in value:
            touched = lines_of(each)
            if touched:
                met |= touched
            elif few_of is not None:
                for number in few_of(each) or ():
                    met |= 1 << number
        possible &= ~(met ^ some)
    for each in home:
        own = named(each.id)
        if own is None:
            return None
        mine |= own
    theirs = mine
    if len(case.present) != len(home):
        for each in case.present:
            own = named(each.id)
            if own is None:
                return None
            theirs |= own
    heard = possible & theirs
    objecting &= heard
    granting &= possible & mine
    both = objecting | granting
    asked = heard & requiring
    if both & unsure or (asked and asked & (unsure | ~simple)) or heard & burdens or switching & theirs:
        masks = possible, possible & ~unsure, (mine, mine), (theirs, theirs)
        return Heard(plan, case, starts, stretch, masks)
    single = both & odd
    if both & liftable and possible & lifting:
        single |= lifted(plan, both, possible)
    forbidden = granted = 0
    if single:
        masks = possible, possible & ~unsure, (mine, mine), (theirs, theirs)
        whole = Heard(plan, case, starts, stretch, masks)
        both &= ~single
        while single:
            number = single.bit_length() - 1
            single ^= 1 << number
            pair = spoken(whole, number)
            if pair[0] != pair[1]:
                return whole
            if objecting >> number & 1:
                forbidden |= pair[0]
            else:
                granted |= pair[0]
        objecting &= both
        granting &= both
    less, where, limited = both, -1, False
    for own, rest in sharing:
        if both & own:
            exposed = vectors((rest, catalogue[stretch], meeting.detrimental_to))
            if limited or exposed is None or exposed[0] != exposed[1]:
                return None
            less, where, limited = both & ~own, exposed[0], True
    if limited:
        for bit, here in seats:
            picked = (both if where & bit else less) & here
            if picked:
                if picked & objecting:
                    forbidden |= bit
                else:
                    granted |= bit
    else:
        for bit, here in seats:
            if objecting & here:
                forbidden |= bit
            elif granting & here:
                granted |= bit
    granted &= ~forbidden
    unmet = 0
    while asked:
        number = asked.bit_length() - 1
        asked ^= 1 << number
        duty, there = duties[number]
        if duty.kind not in meeting.fulfils and (duty.phase is Phase.BEFORE or duty.kind not in meeting.enforces):
            unmet |= there
    unmet &= granted
    granted ^= unmet
    verdicts = forbidden, 0, every ^ forbidden ^ granted ^ unmet, 0, unmet, granted
    return Ruling(plan, case, verdicts, (starts, stretch, possible, unsure, mine, theirs), permitted=permitted(granted))
