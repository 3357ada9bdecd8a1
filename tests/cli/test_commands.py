from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import click
import pytest
import structlog
from jsonschema import Draft202012Validator
from tests.cli.commands import PARLIAMENT, rows, run, sitting
from tests.house import HOUSE, SITTING

from meetgate.cli import _links, _text, main
from meetgate.cli._options import Asked, actor
from meetgate.cli._text import plain
from meetgate.model import Disclose, PlatformDecision, Reader, Verdict, decision_json_schema


def test_a_module_run_names_its_version() -> None:
    """`python -m meetgate --version` works without the script."""
    command = [sys.executable, "-m", "meetgate", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own interpreter
    assert done.returncode == 0
    assert done.stdout.startswith("meetgate, version ")
    assert not done.stderr


def test_a_module_run_in_process_exits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Running the module runs the command and exits with its status; importing it runs nothing."""
    monkeypatch.setattr("sys.argv", ["meetgate", "links", "https://evilzoom.us/j/1"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("meetgate", run_name="__main__")
    assert left.value.code == 3
    assert "main" in runpy.run_module("meetgate", run_name="imported")


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` shows commands to copy, and exits 0."""
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert "meetgate check calendar.ics --rules" in out


def test_decide_says_what_is_permitted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Public business may be held on Zoom: exit 0, reasons, and what no rule covers."""
    status, out, err = run(capsys, "decide", sitting(tmp_path), *PARLIAMENT)
    assert (status, err) == (0, "")
    assert "zoom: permitted" in out
    assert "permit gb-ncsc-parliament-2020-04/public: Zoom is for public business only" in out
    assert "not covered by any rule that grants: adobe-connect" in out
    assert "preview only" in out


def test_decide_records_where_there_is_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry is named in both forms; JSON obeys its schema; `audit show` finds the entries."""
    log, path = str(tmp_path / "a.db"), sitting(tmp_path)
    _, out, err = run(capsys, "decide", path, *PARLIAMENT, "--audit", log, "--actor", "user:clerk")
    assert f"recorded as entry 0 of {log}" in out
    assert not err
    status, out, err = run(capsys, "decide", path, *PARLIAMENT, "--audit", log, "--format", "json")
    assert (status, err) == (0, "")
    (decision,) = rows(out)
    assert not list(Draft202012Validator(decision_json_schema()).iter_errors(decision))
    assert decision["record"] == {"store": log, "index": 1}
    status, out, _ = run(capsys, "audit", "show", log)
    assert status == 0
    assert "user:clerk  decision  one: zoom permitted" in out.splitlines()[0]
    status, out, _ = run(capsys, "audit", "show", log, "1", "--format", "json")
    assert [row["index"] for row in rows(out)] == [1]


def test_a_log_that_cannot_be_written_leaves_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A read-only log: exit 4, an error, and nothing on standard output."""
    log, path = tmp_path / "a.db", sitting(tmp_path)
    run(capsys, "decide", path, *PARLIAMENT, "--audit", str(log))
    status, out, err = run(capsys, "decide", path, *PARLIAMENT, "--audit", f"file:{log}?mode=ro")
    assert (status, out) == (4, "")
    assert "there is no answer" in err


def test_decide_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input; a closed sitting may be held nowhere: 3."""
    text = json.dumps({**SITTING, "public": False}).encode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    status, out, _ = run(capsys, "decide", "-", *PARLIAMENT)
    assert status == 3
    assert "zoom: forbidden" in out


def test_every_platform_covered_leaves_no_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A base rule set that permits everything leaves nothing uncovered; obligations are shown."""
    found = json.loads(run(capsys, "platforms", "list", "--format", "json")[1])
    names = ", ".join(each["id"] for each in found)
    rules = tmp_path / "house.yaml"
    oblige = "  - {id: lock, require: {kind: lock, phase: setup, platforms: [zoom]}, because: keep out, source: memo}\n"
    rules.write_text(HOUSE.replace("[zoom]", f"[{names}]") + oblige, encoding="utf-8")
    arguments = ("decide", sitting(tmp_path), "--base", str(rules))
    status, out, _ = run(capsys, *arguments)
    assert status == 0
    assert "not covered" not in out
    assert "obligation lock (setup, not known to be met): keep out" in out or "obligation lock (setup, to do)" in out
    _, out, _ = run(capsys, *arguments, "--reader", "public")
    assert "an obligation of your host" in out
    _, out, _ = run(capsys, *arguments, "--enforces", "lock", "--home", "parliament.uk")
    assert "obligation lock (setup, met): keep out" in out


def test_explain_speaks_of_one_platform(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An alias will do; 0 if it is permitted, 3 if not, 2 for an unknown name with a suggestion."""
    path = sitting(tmp_path)
    status, out, _ = run(capsys, "explain", path, "zoom", *PARLIAMENT)
    assert status == 0
    assert out.startswith("zoom: permitted")
    status, out, _ = run(capsys, "explain", path, "google-meet", *PARLIAMENT, "--format", "json")
    assert status == 3
    assert json.loads(out)["google-meet"]["verdict"] == "not_covered"
    status, out, err = run(capsys, "explain", path, "zooom", *PARLIAMENT)
    assert (status, out) == (2, "")
    assert "zooom" in err
    assert "did you mean `zoom`" in err


def test_every_way_out_is_shown() -> None:
    """Where several sets of facts would decide, each stands on a line of its own."""
    told = dict.fromkeys("abc", Disclose.HOME)
    each = PlatformDecision(platform="zoom", verdict=Verdict.UNDETERMINED, missing=(("a", "b"), ("c",)), disclosed=told)
    lines = [words for words, _ in _text._questions(each, Reader.HOME, "")]
    assert lines == ["  ask for: a and b", "      or: c"]
    assert [words for words, _ in _text._questions(each, Reader.PUBLIC, "")] == [
        "  a fact is missing that your host can name"
    ]


def test_warnings_stay_at_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two stated homes that differ are a warning for those at home, and nobody else's business."""
    arguments = ("explain", sitting(tmp_path), "zoom", *PARLIAMENT, "--home", "example.org")
    assert "warning: the gatekeeper states home as `example.org`" in run(capsys, *arguments)[1]
    assert "warning: " not in run(capsys, *arguments, "--reader", "public")[1]


def test_links_resolve_on_a_strict_parse(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A host of Zoom is Zoom; a deceptive URL may lead anywhere: 3."""
    status, out, _ = run(capsys, "links", "https://us02web.zoom.us/j/81234567890")
    assert (status, out.split()) == (0, ["https://us02web.zoom.us/j/81234567890", "zoom"])
    status, out, _ = run(capsys, "links", "https://evil.example\\@zoom.us/j/1", "--format", "json")
    assert status == 3
    assert rows(out)[0]["platforms"] == []
    monkeypatch.setattr("sys.stdin", io.StringIO("https://zoom.us/j/1\n\nhttps://evilzoom.us/j/1\n"))
    status, out, _ = run(capsys, "links", "-")
    assert status == 3
    assert "https://evilzoom.us/j/1  unknown: " in out


def test_rules_are_listed_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list names every pack; `show` prints whom a rule set binds and what its rules mean."""
    assert "gb-ncsc-parliament-2020-04  " in run(capsys, "rules", "list")[1]
    listed = json.loads(run(capsys, "rules", "list", "--format", "json")[1])
    assert [each["ruleset"] for each in listed] == sorted(each["ruleset"] for each in listed)
    status, out, _ = run(capsys, "rules", "show", "gb-ncsc-parliament-2020-04")
    assert status == 0
    assert "binds kind parliament, state GB" in out
    assert "means zoom, zoom/china, zoom/government, zoom/x" in out
    shown = json.loads(run(capsys, "rules", "show", "gb-ncsc-parliament-2020-04", "--format", "json")[1])
    assert [each["rule"] for each in shown["rules"]] == ["public", "public/only", "china"]
    rules = tmp_path / "house.yaml"
    rules.write_text(
        HOUSE + "  - {id: none, forbid: [{vendor_state: KP}], because: no, source: memo}\n", encoding="utf-8"
    )
    assert run(capsys, "rules", "show", str(rules))[0] == 0


def test_lint_reports_and_exits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing wrong: 0; an error: 1, at its place, in both forms; unreadable: 2."""
    rules = tmp_path / "house.yaml"
    rules.write_text(HOUSE, encoding="utf-8")
    assert run(capsys, "rules", "lint", "gb-ncsc-parliament-2020-04")[0] == 0
    rules.write_text(HOUSE.replace("permit: [zoom]", "permit: [zooom]"), encoding="utf-8")
    status, out, _ = run(capsys, "rules", "lint", str(rules))
    assert status == 1
    assert f"{rules}:" in out
    assert "did you mean `zoom`" in out
    status, out, _ = run(capsys, "rules", "lint", str(rules), "--format", "json")
    assert status == 1
    assert {each["severity"] for each in json.loads(out)} >= {"error"}
    assert run(capsys, "rules", "lint", str(tmp_path / "none.yaml"))[0] == 2


def test_platforms_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Facts and findings that were not public at `--known-at` are not shown; an unknown name suggests."""
    assert "zoom  " in run(capsys, "platforms", "list")[1]
    status, out, _ = run(capsys, "platforms", "show", "zoom")
    assert status == 0
    assert "finding: exposed to CN by" in out
    _, before, _ = run(capsys, "platforms", "show", "zoom", "--known-at", "2010-01-01")
    assert "finding:" not in before
    shown = json.loads(run(capsys, "platforms", "show", "zoom", "--format", "json")[1])
    assert shown["id"] == "zoom"
    assert shown["findings"]
    assert shown["facts"]
    status, out, err = run(capsys, "platforms", "show", "zooom")
    assert (status, out) == (2, "")
    assert "did you mean `zoom`" in err


def test_a_retired_platform_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The day on which a platform ended is shown."""
    assert "retired: 2025-05-05" in run(capsys, "platforms", "show", "skype")[1]


@pytest.mark.parametrize(
    ("value", "status"),
    [("2020-05-01", 0), ("2020-05-01T00:00:00Z", 0), ("2020-05-01T00:00:00", 2), ("yesterday", 2)],
)
def test_times_have_an_offset(value: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day begins at midnight UTC; a naive time and no time at all are refused; the answer is a replay."""
    arguments = ("decide", sitting(tmp_path), *PARLIAMENT, "--known-at", value, "--format", "json")
    got, out, _ = run(capsys, *arguments)
    assert got == status
    assert status == 2 or json.loads(out)["evaluated"]["replay"] is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", ""),
        ('{"schema": 1, "starts": "2020-04-22T12:00:00"}', "offset"),
        ('{"schema": 1, "starts": "2020-04-22T12:00:00Z", "publik": true}', "public"),
        ('{"schema": 1, "id": ' + "[" * 10_000_000, ""),
        ('{"schema": 1, "id": "\x1b[2J", "startz": "\\u001b[2J"}', ""),
    ],
    ids=["broken", "naive", "misspelt", "nested", "escape"],
)
def test_a_bad_meeting_is_refused(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, an error that helps and is safe to print, and nothing half-done: no log comes to be."""
    path, log = tmp_path / "meeting.json", tmp_path / "a.db"
    path.write_text(text, encoding="utf-8")
    status, out, err = run(capsys, "decide", str(path), *PARLIAMENT, "--audit", str(log))
    assert (status, out) == (2, "")
    assert said in err
    assert err
    assert "\x1b" not in err
    assert not log.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ruleset: [", ""),
        (HOUSE + "status: draft\n", "status"),
        (HOUSE.replace("because: it", "when: {classification: {at_most: 'GB:OFFICIUL'}}, because: it"), "OFFICIUL"),
        (HOUSE.replace("because: it", "when: {classification: {at_most: SECRET}}, because: it"), "SECRET"),
        ("a: " + "[" * 10_000_000, ""),
    ],
    ids=["broken", "duplicate", "level", "bare", "nested"],
)
def test_bad_rules_are_refused(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, the place of the mistake, nothing on standard output, and no log."""
    rules, log = tmp_path / "house.yaml", tmp_path / "a.db"
    rules.write_text(text, encoding="utf-8")
    arguments = ("decide", sitting(tmp_path), "--rules", str(rules), "--audit", str(log))
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert f"{rules}:" in err
    assert said in err
    assert not log.exists()


def test_bad_usage_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No rule set, no such file, no such option: 2."""
    for arguments in (("decide", sitting(tmp_path)), ("decide", "none.json", *PARLIAMENT), ("decide", "--nope")):
        status, out, err = run(capsys, *arguments)
        assert (status, out) == (2, "")
        assert err


def test_the_actor_is_the_login_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--actor` the record names the user who ran the command."""
    monkeypatch.setenv("LOGNAME", "clerk")
    assert actor(cast("Asked", SimpleNamespace(actor=None))) == "user:clerk"


def _replace_links(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        structlog.get_logger("meetgate").info("quiet")
        structlog.get_logger("meetgate").warning("loud")
        raise error

    monkeypatch.setattr(_links.links, "callback", fail)


def test_the_unexpected_exits_70(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw must not look like an answer; warnings go to standard error only."""
    _replace_links(monkeypatch, RuntimeError("nobody foresaw this"))
    status, out, err = run(capsys, "links", "x")
    assert (status, out) == (70, "")
    assert "nobody foresaw this" in err
    assert "loud" in err
    assert "quiet" not in err


def test_an_interrupt_is_no_answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Control-C ends the command without a status that means an answer."""
    _replace_links(monkeypatch, click.Abort())
    assert run(capsys, "links", "x")[0] == 2


def test_an_exit_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no `Exception` is nobody's surprise and is not caught."""
    _replace_links(monkeypatch, GeneratorExit())
    with pytest.raises(GeneratorExit):
        main(["links", "x"])


def test_a_reader_who_goes_away_gets_no_answer() -> None:
    """With the pipe closed the exit status is 141, neither 0 (all permitted) nor 1."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "meetgate", "rules", "list"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)  # noqa: S603  # as above
    os.close(writing)
    assert done.returncode == 141


def test_a_closed_pipe_is_told_apart_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Click turns the closed pipe into an exit of its own; the command makes 141 of it."""
    _replace_links(monkeypatch, SystemExit(1))
    assert main(["links", "x"]) == 141


def test_plain_text_has_no_controls() -> None:
    """Every control, format and surrogate character is replaced, letters stay."""
    assert plain("Zoë\x1b\u202e\ud800") == "Zoë\ufffd\ufffd\ufffd"


def test_a_replay_says_that_it_opens_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the answer to what was known then is told not to act on it."""
    arguments = ("decide", sitting(tmp_path), *PARLIAMENT)
    assert "replay: " in run(capsys, *arguments, "--known-at", "2020-05-01")[1]
    assert "replay: " not in run(capsys, *arguments)[1]


@pytest.mark.parametrize("error", [KeyError("no name"), OSError("no name")])
def test_a_user_without_a_name_is_named_by_number(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container whose user has no name, the actor is the user's number."""

    def nameless() -> str:
        """Fail as Python 3.12 and 3.13 do."""
        raise error

    monkeypatch.setattr("getpass.getuser", nameless)
    assert actor(cast("Asked", SimpleNamespace(actor=None))) == f"user:{os.getuid()}"
