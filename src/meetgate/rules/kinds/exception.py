"""Lift forbids of the same rule set."""

from __future__ import annotations

import attrs

from meetgate.documents import Node, listing, text
from meetgate.model import Effect, Rule
from meetgate.rules.kinds._kind import IN_FAVOUR, SELECTORS, YES, Kind, Pick


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    return (
        attrs.evolve(
            rule,
            platforms=pick(node["except"], False),  # noqa: FBT003  # the pick of this kind: exactly these platforms
            lifts=frozenset(node["lifts"].texts),
            grants=node.flag_of("grants", default=False),
        ),
    )


KIND = Kind(
    name="except",
    order=30,
    effect=Effect.EXCEPT,
    summary="lifts the forbids that it names, for exactly these platforms; with `grants: yes` it permits them too",
    shape=SELECTORS,
    fields={"lifts": listing("ids of the forbids it lifts", text("a rule id"), least=1), "grants": YES},
    required=("lifts",),
    editions=False,
    build=_build,
    strengths=IN_FAVOUR,
    example="{id: crisis, except: [zoom], lifts: [ban], when: {circumstances: {crisis: yes}}, because: tolerated in a crisis, source: memo}",
    when_missing="the forbid stays possible: it is lifted only when the exception certainly holds",
    sources="Auswärtiges Amt, April 2020: private devices in a crisis",
)
