"""Check what `missing` asks against a search that knows nothing of how it searches.

Worlds are small: a few unknown facts with a handful of values each. For every set of at most three facts, every
combination of real values is written into the meeting and decided anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.laws.vocabulary import CA, GB, GUEST, HOME, MOMENTS
from tests.laws.worlds import World

from meetgate.engine import missing
from meetgate.model import (
    All,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Effect,
    Is,
    Label,
    Level,
    Meeting,
    Members,
    Not,
    OrderTest,
    Organisation,
    Platform,
    PlatformFact,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SetTest,
    State,
    Verdict,
)
from meetgate.model import Any as Either

ZOOM: Final = Platform(id="zoom", name="Zoom")


def _subsets(*members: str) -> list[frozenset[str]]:
    return [frozenset(each) for size in range(len(members) + 1) for each in itertools.combinations(members, size)]


#: Every fact that may be unknown, with every kind of value that it can have.
VALUES: Final[Mapping[str, Sequence[object]]] = {
    "public": (True, False, State.NONE),
    "purpose": ("briefing", "negotiation", "anything else", State.NONE),
    "device": ("managed", "private", State.NONE),
    "topics": _subsets("nuclear", "trade", "anything else"),
    "classification": ((), *((Label.of(f"GB:{level}"),) for level in GB.levels)),
    "home": ((HOME,), (GUEST,), ("elsewhere.example",)),
    "platform:zoom.e2ee": (frozenset({"yes"}), frozenset({"no"})),
}

_LEAVES: Final[tuple[Condition, ...]] = (
    Is(fact="public", values=frozenset({True})),
    Is(fact="public", values=frozenset({False})),
    Is(fact="purpose", values=frozenset({"briefing"})),
    Is(fact="purpose", values=frozenset({"briefing", "negotiation"})),
    Is(fact="device", values=frozenset({"managed"})),
    Is(fact="device", values=frozenset({"private"})),
    Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"nuclear"})),
    Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"trade"})),
    Level(test=OrderTest.AT_MOST, label=Label.of("GB:OFFICIAL")),
    Level(test=OrderTest.AT_LEAST, label=Label.of("GB:SECRET")),
    Level(test=OrderTest.AT_LEAST, label=Label.of("GB:OFFICIAL")),
    Is(fact="platform.e2ee", values=frozenset({True})),
)


@st.composite
def _conditions(draw: st.DrawFn) -> Condition:
    leaves = st.sampled_from(_LEAVES)
    parts = tuple(draw(st.lists(leaves | leaves.map(Not), min_size=1, max_size=2)))
    return All(parts) if draw(st.booleans()) else Either(parts)


@st.composite
def _rule_sets(draw: st.DrawFn, name: str, organisation: str) -> RuleSet:
    effects = draw(st.lists(st.sampled_from((Effect.PERMIT, Effect.PERMIT, Effect.FORBID)), min_size=1, max_size=3))
    rules = tuple(
        Rule(id=f"r{number}", effect=effect, platforms=(Selector(value="zoom"),), when=draw(_conditions()))
        for number, effect in enumerate(effects)
    )
    return RuleSet(name=name, binds=Binding(any=(Criterion(organisation=organisation),)), rules=rules)


@st.composite
def open_worlds(draw: st.DrawFn) -> World:
    """Draw a world in which some of the facts are unknown, and everything else is known."""
    meeting = Meeting(
        starts=MOMENTS[0],
        ends=MOMENTS[1],
        convener=Organisation(id=HOME),
        organisations=(Organisation(id=GUEST),),
        participants=(),
        participants_complete=True,
    )
    rule_sets = [draw(_rule_sets("ours", HOME))]
    if draw(st.booleans()):
        rule_sets.append(draw(_rule_sets("theirs", GUEST)))
    world = World(
        meeting=meeting,
        rule_sets=tuple(rule_sets),
        catalogue=Catalogue(platforms={"zoom": ZOOM}),
        schemes=Schemes(by_authority={"GB": attrs.evolve(GB, excludes=frozenset()), "CA": CA}),
        home=None,
    )
    known = set(VALUES) - draw(st.sets(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4))
    return stated(world, {name: draw(st.sampled_from(VALUES[name])) for name in sorted(known)})


def stated(world: World, facts: Mapping[str, Any]) -> World:
    """Return the world with these facts written where they belong."""
    for name, value in facts.items():
        if name == "home":
            world = attrs.evolve(world, home=value)
        elif name.startswith("platform:"):
            fact = PlatformFact(name="e2ee", values=value, asserted_by="s", source="s")
            world = attrs.evolve(world, catalogue=Catalogue(platforms={"zoom": attrs.evolve(ZOOM, facts=(fact,))}))
        else:
            world = world.told(**{name: value})
    return world


def unknown(world: World) -> list[str]:
    """Return, sorted, the facts that nobody stated."""
    said = {name for name in VALUES if getattr(world.meeting, name, None) is not None}
    said |= {"home"} if world.home is not None else set()
    said |= {"platform:zoom.e2ee"} if world.catalogue.platforms["zoom"].facts else set()
    return sorted(set(VALUES) - said)


def settles(world: World, facts: Sequence[str]) -> bool:
    """Say whether every combination of values moves the verdict off UNDETERMINED."""
    return all(
        stated(world, dict(zip(facts, values, strict=True))).verdicts()["zoom"] is not Verdict.UNDETERMINED
        for values in itertools.product(*(VALUES[fact] for fact in facts))
    )


def smallest(world: World) -> Iterator[tuple[str, ...]]:
    """Yield the smallest sets that settle the verdict."""
    facts = unknown(world)
    for size in range(1, len(facts) + 1):
        found = [each for each in itertools.combinations(facts, size) if settles(world, each)]
        if found:
            yield from found
            return


@settings(suppress_health_check=[*HealthCheck])
@given(open_worlds())
def test_what_is_asked_settles_the_verdict_and_nothing_smaller_does(world: World) -> None:
    """Every smallest set is found, each settles whatever the answers, and none is reported that does not."""
    assume(world.verdicts()["zoom"] is Verdict.UNDETERMINED)
    case = world.case()
    asked = missing(case, case.catalogue.platforms["zoom"])
    expected = list(smallest(world))
    if asked.truncated:
        assert len(expected[0]) > 3
        assert len(asked.sets[0]) == len(expected[0])
        assert settles(world, asked.sets[0])
    else:
        assert list(asked.sets) == expected[:5]
