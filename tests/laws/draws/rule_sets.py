"""Draw rule sets with their classes, readings and derivations, and waivers."""

from __future__ import annotations

from functools import cache

import attrs
from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, spans
from tests.laws.draws.conditions import Direction, conditions, neutral
from tests.laws.draws.rules import GENTLE, USUAL, rules
from tests.laws.vocabulary import GUEST, HOME, MOMENTS

from meetgate.model import (
    ALWAYS,
    All,
    Binding,
    Criterion,
    Derivation,
    PlatformClass,
    RuleSet,
    Selector,
    SelectorKind,
    Unaddressed,
    Waiver,
)
from meetgate.rules._derive import derived, with_derived


@cache
def bindings() -> st.SearchStrategy[Binding]:
    """Draw whom a rule set binds: mostly home."""
    criteria = st.sampled_from(
        (
            Criterion(organisation=HOME),
            Criterion(organisation=HOME),
            Criterion(organisation=HOME),
            Criterion(organisation=GUEST),
            Criterion(kind="parliament"),
            Criterion(kind="company", state="US"),
            Criterion(part_of="crown"),
        )
    )
    spared = mostly(st.just(()), criteria.map(lambda each: (each,)), times=6)
    return st.builds(Binding, any=st.lists(criteria, min_size=1, max_size=2).map(tuple), none=spared)


@cache
@st.composite
def rule_sets(draw: st.DrawFn, name: str, *, polar: bool = False, binds: Binding | None = None) -> RuleSet:
    """Draw a rule set of one to four rules, bound as given or anyhow."""
    usual = draw(st.sampled_from((USUAL, GENTLE)))
    count = draw(st.integers(1, 4))
    drawn = [rule for number in range(count) for rule in draw(rules(number, polar=polar, usual=usual))]
    derives = derived(draw(mostly(st.just([]), st.lists(derivations(polar=polar), min_size=1, max_size=2), times=4)))
    drawn = [attrs.evolve(rule, when=with_derived(rule.when, derives)) for rule in drawn]
    return RuleSet(
        name=name,
        binds=draw(bindings()) if binds is None else binds,
        in_force=draw(mostly(st.just(ALWAYS), spans(), times=5)),
        unaddressed=draw(mostly(st.just(Unaddressed.ABSTAIN), st.sampled_from(Unaddressed), times=4)),
        rules=tuple(drawn),
        observe=draw(mostly(st.just(False), st.just(True), times=8)),  # noqa: FBT003  # the value drawn
        classes=CLASSES,
        reads=draw(mostly(st.just({}), st.sampled_from(_READS), times=4)),
        derives=derives,
    )


#: A closed class, and one of which nobody can tell what else is in it.
CLASSES = {
    "named": PlatformClass(
        members=(Selector(value="zoom"), Selector(by=SelectorKind.VENDOR_STATE, value="CN")), closed=True
    ),
    "such": PlatformClass(members=(Selector(value="jitsi"),), excludes=(Selector(value="zoom/x"),)),
}
_READS = ({"partial": "no"}, {"partial": "switch", "yes": "plan"}, {"configurable": "unknown"})


@cache
@st.composite
def derivations(draw: st.DrawFn, *, polar: bool) -> Derivation:
    """Draw a derivation; in law 6 what grows derives what grows, and all else follows from what stays as it is."""
    grows = draw(st.booleans())
    sets = (("information", "patient-data"), ("topics", "nuclear"), ("detrimental_to", "CN"))
    singles = (("public", True), ("confidential", True), ("circumstances.crisis", True), ("purpose", "briefing"))
    fact, value = draw(st.sampled_from(sets if grows else singles))
    free = conditions(Direction.UP if polar else Direction.FREE)
    return Derivation(fact=fact, value=value, when=draw(free if grows or not polar else neutral()))


@cache
def waivers(*, polar: bool = False) -> st.SearchStrategy[Waiver]:
    """Draw a waiver; one in some lacks a part of its form, or has expired."""
    return st.builds(
        Waiver,
        id=st.sampled_from(("w1", "w2")),
        ruleset=st.sampled_from(("home-rules", "guest-rules")),
        rules=st.frozensets(st.sampled_from(("r0", "r1", "r2", "r0/only")), min_size=2),
        approver=st.just("ann"),
        approved_by_role=mostly(st.just("officer"), st.none(), times=6),
        requester=mostly(st.just("bob"), st.just("ann"), times=6),
        expires=mostly(st.sampled_from(MOMENTS), st.none(), times=6),
        scope=mostly(st.just(All()), conditions(Direction.DOWN if polar else Direction.FREE), times=2),
    )
