"""Look a meeting up in a plan: which lines remain at an instant, whom they bind, and on which platforms they hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime

from meetgate.engine._aspects import CATALOGUE
from meetgate.engine._bits import NOWHERE, Pair, bits, pair_of
from meetgate.engine._case import Case, sight_of
from meetgate.engine._columns import truth_of
from meetgate.engine._compile import Tables
from meetgate.engine._evaluate import covers
from meetgate.engine._keys import Key, View
from meetgate.engine._speech import addressed
from meetgate.engine._time import instants
from meetgate.model import ALWAYS, Effect, Truth, any_of


class Heard:
    """Be what remains of a plan at one instant: lines that hold definitely, and possibly, and whom they bind.

    The masks know nothing of platforms, and nothing of conditions that no column holds.
    """

    __slots__ = ("anybody", "definite", "home", "plan", "possible", "view")

    def __init__(self, plan: Tables, view: View, lines: Pair, home: Pair, anybody: Pair) -> None:
        """Hold the masks."""
        self.plan = plan
        self.view = view
        self.definite, self.possible = lines
        self.home = home
        self.anybody = anybody


def moments(plan: Tables, case: Case) -> tuple[tuple[datetime | None, ...], tuple[datetime, ...]]:
    """Return the instants at which the meeting is judged, and those at which it may still be running.

    They are more than the definition takes for one platform; between them nothing changes that it does not know.
    """
    meeting = case.meeting
    starts, ends = meeting.starts, meeting.ends
    if starts is None:
        return (None,), ()
    if meeting.attestations or any(kind.valid != ALWAYS for each in case.present for kind in each.kinds):
        return instants(case)
    first = bisect_right(plan.cuts, starts)
    if ends is None:
        return (starts,), plan.cuts[first:]
    last = bisect_left(plan.cuts, ends, first)
    return ((starts, *plan.cuts[first:last]) if first < last else (starts,)), ()


def listen(plan: Tables, case: Case, instant: datetime | None) -> Heard:
    """Return what remains of the plan at an instant."""
    view = View(plan.lens, case, instant)
    definite, possible = plan.masks.undisputed, plan.full
    if plan.dated is not None:
        surely, maybe = plan.dated.row(instant)
        definite &= surely
        possible &= maybe
    for column in plan.columns:
        surely, maybe = column.row(view)
        definite &= surely
        possible &= maybe
    home, anybody = plan.bonds.of(view)
    if plan.forces is not None:
        surely, maybe = plan.forces.row(instant)
        home = home[0] & surely, home[1] & maybe
        anybody = anybody[0] & surely, anybody[1] & maybe
    return Heard(plan, view, (definite, possible), home, anybody)


def gather(heard: Heard, lines: int, bound: Pair) -> Pair:
    """Return the platforms on which some of these lines hold and bind: definitely, and possibly."""
    plan = heard.plan
    some = lines & heard.possible & bound[1]
    if not some:
        return NOWHERE
    sure = some & heard.definite & bound[0]
    definite = possible = 0
    for group in plan.groups:
        mine = some & group.lines
        if mine:
            surely, maybe = (plan.every, plan.every) if group.rest is None else vector(heard, group.rest)
            if maybe:
                here = sweep(plan, mine, mine & sure)
                definite |= here[0] & surely
                possible |= here[1] & maybe
    odd = some & plan.odd
    for number in bits(odd):
        here = spoken(heard, number)
        possible |= here[1]
        if sure >> number & 1:
            definite |= here[0]
    return definite, possible


def sweep(plan: Tables, lines: int, sure: int) -> Pair:
    """Return what lines pick, and what those of them pick that are sure; of many lines, by platform."""
    patience = 2 * len(plan.platforms)
    definite = possible = 0
    rest, left = lines ^ sure, sure
    while left or rest:
        if definite == plan.every:
            return definite, definite
        patience -= 1
        if not patience:
            return _by_seat(plan, lines, sure)
        if left:
            number = left.bit_length() - 1
            left ^= 1 << number
            surely, maybe = plan.covers[number] or NOWHERE
            definite |= surely
            possible |= maybe
        else:
            number = rest.bit_length() - 1
            rest ^= 1 << number
            possible |= (plan.covers[number] or NOWHERE)[1]
    return definite, possible


def _by_seat(plan: Tables, lines: int, sure: int) -> Pair:
    definite = possible = 0
    bit = 1
    for surely, maybe in plan.seats:
        if lines & maybe:
            possible |= bit
            if sure & surely:
                definite |= bit
        bit <<= 1
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
        surely, maybe = held(heard, each)
        definite &= ~maybe
        possible &= ~surely
    return definite, possible


def vector(heard: Heard, number: int) -> Pair:
    """Return the platforms on which a condition holds that no column holds."""
    view = heard.view
    found = view.vectors.get(number)
    if found is None:
        key = view.keys(heard.plan.rests[number].reads)
        found = view.vectors[number] = remembered(heard.plan, key, number, lambda: _evaluated(heard, number))
    return found


def remembered(plan: Tables, key: Key, name: object, work_out: Callable[[], Pair]) -> Pair:
    """Return what is remembered of platforms under a name and a key; without a key it is worked out every time."""
    if key is None:
        return work_out()
    return plan.vectors.get((name, key)) or plan.vectors.keep((name, key), work_out())


def picks(heard: Heard, number: int) -> Pair:
    """Return the platforms that a line picks by facts of the catalogue."""
    key = heard.view.keys((CATALOGUE,))
    return remembered(heard.plan, key, ("cover", number), lambda: pair_of(_picked(heard, number)))


def _picked(heard: Heard, number: int) -> Iterator[Truth]:
    plan, case, instant = heard.plan, heard.view.case, heard.view.instant
    line = plan.lines[number]
    for platform in plan.platforms:
        sight = sight_of(case, plan.rule_sets[line.rule_set], platform, instant)
        if line.silence:
            found = ~addressed(sight)
            if line.rule.effect is Effect.PERMIT:
                house = (each for each in plan.rule_sets if each.name in plan.base)
                found &= any_of(addressed(sight_of(case, each, platform, instant)) for each in house)
            yield found
        else:
            yield any_of(covers(sight, each) for each in line.rule.platforms)


def _evaluated(heard: Heard, number: int) -> Pair:
    plan, view = heard.plan, heard.view
    rest = plan.rests[number]
    if rest.wide:
        return pair_of(truth_of(view, rest.part, each) for each in plan.platforms)
    found = truth_of(view, rest.part)
    return plan.every if found is Truth.TRUE else 0, 0 if found is Truth.FALSE else plan.every
