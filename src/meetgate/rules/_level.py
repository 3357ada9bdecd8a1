"""Define the tests of the classification: levels that name their authority, marks, and terms for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from meetgate.documents import Node, either, listing, one_or_many, record
from meetgate.documents import text as words
from meetgate.model import All, Any, Condition, Label, Level, Members, Not, OrderTest, SetTest

#: Terms by name, already desugared: what `classification: NAME` stands for.
Terms = Mapping[str, Condition]


def together(values: tuple[Condition, ...]) -> Condition:
    """Return the condition that every part holds."""
    return values[0] if len(values) == 1 else All(values)


_LEVELS: Final = one_or_many("levels", words("`AUTHORITY:LEVEL`"), least=1)
_BOUND: Final = either(
    "a level, levels of several authorities, or what the platform is accredited for",
    scalar=words("`AUTHORITY:LEVEL`"),
    many=listing("levels of several authorities", words("`AUTHORITY:LEVEL`"), least=1),
    mapping=record(
        "what the platform states",
        {"platform_fact": words("the platform's fact"), "if_none": words("the level where it states none")},
        required=("platform_fact", "if_none"),
    ),
)
CLASSIFICATION: Final = record(
    "a test of the classification",
    {
        "at_most": _BOUND,
        "at_least": _BOUND,
        "within": _LEVELS,
        "marks_any_of": listing("some mark is one of these", words("a mark"), least=1),
        "marks_none_of": listing("no mark is one of these", words("a mark"), least=1),
        "interpretive": words("why this reading was chosen"),
    },
    least=1,
)


def levels(texts: tuple[str, ...]) -> Label:
    """Return the label that several `AUTHORITY:LEVEL` state together."""
    return Label(atoms=frozenset(atom for each in texts for atom in Label.of(each).atoms))


def _level(test: OrderTest, node: Node) -> Condition:
    if node.is_mapping:
        return Level(test=test, label=levels((node["if_none"].text,)), platform_fact=node["platform_fact"].text)
    return Level(test=test, label=levels(node.texts if node.is_list else (node.text,)))


def classification(node: Node, terms: Terms) -> Condition:
    """Return the core form of a classification test, or of the term that it names."""
    if node.is_text:
        # An undeclared term is reported by lint; until then it stands for something nobody can meet.
        return terms.get(node.text, Any())
    built: list[Condition] = []
    for key, inner in node.members:
        if key in {"at_most", "within"}:
            built.append(_level(OrderTest.AT_MOST, inner))
        elif key == "at_least":
            built.append(_level(OrderTest.AT_LEAST, inner))
        elif key == "marks_any_of":
            built.append(Members(fact="classification.marks", test=SetTest.ANY_OF, values=frozenset(inner.texts)))
        elif key == "marks_none_of":
            built.append(Not(Members(fact="classification.marks", test=SetTest.ANY_OF, values=frozenset(inner.texts))))
    return together(tuple(built))
