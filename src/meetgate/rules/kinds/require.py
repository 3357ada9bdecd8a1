"""Oblige: the platforms may carry the meeting on a condition that somebody has to meet."""

from __future__ import annotations

import attrs

from meetgate.documents import Node, choice, one_or_many, record, text
from meetgate.model import Effect, Obligation, Phase, Rule
from meetgate.rules.kinds._kind import SELECTORS, YES, Kind, Pick


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    asked = node["require"]
    obligation = Obligation(
        kind=asked["kind"].text,
        phase=Phase(asked["phase"].text),
        value=asked.text_of("value") or None,
        needs=asked.text_of("needs") or None,
        conflicts=frozenset(asked.texts_of("conflicts")),
        never_expires=asked.flag_of("never_expires", default=False),
    )
    platforms = pick(asked["platforms"], True)  # noqa: FBT003  # a product name means every edition here
    return (attrs.evolve(rule, platforms=platforms, obligation=obligation),)


KIND = Kind(
    name="require",
    order=50,
    effect=Effect.REQUIRE,
    summary="obliges to something before, at setup, at the join, during or after the meeting",
    shape=record(
        "the obligation",
        {
            "kind": text("its name, which `fulfils`, `enforces` and attestations use"),
            "phase": choice("when it is to be met", *(each.value for each in Phase)),
            "platforms": SELECTORS,
            "value": text("what is asked for; two values of one kind are in conflict"),
            "needs": text("the platform fact without which the edition cannot do it"),
            "conflicts": one_or_many("kinds that cannot be met together with it", text("a kind"), least=1),
            "never_expires": YES,
        },
        required=("kind", "phase", "platforms"),
    ),
    editions=True,
    build=_build,
    example="{id: lobby, require: {kind: lobby, phase: setup, platforms: [zoom]}, because: no uninvited guests, source: guide}",
    when_missing="the obligation is possible, and the platform is at best conditional",
    sources="Ministry of Home Affairs of India, April 2020: a new id and password for each meeting",
)
