"""Permit, and with `only` forbid everything else on the same platforms."""

from __future__ import annotations

import attrs

from meetgate.documents import Node
from meetgate.model import Effect, Rule
from meetgate.rules.kinds._kind import IN_FAVOUR, SELECTORS, WAIVABLE, YES, Kind, Pick, limited


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    permit = attrs.evolve(rule, platforms=pick(node["permit"], False))  # noqa: FBT003  # exactly these platforms
    return limited(permit) if node.flag_of("only", default=False) else (permit,)


KIND = Kind(
    name="permit",
    order=40,
    effect=Effect.PERMIT,
    summary="permits exactly these platforms; with `only: yes` it also forbids them whenever its condition fails",
    shape=SELECTORS,
    # What `only` adds is a forbid like any other, so that offices may waive it.
    fields={"only": YES, **WAIVABLE},
    editions=False,
    build=_build,
    strengths=IN_FAVOUR,
    example="{id: public, permit: [zoom], only: yes, when: {public: yes}, because: public business only, source: guardian}",
    when_missing="nothing is granted for certain, and with `only` an objection is possible",
    sources="National Cyber Security Centre to Parliament, April 2020: public business only",
)
