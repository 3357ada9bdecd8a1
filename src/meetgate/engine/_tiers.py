"""Apply tiers: a better platform that home alone may use blocks the ones below it (semantics, second stratum)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from meetgate.engine._bind import binds_home
from meetgate.engine._case import Case, Sight
from meetgate.engine._evaluate import covers
from meetgate.engine._speech import applies
from meetgate.engine._time import in_force, instants
from meetgate.model import Effect, Platform, Rule, RuleSet, Truth, Verdict, any_of

#: How usable a better platform is, by the verdict that home alone would give it.
_USABLE: Mapping[Verdict, Truth] = {
    Verdict.PERMITTED: Truth.TRUE,
    Verdict.CONDITIONAL: Truth.TRUE,
    Verdict.UNDETERMINED: Truth.UNKNOWN,
}


def better(case: Case, platform: Platform) -> list[Platform]:
    """Return the platforms that some tier may rank above this one."""
    tiers = list(_tiers(case))
    others = [each for each in case.catalogue.platforms.values() if each.id != platform.id]
    return [other for other in others if any(_above(case, tier, other, platform) is not Truth.FALSE for tier in tiers)]


def blocked(case: Case, platform: Platform, rivals: Mapping[str, Verdict]) -> Truth:
    """Say whether a better platform blocks this one, given the verdicts that home alone would find."""
    return any_of(
        _running(case, tier, platform)
        & _above(case, tier, case.catalogue.platforms[name], platform)
        & _USABLE.get(verdict, Truth.FALSE)
        for name, verdict in rivals.items()
        for tier in _tiers(case)
    )


def _tiers(case: Case) -> Iterator[tuple[RuleSet, Rule]]:
    for rule_set in case.rule_sets:
        if not rule_set.observe:
            yield from ((rule_set, rule) for rule in rule_set.rules if rule.effect is Effect.TIER)


def _running(case: Case, tier: tuple[RuleSet, Rule], platform: Platform) -> Truth:
    """Say whether a tier applies at some instant; a deferred fact is unknown here, and only home's tiers count."""
    case = attrs.evolve(case, deferred={})
    rule_set, rule = tier
    judged, later = instants(case)
    found = [
        binds_home(case, rule_set, moment)
        & in_force(case, rule_set, moment)
        & applies(Sight(case=case, rule_set=rule_set, platform=platform, instant=moment), rule)
        for moment in (*judged, *later)
    ]
    certain, possible = found[: len(judged)], found[len(judged) :]
    return any_of(certain) | (any_of(possible) & Truth.UNKNOWN)


def _above(case: Case, tier: tuple[RuleSet, Rule], one: Platform, other: Platform) -> Truth:
    """Say whether a tier ranks one platform above the other; each stands in the best group that names it."""
    groups = len(tier[1].ranks)
    return any_of(
        _in_group(case, tier, one, upper) & _in_group(case, tier, other, lower)
        for upper in range(groups)
        for lower in range(upper + 1, groups)
    )


def _in_group(case: Case, tier: tuple[RuleSet, Rule], platform: Platform, number: int) -> Truth:
    rule_set, rule = tier
    instant = instants(case)[0][0]
    sight = Sight(case=case, rule_set=rule_set, platform=platform, instant=instant)
    named = [any_of(covers(sight, each) for each in group) for group in rule.ranks[: number + 1]]
    return named[-1] & ~any_of(named[:-1])
