"""Run the command in process, as the tests of the commands share it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from tests.house import SITTING

from meetgate.cli import main

PARLIAMENT: Final = ("--rules", "gb-ncsc-parliament-2020-04")
CHECK: Final = ("check", "april-2020.ics", *PARLIAMENT, "--context", "context.yaml", "--from", "2020-04-01")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return the exit status, standard output and standard error of one command."""
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects of an output that has one in every line."""
    return [json.loads(line) for line in text.splitlines()]


def sitting(folder: Path, **changes: object) -> str:
    """Write the meeting JSON of a public sitting with these changes, and return its path."""
    file = folder / "meeting.json"
    file.write_text(json.dumps({**SITTING, **changes}), encoding="utf-8")
    return str(file)
