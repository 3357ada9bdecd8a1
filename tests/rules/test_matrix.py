"""Test that a table means what its rows, columns and cells say."""

from __future__ import annotations

from tests.rules.texts import FORBID, found, load, place, text

from meetgate.model import (
    ALWAYS_TRUE,
    All,
    Cell,
    Condition,
    Effect,
    Is,
    Label,
    Level,
    Matrix,
    Members,
    Not,
    Obligation,
    OrderTest,
    Phase,
    Rule,
    RuleSet,
    Selector,
    SetTest,
)
from meetgate.rules._level import levels

_LOW = '{row: low, test: "GB:OFFICIAL"}'
_MIDDLE = '{row: middle, test: {at_most: "GB:OFFICIAL", marks_any_of: [SENSITIVE]}}'
_HIGH = '{row: high, test: "GB:SECRET"}'


def _cell(said: str, **more: str) -> str:
    parts = {"because": "so", "source": "memo", **more}
    return "{" + ", ".join([said, *(f"{key}: {value}" for key, value in parts.items())]) + "}"


def _column(name: str, **cells: str) -> str:
    return f"{name}: {{{', '.join(f'{row}: {cell}' for row, cell in cells.items())}}}"


def _table(*columns: str, rows: tuple[str, ...] = (_LOW, _HIGH), by: str = "classification", extra: str = "") -> str:
    return f"{{by: {by}, rows: [{', '.join(rows)}], {extra}columns: {{{', '.join(columns)}}}}}"


def _load(*columns: str, rows: tuple[str, ...] = (_LOW, _HIGH), by: str = "classification", extra: str = "") -> RuleSet:
    return load(FORBID, matrix=_table(*columns, rows=rows, by=by, extra=extra))


def _rules(rule_set: RuleSet) -> dict[str, Rule]:
    return {each.id: each for each in rule_set.rules if each.id != "ban"}


def _bound(level: str) -> Label:
    return levels((level,))


def _at_most(level: str) -> Condition:
    return Level(test=OrderTest.AT_MOST, label=_bound(level))


def test_a_permit_means_at_most_its_row_and_only_that() -> None:
    """The highest permit of a column counts, on exactly its platform, and forbids the rest."""
    column = _column("Skype", low=_cell("permit: yes"), high=_cell("permit: yes", because="higher"))
    found_ = _rules(_load(column, extra="when: {confidential: no}, "))
    granted = found_["skype"]
    assert [*found_] == ["skype", "skype/only"]
    open_ = Is(fact="confidential", values=frozenset({False}))
    assert (granted.when, granted.because) == (All((_at_most("GB:SECRET"), open_)), "higher")
    assert granted.platforms == (Selector(value="skype"),)
    assert (found_["skype/only"].effect, found_["skype/only"].when) == (Effect.FORBID, Not(granted.when))


def test_a_forbid_means_at_least_its_row() -> None:
    """A bare level is a level at least; any other row is all that is above the row below it."""
    cells = {"low": _cell("permit: yes"), "high": _cell("forbid: yes", strength="ban", disclose="public")}
    forbid = _rules(_load(_column("zoom", **cells)))["zoom-forbid"]
    assert forbid.when == Level(test=OrderTest.AT_LEAST, label=_bound("GB:SECRET"))
    assert (forbid.platforms, forbid.strength, forbid.disclose.value) == (
        (Selector(value="zoom", editions=True),),
        "ban",
        "public",
    )
    middle = _column("zoom", middle=_cell("forbid: yes"), high=_cell("forbid: yes", because="higher"))
    held = _rules(_load(middle, rows=(_LOW, _MIDDLE, _HIGH)))["zoom-forbid"]
    assert (held.when, held.because) == (Not(_at_most("GB:OFFICIAL")), "so")
    assert _rules(_load(middle, rows=(_MIDDLE, _HIGH)))["zoom-forbid"].when == ALWAYS_TRUE


def test_a_row_may_be_a_term_or_be_named_by_its_level() -> None:
    """A row without a test is tested by its name."""
    terms = '{open: {at_most: "GB:OFFICIAL", interpretive: so}}'
    columns = f'{{zoom: {{open: {_cell("permit: yes")}, "GB:SECRET": {_cell("forbid: yes")}}}}}'
    rule_set = load(
        matrix=f'{{by: classification, rows: [{{row: open}}, {{row: "GB:SECRET"}}], columns: {columns}}}', terms=terms
    )
    held = _rules(rule_set)
    assert held["zoom"].when == _at_most("GB:OFFICIAL")
    assert held["zoom-forbid"].when == Level(test=OrderTest.AT_LEAST, label=_bound("GB:SECRET"))


