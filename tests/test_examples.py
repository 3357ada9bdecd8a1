from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import meetgate
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


def test_the_readme_shows_what_its_command_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The transcript of the README is the command's output, line by line, places in the rule sets included."""
    calendar, context = str(WESTMINSTER / "april-2020.ics"), str(WESTMINSTER / "context.yaml")
    rules = ("--rules", "gb-ncsc-parliament-2020-04", "--context", context, "--audit", str(tmp_path / "audit.db"))
    assert main(["check", calendar, *rules]) == 3
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    assert f"```text\n{capsys.readouterr().out}```" in readme


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


def test_a_rule_kind_is_the_one_file_that_the_page_shows(tmp_path: Path) -> None:
    """With the file of the how-to dropped in, lint accepts such rules, and the reference has a page of the kind."""
    page = (EXAMPLES.parent / "docs" / "how-to" / "add-a-rule-kind.md").read_text("utf-8")
    files = re.findall(r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    package = Path(meetgate.__file__).parent
    shutil.copytree(package, tmp_path / "src" / "meetgate", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    ask = "from meetgate.rules import reference_pages; print(reference_pages()['rule-kinds/approve.md'])"
    for arguments in (["-m", "meetgate", "rules", "lint", "kind.yaml"], ["-c", ask]):
        done = subprocess.run(  # noqa: S603  # our own interpreter on our own copy
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_replay_prints_what_its_page_shows() -> None:
    """On 2 April 2020 the gate would have opened; a day later it is known that it should not have."""
    command = [sys.executable, str(EXAMPLES / "replay" / "replay.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter
    (shown,) = re.findall(
        r"^```text\n(.*?)^```$", (EXAMPLES / "replay" / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert done.stdout == shown
    verdicts = [line.rpartition(" ")[2] for line in done.stdout.splitlines() if line.startswith("meeting")]
    assert verdicts == ["permitted", "forbidden", "permitted"]


def test_a_plan_answers_what_the_definition_answers() -> None:
    """The example prints what is permitted and why, and that the definition says the same of every platform."""
    command = [sys.executable, str(EXAMPLES / "plan" / "plan.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter
    permitted, because, same = done.stdout.splitlines()
    assert (permitted, because) == ("permitted: zoom", "because of: gb-ncsc-parliament-2020-04/public")
    assert same.endswith("platforms: True")


@pytest.mark.parametrize(("known_at", "status"), [("2020-04-02T14:00:00Z", 0), ("2020-04-04T00:00:00Z", 3)])
def test_the_command_replays_too(known_at: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """`--known-at` judges by what was known then, and says that it is a replay."""
    rules = ("--rules", "generic-anything-goes", "--rules", "generic-no-china-path", "--home", "example.org")
    meeting = str(EXAMPLES / "replay" / "meeting.json")
    assert main(["explain", meeting, "zoom", *rules, "--known-at", known_at]) == status
    assert "replay: decided by what was known then" in capsys.readouterr().out
