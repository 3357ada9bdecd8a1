"""Rank what is permitted."""

from __future__ import annotations

import attrs

from meetgate.documents import Node, either, listing, text
from meetgate.model import Effect, Rule, Selector
from meetgate.rules.kinds._kind import Kind, Pick


def _build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
    groups: list[tuple[Selector, ...]] = [pick(each, False) for each in node["prefer"].items]  # noqa: FBT003  # exact
    return (attrs.evolve(rule, ranks=tuple(groups)),)


KIND = Kind(
    name="prefer",
    effect=Effect.PREFER,
    summary="orders the permitted platforms, best first; it never permits and never forbids",
    shape=listing(
        "platforms or groups of equal rank, best first",
        either(
            "a platform or a group", scalar=text("a platform"), many=listing("a group", text("a platform"), least=1)
        ),
        least=1,
    ),
    editions=False,
    build=_build,
    example="{id: domestic-first, prefer: [u-meeting, [microsoft-teams, google-meet]], because: domestic products first, source: letter}",
    when_missing="the preference does not count",
    sources="Executive Yuan of Taiwan, 2020-04-07: domestic products first",
)
