"""Collect what a permission obliges to, over all instants and for all platforms at once (semantics, section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import attrs

from meetgate.engine._aspects import CATALOGUE, FACT, HEADS
from meetgate.engine._bits import NOWHERE, Pair, bits
from meetgate.engine._case import Case, sight_of
from meetgate.engine._facts import has_feature, reads_as
from meetgate.engine._keys import View
from meetgate.engine._listen import Heard, Test, held, picks, remembered
from meetgate.engine._obligations import ROOM, conflict, features, met, over_capacity, room_for
from meetgate.engine._tables import Tables
from meetgate.engine._time import launched, retired
from meetgate.model import Obligation, Phase, Platform, Truth, any_of, truth

#: Stands for the obligation to keep a meeting as small as its platform.
_ROOM: Final = Obligation(kind=ROOM, phase=Phase.SETUP)


@attrs.define(kw_only=True)
class Demands:
    """Hold who may ask for what where, by line; `unmet` is where something is owed that is not definitely met."""

    lines: dict[int, Pair] = attrs.field(factory=dict[int, Pair])
    room: Pair = NOWHERE
    clash: Pair = NOWHERE
    unmet: int = 0
    #: Whether something is asked for that takes a feature.
    needs: bool = False
    #: Platforms with a feature that must be switched on, perhaps: the definition is asked about them.
    switched: int = 0


#: Nothing is asked for.
NOTHING: Final = Demands()


def demands(plan: Tables, heard: Sequence[Heard], judged: int, *, alone: bool) -> Demands:
    """Return what is asked for at the first `judged` of these instants, and possibly at the later ones.

    `alone` hears home only.
    """
    stands = plan.obstructed or bool(heard[0].case.meeting.platforms)
    if not stands and not any(_asks(plan, each, alone=alone) for each in heard):
        return NOTHING
    found = Demands()
    for number, each in enumerate(heard):
        bound = each.home if alone else each.anybody
        _collect(found, each, bound, certain=number < judged)
    if found.lines or found.room[1]:
        case = heard[0].case
        found.unmet = _unmet(plan, case, found)
        found.needs = any(each.needs is not None for each, _ in _obligations(plan, found))
        found.clash = _clash(plan, case, found)
    return found


def _asks(plan: Tables, heard: Heard, *, alone: bool) -> int:
    """Return the lines that may ask for something."""
    bound = (heard.home if alone else heard.anybody)[1]
    return bound & (plan.masks.switching | plan.masks.requiring & heard.possible)


def _collect(found: Demands, heard: Heard, bound: Pair, *, certain: bool) -> None:
    plan = heard.plan
    for number in bits(plan.masks.requiring & heard.possible & bound[1]):
        definite, possible = held(heard, number)
        if possible:
            before = found.lines.get(number, NOWHERE)
            surely = definite if certain and bound[0] >> number & 1 else 0
            found.lines[number] = before[0] | surely, before[1] | possible
    for number in bits(plan.masks.switching & bound[1]):
        found.switched |= _switched(heard, number)
    if not plan.obstructed and not heard.case.meeting.platforms:
        return
    room = barrier(heard)[3]
    found.room = found.room[0] | (room[0] if certain else 0), found.room[1] | room[1]


def _switched(heard: Heard, number: int) -> int:
    """Return the platforms on which a rule in force may need a feature switched on, whatever its condition says."""
    plan, view = heard.plan, heard
    if plan.dated is not None and not plan.dated.row(plan.lens.clock.lines[view.stretch])[0] >> number & 1:
        return 0
    line = plan.lines[number]
    rule_set = plan.rule_sets[line.rule_set]
    names = plan.features[number]
    if names is None:
        bare = sight_of(view.case, rule_set, plan.platforms[0], view.instant)
        names = frozenset(features(bare, line.rule.when))
    key = view.keys((CATALOGUE,))

    def switched(view: View, platform: Platform) -> Truth:
        sight = sight_of(view.case, rule_set, platform, view.instant)
        return truth(value=any(reads_as(sight, name, "switch") for name in names))

    found, _ = remembered(heard, key, ("switched", line.rule_set, names), switched)
    return found & (plan.covers[number] or picks(heard, number))[1]


def _unmet(plan: Tables, case: Case, found: Demands) -> int:
    """Return where something is asked for that is not definitely met."""
    meeting = case.meeting
    unmet = 0 if ROOM in meeting.fulfils or ROOM in meeting.enforces else found.room[1]
    for number, (_, possible) in found.lines.items():
        obligation = plan.lines[number].rule.obligation
        if obligation is None or obligation.kind in meeting.fulfils:
            continue
        if obligation.phase is not Phase.BEFORE:
            unmet |= 0 if obligation.kind in meeting.enforces else possible
        elif not meeting.attestations:
            unmet |= possible
        else:
            for place in bits(possible):
                if met(case, plan.platforms[place], obligation) is not Truth.TRUE:
                    unmet |= 1 << place
    return unmet


def _clash(plan: Tables, case: Case, found: Demands) -> Pair:
    """Return where two things are asked for that cannot be had together, or one that stands in the meeting's way."""
    needs = case.meeting.needs or frozenset[str]()
    definite = possible = 0
    asked = [*_obligations(plan, found), (_ROOM, found.room)]
    for (one, here), (other, there) in combinations(asked, 2):
        related = one.kind == other.kind or other.kind in one.conflicts or one.kind in other.conflicts
        if related and conflict(one, other):
            definite |= here[0] & there[0]
            possible |= here[1] & there[1]
    for obligation, here in asked:
        if obligation.conflicts & needs:
            definite |= here[0]
            possible |= here[1]
    return definite, possible


