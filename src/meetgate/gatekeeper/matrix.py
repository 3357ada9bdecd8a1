"""Show a rule set as a table, and read a printed table back.

A rule set that is written as a matrix has rows of levels or information types; what is printed of it in Markdown
holds everything that its author wrote, so that `read_markdown` and `as_yaml` give the same matrix again. Of any
other rule set the rows are its rules.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from meetgate.documents import Node, Value, parse, root, validate
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.model import Catalogue, RuleSet
from meetgate.rules import RULE_SET, expand

__all__ = ["Entry", "Grid", "Row", "as_html", "as_markdown", "as_yaml", "flow", "grid_of", "read_markdown"]

#: What a cell can say, in the words of the language; the last two come with an office or an obligation.
_SAYS: Final = ("permit", "forbid", "approval", "note")
_BARE: Final = frozenset({"permit", "forbid"})
_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[\w ./@+-]*[\w./@+-])?")
_RULES: Final = "rule"


@attrs.frozen(kw_only=True)
class Row:
    """Be one row: its name, and its test as flow YAML where it has one of its own."""

    name: str
    test: str = ""


@attrs.frozen(kw_only=True)
class Entry:
    """Be one cell: what it says, the office or obligation, the sentence, the source's key, and other keys."""

    says: str
    what: str = ""
    because: str
    source: str
    more: tuple[tuple[str, str], ...] = ()

    @property
    def short(self) -> str:
        """Return what the cell says, in one or a few words."""
        return f"{self.says}: {self.what}" if self.what else self.says


@attrs.frozen(kw_only=True)
class Grid:
    """Be a table: `by` is what the rows are, `when` what every permit also needs, as flow YAML."""

    by: str
    when: str = ""
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Entry]

    @property
    def authored(self) -> bool:
        """Say whether the rule set is written as a matrix."""
        return self.by != _RULES


