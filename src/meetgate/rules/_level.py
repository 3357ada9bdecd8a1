"""Define the tests of the classification: levels that name their authority, marks, and terms for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from meetgate.documents import Node, choice, either, listing, one_or_many, record
from meetgate.documents import text as words
from meetgate.model import All, Any, Condition, Label, Level, Members, Not, OrderTest, SetTest

#: Terms by name, already desugared: what `classification: NAME` stands for.
Terms = Mapping[str, Condition]


def together(values: tuple[Condition, ...]) -> Condition:
    """Return the condition that every part holds."""
    return values[0] if len(values) == 1 else All(values)


#: What `if_none` says where a platform that is accredited for nothing may carry nothing that is marked.
NOTHING: Final = "nothing"
#: Whom `audience_admits` may name: the engine knows how to find their states.
_PARTIES: Final = ("participants", "organisations", "exposure")
_LEVELS: Final = one_or_many("levels", words("`AUTHORITY:LEVEL`"), least=1)
_BOUND: Final = either(
    "a level, levels of several authorities, or what the platform is accredited for",
    scalar=words("`AUTHORITY:LEVEL`"),
    many=listing("levels of several authorities", words("`AUTHORITY:LEVEL`"), least=1),
    mapping=record(
        "what the platform states",
        {
            "platform_fact": words("the platform's fact"),
            "if_none": words("the level where it states none, or `nothing`"),
        },
        required=("platform_fact", "if_none"),
    ),
)
CLASSIFICATION: Final = record(
    "a test of the classification",
    {
        "at_most": _BOUND,
        "at_least": _BOUND,
        "within": _LEVELS,
        "categories_fact": words("the platform's fact that lists the restrictive categories it may hold"),
        "audience_admits": listing(
            "parties that the audience must admit: states of participants, of organisations, of the platform's exposure",
            choice("a party", *_PARTIES),
            least=1,
        ),
        "marks_any_of": listing("some mark is one of these", words("a mark"), least=1),
        "marks_none_of": listing("no mark is one of these", words("a mark"), least=1),
        "categories_any_of": listing("some restrictive category is one of these", words("a category"), least=1),
        "categories_none_of": listing("no restrictive category is one of these", words("a category"), least=1),
        "interpretive": words("why this reading was chosen"),
    },
    least=1,
)
_ORDERS: Final[Mapping[str, OrderTest]] = {
    "at_most": OrderTest.AT_MOST,
    "within": OrderTest.AT_MOST,
    "at_least": OrderTest.AT_LEAST,
}
#: Key -> the set that it tests, and whether its members are wanted.
_SETS: Final[Mapping[str, tuple[str, bool]]] = {
    "marks_any_of": ("classification.marks", True),
    "marks_none_of": ("classification.marks", False),
    "categories_any_of": ("classification.categories", True),
    "categories_none_of": ("classification.categories", False),
}


def levels(texts: tuple[str, ...]) -> Label:
    """Return the bound that several `AUTHORITY:LEVEL` state together; it names no audience, so none is tested."""
    return Label(atoms=frozenset(atom for each in texts for atom in Label.of(each).atoms), audience_complete=False)


def _level(test: OrderTest, node: Node) -> Level:
    if node.is_mapping:
        none = node["if_none"].text
        label = levels(() if none == NOTHING else (none,))
        return Level(test=test, label=label, platform_fact=node["platform_fact"].text)
    return Level(test=test, label=levels(node.texts if node.is_list else (node.text,)))


def classification(node: Node, terms: Terms) -> Condition:
    """Return the core form of a classification test, or of the term that it names."""
    if node.is_text:
        # An undeclared term is reported by lint; until then it stands for something nobody can meet.
        return terms.get(node.text, Any())
    ceilings = [_level(_ORDERS[key], inner) for key, inner in node.members if key in _ORDERS]
    sets = [_members(*_SETS[key], frozenset(inner.texts)) for key, inner in node.members if key in _SETS]
    return together((*_cleared(node, ceilings), *sets))


def _cleared(node: Node, ceilings: list[Level]) -> list[Level]:
    """Return the ceilings, the first of which also tests categories and audience, where the author asks for them."""
    parties, categories = frozenset(node.texts_of("audience_admits")), node.text_of("categories_fact") or None
    if not parties and categories is None:
        return ceilings
    first = next((each for each in ceilings if each.test is OrderTest.AT_MOST), None)
    bare = Level(test=OrderTest.AT_MOST, label=levels(()), levels=False)
    tested = attrs.evolve(first or bare, categories_fact=categories, audience_admits=parties)
    return [tested, *(each for each in ceilings if each is not first)]


def _members(fact: str, wanted: bool, values: frozenset[str]) -> Condition:  # noqa: FBT001  # a row of the table above
    some = Members(fact=fact, test=SetTest.ANY_OF, values=values)
    return some if wanted else Not(some)
