"""List platforms and show what the catalogue knows of one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from meetgate.cli._options import Instant, catalogue_files, output_format
from meetgate.cli._text import Line, show
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Platform, Span, edge_text, stamp, unknown_platform


@click.group()
def platforms() -> None:
    """List platforms and show what is known of one."""


@platforms.command("list")
@catalogue_files
@output_format
def list_platforms(catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """List every platform that can be decided on."""
    found = read_policy(rules=(), catalogue=catalogue).catalogue.platforms
    if format == "json":
        click.echo(json.dumps([{"id": each.id, "name": each.name} for _, each in sorted(found.items())]))
    else:
        show((f"{name}  {each.name}", None) for name, each in sorted(found.items()))
    return 0


@platforms.command("show")
@click.argument("name")
@click.option("--known-at", type=Instant(), help="Show only what was public by then. Default: now.")
@catalogue_files
@output_format
def show_platform(name: str, known_at: datetime | None, catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """Show one platform: names, hosts, and its dated and sourced facts and findings."""
    found = read_policy(rules=(), catalogue=catalogue).catalogue
    names = found.names()
    if name not in names:
        raise unknown_platform(name, list(names))
    platform, known = found.platforms[names[name]], known_at or datetime.now(UTC)
    if format == "json":
        click.echo(json.dumps(_document(platform, known)))
    else:
        show(_lines(platform, known))
    return 0


def _public(known_from: datetime | None, known: datetime) -> bool:
    return known_from is None or known_from <= known


def _dates(span: Span) -> str:
    return f"{edge_text(span.start) or 'ever'} to {edge_text(span.end) or 'further notice'}"


def _document(platform: Platform, known: datetime) -> dict[str, object]:
    return {
        "id": platform.id,
        "name": platform.name,
        "aliases": sorted(platform.aliases),
        "vendor": platform.vendor,
        "vendor_state": platform.vendor_state,
        "hosts": list(platform.hosts),
        "retired": edge_text(platform.retired),
        "known_at": stamp(known),
        "facts": [
            {
                "fact": each.name,
                "values": sorted(each.values),
                "valid": _dates(each.valid),
                "asserted_by": each.asserted_by,
                "source": each.source,
            }
            for each in platform.facts
            if _public(each.known_from, known)
        ],
        "findings": [
            {
                "authority": each.authority,
                "state": each.state,
                "kinds": sorted(each.kinds),
                "valid": _dates(each.valid),
                "source": each.source,
            }
            for each in platform.findings
            if _public(each.known_from, known)
        ],
    }


def _lines(platform: Platform, known: datetime) -> Iterator[Line]:
    vendor = f"{platform.vendor or 'unknown'} ({platform.vendor_state or 'unknown'})"
    yield f"{platform.id}: {platform.name}, by {vendor}", "bright_white"
    yield f"also called: {', '.join(sorted(platform.aliases)) or 'nothing else'}", None
    yield f"hosts: {', '.join(platform.hosts) or 'none of its own'}", None
    if platform.retired is not None:
        yield f"retired: {edge_text(platform.retired)}", "yellow"
    for fact in platform.facts:
        if _public(fact.known_from, known):
            stated = f"{fact.name} = {', '.join(sorted(fact.values))}"
            yield f"fact {stated}, {_dates(fact.valid)}, says {fact.asserted_by} [{fact.source}]", None
    for finding in platform.findings:
        if _public(finding.known_from, known):
            ways = ", ".join(sorted(finding.kinds))
            yield f"finding: exposed to {finding.state} by {ways}, says {finding.authority} [{finding.source}]", None
