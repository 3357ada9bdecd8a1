"""Rank what is permitted."""

from meetgate.model import Effect
from meetgate.rules.kinds._kind import GROUPS, IN_FAVOUR, Kind, ranking

KIND = Kind(
    name="prefer",
    order=60,
    effect=Effect.PREFER,
    summary="orders the permitted platforms, best first; it never permits and never forbids",
    shape=GROUPS,
    editions=False,
    build=ranking("prefer"),
    strengths=IN_FAVOUR,
    example="{id: domestic-first, prefer: [u-meeting, [microsoft-teams, google-meet]], because: domestic products first, source: letter}",
    when_missing="the preference does not count",
    sources="Executive Yuan of Taiwan, 2020-04-07: domestic products first",
)
