"""Desugar a rule table: rows are levels or information types, columns are platforms, and cells say what goes.

By classification, `permit` means talk of at most its row, with `only`, and `forbid` talk of at least its row. By
information, a permit means nothing but the permitted types, and a forbid any one of the forbidden ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from meetgate.documents import Node, Record, Shape, choice, either, listing, record, table, variant
from meetgate.documents import text as words
from meetgate.model import (
    ALWAYS_TRUE,
    STRENGTHS,
    Any,
    Cell,
    Condition,
    Disclose,
    Effect,
    Label,
    Level,
    Matrix,
    Members,
    Not,
    Obligation,
    OrderTest,
    Phase,
    Rule,
    Selector,
    SetTest,
)
from meetgate.rules._level import CLASSIFICATION, Terms, classification, levels, together
from meetgate.rules._when import CONDITION, condition
from meetgate.rules.kinds import limited

_BESIDES: Final[Mapping[str, Shape]] = {
    "because": words("the sentence that people are shown"),
    "source": words("the key of a source of this rule set"),
    "disclose": choice("who may read the rule", *(each.value for each in Disclose)),
    "strength": choice("how strongly the directive says it", *STRENGTHS),
}
#: What a cell says, from the laxest to the strictest; a blank says nothing and stands before a forbid.
_SAYS: Final[Mapping[str, Shape]] = {
    "permit": choice("that it is permitted", "yes"),
    "note": words("what whoever uses the platform for this is obliged to"),
    "approval": words("the office that must approve"),
    "forbid": choice("that it is forbidden", "yes"),
}
STRICTNESS: Final[Mapping[str, int]] = {"permit": 0, "note": 1, "approval": 2, "": 3, "forbid": 4}


def _cell(says: str, shape: Shape) -> Record:
    return record(f"a cell that says {says}", {says: shape, **_BESIDES}, required=(says, "because", "source"))


_ROW: Final = record(
    "a row",
    {
        "row": words("its name"),
        "test": either(
            "`AUTHORITY:LEVEL`, a term, a test of the classification, or information types",
            scalar=words("`AUTHORITY:LEVEL` or a term"),
            many=listing("information types", words("a type of information"), least=1),
            mapping=CLASSIFICATION,
        ),
    },
    required=("row",),
)
MATRIX: Final = record(
    "a rule table",
    {
        "by": choice("what the rows are", "classification", "information"),
        "rows": listing("the rows; levels from low to high", _ROW, least=1),
        "when": CONDITION,
        "columns": table(
            "a column for each platform",
            table(
                "what it says in each row; a row that is not named is blank",
                variant("a cell", "a cell", {says: _cell(says, shape) for says, shape in _SAYS.items()}),
                key=words("a row"),
                least=1,
            ),
            key=words("a platform"),
            least=1,
        ),
    },
    required=("by", "rows", "columns"),
)


def says(cell: Node | None) -> str:
    """Return what a cell says; a blank says the empty word."""
    return "" if cell is None else next(key for key in _SAYS if key in cell)


def cells(matrix: Node, column: Node) -> tuple[Node | None, ...]:
    """Return the cells of a column in the order of the rows, None for a blank."""
    return tuple(column.get(row["row"].text) for row in matrix["rows"])


def drawn(matrix: Node) -> Matrix:
    """Return the table as it was written."""
    return Matrix(
        by=matrix["by"].text,
        rows=tuple(row["row"].text for row in matrix["rows"]),
        columns=tuple(
            (name, tuple(None if each is None else _written(each) for each in cells(matrix, column)))
            for name, column in matrix["columns"].members
        ),
    )


def _written(cell: Node) -> Cell:
    said = says(cell)
    what = cell[said].text if said in {"note", "approval"} else ""
    return Cell(says=said, what=what, because=cell["because"].text, source=cell["source"].text)


@attrs.frozen(kw_only=True)
class _Column:
    """Hold one column: its platform, the cells that say something, and what talk of each row is.

    `at_most` and `at_least` say, for each row of a level, when talk is of at most or at least it; `types` holds,
    for each row of information types, the types. One of the two is empty.
    """

    name: str
    platform: Selector
    editions: bool
    cells: Mapping[int, Node]
    at_most: tuple[Condition, ...] = ()
    at_least: tuple[Condition, ...] = ()
    types: tuple[frozenset[str], ...] = ()

    def saying(self, *wanted: str) -> list[int]:
        """Return the numbers of the cells that say one of these."""
        return [number for number, cell in self.cells.items() if says(cell) in wanted]

    def reaching(self, numbers: list[int]) -> Condition:
        """Return when talk is of at least the lowest of these rows, or of one of their types."""
        if self.types:
            return Members(fact="information", test=SetTest.ANY_OF, values=self._touched(numbers))
        return self.at_least[numbers[0]]

    def within(self, numbers: list[int]) -> Condition:
        """Return when talk is of at most the highest of these rows, or of nothing but their types."""
        if self.types:
            return Members(fact="information", test=SetTest.WITHIN, values=self._touched(numbers))
        return self.at_most[numbers[-1]]

    def _touched(self, numbers: list[int]) -> frozenset[str]:
        return frozenset[str]().union(*(self.types[number] for number in numbers))


def slug(words_: str) -> str:
    """Return words as the ids of rules and the kinds of obligations are written: lower case, with dashes."""
    return re.sub(r"[^a-z0-9]+", "-", words_.lower()).strip("-")


def rules_of(matrix: Node, terms: Terms, names: Mapping[str, str]) -> Iterator[Rule]:
    """Yield the rules that a table means: one for each column and effect."""
    extra = matrix.get("when")
    when = () if extra is None else (condition(extra, terms),)
    for column in _columns(matrix, terms, names):
        yield from _permits(column, when)
        yield from _duties(column)
        yield from _forbids(column)


def _columns(matrix: Node, terms: Terms, names: Mapping[str, str]) -> Iterator[_Column]:
    by_level = matrix["by"].text == "classification"
    lower, upper = _levels(matrix, terms) if by_level else ((), ())
    columns = {key: names.get(key, key) for key, _ in matrix["columns"].members}
    split = {value.partition("/")[0] for value in columns.values() if "/" in value}
    for key, column in matrix["columns"].members:
        yield _Column(
            name=key,
            platform=Selector(value=columns[key]),
            # A product's column is about its editions too, unless an edition has a column of its own.
            editions="/" not in columns[key] and columns[key] not in split,
            cells={number: cell for number, cell in enumerate(cells(matrix, column)) if cell is not None},
            at_most=lower,
            at_least=upper,
            types=() if by_level else tuple(_types(row) for row in matrix["rows"]),
        )


def _levels(matrix: Node, terms: Terms) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Return, for each row, when talk is of at most it, and when of at least it: above the row below."""
    tests = [_test(row, terms) for row in matrix["rows"]]
    lower = tuple(test for test, _ in tests)
    upper = tuple(
        Level(test=OrderTest.AT_LEAST, label=bare)
        if bare is not None
        else Not(lower[number - 1])
        if number
        else ALWAYS_TRUE
        for number, (_, bare) in enumerate(tests)
    )
    return lower, upper