def _obligations(plan: Tables, found: Demands) -> list[tuple[Obligation, Pair]]:
    asked = ((plan.lines[number].rule.obligation, here) for number, here in found.lines.items())
    return [(obligation, here) for obligation, here in asked if obligation is not None]


def unsupported(heard: Heard, found: Demands) -> Pair:
    """Return where something is asked for that the platform cannot do."""
    plan = heard.plan
    definite = possible = 0
    for number, here in found.lines.items():
        line = plan.lines[number]
        need = None if line.rule.obligation is None else line.rule.obligation.needs
        if need is not None:
            has = _has(heard, line.rule_set, need)
            definite |= here[0] & ~has[1]
            possible |= here[1] & ~has[0]
    return definite, possible


def _has(heard: Heard, rule_set: int, feature: str) -> Pair:
    """Return the platforms that have a feature, as a rule set reads it."""
    key = heard.keys((CATALOGUE, (FACT, "host_account.plan")))
    whose = heard.plan.rule_sets[rule_set]

    def has(view: View, platform: Platform) -> Truth:
        return has_feature(sight_of(view.case, whose, platform, view.instant), feature)

    return remembered(heard, key, ("has", rule_set, feature), has)


#: Where a platform is retired, too small, not to be had, and where the head count may have to be limited.
Barrier = tuple[Pair, Pair, Pair, Pair]


def barrier(heard: Heard) -> Barrier:
    """Return what stands in the way on each platform, apart from obligations."""
    plan, view = heard.plan, heard
    meeting = view.case.meeting
    if not plan.obstructed and not meeting.platforms:
        away, room, small, ended = NOWHERE, NOWHERE, NOWHERE, NOWHERE
    else:
        key = view.keys((CATALOGUE, HEADS))
        ended, small, away, room = (remembered(heard, key, name, test) for name, test in _TESTS.items())
    if meeting.available is None:
        return ended, small, away, room
    out = sum(1 << number for number, each in enumerate(plan.platforms) if each.id not in meeting.available)
    return ended, small, (away[0] | out, away[1] | out), room


def _ended(view: View, platform: Platform) -> Truth:
    return retired(view.case, platform, view.instant)


def _small(view: View, platform: Platform) -> Truth:
    return over_capacity(view.case, platform, view.instant)


def _unborn(view: View, platform: Platform) -> Truth:
    return ~launched(view.case, platform, view.instant)


def _room(view: View, platform: Platform) -> Truth:
    """Say whether the head count may have to be limited: definitely where the platform's limit is known."""
    return any_of(each.held for each in room_for(view.case, platform, view.instant))


_TESTS: Final[Mapping[str, Test]] = {"retired": _ended, "capacity": _small, "launched": _unborn, "room": _room}
