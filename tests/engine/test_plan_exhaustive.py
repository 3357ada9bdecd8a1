"""Compare the plan with the definition over everything that a small vocabulary can say."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from tests.engine.houses import HOUSE, NOON, SCHEMES, rules

from meetgate.engine import case_of, compile_plan, define
from meetgate.model import (
    All,
    Any,
    Catalogue,
    Condition,
    Effect,
    Is,
    Meeting,
    Members,
    Not,
    Number,
    OrderTest,
    Participant,
    Platform,
    Quantifier,
    Rule,
    Selector,
    SetTest,
    Some,
    State,
)

PUBLIC: Final = Is(fact="public", values=frozenset({True}))
BRIEFING: Final = Is(fact="purpose", values=frozenset({"briefing"}))
TRADE: Final = Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"trade"}))
FROM_RU: Final = Some(of="participants", quantifier=Quantifier.ANY, test=Is(fact="state", values=frozenset({"RU"})))

CONDITIONS: Final[dict[str, Condition]] = {
    "always": All(),
    "public": PUBLIC,
    "not public": Not(PUBLIC),
    "briefing": BRIEFING,
    "trade": TRADE,
    "no nuclear": Not(Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"nuclear"}))),
    "only trade": Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"trade"})),
    "somebody from RU": FROM_RU,
    "all from GB": Some(of="participants", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"}))),
    "two or more": Number(test=OrderTest.AT_LEAST, bound=2),
    "public and trade": All((PUBLIC, TRADE)),
    "briefing or RU": Any((BRIEFING, FROM_RU)),
    "not both": Not(All((PUBLIC, TRADE))),
}

FLAGS: Final = (True, False, None, State.NONE)
TOPICS: Final = (frozenset[str](), frozenset({"trade"}), frozenset({"nuclear", "trade"}), None)
PURPOSES: Final = ("briefing", None)
PEOPLE: Final = (
    (("GB",), True),
    (("GB", "RU"), True),
    (("GB", None), True),
    (("RU",), False),
    ((), True),
    (None, False),
)


def _meetings() -> list[Meeting]:
    """Return every meeting of the vocabulary."""
    return [
        Meeting(
            starts=NOON,
            ends=NOON,
            convener=HOUSE,
            organisations=(),
            participants=None
            if people is None
            else tuple(Participant(state=each, organisation=HOUSE) for each in people),
            participants_complete=complete,
            public=public,
            topics=topics,
            purpose=purpose,
        )
        for public, topics, purpose, (people, complete) in product(FLAGS, TOPICS, PURPOSES, PEOPLE)
    ]


MEETINGS: Final = _meetings()
CATALOGUE: Final = Catalogue(platforms={"zoom": Platform(id="zoom", name="Zoom")})


def _rule(effect: Effect, when: Condition) -> Rule:
    return Rule(id=effect.value, effect=effect, platforms=(Selector(value="zoom"),), when=when)


@pytest.mark.parametrize("granted", CONDITIONS)
def test_a_grant_and_an_objection_meet_every_meeting_as_the_definition_says(granted: str) -> None:
    """Whatever a permit and a forbid ask, and whatever is stated, unknown or stated to be none: one verdict."""
    permit = _rule(Effect.PERMIT, CONDITIONS[granted])
    for forbidding, when in CONDITIONS.items():
        rule_sets = (rules(permit, _rule(Effect.FORBID, when)),)
        plan = compile_plan(rule_sets, catalogue=CATALOGUE, known_at=NOON, schemes=SCHEMES)
        for each in MEETINGS:
            case = case_of(
                each,
                rule_sets=plan.rule_sets,
                catalogue=CATALOGUE,
                known_at=NOON,
                schemes=SCHEMES,
                home=("house.example",),
            )
            assert plan.run(case).verdicts["zoom"] is define(case)["zoom"].verdict, (forbidding, each)
