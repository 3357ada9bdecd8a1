"""Permit, and with `only` forbid everything else on the same platforms."""

from __future__ import annotations

import attrs

from meetgate.documents import Node
from meetgate.model import Effect, Not, Rule
from meetgate.rules.kinds._kind import SELECTORS, WAIVABLE, YES, Kind, Pick


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    """Return the permit, and the forbid `<id>/only` that says what the permit is the limit of (section 2)."""
    permit = attrs.evolve(rule, platforms=pick(node["permit"], False))  # noqa: FBT003  # exactly these platforms
    if not node.flag_of("only", default=False):
        return (permit,)
    return (permit, attrs.evolve(permit, id=f"{permit.id}/only", effect=Effect.FORBID, when=Not(permit.when)))


KIND = Kind(
    name="permit",
    effect=Effect.PERMIT,
    summary="permits exactly these platforms; with `only: yes` it also forbids them whenever its condition fails",
    shape=SELECTORS,
    # What `only` adds is a forbid like any other, so that offices may waive it.
    fields={"only": YES, **WAIVABLE},
    editions=False,
    build=_build,
    example="{id: public, permit: [zoom], only: yes, when: {public: yes}, because: public business only, source: guardian}",
    when_missing="nothing is granted for certain, and with `only` an objection is possible",
    sources="National Cyber Security Centre to Parliament, April 2020: public business only",
)
