"""Decide the cases of which there are most in one function: one instant, everything stated, grants and objections.

A call costs as much as what most columns find. What meetings mostly share is therefore looked up here without one,
and whatever is out of the ordinary is left to `run`, which knows everything: it finds the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, cast

from meetgate.engine._bits import Pair, bits
from meetgate.engine._case import Case, microseconds
from meetgate.engine._columns import Row
from meetgate.engine._listen import Heard, gather, lifted
from meetgate.engine._ruling import Kept, Ruling
from meetgate.engine._run import Verdicts
from meetgate.engine._tables import Group, Tables
from meetgate.model import Meeting, Phase

#: A set that rules test: what reads it, the rules by value, as rows and as lists; those that test for some value, and
#: those that test it at all.
_Set = tuple[
    Callable[[Meeting], frozenset[str] | None],
    Callable[[str], int | None],
    Callable[[str], tuple[int, ...] | None] | None,
    int,
    int,
]


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
    particular: int
    lifting: int
    asking: int
    burdens: int
    switching: int
    sharing: tuple[Group, ...]
    seats: tuple[tuple[int, int], ...]
    every: int
    vectors: Callable[[object], Pair | None]
    catalogue: tuple[int, ...]


def shortcut(plan: Tables) -> Shortcut | None:
    """Return what the shortcut needs, None for a plan in which more counts than it looks at."""
    sets: list[_Set] = []
    for each in plan.sets:
        if each.read is not None and not each.within:
            few = each.hit.lists.get if each.hit.lists else None
            sets.append(cast("_Set", (each.read, each.hit.rows.get, few, each.any, each.any | each.none)))
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
        particular=plan.odd | plan.liftable,
        lifting=plan.lifting,
        asking=masks.requiring | masks.ranking | masks.switching,
        burdens=(masks.requiring & ~plan.simple) | masks.ranking,
        switching=masks.switching,
        sharing=plan.sharing,
        seats=plan.seats,
        every=plan.every,
        vectors=plan.vectors.get,
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
        particular,
        lifting,
        asking,
        burdens,
        switching,
        sharing,
        seats,
        every,
        vectors,
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
    for read, lines_of, few_of, some, tested in sets:
        value = read(meeting)
        if value is None:
            unsure |= tested
            continue
        if value.__class__ is not frozenset:
            return None
        met = 0
        for member in value:
            touched = lines_of(member)
            if touched:
                met |= touched
            elif few_of is not None:
                for number in few_of(member) or ():
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
    kept = starts, stretch, possible, unsure, mine, theirs
    if asking and (heard & asking or switching & theirs):
        return _with_duties(plan, case, kept, simple=not (heard & burdens or switching & theirs))
    if both & particular and (both & odd or (possible & lifting and lifted(plan, both, possible))):
        return _with_duties(plan, case, kept, simple=True)
    less, where, limited = both, -1, False
    for own, rest in sharing:
        if both & own:
            exposed = vectors((rest, catalogue[stretch], meeting.detrimental_to))
            if limited or exposed is None:
                return _with_duties(plan, case, kept, simple=True)
            if exposed[0] != exposed[1]:
                if exposed[0]:
                    return _with_duties(plan, case, kept, simple=True)
                unsure |= own
            less, where, limited = both & ~own, exposed[1], True
    if both & unsure:
        verdicts = _unsure(plan, objecting, granting, (less, where, unsure))
        if verdicts[3] and case.defers:
            return _heard(plan, case, kept)
        return Ruling(plan, case, verdicts, kept)
    forbidden = granted = 0
    if plan.wide:
        forbidden, granted = _over(plan, objecting & less), _over(plan, granting & less)
        if limited:
            forbidden |= _over(plan, objecting & ~less) & where
            granted |= _over(plan, granting & ~less) & where
        granted &= ~forbidden
    elif limited:
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
    verdicts = forbidden, 0, every ^ forbidden ^ granted, 0, 0, granted
    return Ruling(plan, case, verdicts, kept)


def _over(plan: Tables, lines: int) -> int:
    """Return the platforms that some of these lines pick."""
    picks, found = plan.picks, 0
    while lines:
        number = lines.bit_length() - 1
        lines ^= 1 << number
        found |= picks[number]
    return found


def _unsure(plan: Tables, objecting: int, granting: int, lines: tuple[int, int, int]) -> Verdicts:
    """Go through the platforms where some lines are not certain."""
    less, where, unsure = lines
    surely, perhaps = objecting & ~unsure, objecting & unsure
    favour, maybe_favour = granting & ~unsure, granting & unsure
    forbidden = doubted = granted = maybe = 0
    for bit, lines_here in plan.seats:
        here = lines_here if where & bit else lines_here & less
        if surely & here:
            forbidden |= bit
            continue
        if perhaps & here:
            doubted |= bit
        if favour & here:
            granted |= bit
        elif maybe_favour & here:
            maybe |= bit
    open_ = (granted & doubted) | maybe
    return forbidden, 0, plan.every & ~(forbidden | granted | maybe), open_, 0, granted & ~doubted


def _heard(plan: Tables, case: Case, kept: Kept) -> Heard:
    instant, stretch, possible, unsure, mine, theirs = kept
    return Heard(plan, case, instant, stretch, (possible, possible & ~unsure, (mine, mine), (theirs, theirs)))


def _with_duties(plan: Tables, case: Case, kept: Kept, *, simple: bool) -> Ruling | Heard:
    """Decide where lines are lifted, or ask for something that nothing can be in the way of; else return what was heard."""
    heard = _heard(plan, case, kept)
    if not simple:
        return heard
    objected = gather(heard, plan.masks.objecting, heard.anybody)
    granted = gather(heard, plan.masks.granting, heard.home)
    left = plan.every & ~objected[0]
    open_ = left & granted[1] & (~granted[0] | objected[1])
    if open_ and case.defers:
        return heard
    good = left & granted[0] & ~objected[1]
    unmet = good & _unmet(plan, case, heard.possible & heard.anybody[1] & plan.masks.requiring) if good else 0
    verdicts = plan.every ^ left, 0, left & ~granted[1], open_, unmet, good ^ unmet
    return Ruling(plan, case, verdicts, kept)


def _unmet(plan: Tables, case: Case, asked: int) -> int:
    """Return where something is asked for that is not met, of duties that are asked for without condition on platforms."""
    meeting, unmet = case.meeting, 0
    for number in bits(asked):
        duty, there = plan.duties[number]
        if duty.kind not in meeting.fulfils and (duty.phase is Phase.BEFORE or duty.kind not in meeting.enforces):
            unmet |= there
    return unmet
