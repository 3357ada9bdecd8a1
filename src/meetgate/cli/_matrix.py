"""Print rule sets as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import click

from meetgate.cli._text import Line, show
from meetgate.gatekeeper.matrix import Grid, as_html, as_markdown, grid_of
from meetgate.gatekeeper.policy import Policy
from meetgate.model import RuleSet

#: A table of one rule set, as its label, the rule set and the grid.
Titled = tuple[str, RuleSet, Grid]


def show_grids(policy: Policy, form: str) -> None:
    """Print the table of every rule set of a policy, in one of the forms of `FORMS`."""
    for label, rule_set in policy.labelled.items():
        FORMS[form]((label, rule_set, grid_of(rule_set, policy.text_of(label), policy.catalogue)))


def _text(titled: Titled) -> None:
    show(_lines(titled))


def _lines(titled: Titled) -> Iterator[Line]:
    label, rule_set, grid = titled
    yield f"{label}: {rule_set.title}", "bright_white"
    if grid.when:
        yield f"whatever is permitted also needs {grid.when}", None
    table = [[grid.by, *grid.columns]]
    table += [[row.name, *(_short(grid, row.name, name) for name in grid.columns)] for row in grid.rows]
    widths = [max(len(line[number]) for line in table) for number in range(len(table[0]))]
    for number, line in enumerate(table):
        words = "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True))
        yield words.rstrip(), None if number else "bright_white"
    for row in grid.rows:
        said = {grid.cells[row.name, name] for name in grid.columns if (row.name, name) in grid.cells}
        for entry in sorted(said, key=lambda each: (each.says, each.because)):
            yield f"{row.name}, {entry.short}: {entry.because} [{entry.source}]", None


def _short(grid: Grid, row: str, column: str) -> str:
    entry = grid.cells.get((row, column))
    return "-" if entry is None else entry.short


def _markdown(titled: Titled) -> None:
    click.echo(as_markdown(titled[2]), nl=False)


def _html(titled: Titled) -> None:
    label, rule_set, grid = titled
    click.echo(as_html(grid, caption=f"{label}: {rule_set.title}"), nl=False)


def _json(titled: Titled) -> None:
    label, _, grid = titled
    cells = [
        {
            "row": row,
            "platform": column,
            "says": each.says,
            "what": each.what,
            "because": each.because,
            "source": each.source,
        }
        for (row, column), each in grid.cells.items()
    ]
    rows = [{"row": each.name, "test": each.test} for each in grid.rows]
    document = {"ruleset": label, "by": grid.by, "when": grid.when, "rows": rows, "columns": list(grid.columns)}
    click.echo(json.dumps({**document, "cells": cells}))


FORMS: Final[Mapping[str, Callable[[Titled], None]]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "json": _json,
}
