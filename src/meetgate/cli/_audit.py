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
    # An auditor looks and never writes, not even a log that is only there because somebody looked for it.
    store = SQLiteStore(f"{Path(log).absolute().as_uri()}?mode=ro")
    entries = itertools.islice(store.entries(index or 0), None if index is None else 1)
    seen = False
    for each in entries:
        seen = True
        record = decode_record(each.data)
        if format == "json":
            click.echo(json.dumps({"index": each.index, **record}))
        else:
            show(_lines(each.index, record))
    if index is not None and not seen:
        raise AuditError(f"`{log}` has no entry {index}")
    return 0


def _lines(number: int, record: dict[str, Any]) -> Iterator[Line]:
    decision = record.get("decision", {})
    permitted = ", ".join(decision.get("permitted", ())) or "nothing"
    meeting = decision.get("meeting") or "a meeting without an id"
    yield f"{number}  {record['at']}  {record['actor']}  {record['type']}  {meeting}: {permitted} permitted", None
