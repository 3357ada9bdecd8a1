"""Build the tests that stand at the leaves of a condition: how each is written, and its core form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from meetgate.documents import Node, Record, Shape, Text, choice, either, flag, listing, one_or_many, record, table
from meetgate.documents import text as words
from meetgate.model import (
    CHOICES,
    EXPOSURE_KINDS,
    STATE_PATTERN,
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
from meetgate.rules._level import Terms, together

#: How a test is read from what the author wrote.
Build = Callable[[Node, Terms], Condition]


def flagged(fact: str) -> Build:
    """Build the test of a flag."""
    return lambda node, _: Is(fact=fact, values=frozenset({node.flag}))


def worded(fact: str) -> Build:
    """Build the test that a fact is one of several words."""
    return lambda node, _: Is(fact=fact, values=frozenset(node.texts))


_STATE: Final = words("a state", pattern=STATE_PATTERN, written="the two capital letters of ISO 3166-1, such as `GB`")


def set_shape(member: Text) -> Record:
    """Return how a test of a set of such members is written."""
    return record(
        "a test of a set",
        {
            "any_of": listing("some member is one of these", member, least=1),
            "none_of": listing("no member is one of these", member, least=1),
            "within": listing("every member is one of these", member),
        },
        least=1,
    )


SET: Final = set_shape(words("a word"))


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


def of_set(fact: str) -> Build:
    """Build the test of a set."""
    return lambda node, _: together(tuple(_set_tests(fact, node)))


_FINDINGS: Final[Mapping[str, Shape]] = {
    "asserted_by": listing("the authorities whose findings count", words("an authority"), least=1),
    "kinds": listing("the ways of exposure that count", choice("a way of exposure", *EXPOSURE_KINDS), least=1),
}
_FOUND: Final = record(
    "states to which a named authority found the platform exposed", _FINDINGS, required=("asserted_by", "kinds")
)
FOUND_EXPOSED: Final = record(
    "a named authority found the platform exposed to one of these states",
    {"states": listing("the states", _STATE, least=1), **_FINDINGS},
    required=("states", "asserted_by", "kinds"),
)
DETRIMENTAL: Final = record(
    # A state by any other name (`China`, `CHN`) would never match, and a forbid would never speak.
    "states whose interests the talk is against",
    {**set_shape(_STATE).fields, "found_exposed": _FOUND},
    least=1,
)


def detrimental(node: Node, terms: Terms) -> Condition:
    """Build the test of adverse interests, and of findings about them."""
    built = _set_tests("detrimental_to", node)
    found = node.get("found_exposed")
    if found is not None:
        built.append(found_exposed(found, terms))
    return together(tuple(built))


def found_exposed(node: Node, _: Terms) -> Condition:
    """Build the test of findings: about the states named, or else about those that the talk is against."""
    states = node.get("states")
    return Exposed(
        asserted_by=frozenset(node["asserted_by"].texts),
        kinds=frozenset(node["kinds"].texts),
        states=None if states is None else frozenset(states.texts),
    )


PLATFORM_FACTS: Final = table(
    "facts of the platform",
    either("yes or no, a value, or values", scalar=words("a value"), many=listing("values", words("a value"), least=1)),
    key=words("a fact of the platform"),
    least=1,
)


def platform_facts(node: Node, _: Terms) -> Condition:
    """Build the test of facts of the platform; yes and no go through what the rule set reads values as."""
    return together(tuple(Is(fact=f"platform.{key}", values=_had(inner)) for key, inner in node.members))


def _had(node: Node) -> frozenset[str | bool]:
    return frozenset(node.texts) if node.is_list else frozenset({_FLAG_WORDS.get(node.text, node.text)})


def requires_met(_: Node, __: Terms) -> Condition:
    """Build the test that the platform has every feature which the meeting requires."""
    return Is(fact="requires.met", values=frozenset({True}))


def circumstances(node: Node, _: Terms) -> Condition:
    """Build the test of circumstances."""
    return together(
        tuple(Is(fact=f"circumstances.{key}", values=frozenset({inner.flag})) for key, inner in node.members)
    )


def own_facts(node: Node, _: Terms) -> Condition:
    """Build the test of facts of a rule set's own."""
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


ACCOUNT: Final = record(
    "a test of an account",
    {
        **{
            key: one_or_many(f"the account's {key}", words("a word"), least=1)
            for key in ("platform", "owner", "plan", "edition", "licence", "home_region")
        },
        "opted_out_regions": SET,
        "settings": table("settings of the account", flag("yes or no"), key=words("a setting"), least=1),
    },
    least=1,
)


def account(name: str) -> Build:
    """Build the test of an account."""

    def build(node: Node, _: Terms) -> Condition:
        return together(tuple(each for key, inner in node.members for each in _account_tests(f"{name}.{key}", inner)))

    return build


def _account_tests(fact: str, node: Node) -> list[Condition]:
    if not node.is_mapping:
        return [Is(fact=fact, values=frozenset(node.texts))]
    if fact.endswith(".settings"):
        return [Is(fact=f"{fact}.{key}", values=frozenset({inner.flag})) for key, inner in node.members]
    return _set_tests(fact, node)


CLIENT: Final = record(
    "a test of the program that is used",
    {
        "kind": one_or_many("the kind of program", words("a kind"), least=1),
        "version": one_or_many("its version", words("a version"), least=1),
    },
    least=1,
)


def client(node: Node, _: Terms) -> Condition:
    """Build the test of the program that is used."""
    return together(tuple(Is(fact=f"client.{key}", values=frozenset(inner.texts)) for key, inner in node.members))


ATTESTATION: Final = either(
    "an attestation on file",
    scalar=words("the kind of attestation"),
    mapping=record(
        "an attestation on file",
        {
            "kind": words("its kind"),
            "role": words("the office that gives it"),
            "chain": listing(
                "the offices that give it, one after the other, on dates that do not decrease",
                words("an office"),
                least=1,
            ),
            "never_expires": flag("yes or no"),
        },
        required=("kind",),
    ),
)


def attestation(node: Node, _: Terms) -> Condition:
    """Build the test of an attestation, or of a chain of them."""
    if node.is_text:
        return Attested(kind=node.text)
    role = node.text_of("role")
    return Attested(
        kind=node["kind"].text,
        roles=(*node.texts_of("chain"), *([role] if role else [])),
        never_expires=node.flag_of("never_expires", default=False),
    )


_MEMBER: Final = {
    "state": one_or_many("the state", _STATE, least=1),
    "kind": one_or_many("the kind of organisation", words("a kind"), least=1),
    "device": one_or_many("the device", choice("a device", *sorted(CHOICES["device"])), least=1),
    "access": one_or_many("the means of access", choice("a means of access", *sorted(CHOICES["access"])), least=1),
}
PEOPLE: Final = record("a test of each participant; at most three attributes", _MEMBER, least=1)
FIRMS: Final = record(
    "a test of each organisation; at most three attributes",
    {"state": _MEMBER["state"], "kind": _MEMBER["kind"], "id": one_or_many("the id", words("an id"), least=1)},
    least=1,
)


def quantified(of: str) -> Build:
    """Build the test of any, or all, participants or organisations."""
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


def quantifiers(block: Record) -> Record:
    """Return how a test of any, or all, members of a list is written."""
    return record("some of them, or all of them", {"any": block, "all": block}, least=1)


def count(node: Node, _: Terms) -> Condition:
    """Build the test of the head count."""
    return together(tuple(Number(test=OrderTest(key), bound=inner.number) for key, inner in node.members))
