"""Oblige: the platforms may carry the meeting on a condition that somebody has to meet."""

from __future__ import annotations

import attrs

from meetgate.documents import Node, choice, record, text
from meetgate.model import Effect, Obligation, Phase, Rule
from meetgate.rules.kinds._kind import SELECTORS, Kind, Pick


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    asked = node["require"]
    obligation = Obligation(kind=asked["kind"].text, phase=Phase(asked["phase"].text))
    platforms = pick(asked["platforms"], True)  # noqa: FBT003  # a product name means every edition here
    return (attrs.evolve(rule, platforms=platforms, obligation=obligation),)


KIND = Kind(
    name="require",
    effect=Effect.REQUIRE,
    summary="obliges to something before, at setup, at the join, during or after the meeting",
    shape=record(
        "the obligation",
        {
            "kind": text("its name, which `fulfils`, `enforces` and attestations use"),
            "phase": choice("when it is to be met", *(each.value for each in Phase)),
            "platforms": SELECTORS,
        },
        required=("kind", "phase", "platforms"),
    ),
    editions=True,
    build=_build,
    example="{id: lobby, require: {kind: lobby, phase: setup, platforms: [zoom]}, because: no uninvited guests, source: guide}",
    when_missing="the obligation is possible, and the platform is at best conditional",
    sources="Ministry of Home Affairs of India, April 2020: a new id and password for each meeting",
)
