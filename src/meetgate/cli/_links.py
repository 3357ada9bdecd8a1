"""Say which platforms links may lead to."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from meetgate.adapters import Hosts, Link, resolve
from meetgate.cli._options import catalogue_files, output_format
from meetgate.cli._text import Line, show
from meetgate.gatekeeper.policy import read_policy


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...|-")
@catalogue_files
@output_format
def links(urls: Sequence[str], catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """Say which platforms each URL may lead to (`-`: one URL a line from standard input).

    Exits 0 if every URL leads to known platforms, 3 if one may lead anywhere.

    \b
    Example:
      meetgate links https://us02web.zoom.us/j/81234567890 'https://evil.example\\@zoom.us/j/1'
    """
    found = read_policy(rules=(), catalogue=catalogue).catalogue.platforms
    hosts = Hosts.of((each.id, each.hosts) for each in found.values())
    wanted = [line.strip() for line in sys.stdin if line.strip()] if list(urls) == ["-"] else list(urls)
    resolved = [resolve(url, field="LOCATION", hosts=hosts) for url in wanted]
    if format == "json":
        for each in resolved:
            click.echo(json.dumps(_document(each)))
    else:
        show(_line(each) for each in resolved)
    return 0 if all(each.platforms for each in resolved) else 3


def _document(link: Link) -> dict[str, object]:
    return {"url": link.url, "platforms": list(link.platforms), "kind": link.kind.value, "why": link.refused}


def _line(link: Link) -> Line:
    if link.platforms:
        return f"{link.url}  {' or '.join(link.platforms)}", "green"
    return f"{link.url}  unknown: {link.refused}", "red"
