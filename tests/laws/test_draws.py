"""Measure what the worlds of the laws are made of: a law that never meets a verdict says nothing of it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.laws.draws.worlds import worlds
from tests.laws.worlds import World

from meetgate.model import ADVISED_AGAINST, Effect, SelectorKind, Verdict

DRAWS = 150
SHARE = 0.03
PARTS = ("advice", "class", "reads", "derive", "disputed", "needs", "requires", "house", "revisions")


def parts(world: World) -> set[str]:
    """Name the parts of the language that a world uses, beside effects."""
    rules = [rule for each in world.rule_sets for rule in each.rules]
    ranked = [each for rule in rules for group in rule.ranks for each in group]
    selectors = [*ranked, *(each for rule in rules for each in rule.platforms)]
    used = {
        "advice": any(rule.strength == ADVISED_AGAINST for rule in rules),
        "class": any(each.by is SelectorKind.CLASS for each in selectors),
        "reads": any(each.reads for each in world.rule_sets),
        "derive": any(each.derives for each in world.rule_sets),
        "disputed": any(rule.disputed for rule in rules),
        "needs": bool(world.meeting.needs),
        "requires": bool(world.meeting.requires),
        "house": any(each.house for each in world.rule_sets),
        "revisions": len({each.name for each in world.rule_sets}) < len(world.rule_sets),
    }
    return {name for name, met in used.items() if met}


def named(part: Effect | Verdict | str) -> str:
    """Return what a part, an effect or a verdict is called."""
    return part if isinstance(part, str) else part.value


@pytest.mark.parametrize("polar", [False, True])
def test_every_effect_and_every_verdict_is_met_in_at_least_three_per_cent_of_draws(
    *, polar: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """No effect and no verdict is rare enough for a law to miss it."""
    met: Counter[Effect | Verdict | str] = Counter()
    total: list[World] = []

    @seed(1)
    @settings(max_examples=DRAWS, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck])
    @given(worlds(polar=polar))
    def count(world: World) -> None:
        total.append(world)
        met.update({rule.effect for each in world.rule_sets for rule in each.rules})
        met.update(set(world.verdicts().values()))
        met.update(parts(world))

    count()
    shares = {each: met[each] / len(total) for each in (*Effect, *Verdict, *PARTS)}
    with capsys.disabled():
        told = ", ".join(f"{named(each)} {share:.0%}" for each, share in shares.items())
        print(f"\n{len(total)} draws{' of law 6' if polar else ''}: {told}")  # noqa: T201  # for whoever reads the run
    assert {named(each) for each, share in shares.items() if share < SHARE} == set()
