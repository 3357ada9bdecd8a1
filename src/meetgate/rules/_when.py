"""Define the conditions that authors write: for each key its shape, its core form and its page, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from meetgate.documents import (
    Node,
    Record,
    Shape,
    Text,
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
from meetgate.model import (
    CHOICES,
    EXPOSURE_KINDS,
    FLAG_FACTS,
    All,
    Any,
    Attested,
    Condition,
    Exposed,
    Is,
    Members,
    Not,
    Number,
    OrderTest,
    Quantifier,
    SetTest,
    Some,
)
from meetgate.rules._level import CLASSIFICATION, Terms, classification, together


@attrs.frozen(kw_only=True)
class Test:
    """Be one key of a condition: how it is written, what core form it takes, and how it moves when facts grow."""

    shape: Shape
    build: Callable[[Node, Terms], Condition]
    doc: str
    example: str


def _flag(fact: str) -> Callable[[Node, Terms], Condition]:
    return lambda node, _: Is(fact=fact, values=frozenset({node.flag}))


def _words(fact: str) -> Callable[[Node, Terms], Condition]:
    return lambda node, _: Is(fact=fact, values=frozenset(node.texts))


_STATE: Final = words("a state", pattern="[A-Z]{2}", written="the two capital letters of ISO 3166-1")


def _set_shape(member: Text) -> Record:
    return record(
        "a test of a set",
        {
            "any_of": listing("some member is one of these", member, least=1),
            "none_of": listing("no member is one of these", member, least=1),
            "within": listing("every member is one of these", member),
        },
        least=1,
    )


_SET: Final = _set_shape(words("a word"))


def _set_tests(fact: str, node: Node) -> list[Condition]:
    built: list[Condition] = []
    for key, inner in node.members:
        values = frozenset(inner.texts) if inner.is_list else frozenset[str]()
        if key == "any_of":
            built.append(Members(fact=fact, test=SetTest.ANY_OF, values=values))
        elif key == "none_of":
            built.append(Not(Members(fact=fact, test=SetTest.ANY_OF, values=values)))
        elif key == "within":
            built.append(Members(fact=fact, test=SetTest.WITHIN, values=values))
    return built


def _set(fact: str) -> Callable[[Node, Terms], Condition]:
    return lambda node, _: together(tuple(_set_tests(fact, node)))


_FOUND: Final = record(
    "states to which a named authority found the platform exposed",
    {
        "asserted_by": listing("the authorities whose findings count", words("an authority"), least=1),
        "kinds": listing("the ways of exposure that count", choice("a way of exposure", *EXPOSURE_KINDS), least=1),
    },
    required=("asserted_by", "kinds"),
)
_DETRIMENTAL: Final = record(
    # A state by any other name (`China`, `CHN`) would never match, and a forbid would never speak.
    "states whose interests the talk is against",
    {**_set_shape(_STATE).fields, "found_exposed": _FOUND},
    least=1,
)


def _detrimental(node: Node, _: Terms) -> Condition:
    built = _set_tests("detrimental_to", node)
    found = node.get("found_exposed")
    if found is not None:
        built.append(Exposed(asserted_by=frozenset(found["asserted_by"].texts), kinds=frozenset(found["kinds"].texts)))
    return together(tuple(built))


def _circumstances(node: Node, _: Terms) -> Condition:
    return together(
        tuple(Is(fact=f"circumstances.{key}", values=frozenset({inner.flag})) for key, inner in node.members)
    )


def _facts(node: Node, _: Terms) -> Condition:
    built: list[Condition] = []
    for key, inner in node.members:
        fact = f"facts.{key}"
        if inner.is_mapping:
            built.extend(_set_tests(fact, inner))
        else:
            built.append(Is(fact=fact, values=_values(inner)))
    return together(tuple(built))


_FLAG_WORDS: Final = {"yes": True, "true": True, "no": False, "false": False}


def _values(node: Node) -> frozenset[str | bool]:
    texts = node.texts if node.is_list else (node.text,)
    return frozenset(_FLAG_WORDS.get(each, each) for each in texts)


_ACCOUNT: Final = record(
    "a test of an account",
    {
        key: one_or_many(f"the account's {key}", words("a word"), least=1)
        for key in ("platform", "plan", "edition", "licence", "home_region")
    },
    least=1,
)


def _account(name: str) -> Callable[[Node, Terms], Condition]:
    return lambda node, _: together(
        tuple(Is(fact=f"{name}.{key}", values=frozenset(inner.texts)) for key, inner in node.members)
    )


def _attestation(node: Node, _: Terms) -> Condition:
    if node.is_text:
        return Attested(kind=node.text)
    role = node.text_of("role")
    return Attested(
        kind=node["kind"].text,
        roles=(role,) if role else (),
        never_expires=node.flag_of("never_expires", default=False),
    )


_MEMBER: Final = {
    "state": one_or_many("the state", _STATE, least=1),
    "kind": one_or_many("the kind of organisation", words("a kind"), least=1),
    "device": one_or_many("the device", choice("a device", *sorted(CHOICES["device"])), least=1),
    "access": one_or_many("the means of access", choice("a means of access", *sorted(CHOICES["access"])), least=1),
}
_PEOPLE: Final = record("a test of each participant; at most three attributes", _MEMBER, least=1)
_FIRMS: Final = record(
    "a test of each organisation; at most three attributes",
    {"state": _MEMBER["state"], "kind": _MEMBER["kind"], "id": one_or_many("the id", words("an id"), least=1)},
    least=1,
)


def _quantified(of: str) -> Callable[[Node, Terms], Condition]:
    kinds = "organisation.kinds" if of == "participants" else "kinds"

    def one(key: str, inner: Node) -> Condition:
        values = frozenset(inner.texts)
        if key == "kind":
            return Members(fact=kinds, test=SetTest.ANY_OF, values=values)
        return Is(fact=key, values=values)

    def build(node: Node, _: Terms) -> Condition:
        return together(
            tuple(
                Some(of=of, quantifier=Quantifier(key), test=together(tuple(one(*pair) for pair in block.members)))
                for key, block in node.members
            )
        )

    return build


def _quantifiers(block: Record) -> Record:
    return record("some of them, or all of them", {"any": block, "all": block}, least=1)


def _count(node: Node, _: Terms) -> Condition:
    return together(tuple(Number(test=OrderTest(key), bound=inner.number) for key, inner in node.members))


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
        fact: Test(shape=flag(_YES), build=_flag(fact), doc=f"whether the meeting is {fact}", example=f"{fact}: yes")
        for fact in FLAG_FACTS
    },
    "purpose": Test(
        shape=one_or_many("purposes", words(_WORD), least=1),
        build=_words("purpose"),
        doc="the purpose is one of these",
        example="purpose: teaching",
    ),
    **{
        fact: Test(
            shape=one_or_many(f"values of {fact}", choice(f"a {fact}", *sorted(values)), least=1),
            build=_words(fact),
            doc=f"`{fact}` is one of these: {', '.join(sorted(values))}",
            example=f"{fact}: {min(values)}",
        )
        for fact, values in CHOICES.items()
    },
    **{
        fact: Test(shape=_SET, build=_set(fact), doc=f"a test of the set `{fact}`", example=f"{fact}: {{any_of: [x]}}")
        for fact in ("topics", "information")
    },
    "detrimental_to": Test(
        shape=_DETRIMENTAL,
        build=_detrimental,
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
        build=_circumstances,
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
                mapping=_SET,
            ),
            key=words("RULESET/fact"),
            least=1,
        ),
        build=_facts,
        doc="facts that a rule set's vocabulary declares, as RULESET/fact",
        example="facts: {my-rules/phase: negotiation}",
    ),
    "host_account": Test(
        shape=_ACCOUNT,
        build=_account("host_account"),
        doc="the account that hosts",
        example="host_account: {plan: paid}",
    ),
    "our_account": Test(
        shape=_ACCOUNT, build=_account("our_account"), doc="our own account", example="our_account: {plan: paid}"
    ),
    "attestation": Test(
        shape=either(
            "an attestation on file",
            scalar=words("the kind of attestation"),
            mapping=record(
                "an attestation on file",
                {"kind": words("its kind"), "role": words("the office that gives it"), "never_expires": flag(_YES)},
                required=("kind",),
            ),
        ),
        build=_attestation,
        doc="an attestation of this kind is on file, valid at the meeting, for the platform or for all",
        example="attestation: risk-evaluation",
    ),
    "participants": Test(
        shape=_quantifiers(_PEOPLE),
        build=_quantified("participants"),
        doc="any, or all, participants meet a test of at most three attributes",
        example="participants: {any: {state: CN}}",
    ),
    "organisations": Test(
        shape=_quantifiers(_FIRMS),
        build=_quantified("organisations"),
        doc="any, or all, organisations present meet a test",
        example="organisations: {any: {kind: military}}",
    ),
    "count": Test(
        shape=record("the head count", {"at_most": whole("heads"), "at_least": whole("heads")}, least=1),
        build=_count,
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