def _test(row: Node, terms: Terms) -> tuple[Condition, Label | None]:
    """Return the test of a row, and the level where it is nothing but one."""
    held = row.get("test") or row["row"]
    if held.is_text and ":" in held.text:
        label = levels((held.text,))
        return Level(test=OrderTest.AT_MOST, label=label), label
    # Information types are no test of a level: lint refuses them, and until then nobody can meet the row.
    return (Any() if held.is_list else classification(held, terms)), None


def _types(row: Node) -> frozenset[str]:
    held = row.get("test")
    if held is None:
        return frozenset({row["row"].text})
    return frozenset({held.text} if held.is_text else held.texts if held.is_list else ())


def _rule(column: _Column, number: int, *, name: str, effect: Effect, when: Condition) -> Rule:
    """Return a rule with the sentence and the source of one cell."""
    cell = column.cells[number]
    editions = column.editions and effect is not Effect.PERMIT
    return Rule(
        id=f"{slug(column.name)}{name}",
        effect=effect,
        platforms=(attrs.evolve(column.platform, editions=editions),),
        when=when,
        because=cell["because"].text,
        source=cell["source"].text,
        at=cell.at,
        disclose=Disclose(cell.text_of("disclose", Disclose.HOME.value)),
        strength=cell.text_of("strength") or None,
    )


def _permits(column: _Column, when: tuple[Condition, ...]) -> Iterator[Rule]:
    allowed = column.saying("permit", "note", "approval")
    if allowed:
        permitted = together((column.within(allowed), *when))
        yield from limited(_rule(column, allowed[-1], name="", effect=Effect.PERMIT, when=permitted))


def _duties(column: _Column) -> Iterator[Rule]:
    """Yield what notes and approvals oblige to: from their lowest row up, or for their types."""
    for says_, phase, before in (("note", Phase.DURING, ""), ("approval", Phase.BEFORE, "approval-")):
        same: dict[str, list[int]] = {}
        for number in column.saying(says_):
            same.setdefault(before + slug(column.cells[number][says_].text), []).append(number)
        for kind, numbers in same.items():
            when = column.reaching(numbers)
            rule = _rule(column, numbers[0], name=f"-{kind}", effect=Effect.REQUIRE, when=when)
            yield attrs.evolve(rule, strength=None, obligation=Obligation(kind=kind, phase=phase))


def _forbids(column: _Column) -> Iterator[Rule]:
    forbidden = column.saying("forbid")
    if forbidden:
        when = column.reaching(forbidden)
        yield _rule(column, forbidden[0], name="-forbid", effect=Effect.FORBID, when=when)
