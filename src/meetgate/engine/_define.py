"""THE definition: from what rule sets say to the verdict on every platform (semantics, sections 3 to 5).

Slow on purpose, and short enough to read aloud: never > exception or waiver > forbid > permit; silence abstains;
home grants, guests object; the worst instant decides; tiers come second. Every faster engine must answer this.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._bind import binds_anybody, binds_home
from meetgate.engine._case import Case, deferred
from meetgate.engine._hearing import Hearing, Spoken, advised, verdict_with_reasons
from meetgate.engine._labels import invalid
from meetgate.engine._obligations import Match, dues, matches, obstacles, switches
from meetgate.engine._speech import speech
from meetgate.engine._tiers import better, blocked
from meetgate.engine._time import in_force, instants
from meetgate.model import CHOICES, WORST_FIRST, Cause, Due, Platform, PlatformDecision, Truth, Verdict

#: The precedence list: the first row whose test holds is the verdict.
PRECEDENCE: Final[tuple[tuple[Verdict, str, Callable[[Hearing], bool]], ...]] = (
    (Verdict.FORBIDDEN, "somebody objects", lambda h: h.objected is Truth.TRUE),
    (Verdict.UNAVAILABLE, "it cannot be had", lambda h: h.obstructed is Truth.TRUE),
    (Verdict.NOT_COVERED, "nobody of home grants it", lambda h: h.granted is Truth.FALSE),
    (
        Verdict.UNDETERMINED,
        "a fact is missing",
        lambda h: Truth.UNKNOWN in (h.granted & ~h.objected, h.obstructed),
    ),
    (Verdict.CONDITIONAL, "an obligation is not definitely met", lambda h: any(due.met is not True for due in h.dues)),
    (Verdict.PERMITTED, "home grants it and nobody objects", lambda _: True),
)

#: What is asked for, and what is owed after all of it is merged.
Asked = tuple[tuple[Match, ...], tuple[Due, ...]]
_GOOD: Final = frozenset({Verdict.PERMITTED, Verdict.CONDITIONAL})


def define(case: Case) -> dict[str, PlatformDecision]:
    """Decide every platform of the catalogue."""
    return {name: decide_platform(case, platform) for name, platform in sorted(case.catalogue.platforms.items())}


def decide_platform(case: Case, platform: Platform) -> PlatformDecision:
    """Decide one platform: the first stratum, then the tiers over it."""
    first = first_stratum(case, platform)
    if first.verdict in {Verdict.FORBIDDEN, Verdict.UNAVAILABLE}:
        return first
    barred = blocked(case, platform, {each.id: _alone(case, each) for each in better(case, platform)})
    if barred is Truth.FALSE:
        return first
    if barred is Truth.TRUE:
        return attrs.evolve(first, verdict=Verdict.UNAVAILABLE, cause=Cause.BETTER_TIER)
    return first if first.verdict is Verdict.NOT_COVERED else attrs.evolve(first, verdict=Verdict.UNDETERMINED)


def _alone(case: Case, rival: Platform) -> Verdict:
    """Return what home alone would find of a platform that a tier ranks above others; once for each case."""
    if rival.id not in case.alone:
        case.alone[rival.id] = first_stratum(case, rival, home_only=True).verdict
    return case.alone[rival.id]


def first_stratum(case: Case, platform: Platform, *, home_only: bool = False) -> PlatformDecision:
    """Decide one platform without tiers; a deferred fact takes the one value that favours permission."""
    plain = _sparing(case, platform, home_only=home_only)
    facts = deferred(case)
    if plain.verdict is not Verdict.UNDETERMINED or not facts:
        return plain
    choices = itertools.product(*(sorted(CHOICES[fact]) for fact in facts))
    tried = [_joined(case, platform, dict(zip(facts, each, strict=True)), home_only=home_only) for each in choices]
    best = max(tried, key=lambda each: WORST_FIRST.index(each.verdict))
    if best.verdict in _GOOD:
        return best
    if best.verdict is Verdict.UNDETERMINED:
        return plain
    # Each value is refused by somebody: no single join satisfies them all.
    return attrs.evolve(plain, verdict=Verdict.UNAVAILABLE, cause=Cause.OBLIGATIONS_CONFLICT)


def _joined(case: Case, platform: Platform, values: dict[str, str], *, home_only: bool) -> PlatformDecision:
    """Decide as if the deferred facts had these values, which the join then has to bring about."""
    found = _sparing(attrs.evolve(case, deferred=values), platform, home_only=home_only)
    kept = case.meeting.fulfils | case.meeting.enforces
    joins = tuple(
        Due(kind=f"{fact}:{value}", phase="join", met=f"{fact}:{value}" in kept, because="deferred to the join")
        for fact, value in values.items()
    )
    open_join = found.verdict is Verdict.PERMITTED and not all(due.met for due in joins)
    verdict = Verdict.CONDITIONAL if open_join else found.verdict
    return attrs.evolve(found, verdict=verdict, obligations=(*found.obligations, *joins))


def _sparing(case: Case, platform: Platform, *, home_only: bool) -> PlatformDecision:
    """Decide with no configurable feature switched on that the permission can do without (law 2)."""
    decided = _at_its_worst(case, platform, home_only=home_only)
    if decided.verdict in {Verdict.CONDITIONAL, Verdict.UNAVAILABLE, Verdict.UNDETERMINED}:
        for feature in switches(matches(case, platform, home_only=home_only)):
            without = attrs.evolve(case, unswitched=case.unswitched | {feature})
            spared = _at_its_worst(without, platform, home_only=home_only)
            if spared.verdict in _GOOD:
                case, decided = without, spared
    return decided


def _at_its_worst(case: Case, platform: Platform, *, home_only: bool) -> PlatformDecision:
    """Decide at every cut point of the meeting; the worst verdict is the meeting's."""
    judged, later = instants(case, platform)
    found = matches(case, platform, home_only=home_only)
    owed = dues(case, platform, found)  # over all instants, so not once for each
    moments = (*judged, *later)
    hear = [_hear(case, platform, each, asked=(found, owed), home_only=home_only) for each in moments]
    verdicts = [next(row for row, _, holds in PRECEDENCE if holds(each)) for each in hear]
    verdict = min(verdicts[: len(judged)], key=WORST_FIRST.index)
    if verdict in _GOOD and not set(verdicts) <= _GOOD:
        # Without an end, a worse verdict later is possible, and only possible.
        verdict = Verdict.UNDETERMINED
    deciding = [each for each, its in zip(hear, verdicts, strict=True) if its is verdict]
    return attrs.evolve(verdict_with_reasons(platform, verdict, deciding or hear), warnings=advised(hear))


def _hear(case: Case, platform: Platform, instant: datetime | None, *, asked: Asked, home_only: bool) -> Hearing:
    """Hear every rule set on one platform at one instant: who binds home may grant, who binds anybody may object."""
    grants: list[Spoken] = []
    objections: list[Spoken] = []
    advice: list[Spoken] = []
    for rule_set in (each for each in case.rule_sets if not each.observe):
        force = in_force(case, rule_set, instant)
        home = binds_home(case, rule_set, instant) & force
        anybody = home if home_only else binds_anybody(case, rule_set, instant) & force
        said = speech(case, rule_set, platform, instant)
        grants += [(rule_set, (rule, held & home)) for rule, held in said.grants]
        objections += [(rule_set, (rule, held & anybody)) for rule, held in said.objections]
        advice += [(rule_set, (rule, held & anybody)) for rule, held in said.advice]
    return Hearing(
        grants=tuple(grants),
        objections=tuple(objections),
        invalid=invalid(case),
        obstacles=obstacles(case, platform, asked[0], instant),
        dues=asked[1],
        advice=tuple(advice),
    )
