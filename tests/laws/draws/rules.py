"""Draw single rules, and name those that worlds add on top."""

from __future__ import annotations

from functools import cache

import attrs
from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, spans
from tests.laws.draws.conditions import Direction, conditions
from tests.laws.vocabulary import PLATFORMS

from meetgate.model import (
    ALWAYS,
    Effect,
    Not,
    Obligation,
    Phase,
    Rule,
    Selector,
    SelectorKind,
)

_FORBIDDING = frozenset({Effect.NEVER, Effect.FORBID, Effect.REQUIRE})


@cache
@st.composite
def selectors(draw: st.DrawFn, *, editions: bool) -> Selector:
    """Draw a selector: mostly a name, else by vendor, by the vendor's state or by a fact."""
    by = draw(mostly(st.just(SelectorKind.PLATFORM), st.sampled_from(SelectorKind), times=5))
    match by:
        case SelectorKind.PLATFORM:
            return Selector(value=draw(st.sampled_from(PLATFORMS)), editions=editions)
        case SelectorKind.VENDOR:
            return Selector(by=by, value="acme")
        case SelectorKind.VENDOR_STATE:
            return Selector(by=by, value="US")
        case SelectorKind.FACT:
            return Selector(by=by, value="tier", fact_values=frozenset({"gold"}))
        case SelectorKind.CLASS:
            return Selector(by=by, value=draw(st.sampled_from(("named", "such", "any"))), editions=editions)


@cache
def obligations() -> st.SearchStrategy[Obligation]:
    """Draw an obligation; some conflict with each other, some need a fact of the platform."""
    return st.sampled_from(
        (
            Obligation(kind="waiting-room", phase=Phase.SETUP),
            Obligation(kind="waiting-room", phase=Phase.SETUP, value="on"),
            Obligation(kind="waiting-room", phase=Phase.SETUP, value="off"),
            Obligation(kind="recording", phase=Phase.DURING, conflicts=frozenset({"no-recording"})),
            Obligation(kind="no-recording", phase=Phase.DURING),
            Obligation(kind="evaluation", phase=Phase.BEFORE),
            Obligation(kind="evaluation", phase=Phase.SETUP),
            Obligation(kind="approval", phase=Phase.BEFORE, never_expires=True),
            Obligation(kind="encrypt", phase=Phase.SETUP, needs="e2ee"),
            Obligation(kind="quiet", phase=Phase.SETUP, conflicts=frozenset({"cloud"})),
            Obligation(kind="delete", phase=Phase.AFTER),
        )
    )


@cache
@st.composite
def rules(draw: st.DrawFn, number: int, *, polar: bool, usual: tuple[Effect, ...]) -> list[Rule]:
    """Draw a rule; `permit` with `only` is two, as the rule language writes it."""
    effect = draw(st.sampled_from(usual))
    upwards = effect in _FORBIDDING
    ordered = effect in {Effect.PREFER, Effect.TIER}
    direction = Direction.FREE if not polar else Direction.UP if upwards else Direction.DOWN
    if ordered and polar:
        direction = Direction.FREE  # tiers and preferences come after the stratum that law 6 speaks about
    rule = Rule(
        id=f"r{number}",
        effect=effect,
        platforms=() if ordered else tuple(draw(st.lists(selectors(editions=upwards), min_size=1, max_size=3))),
        when=draw(conditions(direction)),
        in_force=draw(mostly(st.just(ALWAYS), spans(), times=5)),
        lifts=draw(st.frozensets(st.sampled_from(("r0", "r1", "r2", "r0/only", "r1/only")), min_size=1))
        if effect is Effect.EXCEPT
        else frozenset(),
        grants=effect is Effect.EXCEPT and draw(st.booleans()),
        waivable_by=frozenset({"officer"}) if effect in _FORBIDDING and draw(st.booleans()) else frozenset(),
        disputed=draw(mostly(st.none(), st.just("report"), times=8)),
        strength=draw(mostly(st.none(), st.sampled_from(("advised-against", "advised-against", "ban")), times=2))
        if effect in {Effect.FORBID, Effect.NEVER}
        else None,
        obligation=draw(obligations()) if effect is Effect.REQUIRE else None,
        ranks=draw(_ranks()) if ordered else (),
    )
    return [rule, only(rule)] if effect is Effect.PERMIT and draw(mostly(st.just(False), st.just(True))) else [rule]  # noqa: FBT003  # the value drawn


def only(permit: Rule) -> Rule:
    """Return the forbid that `only: true` adds to a permit."""
    return attrs.evolve(permit, id=f"{permit.id}/only", effect=Effect.FORBID, when=Not(permit.when))


@cache
def _ranks() -> st.SearchStrategy[tuple[tuple[Selector, ...], ...]]:
    group = st.lists(selectors(editions=False), min_size=1, max_size=2).map(tuple)
    return st.lists(group, min_size=2, max_size=3).map(tuple)


#: Effects, as often as they are to be met: without permits there is nothing to decide.
USUAL = (*[Effect.PERMIT] * 5, *[Effect.FORBID] * 2, *[Effect.NEVER] * 2, *Effect)
GENTLE = (*[Effect.PERMIT] * 5, *[Effect.REQUIRE] * 3, Effect.PREFER, Effect.TIER)

#: The house permits everything, so that a verdict hangs on what else is said.
HOUSE = Rule(id="house", effect=Effect.PERMIT, platforms=tuple(Selector(value=each) for each in PLATFORMS))

#: And it wants something in return, so that a verdict hangs on whether that is promised.
DUTY = Rule(
    id="duty",
    effect=Effect.REQUIRE,
    platforms=HOUSE.platforms,
    obligation=Obligation(kind="delete", phase=Phase.AFTER),
)

#: What lifts the first forbids, so that exceptions are met where they matter.
LIFT = Rule(
    id="lift",
    effect=Effect.EXCEPT,
    platforms=HOUSE.platforms,
    lifts=frozenset({"r0", "r1"}),
)
