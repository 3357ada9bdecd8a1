"""Forbid without any way around it."""

from meetgate.model import Effect
from meetgate.rules.kinds._kind import AGAINST, SELECTORS, Kind, selecting

KIND = Kind(
    name="never",
    order=10,
    effect=Effect.NEVER,
    summary="forbids the platforms, and no exception and no waiver lifts it",
    shape=SELECTORS,
    editions=True,
    build=selecting("never", editions=True),
    strengths=AGAINST,
    example='{id: secret, never: [zoom], when: {classification: {at_least: "GB:SECRET"}}, because: secrets stay inside, source: guide}',
    when_missing="the objection is possible, and the platform is undetermined until the fact is known",
    sources="Cabinet Office guidance on non-corporate channels, 2023-03-30: SECRET and above never",
)
