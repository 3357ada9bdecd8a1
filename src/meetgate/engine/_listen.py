"""Look a meeting up in a plan: which lines remain at an instant, whom they bind, and on which platforms they hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import attrs

from meetgate.engine._aspects import CATALOGUE
from meetgate.engine._bits import NOWHERE, Pair, bits, pair_of
from meetgate.engine._case import Case, sight_of
from meetgate.engine._columns import Row, truth_of
from meetgate.engine._evaluate import covers
from meetgate.engine._keys import Key, View, key_of
from meetgate.engine._speech import addressed
from meetgate.engine._tables import Tables
from meetgate.engine._time import instants
from meetgate.model import Effect, Platform, Truth, any_of


class Heard(View):
    """Be what remains of a plan at one instant: lines that hold definitely, and possibly, and whom they bind.

    The masks know nothing of platforms, and nothing of conditions that no column holds.
    """

    __slots__ = ("anybody", "definite", "home", "plan", "possible")

    def __init__(self, plan: Tables, case: Case, instant: datetime | None, stretch: int, masks: Masks) -> None:
        """Hold the masks of an instant, which lies in this stretch of the plan's clock."""
        self.lens = plan.lens
        self.case = case
        self.instant = instant
        self.stretch = stretch
        self.found = {}
        self.vectors = {}
        self.plan = plan
        self.possible, self.definite, self.home, self.anybody = masks


#: The lines that may hold, those that definitely do, and which of them bind home, and anybody.
Masks = tuple[int, int, Pair, Pair]


def look(plan: Tables, case: Case, instant: datetime | None, stretch: int) -> Masks:
    """Look the case up at an instant, which lies in this stretch of the plan's clock."""
    possible, unsure = plan.full, plan.masks.disputed
    for maybe, doubtful in _rows(plan, View(plan.lens, case, instant, stretch)):
        possible &= maybe
        unsure |= doubtful
    home, anybody = plan.bonds.of(case, instant, plan.lens.clock.bonds[stretch])
    if plan.forces is not None:
        maybe, doubtful = plan.forces.row(plan.lens.clock.forces[stretch])
        surely = maybe & ~doubtful
        home, anybody = (home[0] & surely, home[1] & maybe), (anybody[0] & surely, anybody[1] & maybe)
    return possible, possible & ~unsure, home, anybody


def _rows(plan: Tables, view: View) -> Iterator[Row]:
    """Yield what each column says."""
    if plan.words is not None:
        yield plan.words.row(view)
    if plan.people is not None:
        yield plan.people.row(view)
    for each in plan.sets:
        yield each.row(view.case.meeting)
    for column in plan.columns:
        yield column.row(view)
    if plan.dated is not None:
        yield plan.dated.row(plan.lens.clock.lines[view.stretch])


def bound(heard: Heard) -> tuple[Pair, Pair]:
    """Return the lines that bind home, and those that bind anybody, whether or not they are in force."""
    return heard.plan.bonds.of(heard.case, heard.instant, heard.lens.clock.bonds[heard.stretch])


def heard_at(plan: Tables, case: Case, instant: datetime | None, stretch: int) -> Heard:
    """Return what remains of the plan at an instant."""
    return Heard(plan, case, instant, stretch, look(plan, case, instant, stretch))


def listen(plan: Tables, case: Case) -> tuple[list[Heard], int]:
    """Look the case up at every instant that counts; say at how many it is judged: at the others it may still run.

    They are more than the definition takes for one platform; between them nothing changes that it does not know.
    """
    meeting, moves = case.meeting, plan.lens.clock
    starts, ends = meeting.starts, meeting.ends
    if starts is None:
        return [heard_at(plan, case, None, -1)], 1
    if case.dated:
        judged, later = instants(case)
        return [heard_at(plan, case, each, moves.stretch(each)) for each in (*judged, *later)], len(judged)
    cuts = moves.cuts
    first = bisect_right(cuts, starts)
    last = len(cuts) if ends is None else bisect_left(cuts, ends, first)
    heard = [heard_at(plan, case, starts, first)]
    heard += [heard_at(plan, case, cuts[each], each + 1) for each in range(first, last)]
    return heard, 1 if ends is None else len(heard)


