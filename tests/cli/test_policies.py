"""Commands on whole policies: lock, waivers, comparing a draft, tables, new rule sets, two revisions."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from tests.cli.commands import CHECK, PARLIAMENT, rows, run, sitting
from tests.house import BAN, HOUSE, WAIVERS

GOVERNMENT: Final = "gb-ncsc-government-2020-04"
CASES: Final = """
policy: [house.yaml]
as_of: 2020-04-22
home: convener
meetings: {open: {convener: {id: x.uk, kinds: [parliament], state: GB}, organisations: [], participants: []}}
tests: [{name: a, meetings: [open], expect: {zoom: any, '*': any}}]
"""


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_lock_is_written_and_honoured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To a file or to standard output; what is not as locked is bad input, named on standard error."""
    rules, lock = _write(tmp_path / "house.yaml", HOUSE), str(tmp_path / "meetgate.lock")
    meeting = sitting(tmp_path)
    assert run(capsys, "lock", "--rules", rules, "-o", lock) == (0, "", "")
    status, out, err = run(capsys, "lock", "--rules", rules)
    assert (status, out, err) == (0, Path(lock).read_text("utf-8"), "")
    decide = ("decide", meeting, "--rules", rules, "--lock", lock)
    assert run(capsys, *decide)[0] == 0
    _write(tmp_path / "house.yaml", HOUSE.replace("it is run here", "it was run here"))
    status, out, err = run(capsys, *decide)
    assert (status, out) == (2, "")
    assert "the rule set `house` is not as it was locked [E301]" in err


def test_a_lock_is_of_something_and_goes_somewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a rule set, or into a folder that is not there, nothing is written."""
    status, out, err = run(capsys, "lock")
    assert (status, out) == (2, "")
    assert "no rule set is named [M012]" in err
    status, _, err = run(capsys, "lock", *PARLIAMENT, "-o", str(tmp_path / "none" / "meetgate.lock"))
    assert status == 2
    assert "the file cannot be written: No such file or directory [M014]" in err


def test_waivers_are_given_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The forbid is lifted and the waiver named, for those at home; a mistake in the file is bad input."""
    rules, waivers = _write(tmp_path / "house.yaml", HOUSE + BAN), _write(tmp_path / "w.yaml", WAIVERS)
    command = ("decide", sitting(tmp_path), "--rules", rules)
    assert run(capsys, *command)[0] == 3
    status, out, _ = run(capsys, *command, "--waivers", waivers)
    assert status == 0
    assert "waived: by `summer`" in out
    assert "summer" not in run(capsys, *command, "--waivers", waivers, "--reader", "public")[1]
    _write(tmp_path / "w.yaml", WAIVERS.replace("[ban]", "[bam]"))
    status, out, err = run(capsys, *command, "--waivers", waivers)
    assert (status, out) == (2, "")
    assert "did you mean `ban`?" in err


@pytest.mark.usefixtures("westminster")
def test_a_draft_is_compared_over_a_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event that changes has its platform with the old and the new verdict; the last line counts."""
    status, out, err = run(capsys, *CHECK, "--against", GOVERNMENT)
    assert (status, err) == (3, "")
    lines = out.splitlines()
    assert "2020-04-22 11:00 UTC  Prime Minister's Questions" in lines
    assert lines[-1].endswith("of 5 meetings change")
    assert f"{sum(not line.startswith(' ') for line in lines[:-1])} of" in lines[-1]
    assert any(line.startswith("  zoom: ") and line.endswith("-> permitted") for line in lines)


@pytest.mark.usefixtures("westminster")
def test_a_comparison_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One object for each event that changes, then the count; nothing changes against the same rules."""
    _, out, _ = run(capsys, *CHECK, "--against", GOVERNMENT, "--format", "json")
    *changed, last = rows(out)
    assert last == {"changed": len(changed), "meetings": 5, "unreadable": []}
    assert set(changed[0]) == {"file", "uid", "recurrence", "starts", "platforms"}
    assert changed[0]["platforms"]["zoom"]["new"] == "permitted"
    _, out, _ = run(capsys, *CHECK, "--against", PARLIAMENT[1], "--format", "json")
    assert rows(out) == [{"changed": 0, "meetings": 5, "unreadable": []}]


