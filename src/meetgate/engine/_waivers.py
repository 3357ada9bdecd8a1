"""Name the waivers that lift, or may lift, a forbid of this meeting."""

from __future__ import annotations

from collections.abc import Iterator

from meetgate.engine._case import Case, sight_of
from meetgate.engine._speech import waived
from meetgate.engine._time import instants
from meetgate.model import Effect, Truth


def waivers_in_use(case: Case) -> tuple[str, ...]:
    """Return, sorted, the ids of the waivers that are not without effect."""
    return tuple(sorted(set(_in_use(case))))


def _in_use(case: Case) -> Iterator[str]:
    for rule_set in case.rule_sets:
        forbids = [rule for rule in rule_set.rules if rule.effect is Effect.FORBID]
        for waiver in case.waivers:
            for platform in case.catalogue.platforms.values():
                for moment in instants(case)[0]:
                    sight = sight_of(case, rule_set, platform, moment)
                    if any(waived(sight, rule, waiver) is not Truth.FALSE for rule in forbids):
                        yield waiver.id