def gather(heard: Heard, lines: int, bound: Pair) -> Pair:
    """Return the platforms on which some of these lines hold and bind: definitely, and possibly."""
    plan = heard.plan
    some = lines & heard.possible & bound[1]
    if not some:
        return NOWHERE
    sure = some & heard.definite & bound[0]
    definite = possible = 0
    single = some & plan.odd
    if some & plan.liftable and heard.possible & plan.lifting:
        single |= lifted(plan, some, heard.possible)
    for own, rest in plan.groups:
        mine = some & own & ~single if single else some & own
        if not mine:
            continue
        if rest < 0:
            surely, maybe = sweep(plan, mine, mine & sure)
            definite |= surely
            possible |= maybe
        else:
            where = vector(heard, rest)
            if where[1]:
                surely, maybe = sweep(plan, mine, mine & sure)
                definite |= surely & where[0]
                possible |= maybe & where[1]
    for number in bits(single) if single else ():
        surely, maybe = spoken(heard, number)
        possible |= maybe
        if sure >> number & 1:
            definite |= surely
    return definite, possible


def lifted(plan: Tables, lines: int, possible: int) -> int:
    """Return those of some lines that an exception or a waiver lifts, or may lift."""
    found = 0
    left = lines & plan.liftable
    while left:
        number = left.bit_length() - 1
        left ^= 1 << number
        if plan.lifted_by[number] & possible:
            found |= 1 << number
    return found


def sweep(plan: Tables, lines: int, sure: int) -> Pair:
    """Return what lines that are sure pick, and what all of them pick.

    Many platforms are swept line by line, for as long as there are few lines; few platforms one by one.
    """
    if plan.wide:
        found = _by_line(plan, lines, sure)
        if found is not None:
            return found
    definite = possible = 0
    if sure == lines and plan.plain:
        for bit, maybe in plan.seats:
            if lines & maybe:
                possible |= bit
        return possible, possible
    for (bit, maybe), surely in zip(plan.seats, plan.surely, strict=True):
        if lines & maybe:
            possible |= bit
            if sure & surely:
                definite |= bit
    return definite, possible


def _by_line(plan: Tables, lines: int, sure: int) -> Pair | None:
    """Return the same by going through the lines; None where there are too many of them."""
    patience = len(plan.seats) // 2
    definite = possible = 0
    rest = lines ^ sure
    while sure:
        number = sure.bit_length() - 1
        sure ^= 1 << number
        surely, maybe = plan.covers[number] or NOWHERE
        definite |= surely
        possible |= maybe
        if definite == plan.every:
            return definite, definite
        patience -= 1
        if not patience:
            return None
    while rest:
        number = rest.bit_length() - 1
        rest ^= 1 << number
        possible |= (plan.covers[number] or NOWHERE)[1]
        patience -= 1
        if not patience:
            return None
    return definite, possible


def held(heard: Heard, number: int) -> Pair:
    """Return the platforms on which one line holds, whomever it binds."""
    if not heard.possible >> number & 1:
        return NOWHERE
    plan = heard.plan
    definite, possible = plan.covers[number] or picks(heard, number)
    for rest in plan.kept.get(number, ()):
        surely, maybe = vector(heard, rest)
        definite &= surely
        possible &= maybe
    return (definite if heard.definite >> number & 1 else 0), possible


def spoken(heard: Heard, number: int) -> Pair:
    """Return the platforms on which one line holds and no exception or waiver lifts it."""
    definite, possible = held(heard, number)
    for each in heard.plan.lifters.get(number, ()):
        if not heard.possible >> each & 1:
            continue
        surely, maybe = held(heard, each)
        definite &= ~maybe
        possible &= ~surely
    return definite, possible


def vector(heard: Heard, number: int) -> Pair:
    """Return the platforms on which a condition holds that no column holds."""
    found = heard.vectors.get(number)
    if found is None:
        found = heard.vectors[number] = _exposed(heard, number) or _vector(heard, number)
    return found


