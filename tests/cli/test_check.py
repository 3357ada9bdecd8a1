from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import icalendar
import pytest
from jsonschema import Draft202012Validator
from tests.cli.commands import CHECK, PARLIAMENT, rows, run

from meetgate.adapters._ics import REFUSALS
from meetgate.audit import SQLiteStore
from meetgate.cli import _check
from meetgate.model import decision_json_schema

SHIPPED = sorted(Path(icalendar.__file__).parent.rglob("*.ics"))
KEYS = {"file", "uid", "recurrence", "links", "allowed", "readable", "why", "decision"}


def _calendar(path: Path, *lines: str) -> str:
    event = ["BEGIN:VEVENT", "UID:one", "DTSTAMP:20200101T000000Z", *lines, "END:VEVENT"]
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *event, "END:VCALENDAR", ""])
    path.write_bytes(text.encode())
    return str(path)


@pytest.mark.usefixtures("westminster")
def test_the_example_gets_its_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    """Of five sittings one may be held; each refusal has its own reason, and the schema holds."""
    status, out, err = run(capsys, *CHECK, "--format", "json")
    found = {row["uid"]: row for row in rows(out)}
    assert status == 3
    assert not err
    assert all(set(row) == KEYS for row in found.values())
    assert {uid.partition("@")[0]: row["allowed"] for uid, row in found.items()} == {
        "pmq": True,
        "select": False,
        "hk": False,
        "two": False,
        "unknown": False,
    }
    assert "google-meet is not covered" in found["two@example"]["why"]
    zoom = {uid: row["decision"]["platforms"]["zoom"] for uid, row in found.items()}
    assert zoom["select@example"]["verdict"] == zoom["hk@example"]["verdict"] == "forbidden"
    assert zoom["unknown@example"]["verdict"] == "undetermined"
    assert zoom["unknown@example"]["missing"] == [["detrimental_to", "public"]]
    validator = Draft202012Validator(decision_json_schema())
    assert [list(validator.iter_errors(row["decision"])) for row in found.values()] == [[]] * 5
    assert {row["decision"]["record"] for row in found.values()} == {None}


@pytest.mark.usefixtures("westminster")
def test_the_text_says_what_json_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Times are UTC, reconstructions are named, and a preview says that it is one."""
    status, out, err = run(capsys, *CHECK)
    assert status == 3
    assert not err
    assert "allowed  2020-04-22 11:00 UTC  Prime Minister's Questions" in out
    assert "ask for: detrimental_to and public" in out
    assert "assumed: public = true, by clerk of the house" in out
    assert "5 events: 1 allowed, 4 refused, 0 without a question" in out
    assert "1 of 1 permitted decisions rest on an assumption" in out
    assert "gb-ncsc-parliament-2020-04 is a reconstruction" in out
    assert "preview only: nothing was recorded" in out


@pytest.mark.usefixtures("westminster")
def test_titles_and_descriptions_decide_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With every title an `x`, and descriptions too (links kept), each verdict is what it was."""
    before = rows(run(capsys, *CHECK, "--format", "json")[1])
    lines = Path("april-2020.ics").read_text(encoding="utf-8").splitlines()
    blank = ["SUMMARY:x" if line.startswith("SUMMARY") else line.replace("Join us at", "x x x") for line in lines]
    (tmp_path / "april-2020.ics").write_text("\n".join(blank) + "\n", encoding="utf-8")
    after = rows(run(capsys, "check", str(tmp_path / "april-2020.ics"), *CHECK[2:], "--format", "json")[1])
    assert [_verdicts(row) for row in after] == [_verdicts(row) for row in before]


def _verdicts(row: dict[str, Any]) -> tuple[bool | None, dict[str, str]]:
    return row["allowed"], {name: each["verdict"] for name, each in row["decision"]["platforms"].items()}


@pytest.mark.usefixtures("westminster")
def test_without_assumptions_nothing_stands_in(capsys: pytest.CaptureFixture[str]) -> None:
    """What only the context states is unknown again; no decision lists an assumption."""
    status, out, _ = run(capsys, *CHECK, "--no-assumptions", "--format", "json")
    found = rows(out)
    assert status == 3
    assert [row["allowed"] for row in found] == [False] * 5
    assert [row["decision"]["assumptions"] for row in found] == [[]] * 5
    assert {row["decision"]["platforms"]["zoom"]["verdict"] for row in found} == {"undetermined"}


