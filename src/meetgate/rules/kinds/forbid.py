"""Forbid, unless an exception or a waiver lifts it."""

from meetgate.model import Effect
from meetgate.rules.kinds._kind import AGAINST, SELECTORS, WAIVABLE, Kind, selecting

KIND = Kind(
    name="forbid",
    order=20,
    effect=Effect.FORBID,
    summary="forbids the platforms; an exception that names it, or a waiver, may lift it",
    shape=SELECTORS,
    fields=WAIVABLE,
    editions=True,
    build=selecting("forbid", editions=True),
    strengths=AGAINST,
    example="{id: china, forbid: [zoom], when: {detrimental_to: {any_of: [CN]}}, because: nothing detrimental to China, source: guardian}",
    when_missing="the objection is possible, and the platform is undetermined until the fact is known",
    sources="Executive Yuan of Taiwan, 2020-04-07; National Cyber Security Centre to Parliament, April 2020",
)