@pytest.mark.usefixtures("westminster")
def test_a_comparison_records_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With an audit log it is refused: a comparison decides nothing."""
    log = tmp_path / "audit.db"
    status, out, err = run(capsys, *CHECK, "--against", GOVERNMENT, "--audit", str(log))
    assert (status, out) == (2, "")
    assert "[M015]" in err
    assert not log.exists()


def test_a_calendar_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it holds may change: it is no meeting that stays as it was, and nothing is in order."""
    command = ("check", _write(tmp_path / "empty.ics", ""), *PARLIAMENT, "--against", GOVERNMENT)
    status, out, _ = run(capsys, *command)
    why = "the calendar is cut off or nested wrongly: 0 of 0 events end"
    assert (status, out) == (3, f"empty.ics: the calendar cannot be read: {why}\n0 of 0 meetings change\n")
    status, out, _ = run(capsys, *command, "--format", "json")
    unreadable = [{"file": "empty.ics", "why": why}]
    assert (status, rows(out)) == (3, [{"changed": 0, "meetings": 0, "unreadable": unreadable}])


def test_what_is_not_asked_does_not_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An event without a time, under rules that never begin or end, has one verdict under both."""
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20200401T000000Z\r\nLOCATION:https://zoom.us/j/1234567890\r\nEND:VEVENT\r\n"
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{event}END:VCALENDAR\r\n"
    calendar = _write(tmp_path / "timeless.ics", text)
    house = _write(tmp_path / "house.yaml", HOUSE.replace("from: 2020-01-01, ", ""))
    binds = ("--home", "parliament.uk")
    _, out, _ = run(capsys, "check", calendar, "--base", house, *binds, "--against", house)
    assert out == "0 of 1 meetings change\n"


def test_a_change_without_time_or_question_is_written_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody says when, and the other rules were not asked: both are said in words."""
    from meetgate.cli._against import Change, report  # the page of one change, without a calendar

    change = Change(
        file="a.ics", uid=None, recurrence=None, title="x", starts=None, old={}, new={"zoom": "not_covered"}
    )
    report([change], [], as_json=False)
    out = capsys.readouterr().out
    assert out.splitlines() == ["unknown time  x", "  zoom: not asked -> not covered", "1 of 1 meetings change"]


def test_a_rule_set_is_shown_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """For the terminal: rows and columns, then the sentences."""
    status, out, err = run(capsys, "rules", "show", GOVERNMENT, "--matrix")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{GOVERNMENT}: ")
    assert any(line.split()[:2] == ["classification", "zoom"] for line in lines)
    assert any(" permit" in line for line in lines)
    status, out, _ = run(capsys, "rules", "show", PARLIAMENT[1], "--matrix")
    assert "rule         zoom    zoom/china" in out
    assert "public       permit  -" in out


@pytest.mark.parametrize(("form", "begins"), [("markdown", "| classification"), ("html", "<table>")])
def test_a_table_has_two_more_forms(form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Markdown and HTML, to be put into a page."""
    status, out, _ = run(capsys, "rules", "show", GOVERNMENT, "--matrix", "--format", form)
    assert status == 0
    assert any(line.startswith(begins) for line in out.splitlines())
    status, out, err = run(capsys, "rules", "show", GOVERNMENT, "--format", form)
    assert (status, out) == (2, "")
    assert "goes with `--matrix` only" in err


def test_a_table_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows, columns and cells, one object for each rule set."""
    _, out, _ = run(capsys, "rules", "show", GOVERNMENT, "--matrix", "--format", "json")
    (table,) = rows(out)
    assert (table["ruleset"], table["by"]) == (GOVERNMENT, "classification")
    assert {each["says"] for each in table["cells"]} >= {"permit"}


def test_revisions_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Each revision has its line, its object, and its days."""
    name = "us-nyc-doe-2020"
    _, out, _ = run(capsys, "rules", "list")
    assert [line.split()[0] for line in out.splitlines() if name in line] == [f"{name}@{each}" for each in (1, 2, 3)]
    _, out, _ = run(capsys, "rules", "show", name, "--format", "json")
    shown = rows(out)
    assert [each["revision"] for each in shown] == [1, 2, 3]
    assert shown[0]["in_force"]["until"] == shown[1]["in_force"]["from"]
    _, out, _ = run(capsys, "rules", "show", f"{name}@2")
    assert out.startswith(f"{name}, revision 2: ")


def test_a_new_rule_set_loads_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written has nothing that lint reports and one test that passes; it is written once."""
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "rules", "new", "office-2026")
    assert (status, out, err) == (0, "wrote office-2026.yaml\nwrote office-2026_test.yaml\n", "")
    assert run(capsys, "rules", "lint", "office-2026.yaml") == (0, "nothing found\n", "")
    assert run(capsys, "test", "office-2026_test.yaml")[:2] == (0, "1 of 1 pass\n")
    (tmp_path / "office-2026.yaml").unlink()
    status, out, err = run(capsys, "rules", "new", "office-2026")
    assert (status, out) == (2, "")
    assert "office-2026_test.yaml:0:0: the file is there already [M014]" in err
    assert not (tmp_path / "office-2026.yaml").exists()