@pytest.mark.usefixtures("westminster")
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_public_learns_no_rule_topic_or_assumption(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Others get a reference in place of a rule, and no facts to ask for."""
    status, out, _ = run(capsys, *CHECK, "--reader", "public", "--format", form)
    assert status == 3
    assert "a rule of your host, reference 1" in out
    for name in ("microsoft-teams/china", "zoom/china", "skype-for-business"):
        out = out.replace(name, "")
    for secret in ("china", "detrimental", "CN", "public/only", "business", "clerk of", "assumed", "K7"):
        assert secret not in out


@pytest.mark.usefixtures("westminster")
def test_a_log_makes_previews_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a log every decision has its place in it."""
    log = str(tmp_path / "audit.db")
    _, out, err = run(capsys, *CHECK, "--audit", log, "--actor", "user:clerk", "--format", "json")
    assert not err
    assert [row["decision"]["record"] for row in rows(out)] == [{"store": log, "index": n} for n in range(5)]
    assert len(list(SQLiteStore(log).entries())) == 5
    _, out, _ = run(capsys, *CHECK, "--audit", log)
    assert "preview" not in out


@pytest.mark.parametrize(("since", "allowed"), [("2020-05-01", None), ("2020-04-21", False)])
def test_a_series_is_past_or_judged(
    *,
    since: str,
    allowed: bool | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A series whose last occurrence is over is reported as past, a running one is judged."""
    path = _calendar(
        tmp_path / "a.ics",
        "DTSTART:20200420T100000Z",
        "DTEND:20200420T110000Z",
        "RRULE:FREQ=DAILY;COUNT=5",
        "SUMMARY:Daily",
        "LOCATION:https://zoom.us/j/1",
    )
    status, out, _ = run(capsys, "check", path, *PARLIAMENT, "--from", since, "--format", "json")
    (row,) = rows(out)
    assert row["allowed"] is allowed
    assert status == (0 if allowed is None else 3)
    assert (row["decision"] is None) == row["why"].startswith("past: ") == (allowed is None)
    _, out, _ = run(capsys, "check", path, *PARLIAMENT, "--from", since)
    assert "Daily (series)" in out


def test_no_link_is_no_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An event without a link, even one without a time, is not refused; `--from` is now by default."""
    path = _calendar(tmp_path / "a.ics")
    status, out, _ = run(capsys, "check", path, *PARLIAMENT)
    assert status == 0
    assert "no answer  unknown time  one" in out
    assert "no link: nothing was asked" in out


def test_a_link_that_may_lead_anywhere_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No platform is known for the link, so no platform is asked about and nothing is allowed."""
    path = _calendar(tmp_path / "a.ics", "DTSTART:20200420T100000Z", "LOCATION:https://evilzoom.us/j/1")
    status, out, _ = run(capsys, "check", path, *PARLIAMENT, "--from", "2020-04-01", "--format", "json")
    (row,) = rows(out)
    assert status == 3
    assert row["allowed"] is False
    assert row["links"][0]["platforms"] == []
    assert "evilzoom.us" in row["why"]


def test_an_unreadable_calendar_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unreadable is unknown, never absent: the row says so in both forms."""
    path = tmp_path / "broken.ics"
    path.write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", encoding="utf-8")
    status, out, _ = run(capsys, "check", str(path), *PARLIAMENT, "--format", "json")
    (row,) = rows(out)
    assert status == 3
    assert (row["readable"], row["allowed"], row["uid"], row["decision"]) == (False, False, None, None)
    assert "refused  broken.ics: the calendar cannot be read" in run(capsys, "check", str(path), *PARLIAMENT)[1]


def test_a_missing_calendar_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is not there says so and exits 2, with nothing on standard output."""
    status, out, err = run(capsys, "check", str(tmp_path / "none.ics"), *PARLIAMENT)
    assert (status, out) == (2, "")
    assert "the calendar cannot be read" in err


@pytest.mark.parametrize("form", ["text", "json"])
def test_titles_do_not_drive_the_terminal(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences, C1 controls and direction overrides of a title do not reach the output."""
    path = _calendar(
        tmp_path / "a.ics",
        "DTSTART:20200420T100000Z",
        "UID:\x1b[2J",
        "SUMMARY:\x1b]0;owned\x07 \x9b31m \u202e gnp",
        "LOCATION:https://zoom.us/j/1",
    )
    _, out, err = run(capsys, "check", path, *PARLIAMENT, "--from", "2020-04-01", "--format", form)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out + err)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_much_to_do_shows_progress_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Progress goes to standard error, and only where that is a terminal; output stays the same."""
    path = _calendar(tmp_path / "a.ics", "DTSTART:20200420T100000Z")
    monkeypatch.setattr(_check, "LONG", 1)
    monkeypatch.setenv("TERM", "xterm")
    before = run(capsys, "check", path, *PARLIAMENT)
    assert not before[2]
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert run(capsys, "check", path, *PARLIAMENT)[1] == before[1]
    assert "checking" in terminal.getvalue()


def _refused(data: bytes) -> bool:
    try:
        return not icalendar.Calendar.from_ical(data, multiple=True)
    except REFUSALS:
        return True


@pytest.mark.filterwarnings("ignore::Warning")
def test_every_calendar_that_icalendar_carries_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """Unreadable are exactly those that icalendar itself refuses, and none is a crash."""
    status, out, _ = run(capsys, "check", *map(str, SHIPPED), *PARLIAMENT, "--from", "2020-01-01", "--format", "json")
    assert status == 3
    assert len(SHIPPED) > 150
    names = [path.name for path in SHIPPED]
    unreadable = [row["file"] for row in rows(out) if not row["readable"]]
    assert sorted(unreadable) == sorted(path.name for path in SHIPPED if _refused(path.read_bytes()))
    assert {row["file"] for row in rows(out)} <= set(names)