def flow(value: Value) -> str:
    """Return a checked value as flow YAML on one line, which reads back as the same value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    return _scalar(value)


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in {"null", "~"}
    return text if plain else json.dumps(text, ensure_ascii=False)


def grid_of(rule_set: RuleSet, text: str, catalogue: Catalogue) -> Grid:
    """Return the table of a rule set, from its text where that is written as a matrix, else from its rules."""
    document = root(validate(parse(text, file=rule_set.file), RULE_SET))
    matrix = document.get("matrix")
    return _rules(rule_set, catalogue) if matrix is None else _matrix(matrix)


def _matrix(node: Node) -> Grid:
    when = node.get("when")
    return Grid(
        by=node["by"].text,
        when="" if when is None else flow(when.value),
        rows=tuple(
            Row(name=row["row"].text, test=flow(row["test"].value) if "test" in row else "") for row in node["rows"]
        ),
        columns=tuple(name for name, _ in node["columns"].members),
        cells={(row, name): _entry(cell) for name, column in node["columns"].members for row, cell in column.members},
    )


def _entry(cell: Node) -> Entry:
    says = next(key for key in _SAYS if key in cell)
    known = {says, "because", "source"}
    return Entry(
        says=says,
        what="" if says in _BARE else cell[says].text,
        because=cell["because"].text,
        source=cell["source"].text,
        more=tuple((key, flow(each.value)) for key, each in cell.members if key not in known),
    )


def _rules(rule_set: RuleSet, catalogue: Catalogue) -> Grid:
    meant = expand(rule_set, catalogue)
    shown = [rule for rule in rule_set.rules if meant[rule.id]]
    cells = {
        (rule.id, platform): Entry(says=rule.effect.value, because=rule.because, source=rule.source)
        for rule in shown
        for platform in meant[rule.id]
    }
    return Grid(
        by=_RULES,
        rows=tuple(Row(name=rule.id) for rule in shown),
        columns=tuple(sorted({platform for _, platform in cells})),
        cells=cells,
    )


def as_markdown(grid: Grid) -> str:
    """Return the table in Markdown; `read_markdown` reads it back."""
    lines = [f"Whatever is permitted also needs `{_escaped(grid.when)}`.", ""] if grid.when else []
    lines.append(_line([grid.by, "test", *grid.columns]))
    lines.append(_line(["---"] * (len(grid.columns) + 2)))
    for row in grid.rows:
        said = [_cell(grid.cells.get((row.name, name))) for name in grid.columns]
        lines.append(_line([_escaped(row.name), f"`{_escaped(row.test)}`" if row.test else "", *said]))
    return "\n".join(lines) + "\n"


def _line(parts: Sequence[str]) -> str:
    return f"| {' | '.join(parts)} |"


def _cell(entry: Entry | None) -> str:
    if entry is None:
        return ""
    more = [f"{key}: {value}" for key, value in entry.more]
    parts = [
        f"**{_escaped(entry.short)}**",
        _escaped(entry.because),
        f"[{_escaped(entry.source).replace(']', '&#93;')}]",
    ]
    return "<br>".join([*parts, *map(_escaped, more)])


_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("*", "&#42;"), ("`", "&#96;"))


def _escaped(text: str) -> str:
    """Return text that means itself in a cell; line ends, of which YAML folds most, become spaces."""
    text = " ".join(text.split())
    for character, entity in _ESCAPES:
        text = text.replace(character, entity)
    return text


_NEEDS: Final = re.compile(r"Whatever is permitted also needs `(?P<when>.*)`\.")


def read_markdown(text: str, *, file: str = "table") -> Grid:
    """Read a table that `as_markdown` wrote.

    Raises:
        RuleSetError: a line is none that `as_markdown` writes.
    """
    found = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    needs = _NEEDS.fullmatch(found[0][1]) if found else None
    table = [(number, _parts(number, line, file)) for number, line in found[1 if needs else 0 :]]
    if len(table) < 2 or any(len(parts) != len(table[0][1]) for _, parts in table):  # noqa: PLR2004  # head and rule
        raise _misread(file, 1, "this is no table, or its rows have not the same number of cells")
    by, _, *columns = table[0][1]
    rows = [Row(name=html.unescape(parts[0]), test=html.unescape(parts[1].strip("`"))) for _, parts in table[2:]]
    cells = {
        (row.name, name): _read_cell(number, part, file)
        for row, (number, parts) in zip(rows, table[2:], strict=True)
        for name, part in zip(columns, parts[2:], strict=True)
        if part
    }
    when = html.unescape(needs["when"]) if needs else ""
    return Grid(by=by, when=when, rows=tuple(rows), columns=tuple(columns), cells=cells)


def _parts(number: int, line: str, file: str) -> list[str]:
    if not (line.startswith("|") and line.endswith("|")):
        raise _misread(file, number, "the line is no row of a table")
    return [each.strip() for each in line[1:-1].split("|")]


_CELL: Final = re.compile(
    r"\*\*(?P<says>[a-z]+)(?:: (?P<what>[^*]+))?\*\*<br>(?P<because>.*?)<br>\[(?P<source>[^\]]*)\]"
)


def _read_cell(number: int, part: str, file: str) -> Entry:
    found = _CELL.match(part)
    if found is None:
        raise _misread(file, number, f"the cell says nothing: `{part}`")
    more = [html.unescape(each).partition(": ") for each in part[found.end() :].split("<br>") if each]
    return Entry(
        says=found["says"],
        what=html.unescape(found["what"] or ""),
        because=html.unescape(found["because"]),
        source=html.unescape(found["source"]),
        more=tuple((key, value) for key, _, value in more),
    )


def _misread(file: str, line: int, message: str) -> RuleSetError:
    hint = "write it as `meetgate rules show NAME --matrix --format markdown` does"
    return RuleSetError.of([Diagnostic(file=file, line=line, column=1, code="E304", message=message, help=hint)])


def as_yaml(grid: Grid) -> str:
    """Return the `matrix:` of a rule set that the table is of.

    Raises:
        RuleSetError: the rows are rules, so the rule set is not written as a matrix.
    """
    if not grid.authored:
        raise _misread("table", 1, "the rows are rules: the rule set is not written as a matrix")
    lines = ["matrix:", f"  by: {grid.by}", "  rows:"]
    for row in grid.rows:
        test = f", test: {row.test}" if row.test else ""
        lines.append(f"    - {{row: {_scalar(row.name)}{test}}}")
    lines += [f"  when: {grid.when}"] if grid.when else []
    lines.append("  columns:")
    for name in grid.columns:
        lines.append(f"    {_scalar(name)}:")
        lines += [f"      {_scalar(row.name)}: {_yaml_cell(grid.cells[row.name, name])}" for row in _filled(grid, name)]
    return "\n".join(lines) + "\n"


def _filled(grid: Grid, column: str) -> Iterator[Row]:
    return (row for row in grid.rows if (row.name, column) in grid.cells)


def _yaml_cell(entry: Entry) -> str:
    says = _scalar(entry.what) if entry.what else "yes"
    more = "".join(f", {key}: {value}" for key, value in entry.more)
    return f"{{{entry.says}: {says}, because: {_scalar(entry.because)}, source: {_scalar(entry.source)}{more}}}"


def as_html(grid: Grid, *, caption: str) -> str:
    """Return the table as a fragment of HTML; the sentences are shown with their cells."""
    head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in (grid.by, *grid.columns))
    body = [
        f"<tr><th scope='row'>{html.escape(row.name)}</th>"
        + "".join(_html_cell(grid.cells.get((row.name, name))) for name in grid.columns)
        + "</tr>"
        for row in grid.rows
    ]
    note = f"<p>Whatever is permitted also needs <code>{html.escape(grid.when)}</code>.</p>\n" if grid.when else ""
    rows = "\n".join(body)
    return (
        f"{note}<table>\n<caption>{html.escape(caption)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
    )


def _html_cell(entry: Entry | None) -> str:
    if entry is None:
        return "<td></td>"
    return (
        f"<td class='{html.escape(entry.says)}'><strong>{html.escape(entry.short)}</strong>"
        f"<br>{html.escape(entry.because)} [{html.escape(entry.source)}]</td>"
    )