def test_a_new_rule_set_has_a_name_and_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that no rule set or no file can have, or a folder that is not there."""
    for name in ("My Rules", "../mine", "null", "a" * 300):
        assert "[M016]" in run(capsys, "rules", "new", "--to", str(tmp_path), name)[2]
    assert "[M014]" in run(capsys, "rules", "new", "mine", "--to", str(tmp_path / "none"))[2]
    assert list(tmp_path.iterdir()) == []


def test_two_revisions_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """In text, by rule and key; and in the verdicts on the meetings of the shipped cases."""
    status, out, err = run(capsys, "rules", "diff", "us-nyc-doe-2020@1", "us-nyc-doe-2020@2")
    assert (status, err) == (0, "")
    assert "changed header" in out
    assert "google-meet: forbidden -> permitted" in out
    assert out.splitlines()[-1].endswith("meetings of the cases change")
    _, out, _ = run(capsys, "rules", "diff", "us-nyc-doe-2020@1", "us-nyc-doe-2020@2", "--format", "json")
    (found,) = rows(out)
    assert {each["how"] for each in found["text"]} == {"added", "removed", "changed"}
    assert {"old": "forbidden", "new": "permitted"}.items() <= found["verdicts"][1].items()
    assert found["meetings"] > 0


def test_two_files_are_compared_by_their_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cases beside a file are found; without any, only the texts are compared; others can be named."""
    old = _write(tmp_path / "house.yaml", HOUSE)
    new = _write(tmp_path / "house-new.yaml", HOUSE.replace("permit: [zoom]", "permit: [skype]"))
    _, out, _ = run(capsys, "rules", "diff", old, new)
    assert out.splitlines() == [
        "changed rule all",
        "  - permit: [zoom]",
        "  + permit: [skype]",
        "1 changes in text",
        "0 of 0 meetings of the cases change",
    ]
    beside = _write(tmp_path / "house_test.yaml", CASES)
    _, out, _ = run(capsys, "rules", "diff", old, new)
    assert "open: skype: not covered -> undetermined" in out or "open: skype: not covered -> permitted" in out
    assert out.splitlines()[-1] == "1 of 1 meetings of the cases change"
    assert run(capsys, "rules", "diff", old, new, "--cases", beside)[1] == out
    assert run(capsys, "rules", "diff", old, old)[1].splitlines()[0] == "0 changes in text"
    next_ = _write(tmp_path / "next.yaml", HOUSE.replace("revision: 1", "revision: 2"))
    _, out, _ = run(capsys, "rules", "diff", old, next_)
    assert out.splitlines()[:4] == ["changed header", "  - revision: 1", "  + revision: 2", "1 changes in text"]


def test_cells_are_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a rule set that is written as a matrix, each cell is a part of its own."""
    status, out, _ = run(capsys, "rules", "diff", f"{GOVERNMENT}@1", f"{GOVERNMENT}@1")
    assert (status, out.splitlines()[0]) == (0, "0 changes in text")
    table = _matrix(tmp_path / "a.yaml", "permit"), _matrix(tmp_path / "b.yaml", "forbid")
    _, out, _ = run(capsys, "rules", "diff", *table)
    assert out.splitlines()[:3] == ["changed cell zoom, low", "  - permit: yes", "  + forbid: yes"]


def _matrix(path: Path, says: str) -> str:
    head = HOUSE.partition("rules:")[0]
    cell = f"{{{says}: yes, because: so, source: memo}}"
    rows_ = '[{row: low, test: "GB:OFFICIAL"}]'
    return _write(path, f"{head}matrix:\n  by: classification\n  rows: {rows_}\n  columns: {{zoom: {{low: {cell}}}}}\n")


def test_one_name_is_one_revision_in_a_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    """A name of three revisions says which there are."""
    status, out, err = run(capsys, "rules", "diff", "us-nyc-doe-2020", "us-nyc-doe-2020@2")
    assert (status, out) == (2, "")
    assert "`us-nyc-doe-2020` means 3 revisions [M017]" in err
    assert "`us-nyc-doe-2020@3`" in err
