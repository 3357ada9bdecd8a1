from __future__ import annotations

from collections import Counter
from random import Random

from tests.interchange.answers import defined, outside, told
from tests.interchange.worlds import PLATFORMS, case, world

from meetgate.engine._time import instants
from meetgate.interchange import request_json
from meetgate.model import Verdict


def test_what_is_told_to_others_is_what_the_definition_says() -> None:
    """Of every rule, the two formulas say whether it holds definitely and possibly, in worlds with every verdict."""
    shares: Counter[Verdict] = Counter()
    for seed in range(60):
        random = Random(seed)  # noqa: S311  # a draw, not a secret
        drawn = world(random)
        for _ in range(8):
            asked = case(random, drawn)
            for name in PLATFORMS:
                platform = drawn.catalogue.platforms[name]
                judged, later = instants(asked, platform)
                for instant in (*judged, *later):
                    request = request_json(drawn.core, asked, name, instant=instant)
                    found = told(drawn.core, request)
                    if outside(drawn.core, instant):
                        assert "(export)/window" in found.objected_possibly
                        continue
                    assert found == defined(asked, platform, instant), (seed, name, instant, asked.meeting, request)
                    shares[found.verdict] += 1
    assert min(shares.values()) >= sum(shares.values()) * 0.05
    assert len(shares) == 4