def test_notes_and_approvals_permit_on_an_obligation() -> None:
    """A note obliges during the meeting and an approval before it, from their row up."""
    cells = {"low": _cell("note: No names"), "high": _cell("approval: Security Office")}
    held = _rules(_load(_column("zoom/government", **cells)))
    assert [*held] == [
        "zoom-government",
        "zoom-government/only",
        "zoom-government-no-names",
        "zoom-government-approval-security-office",
    ]
    note, approval = held["zoom-government-no-names"], held["zoom-government-approval-security-office"]
    assert (note.when, note.obligation) == (
        Level(test=OrderTest.AT_LEAST, label=_bound("GB:OFFICIAL")),
        Obligation(kind="no-names", phase=Phase.DURING),
    )
    assert (approval.effect, approval.obligation) == (
        Effect.REQUIRE,
        Obligation(kind="approval-security-office", phase=Phase.BEFORE),
    )
    assert held["zoom-government"].when == _at_most("GB:SECRET")


def test_a_column_of_a_product_is_about_its_editions_unless_they_have_columns() -> None:
    """Where an edition has a column of its own, the column of the product is about the product alone."""
    cell = _cell("forbid: yes")
    held = _rules(_load(_column("zoom", high=cell), _column("zoom/x", high=cell), _column("cisco-webex", high=cell)))
    assert held["zoom-forbid"].platforms == (Selector(value="zoom"),)
    assert held["zoom-x-forbid"].platforms == (Selector(value="zoom/x"),)
    assert held["cisco-webex-forbid"].platforms == (Selector(value="cisco-webex", editions=True),)


def test_rows_of_information_types_are_no_levels() -> None:
    """A permit allows nothing but the permitted types; notes, approvals and forbids are about any one of theirs."""
    rows = (
        "{row: open}",
        "{row: personal, test: [patient-data, salaries]}",
        "{row: secret, test: plans}",
        "{row: cui}",
    )
    cells = {
        "open": _cell("permit: yes"),
        "personal": _cell("approval: Office"),
        "secret": _cell("forbid: yes"),
        "cui": _cell("approval: Office"),
    }
    held = _rules(_load(_column("zoom", **cells), rows=rows, by="information"))

    def touched(test: SetTest, *types: str) -> Condition:
        return Members(fact="information", test=test, values=frozenset(types))

    assert held["zoom"].when == touched(SetTest.WITHIN, "open", "patient-data", "salaries", "cui")
    assert held["zoom-approval-office"].when == touched(SetTest.ANY_OF, "patient-data", "salaries", "cui")
    assert held["zoom-forbid"].when == touched(SetTest.ANY_OF, "plans")


def test_the_table_is_kept_as_it_was_written() -> None:
    """A reader gets rows, columns, cells and blanks back, and their order is part of the digest."""
    column = _column("zoom", low=_cell("note: No names"), high=_cell("forbid: yes", because="never"))
    blank = _column("skype", low=_cell("permit: yes"))
    rule_set = _load(column, blank)
    assert rule_set.matrix == Matrix(
        by="classification",
        rows=("low", "high"),
        columns=(
            (
                "zoom",
                (
                    Cell(says="note", what="No names", because="so", source="memo"),
                    Cell(says="forbid", because="never", source="memo"),
                ),
            ),
            ("skype", (Cell(says="permit", because="so", source="memo"), None)),
        ),
    )
    assert load().matrix is None
    assert _load(blank, column).digest != rule_set.digest


def test_rules_of_a_table_stand_where_their_cells_stand() -> None:
    """A reason names the line of the cell."""
    matrix = _table(_column("zoom", high=_cell("forbid: yes")))
    line, _ = place(text(FORBID, matrix=matrix), "{forbid: yes")
    assert _rules(load(FORBID, matrix=matrix))["zoom-forbid"].at == f"house.yaml:{line}"


def test_a_table_alone_is_a_rule_set() -> None:
    """A rule set with a table needs no other rules, and a blank before a forbid is fine."""
    matrix = _table(_column("zoom", high=_cell("forbid: yes")))
    source = {"matrix": matrix}
    assert found(FORBID, **source) == ()
