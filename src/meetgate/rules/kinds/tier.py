"""Bar what is permitted while something better can be had."""

from meetgate.model import Effect
from meetgate.rules.kinds._kind import GROUPS, IN_FAVOUR, Kind, ranking

KIND = Kind(
    name="tier",
    order=70,
    effect=Effect.TIER,
    summary="bars the platforms of a group while one of a better group is available and may be used; it never permits",
    shape=GROUPS,
    editions=False,
    build=ranking("tier"),
    strengths=IN_FAVOUR,
    example="{id: house-first, tier: [[jitsi-meet], [microsoft-teams, google-meet]], because: only where nothing of ours will do, source: letter}",
    when_missing="a better platform of which nobody can tell makes the lower groups undetermined",
    sources="Executive Yuan of Taiwan, 2020-04-07: foreign services only where no domestic one will do",
)
