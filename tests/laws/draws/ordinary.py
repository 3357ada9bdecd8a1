"""Draw the worlds of which there are most: nothing stands in a platform's way, and conditions read what all state."""

from __future__ import annotations

from functools import cache

import attrs
from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, subsets
from tests.laws.draws.meetings import meetings
from tests.laws.draws.worlds import worlds
from tests.laws.vocabulary import CA, GB, GUEST, HOME, STATES
from tests.laws.worlds import World

from meetgate.model import (
    ALWAYS,
    All,
    Any,
    Binding,
    Condition,
    Criterion,
    Effect,
    Exposed,
    Is,
    Level,
    Meeting,
    Members,
    Not,
    Organisation,
    Participant,
    Quantifier,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
)

#: Facts with which a meeting comes without anything being looked up elsewhere.
_USUAL = frozenset({"topics", "detrimental_to", "public", "confidential", "purpose", "circumstances.crisis"})
_NAMED = frozenset({SelectorKind.PLATFORM, SelectorKind.VENDOR, SelectorKind.VENDOR_STATE})


@cache
@st.composite
def ordinary_worlds(draw: st.DrawFn) -> World:
    """Draw a world whose plan may decide most of its cases in one step, though not all."""
    world = draw(worlds())
    bound = draw(st.permutations((HOME, GUEST)))
    kept = tuple(
        _ordinary(each, draw(st.sampled_from((HOME, HOME, bound[0]))), draw(st.lists(exposed_rules(), max_size=5)))
        for each in world.rule_sets
    )
    platforms = {
        name: attrs.evolve(
            each,
            vendor="acme",
            vendor_state=each.vendor_state or "CN",
            retired=None,
            facts=tuple(fact for fact in each.facts if fact.name != "capacity"),
        )
        for name, each in world.catalogue.platforms.items()
    }
    bare = [attrs.evolve(each, excludes=frozenset[tuple[str, str]]()) for each in (GB, CA)]
    return attrs.evolve(
        world,
        meeting=draw(ordinary_meetings()),
        rule_sets=kept,
        catalogue=attrs.evolve(world.catalogue, platforms=platforms),
        schemes=Schemes(by_authority={each.authority: each for each in bare}),
        home=draw(mostly(st.just((HOME,)), st.sampled_from(((HOME, GUEST), (GUEST,), None)), times=5)),
    )


def _ordinary(rule_set: RuleSet, bound: str, more: list[Rule]) -> RuleSet:
    rules = [each for each in rule_set.rules if _is_usual(each.when) and each.effect is not Effect.TIER]
    named = [attrs.evolve(each, platforms=_by_name(each)) for each in rules]
    once = {each.id: each for each in (*named, *more)}
    return attrs.evolve(
        rule_set,
        binds=Binding(any=(Criterion(organisation=bound),)),
        in_force=ALWAYS,
        reads={},
        rules=tuple(once.values()),
    )


def _by_name(rule: Rule) -> tuple[Selector, ...]:
    kept = tuple(each for each in rule.platforms if each.by in _NAMED)
    return kept or (Selector(value="zoom"),)


def _is_usual(condition: Condition) -> bool:
    """Say whether a condition reads nothing but what most meetings state, and findings."""
    match condition:
        case All(of=parts) | Any(of=parts):
            return all(map(_is_usual, parts))
        case Not(of=inner):
            return _is_usual(inner)
        case Is(fact=fact):
            return fact in _USUAL
        case Members(fact=fact, test=test):
            return fact in _USUAL and test is SetTest.ANY_OF
        case Level():
            return not condition.platform_fact
        case Some(of=of, test=test):
            return of == "participants" and test == Is(fact="state", values=frozenset({"GB"}))
        case _:
            return isinstance(condition, Exposed)


@cache
@st.composite
def exposed_rules(draw: st.DrawFn) -> Rule:
    """Draw one of several rules that share a condition on findings, beside what else they ask."""
    asked = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))
    also = draw(
        st.sampled_from(
            (
                All(),
                Is(fact="public", values=frozenset({False})),
                Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"trade"})),
                Some(
                    of="participants",
                    quantifier=Quantifier.ANY,
                    test=Is(fact="state", values=frozenset({"US"})),
                ),
            )
        )
    )
    return Rule(
        id=f"e{draw(st.integers(0, 9))}",
        effect=draw(st.sampled_from((Effect.FORBID, Effect.NEVER, Effect.PERMIT))),
        platforms=tuple(draw(st.lists(st.sampled_from(_PLATFORMS), min_size=1, max_size=3))),
        when=All((asked, also)),
    )


_PLATFORMS = (Selector(value="zoom"), Selector(value="jitsi"), Selector(value="zoom/x"))


@cache
@st.composite
def ordinary_meetings(draw: st.DrawFn) -> Meeting:
    """Draw a meeting of which hardly anything is missing, of organisations that are known by their ids."""
    meeting = draw(meetings(known=True))
    return attrs.evolve(
        meeting,
        convener=None if meeting.convener is None else _known(meeting.convener),
        organisations=None if meeting.organisations is None else tuple(map(_known, meeting.organisations)),
        participants=None if meeting.participants is None else tuple(map(_person, meeting.participants)),
        participants_complete=meeting.participants is not None,
        attestations=None,
        available=None,
        platforms={},
        detrimental_to=draw(mostly(subsets(STATES), st.none(), times=12)),
    )


def _known(organisation: Organisation) -> Organisation:
    return Organisation(id=organisation.id or HOME, state=organisation.state)


def _person(person: Participant) -> Participant:
    firm = person.organisation
    return attrs.evolve(person, organisation=Organisation(id=HOME) if firm is None else _known(firm))
