"""Order the permitted platforms, best first (semantics, second stratum)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from meetgate.engine._bind import binds_home
from meetgate.engine._case import Case, Sight, sight_of
from meetgate.engine._evaluate import covers
from meetgate.engine._speech import applies
from meetgate.engine._time import in_force, instants
from meetgate.model import Effect, Rule, Truth


def ranking(case: Case, permitted: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the permitted platforms in groups of equal preference, best first; ties stand by id."""
    keyed = sorted((_key(case, name), name) for name in permitted)
    return tuple(tuple(name for _, name in group) for _, group in itertools.groupby(keyed, key=lambda pair: pair[0]))


def _key(case: Case, name: str) -> tuple[int, ...]:
    """Return one place for each preference of home that holds, in the order of rule set and rule names."""
    instant = instants(case)[0][0]
    preferences = [
        (rule_set, rule)
        for rule_set in case.rule_sets
        for rule in sorted(rule_set.rules, key=lambda each: each.id)
        if rule.effect is Effect.PREFER and not rule_set.observe
    ]
    places: list[int] = []
    for rule_set, rule in preferences:
        sight = sight_of(case, rule_set, case.catalogue.platforms[name], instant)
        heard = binds_home(case, rule_set, instant) & in_force(case, rule_set, instant) & applies(sight, rule)
        places.append(_place(sight, rule) if heard is Truth.TRUE else 0)
    return tuple(places)


def _place(sight: Sight, rule: Rule) -> int:
    """Return the number of the first group that names the platform, or one past the last."""
    for number, group in enumerate(rule.ranks):
        if any(covers(sight, each) is Truth.TRUE for each in group):
            return number
    return len(rule.ranks)
