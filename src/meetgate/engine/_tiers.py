"""Apply tiers: a better platform that home alone may use blocks the ones below it (semantics, second stratum)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from meetgate.engine._bind import binds_home
from meetgate.engine._case import Case, sight_of
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
    running = (tier for tier in _tiers(case) if _running(case, tier, platform) is not Truth.FALSE)
    placed = ((tier, _places(case, tier, platform)) for tier in running)
    below = [(tier, places) for tier, places in placed if any_of(places[1:]) is not Truth.FALSE]
    others = [each for each in case.catalogue.platforms.values() if each.id != platform.id] if below else []
    return [one for one in others if any(_above(case, tier, one, places) is not Truth.FALSE for tier, places in below)]


def blocked(case: Case, platform: Platform, rivals: Mapping[str, Verdict]) -> Truth:
    """Say whether a better platform blocks this one, given the verdicts that home alone would find."""
    placed = [(tier, _places(case, tier, platform)) for tier in _tiers(case)] if rivals else []
    return any_of(
        _running(case, tier, platform)
        & _above(case, tier, case.catalogue.platforms[name], places)
        & _USABLE.get(verdict, Truth.FALSE)
        for name, verdict in rivals.items()
        for tier, places in placed
    )


def _tiers(case: Case) -> Iterator[tuple[RuleSet, Rule]]:
    for rule_set in case.rule_sets:
        if not rule_set.observe:
            yield from ((rule_set, rule) for rule in rule_set.rules if rule.effect is Effect.TIER)


def _running(case: Case, tier: tuple[RuleSet, Rule], platform: Platform) -> Truth:
    """Say whether a tier applies at some instant; a deferred fact is unknown here, and only home's tiers count."""
    case = attrs.evolve(case, deferred={}) if case.deferred else case
    rule_set, rule = tier
    judged, later = instants(case)
    found = [
        binds_home(case, rule_set, moment)
        & in_force(case, rule_set, moment)
        & applies(sight_of(case, rule_set, platform, moment), rule)
        for moment in (*judged, *later)
    ]
    certain, possible = found[: len(judged)], found[len(judged) :]
    return any_of(certain) | (any_of(possible) & Truth.UNKNOWN)


def _above(case: Case, tier: tuple[RuleSet, Rule], one: Platform, places: list[Truth]) -> Truth:
    """Say whether a tier ranks a platform above another, of which `places` says in which groups it stands."""
    return any_of(_in_group(case, tier, one, upper) & any_of(places[upper + 1 :]) for upper in range(len(places) - 1))


def _places(case: Case, tier: tuple[RuleSet, Rule], platform: Platform) -> list[Truth]:
    """Say for each group of a tier whether the platform stands in it: in the best one that names it."""
    return [_in_group(case, tier, platform, number) for number in range(len(tier[1].ranks))]


def _in_group(case: Case, tier: tuple[RuleSet, Rule], platform: Platform, number: int) -> Truth:
    rule_set, rule = tier
    instant = _begins(case)
    sight = sight_of(case, rule_set, platform, instant)
    named = [any_of(covers(sight, each) for each in group) for group in rule.ranks[: number + 1]]
    return named[-1] & ~any_of(named[:-1])


def _begins(case: Case) -> datetime | None:
    """Return the first instant of `instants`, without looking for those that follow."""
    answer = case.answers.get("starts")
    return case.meeting.starts or (answer if isinstance(answer, datetime) else None)
