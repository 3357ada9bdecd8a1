"""Run the command in process, as the tests of the commands share it."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from meetgate.cli import main

PARLIAMENT: Final = ("--rules", "gb-ncsc-parliament-2020-04")
CHECK: Final = ("check", "april-2020.ics", *PARLIAMENT, "--context", "context.yaml", "--from", "2020-04-01")

PACK: Final = """
ruleset: house
language: 1
revision: 1
status: draft
title: House rules
issuer: {name: The house, state: GB}
binds: {any: [{kind: parliament, state: GB}]}
in_force: {from: 2020-01-01, zone: Europe/London}
unaddressed: abstain
sources: {memo: {title: Memo, published: 2020-01-01, locator: page 1}}
rules:
  - {id: all, permit: [zoom], because: it is run here, source: memo}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return the exit status, standard output and standard error of one command."""
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects of an output that has one in every line."""
    return [json.loads(line) for line in text.splitlines()]
