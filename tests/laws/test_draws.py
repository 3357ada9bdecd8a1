"""Measure what the worlds of the laws are made of: a law that never meets a verdict says nothing of it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.laws.strategies import worlds
from tests.laws.worlds import World

from meetgate.model import Effect, Verdict

DRAWS = 150
SHARE = 0.03


@pytest.mark.parametrize("polar", [False, True])
def test_every_effect_and_every_verdict_is_met_in_at_least_three_per_cent_of_draws(
    *, polar: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """No effect and no verdict is rare enough for a law to miss it."""
    met: Counter[Effect | Verdict] = Counter()
    total: list[World] = []

    @seed(1)
    @settings(max_examples=DRAWS, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck])
    @given(worlds(polar=polar))
    def count(world: World) -> None:
        total.append(world)
        met.update({rule.effect for each in world.rule_sets for rule in each.rules})
        met.update(set(world.verdicts().values()))

    count()
    shares = {each: met[each] / len(total) for each in (*Effect, *Verdict)}
    with capsys.disabled():
        told = ", ".join(f"{each.value} {share:.0%}" for each, share in shares.items())
        print(f"\n{len(total)} draws{' of law 6' if polar else ''}: {told}")  # noqa: T201  # for whoever reads the run
    assert {each.value for each, share in shares.items() if share < SHARE} == set()
