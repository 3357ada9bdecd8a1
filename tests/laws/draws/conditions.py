"""Draw conditions: any, or those that go one way when a meeting becomes more sensitive."""

from __future__ import annotations

import enum
from functools import cache

from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, subsets
from tests.laws.draws.labels import bounds
from tests.laws.vocabulary import GUEST, HOME, STATES, TOPICS

from meetgate.model import (
    All,
    Any,
    Attested,
    Condition,
    Exposed,
    Is,
    Level,
    Members,
    Not,
    Number,
    OrderTest,
    Quantifier,
    SetTest,
    Some,
)


class Direction(enum.Enum):
    """Name which way a condition may go when a meeting becomes more sensitive."""

    UP = "up"
    DOWN = "down"
    FREE = "free"


@cache
def _members(fact: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.builds(Members, fact=st.just(fact), test=st.just(SetTest.ANY_OF), values=subsets(values, least=1))


@cache
def _within(fact: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.builds(Members, fact=st.just(fact), test=st.just(SetTest.WITHIN), values=subsets(values))


@cache
def upward() -> st.SearchStrategy[Condition]:
    """Draw a condition that only becomes truer when a meeting becomes more sensitive."""
    return st.one_of(
        _members("topics", TOPICS),
        _members("detrimental_to", STATES),
        _members("information", ("patient-data",)),
        _members("classification.marks", ("SENSITIVE",)),
        st.builds(Level, test=st.just(OrderTest.AT_LEAST), label=bounds()),
        st.just(Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))),
        st.just(Exposed(asserted_by=frozenset({"lab", "agency"}), kinds=frozenset({"storage", "key-custody"}))),
        st.builds(
            Some, of=st.sampled_from(("participants", "organisations")), quantifier=st.just(Quantifier.ANY), test=each()
        ),
        st.builds(Number, test=st.just(OrderTest.AT_LEAST), bound=st.integers(1, 3)),
    )


@cache
def downward() -> st.SearchStrategy[Condition]:
    """Draw a condition that only becomes less true when a meeting becomes more sensitive."""
    return st.one_of(
        _within("topics", TOPICS[:1]),
        _within("detrimental_to", STATES[:1]),
        _within("classification.categories", ("ATOMAL",)),
        st.builds(Level, test=st.just(OrderTest.AT_MOST), label=bounds()),
        st.builds(Some, of=st.just("participants"), quantifier=st.just(Quantifier.ALL), test=each()),
        st.builds(Number, test=st.just(OrderTest.AT_MOST), bound=st.integers(1, 3)),
        st.builds(
            Level,
            test=st.just(OrderTest.AT_MOST),
            label=bounds(),
            platform_fact=st.just("accredited_for"),
        ),
    )


@cache
def each() -> st.SearchStrategy[Condition]:
    """Draw a condition on one participant or organisation."""
    of_organisation = st.sampled_from(
        (
            Is(fact="state", values=frozenset({"GB"})),
            Is(fact="device", values=frozenset({"managed"})),
            Is(fact="organisation.id", values=frozenset({HOME, GUEST})),
            Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=frozenset({"company"})),
            Members(fact="kinds", test=SetTest.ANY_OF, values=frozenset({"parliament"})),
        )
    )
    return mostly(of_organisation, of_organisation.map(Not), times=3)


@cache
def neutral() -> st.SearchStrategy[Condition]:
    """Draw a condition on what makes a meeting neither more nor less sensitive."""
    return st.sampled_from(
        (
            Is(fact="public", values=frozenset({True})),
            Is(fact="public", values=frozenset({True})),
            Is(fact="confidential", values=frozenset({False})),
            Is(fact="purpose", values=frozenset({"briefing"})),
            Is(fact="circumstances.crisis", values=frozenset({True})),
            Is(fact="facts.home-rules/floor", values=frozenset({"third"})),
            Is(fact="device", values=frozenset({"managed"})),
            Is(fact="access", values=frozenset({"browser", "phone"})),
            Is(fact="modality", values=frozenset({"audio"})),
            Is(fact="role", values=frozenset({"host"})),
            Is(fact="host_account.plan", values=frozenset({"enterprise"})),
            Is(fact="platform.e2ee", values=frozenset({True})),
            Is(fact="requires.met", values=frozenset({True})),
            Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset({"CN"})),
            Members(fact="host_account.opted_out_regions", test=SetTest.ANY_OF, values=frozenset({"CN"})),
            Is(fact="platform.tier", values=frozenset({"gold"})),
            Attested(kind="evaluation"),
            Attested(kind="approval", never_expires=True),
            Attested(kind="approval", roles=("officer", "minister"), never_expires=True),
        )
    )


@cache
def conditions(direction: Direction) -> st.SearchStrategy[Condition]:
    """Draw a condition that goes this way, up to two levels of all, any and not."""
    turned = {
        Direction.UP: upward() | downward().map(Not),
        Direction.DOWN: downward() | upward().map(Not),
        Direction.FREE: upward() | downward(),
    }[direction]
    leaf = st.one_of(turned, neutral(), neutral().map(Not))
    if direction is Direction.FREE:
        leaf = mostly(leaf, leaf.map(Not))
    several = st.lists(leaf, min_size=1, max_size=3).map(tuple)
    whole = st.one_of(leaf, leaf, several.map(All), several.map(Any))
    return mostly(whole, st.just(All()), times=3)