def _exposed(heard: Heard, number: int) -> Pair | None:
    """Return where findings stand against the talk; None for another condition, or where nobody says of what it is."""
    plan, against = heard.plan, heard.case.meeting.detrimental_to
    if not plan.rests[number].exposed or against.__class__ is not frozenset:
        return None
    key = number, plan.lens.clock.catalogue[heard.stretch], against
    return plan.vectors.get(key) or plan.vectors.keep(key, _vector(heard, number))


def _vector(heard: Heard, number: int) -> Pair:
    plan, rest = heard.plan, heard.plan.rests[number]
    key = key_of(heard, rest.readers)
    if rest.wide:
        return remembered(heard, key, number, lambda view, platform: truth_of(view, rest.part, platform))
    known = None if key is None else plan.vectors.get((number, key))
    if known is None:
        found = truth_of(heard, rest.part)
        known = plan.every if found is Truth.TRUE else 0, 0 if found is Truth.FALSE else plan.every
        if key is not None:
            plan.vectors.keep((number, key), known)
    return known


#: What is asked of one platform.
Test = Callable[[View, Platform], Truth]


def remembered(heard: Heard, key: Key, name: object, test: Test) -> Pair:
    """Return where a test holds; what is remembered under a name and a key is not tested again.

    Without a key everything is tested every time. What the caller claims of platforms counts for those alone, and
    is tested every time: nobody's claims fill the memory.
    """
    plan, claims = heard.plan, heard.case.meeting.platforms
    if key is None:
        return pair_of(test(heard, each) for each in plan.platforms)
    found = plan.vectors.get((name, key))
    if found is None:
        view = _unclaimed(heard) if claims else heard
        found = plan.vectors.keep((name, key), pair_of(test(view, each) for each in plan.platforms))
    if not claims:
        return found
    definite, possible = found
    for number, each in enumerate(plan.platforms):
        if each.id in claims:
            surely, maybe = pair_of([test(heard, each)])
            definite = definite & ~(1 << number) | surely << number
            possible = possible & ~(1 << number) | maybe << number
    return definite, possible


def _unclaimed(heard: Heard) -> View:
    """Return the view of the same case without what its caller claims of platforms."""
    case = attrs.evolve(heard.case, meeting=attrs.evolve(heard.case.meeting, platforms={}))
    return View(heard.lens, case, heard.instant, heard.stretch)


def picks(heard: Heard, number: int) -> Pair:
    """Return the platforms that a line picks by facts of the catalogue."""
    plan = heard.plan
    return remembered(
        heard, heard.keys((CATALOGUE,)), ("cover", number), lambda view, each: _picks(plan, number, view, each)
    )


def _picks(plan: Tables, number: int, view: View, platform: Platform) -> Truth:
    line = plan.lines[number]
    sight = sight_of(view.case, plan.rule_sets[line.rule_set], platform, view.instant)
    if not line.silence:
        return any_of(covers(sight, each) for each in line.rule.platforms)
    if line.rule.effect is not Effect.PERMIT:
        return ~addressed(sight)
    house = (each for each in plan.rule_sets if each.name in plan.base)
    return ~addressed(sight) & any_of(addressed(sight_of(view.case, each, platform, view.instant)) for each in house)


def bound_only(heard: Sequence[Heard]) -> Case:
    """Return the case without the rule sets that certainly bind nobody who is or may be present."""
    plan, case = heard[0].plan, heard[0].case
    lines = 0
    for each in heard:
        lines |= bound(each)[1][1]
    kept = {*numbers_of(plan, lines), *plan.apart}
    if len(kept) == len(plan.rule_sets):
        return case
    return attrs.evolve(case, rule_sets=tuple(each for number, each in enumerate(plan.rule_sets) if number in kept))


def numbers_of(plan: Tables, lines: int) -> Iterator[int]:
    """Yield the numbers of the rule sets to which some of these lines belong."""
    while lines:
        lowest = (lines & -lines).bit_length() - 1
        number = plan.lines[lowest].rule_set
        yield number
        after = sum(plan.ranges[number])
        lines = lines >> after << after
