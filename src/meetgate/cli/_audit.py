"""Show what an audit log holds."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from meetgate.audit import SQLiteStore, decode_record
from meetgate.cli._options import output_format
from meetgate.cli._text import Line, show
from meetgate.errors import AuditError


@click.group()
def audit() -> None:
    """Show what an audit log holds."""


@audit.command("show")
@click.argument("log", metavar="LOG")
@click.argument("index", required=False, type=click.IntRange(min=0))
@output_format
def show_log(log: str, index: int | None, format: str) -> int:  # noqa: A002  # the option's name
    """Show every entry of LOG, or the one with INDEX: when, who asked, and what was answered."""
    if not Path(log).is_file():
        raise AuditError(f"there is no audit log at `{log}`")
    entries = itertools.islice(SQLiteStore(log).entries(index or 0), None if index is None else 1)
    found = [(each.index, decode_record(each.data)) for each in entries]
    if index is not None and not found:
        raise AuditError(f"`{log}` has no entry {index}")
    for number, record in found:
        if format == "json":
            click.echo(json.dumps({"index": number, **record}))
        else:
            show(_lines(number, record))
    return 0


def _lines(number: int, record: dict[str, Any]) -> Iterator[Line]:
    decision = record.get("decision", {})
    permitted = ", ".join(decision.get("permitted", ())) or "nothing"
    meeting = decision.get("meeting") or "a meeting without an id"
    yield f"{number}  {record['at']}  {record['actor']}  {record['type']}  {meeting}: {permitted} permitted", None
