"""Check a rule table: rows that are tested, cells that stand in a row, and columns that grow stricter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic
from meetgate.rules._lint_when import lint_classification, lint_level
from meetgate.rules._matrix import STRICTNESS, cells, says
from meetgate.rules._reading import Reading, found


def lint_matrix(reading: Reading) -> Iterator[Diagnostic]:
    """Check the table of a rule set."""
    matrix = reading.document.get("matrix")
    if matrix is None:
        if not reading.rule_set.rules:
            yield found("E123", reading.document["ruleset"], "the rule set has no rules", "add `rules` or a `matrix`")
        return
    by_level = matrix["by"].text == "classification"
    rows = [row["row"].text for row in matrix["rows"]]
    for number, row in enumerate(matrix["rows"]):
        yield from _row(reading, row, by_level=by_level)
        if row["row"].text in rows[:number]:
            yield found("E124", row["row"], f"the row {quoted(row['row'].text)} is there twice", "name each row once")
    for name, column in matrix["columns"].members:
        for key, cell in column.members:
            if key not in rows:
                hint = did_you_mean(key, rows) or f"the rows are {quoted_all(rows)}"
                yield found("E124", cell, f"no row is called {quoted(key)}", hint)
        if by_level:
            yield from _column(matrix, column, name)


def _row(reading: Reading, row: Node, *, by_level: bool) -> Iterator[Diagnostic]:
    test = row.get("test") or row["row"]
    if by_level and test.is_list:
        yield found("E125", test, "a row of levels is tested for information types", "write `by: information`")
    elif by_level and test.is_text and ":" in test.text:
        yield from lint_level(reading, test)
    elif by_level:
        yield from lint_classification(reading, test)
    elif test.is_mapping:
        yield found("E125", test, "a row of information types is tested for a level", "write `by: classification`")


def _column(matrix: Node, column: Node, name: str) -> Iterator[Diagnostic]:
    """Report the first cell of a column that is laxer than the one below it."""
    held = cells(matrix, column)
    for (_, below), (number, above) in pairwise(enumerate(held)):
        if STRICTNESS[says(above)] < STRICTNESS[says(below)]:
            row = matrix["rows"].items[number]["row"].text
            said = f"the column {quoted(name)} grows laxer at {quoted(row)}"
            yield found("E126", column if above is None else above, said, "order the rows, or fill the blank below")
            return
