"""Tables: what is printed can be read back into the same matrix."""

from __future__ import annotations

from typing import Final

import attrs
import pytest
from tests.gatekeeper.gates import PARLIAMENT

from meetgate import RuleSetError
from meetgate.gatekeeper.matrix import Entry, Grid, Row, as_html, as_markdown, as_yaml, flow, grid_of, read_markdown
from meetgate.gatekeeper.policy import Policy, read_policy
from meetgate.rules import Vocabulary, load_rule_set

GOVERNMENT: Final = "gb-ncsc-government-2020-04"
GRID: Final = Grid(
    by="classification",
    when="{public: no, topics: {none_of: [a|b]}}",
    rows=(Row(name="low", test='"GB:OFFICIAL"'), Row(name="GB:SECRET")),
    columns=("zoom", "microsoft-teams/gcc"),
    cells={
        ("low", "zoom"): Entry(says="permit", because="it is *said* <to> be `fine` & | so", source="a]b"),
        ("low", "microsoft-teams/gcc"): Entry(says="note", what="wipe: the disk", because="x", source="s"),
        ("GB:SECRET", "zoom"): Entry(
            says="forbid", because="no", source="s", more=(("disclose", "officers"), ("strength", "ban"))
        ),
    },
)


def _grid(name: str) -> tuple[Policy, Grid]:
    policy = read_policy(rules=[name])
    (rule_set,) = policy.rule_sets
    return policy, grid_of(rule_set, policy.text_of(name), policy.catalogue)


def test_the_shipped_matrix_round_trips() -> None:
    """Printed in Markdown, read back and written as YAML, the rule set means what it meant: the digest says so."""
    policy, grid = _grid(GOVERNMENT)
    assert grid.authored
    again = read_markdown(as_markdown(grid))
    assert again == grid
    text = policy.text_of(GOVERNMENT)
    head, _, rest = text.partition("\nmatrix:\n")
    tail = "".join(f"{line}\n" for line in _after_block(rest.splitlines()))
    names = Vocabulary(catalogue=policy.catalogue, schemes=policy.schemes)
    rewritten = load_rule_set(f"{head}\n{as_yaml(again)}{tail}", file="again.yaml", vocabulary=names)
    assert rewritten.digest == policy.rule_sets[0].digest


def _after_block(lines: list[str]) -> list[str]:
    """Return the lines after the block of a key: from the first that is not indented."""
    ends = (number for number, line in enumerate(lines) if line and line[0] not in " #")
    return lines[next(ends, len(lines)) :]


def test_every_mark_survives() -> None:
    """Pipes, stars, brackets and angles in sentences; offices, obligations and further keys."""
    assert read_markdown(as_markdown(GRID)) == GRID
    assert read_markdown(as_markdown(attrs.evolve(GRID, when=""))) == attrs.evolve(GRID, when="")


def test_the_yaml_of_a_table_is_the_language() -> None:
    """Rows with tests of their own, cells as flow mappings, blanks left out."""
    text = as_yaml(GRID)
    assert '    - {row: low, test: "GB:OFFICIAL"}' in text
    assert '    - {row: "GB:SECRET"}' in text
    assert '      low: {note: "wipe: the disk", because: x, source: s}' in text
    assert '"GB:SECRET": {forbid: yes, because: no, source: s, disclose: officers, strength: ban}' in text


def test_any_rule_set_has_a_table() -> None:
    """Rows are its rules, columns the platforms that they mean; it is no matrix, and says so."""
    _, grid = _grid(PARLIAMENT)
    assert not grid.authored
    assert grid.cells["public", "zoom"].says == "permit"
    assert grid.cells["china", "zoom/china"].says == "forbid"
    assert read_markdown(as_markdown(grid)) == grid
    with pytest.raises(RuleSetError, match="not written as a matrix"):
        as_yaml(grid)


def test_html_is_escaped() -> None:
    """No sentence becomes markup; a blank is an empty cell."""
    page = as_html(GRID, caption="a <b>")
    assert "<caption>a &lt;b&gt;</caption>" in page
    assert "&lt;to&gt;" in page
    assert "<td></td>" in page
    assert "also needs <code>{public: no" in page
    assert "also needs" not in as_html(attrs.evolve(GRID, when=""), caption="x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing\n",
        "| classification | test | zoom |\n",
        "| classification | test | zoom |\n|---|---|---|\n| low | | \n",
        "| classification | test | zoom |\n|---|---|---|\n| low | | | |\n",
        "| classification | test | zoom |\n|---|---|---|\n| low | | maybe |\n",
    ],
)
def test_what_is_no_table_is_refused(text: str) -> None:
    """Too few lines, unequal rows, a line outside the table, a cell that says nothing."""
    with pytest.raises(RuleSetError) as refused:
        read_markdown(text)
    assert [each.code for each in refused.value.diagnostics] == ["E304"]


def test_values_are_written_on_one_line() -> None:
    """Flags, numbers, lists, mappings and texts, quoted where plain text would be read otherwise."""
    assert flow({"a": [True, False, 3], "b:c": "x, y", "d": "null"}) == '{a: [yes, no, 3], "b:c": "x, y", d: "null"}'
