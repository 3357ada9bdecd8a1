"""Run a plan: from a case to the verdict on every platform, by masks alone (third stage of the plan).

It answers what `define` answers. Where an answer takes trying (a deferred fact, a feature that might be switched
on), the definition is asked about that platform, and about no other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from meetgate.engine._aspects import CATALOGUE
from meetgate.engine._bits import NOWHERE, Pair, bits
from meetgate.engine._case import Case, deferred, sight_of
from meetgate.engine._define import first_stratum
from meetgate.engine._demands import Demands, barrier, demands, unsupported
from meetgate.engine._evaluate import covers
from meetgate.engine._keys import View
from meetgate.engine._labels import invalid
from meetgate.engine._listen import Heard, bound_only, gather, held, look, remembered
from meetgate.engine._tables import Tables
from meetgate.model import WORST_FIRST, Platform, PlatformDecision, Selector, Truth, Verdict, any_of

#: For each verdict, worst first, the platforms that have it.
Verdicts = tuple[int, int, int, int, int, int]
#: The platforms that are not permitted at one instant: forbidden, unavailable, not covered, undetermined.
Bad = tuple[int, int, int, int]
_NUMBER: Final = {verdict: number for number, verdict in enumerate(WORST_FIRST)}


class Stratum:
    """Be the verdicts without tiers, with what they rest on; `blocked` is where tiers stand in the way."""

    __slots__ = ("bad", "blocked", "demands", "first", "heard", "judged", "told", "verdicts")

    def __init__(
        self, heard: Sequence[Heard], judged: int, demands: Demands, bad: Sequence[Bad], verdicts: Verdicts
    ) -> None:
        """Hold the verdicts at the first `judged` of these instants, and possibly at the others.

        `told` holds what the definition was asked about, `first` the verdicts before tiers count.
        """
        self.heard = heard
        self.judged = judged
        self.demands = demands
        self.bad = bad
        self.first = self.verdicts = verdicts
        self.blocked = NOWHERE
        self.told: dict[int, PlatformDecision] = {}


def under_tiers(plan: Tables, case: Case, found: Stratum) -> Stratum:
    """Return the verdicts as tiers leave them."""
    ranking = plan.masks.ranking
    if ranking and any(each.possible & each.home[1] & ranking for each in found.heard):
        found.blocked = _blocked(plan, case, found.heard, found.judged)
        found.verdicts = _barred(found.first, found.blocked)
    return found


def at_once(plan: Tables, case: Case) -> Heard | None:
    """Look a case up that is judged at one instant; return None for any other."""
    meeting = case.meeting
    starts, ends, cuts = meeting.starts, meeting.ends, plan.lens.clock.cuts
    if starts is None or case.dated:
        return None
    stretch = bisect_right(cuts, starts)
    if stretch < len(cuts) and (ends is None or ends > cuts[stretch]):
        return None
    return Heard(plan, case, starts, stretch, look(plan, case, starts, stretch))


def stratum(plan: Tables, case: Case, heard: Sequence[Heard], judged: int, *, alone: bool) -> Stratum:
    """Return the verdicts without tiers; `alone` hears home only."""
    asked = demands(plan, heard, judged, alone=alone)
    spoilt = _invalid(plan, case, heard[:judged]) if plan.excludes else NOWHERE
    if len(heard) == 1:
        bad = [_bad(heard[0], asked, spoilt, alone=alone)]
        forbidden, unavailable, uncovered, undetermined = bad[0]
        good = plan.every ^ forbidden ^ unavailable ^ uncovered ^ undetermined
        unmet = good & asked.unmet
        verdicts = forbidden, unavailable, uncovered, undetermined, unmet, good ^ unmet
    else:
        bad = [_bad(each, asked, spoilt, alone=alone) for each in heard]
        verdicts = _worst(plan, bad, judged, asked.unmet)
    found = Stratum(heard, judged, asked, bad, verdicts)
    asking = asked.switched & ~verdicts[0]
    if verdicts[3] and deferred(case):
        asking |= verdicts[3]
    if asking:
        _ask(found, plan, asking, alone=alone)
    return found


def _ask(found: Stratum, plan: Tables, asking: int, *, alone: bool) -> None:
    """Ask the definition about platforms on which an answer takes trying; rule sets that bind nobody are left out."""
    case = bound_only(found.heard)
    for number in bits(asking):
        told = first_stratum(case, plan.platforms[number], home_only=alone)
        found.told[number] = told
        found.first = found.verdicts = _moved(found.verdicts, 1 << number, told.verdict)


def _moved(verdicts: Verdicts, bit: int, verdict: Verdict) -> Verdicts:
    cleared = [each & ~bit for each in verdicts]
    cleared[_NUMBER[verdict]] |= bit
    forbidden, unavailable, uncovered, undetermined, conditional, permitted = cleared
    return forbidden, unavailable, uncovered, undetermined, conditional, permitted


def _invalid(plan: Tables, case: Case, heard: Sequence[Heard]) -> Pair:
    """Return every platform, where a label is one that its scheme excludes."""
    labels = case.meeting.classification
    if not labels or not plan.excludes:
        return NOWHERE
    key = ("invalid", labels, tuple(plan.lens.clock.labels[each.stretch] for each in heard))
    known = plan.vectors.get(key)
    if known is not None:
        return known
    found = invalid(case)
    pair = plan.every if found is Truth.TRUE else 0, 0 if found is Truth.FALSE else plan.every
    return plan.vectors.keep(key, pair)


def _bad(heard: Heard, asked: Demands, spoilt: Pair, *, alone: bool) -> Bad:
    plan, masks = heard.plan, heard.plan.masks
    objected = gather(heard, masks.objecting, heard.home if alone else heard.anybody)
    granted = gather(heard, masks.granting, heard.home)
    meeting, stands = heard.case.meeting, asked.clash
    if plan.obstructed or asked.needs or meeting.available is not None or meeting.platforms:
        stands = obstacles(heard, asked)
    left = plan.every & ~(objected[0] | spoilt[0])
    forbidden = plan.every ^ left
    unavailable = left & stands[0]
    left ^= unavailable
    uncovered = left & ~granted[1]
    left ^= uncovered
    return forbidden, unavailable, uncovered, left & (~granted[0] | objected[1] | spoilt[1] | stands[1])


def obstacles(heard: Heard, asked: Demands) -> Pair:
    """Return the platforms that cannot be had, whatever the reason."""
    definite, possible = asked.clash
    lacking = unsupported(heard, asked) if asked.needs else NOWHERE
    ended, small, away, _ = barrier(heard)
    return (
        definite | lacking[0] | ended[0] | small[0] | away[0],
        possible | lacking[1] | ended[1] | small[1] | away[1],
    )


def _worst(plan: Tables, bad: Sequence[Bad], judged: int, unmet: int) -> Verdicts:
    """Return the worst verdict over the instants; at a later one, a worse verdict is only possible."""
    left = plan.every
    found: list[int] = []
    for number in range(4):
        here = 0
        for each in bad[:judged]:
            here |= each[number]
        found.append(here & left)
        left &= ~here
    spoilt = 0
    for each in bad[judged:]:
        spoilt |= left & (each[0] | each[1] | each[2] | each[3])
    left &= ~spoilt
    return found[0], found[1], found[2], found[3] | spoilt, left & unmet, left & ~unmet


def _barred(verdicts: Verdicts, barred: Pair) -> Verdicts:
    """Return the verdicts under tiers: a better platform makes one unavailable, or perhaps does."""
    forbidden, unavailable, uncovered, undetermined, conditional, permitted = verdicts
    surely = barred[0] & ~(forbidden | unavailable)
    maybe = barred[1] & ~barred[0] & (undetermined | conditional | permitted)
    return (
        forbidden,
        unavailable | surely,
        uncovered & ~surely,
        (undetermined & ~surely) | maybe,
        conditional & ~(surely | maybe),
        permitted & ~(surely | maybe),
    )


def _blocked(plan: Tables, case: Case, heard: Sequence[Heard], judged: int) -> Pair:
    """Return the platforms below one that home alone may use."""
    alone = stratum(plan, case, heard, judged, alone=True).verdicts
    usable = alone[4] | alone[5], alone[3] | alone[4] | alone[5]
    definite = possible = 0
    tiers = 0
    for each in heard:
        tiers |= each.possible & each.home[1] & plan.masks.ranking
    for number in bits(tiers):
        running = _running(heard, judged, number)
        groups = _groups(heard[0], number)
        for upper in range(len(groups) - 1):
            surely = _others(groups[upper][0] & usable[0], plan.every)
            maybe = _others(groups[upper][1] & usable[1], plan.every)
            lower = [0, 0]
            for group in groups[upper + 1 :]:
                lower[0] |= group[0]
                lower[1] |= group[1]
            definite |= running[0] & surely & lower[0]
            possible |= running[1] & maybe & lower[1]
    return definite, possible


def _others(rivals: int, every: int) -> int:
    """Return the platforms that have one of these beside themselves."""
    if not rivals:
        return 0
    return every if rivals & (rivals - 1) else every & ~rivals


def _running(heard: Sequence[Heard], judged: int, number: int) -> Pair:
    """Return the platforms for which a tier applies, at some instant."""
    definite = possible = 0
    for place, each in enumerate(heard):
        if each.home[1] >> number & 1:
            surely, maybe = held(each, number)
            possible |= maybe
            if place < judged and each.home[0] >> number & 1:
                definite |= surely
    return definite, possible


def _groups(heard: Heard, number: int) -> list[Pair]:
    """Return the platforms in each group of a tier: each in the best one that names it."""
    plan = heard.plan
    line = plan.lines[number]
    rule_set = plan.rule_sets[line.rule_set]
    found: list[Pair] = []
    earlier: Pair = NOWHERE
    for place, group in enumerate(line.rule.ranks):

        def named(view: View, platform: Platform, group: tuple[Selector, ...] = group) -> Truth:
            sight = sight_of(view.case, rule_set, platform, view.instant)
            return any_of(covers(sight, each) for each in group)

        here = remembered(heard, heard.keys((CATALOGUE,)), ("group", number, place), named)
        found.append((here[0] & ~earlier[1], here[1] & ~earlier[0]))
        earlier = earlier[0] | here[0], earlier[1] | here[1]
    return found


def verdict_of(verdicts: Verdicts, number: int) -> Verdict:
    """Return the verdict on one platform."""
    return next(verdict for verdict, mask in zip(WORST_FIRST, verdicts, strict=True) if mask >> number & 1)
