"""Define the conditions that authors write: for each key its shape, its core form and its page, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from meetgate.documents import (
    Node,
    Record,
    Shape,
    choice,
    either,
    flag,
    listing,
    one_or_many,
    record,
    reference,
    table,
    whole,
)
from meetgate.documents import text as words
from meetgate.model import CHOICES, FLAG_FACTS, All, Any, Condition, Not
from meetgate.rules import _leaves as leaf
from meetgate.rules._level import CLASSIFICATION, Terms, classification, together


@attrs.frozen(kw_only=True)
class Test:
    """Be one key of a condition: how it is written, what core form it takes, and how it moves when facts grow."""

    shape: Shape
    build: Callable[[Node, Terms], Condition]
    doc: str
    example: str


def _several(kind: Callable[[tuple[Condition, ...]], Condition]) -> Callable[[Node, Terms], Condition]:
    return lambda node, terms: kind(tuple(condition(each, terms) for each in node.items))


_WORD: Final = "a word"
_YES: Final = "yes or no"

#: Key of a condition -> how it is written and what it means. The reference page is drawn from this table.
TESTS: Final[Mapping[str, Test]] = {
    "all": Test(
        shape=listing("every one of these holds", reference("condition", lambda: CONDITION), least=1),
        build=_several(All),
        doc="every condition of the list holds",
        example="all: [{public: yes}, {role: host}]",
    ),
    "any": Test(
        shape=listing("some one of these holds", reference("condition", lambda: CONDITION), least=1),
        build=_several(Any),
        doc="some condition of the list holds",
        example="any: [{public: yes}, {circumstances: {crisis: yes}}]",
    ),
    "not": Test(
        shape=reference("condition", lambda: CONDITION),
        build=lambda node, terms: Not(condition(node, terms)),
        doc="the condition does not hold; unknown stays unknown",
        example="not: {public: yes}",
    ),
    **{
        fact: Test(
            shape=flag(_YES), build=leaf.flagged(fact), doc=f"whether the meeting is {fact}", example=f"{fact}: yes"
        )
        for fact in FLAG_FACTS
    },
    "purpose": Test(
        shape=one_or_many("purposes", words(_WORD), least=1),
        build=leaf.worded("purpose"),
        doc="the purpose is one of these",
        example="purpose: teaching",
    ),
    **{
        fact: Test(
            shape=one_or_many(f"values of {fact}", choice(f"a {fact}", *sorted(values)), least=1),
            build=leaf.worded(fact),
            doc=f"`{fact}` is one of these: {', '.join(sorted(values))}",
            example=f"{fact}: {min(values)}",
        )
        for fact, values in CHOICES.items()
    },
    **{
        fact: Test(
            shape=leaf.SET,
            build=leaf.of_set(fact),
            doc=f"a test of the set `{fact}`",
            example=f"{fact}: {{any_of: [x]}}",
        )
        for fact in ("topics", "information", "partners_on")
    },
    "detrimental_to": Test(
        shape=leaf.DETRIMENTAL,
        build=leaf.detrimental,
        doc="a test of the states whose interests the talk is against, or of findings on the platform about them",
        example="detrimental_to: {any_of: [CN]}",
    ),
    "classification": Test(
        shape=either("a test, or the name of a term", scalar=words("a term"), mapping=CLASSIFICATION),
        build=classification,
        doc="a test of the classification; a level always names its authority",
        example='classification: {at_most: "GB:OFFICIAL"}',
    ),
    "circumstances": Test(
        shape=table("circumstances", flag(_YES), key=words("a circumstance"), least=1),
        build=leaf.circumstances,
        doc="circumstances that are stated, by name",
        example="circumstances: {must-use-foreign: yes}",
    ),
    "facts": Test(
        shape=table(
            "facts of a rule set's own",
            either(
                "values, or a test of a set",
                scalar=words(_WORD),
                many=listing("values", words(_WORD), least=1),
                mapping=leaf.SET,
            ),
            key=words("RULESET/fact"),
            least=1,
        ),
        build=leaf.own_facts,
        doc="facts that a rule set's vocabulary declares, as RULESET/fact",
        example="facts: {my-rules/phase: negotiation}",
    ),
    "host_account": Test(
        shape=leaf.ACCOUNT,
        build=leaf.account("host_account"),
        doc="the account that hosts",
        example="host_account: {plan: paid}",
    ),
    "our_account": Test(
        shape=leaf.ACCOUNT,
        build=leaf.account("our_account"),
        doc="our own account",
        example="our_account: {plan: paid}",
    ),
    "client": Test(
        shape=leaf.CLIENT, build=leaf.client, doc="the program that is used", example="client: {kind: browser}"
    ),
    "platform": Test(
        shape=leaf.PLATFORM_FACTS,
        build=leaf.platform_facts,
        doc="facts of the platform: `yes` and `no` as the rule set `reads` their values, any other value as it stands",
        example="platform: {e2ee.video: yes, operator_state: [DE, FR]}",
    ),
    "requires": Test(
        shape=choice("that they are met", "met"),
        build=leaf.requires_met,
        doc="the platform has every feature that the meeting requires",
        example="requires: met",
    ),
    "found_exposed": Test(
        shape=leaf.FOUND_EXPOSED,
        build=leaf.found_exposed,
        doc="a named authority found the platform exposed to one of these states, in one of these ways",
        example="found_exposed: {states: [CN], asserted_by: [citizen-lab], kinds: [key-custody]}",
    ),
    "attestation": Test(
        shape=leaf.ATTESTATION,
        build=leaf.attestation,
        doc="an attestation of this kind is on file, valid at the meeting, for the platform or for all; a `chain` is "
        "several of them, in this order, on dates that do not decrease",
        example="attestation: {kind: approval, chain: [ciso, minister]}",
    ),
    "participants": Test(
        shape=leaf.quantifiers(leaf.PEOPLE),
        build=leaf.quantified("participants"),
        doc="any, or all, participants meet a test of at most three attributes",
        example="participants: {any: {state: CN}}",
    ),
    "organisations": Test(
        shape=leaf.quantifiers(leaf.FIRMS),
        build=leaf.quantified("organisations"),
        doc="any, or all, organisations present meet a test",
        example="organisations: {any: {kind: military}}",
    ),
    "count": Test(
        shape=record("the head count", {"at_most": whole("heads"), "at_least": whole("heads")}, least=1),
        build=leaf.count,
        doc="the head count is within bounds",
        example="count: {at_most: 100}",
    ),
}

CONDITION: Final[Record] = record(
    "what must hold; several keys must hold together",
    {key: test.shape for key, test in TESTS.items()},
    least=1,
)


def condition(node: Node, terms: Terms) -> Condition:
    """Return the core form of a condition; several keys must hold together."""
    return together(tuple(TESTS[key].build(inner, terms) for key, inner in node.members))
