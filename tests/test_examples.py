from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from meetgate import Gatekeeper, Meeting, Verdict
from meetgate.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
WESTMINSTER = EXAMPLES / "westminster"


def test_the_calendar_of_the_readme_is_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command of the README prints a verdict for each of the five sittings."""
    monkeypatch.chdir(WESTMINSTER)
    rules = ("--rules", "gb-ncsc-parliament-2020-04", "--context", "context.yaml")
    assert main(["check", "april-2020.ics", *rules, "--from", "2020-04-01"]) == 3
    out = capsys.readouterr().out
    assert "5 events: 1 allowed, 4 refused" in out


def test_the_meeting_is_decided_by_the_api(tmp_path: Path) -> None:
    """Three lines of Python: load, decide, ask."""
    gate = Gatekeeper.load(rules=["gb-ncsc-parliament-2020-04"], audit=tmp_path / "audit.db")
    meeting = Meeting.from_json((WESTMINSTER / "meeting.json").read_bytes())
    decision = gate.decide(meeting, actor="system:test")
    assert decision.allows("zoom")
    assert decision["microsoft-teams"].verdict is Verdict.NOT_COVERED


@pytest.mark.parametrize(
    ("change", "said"),
    [("", "booked on zoom, by entry 0 of the log"), ("closed", "zoom is forbidden; microsoft-teams is not_covered")],
)
def test_the_scheduler_books_what_is_allowed_and_nothing_else(change: str, said: str, tmp_path: Path) -> None:
    """The embedding example books public business on Zoom and refuses a closed sitting."""
    text = (WESTMINSTER / "meeting.json").read_text(encoding="utf-8")
    path = tmp_path / "meeting.json"
    path.write_text(text.replace('"public": true', '"public": false') if change else text, encoding="utf-8")
    command = [sys.executable, str(EXAMPLES / "embed" / "book.py"), str(path), str(tmp_path / "audit.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter
    assert done.stdout.strip().splitlines()[-1] == said
