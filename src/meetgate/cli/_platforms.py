"""List platforms and show how the facts of one read on a day, by what was public on another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
import click

from meetgate.catalogue import day_text, source_text, span_text, when_text
from meetgate.cli._options import Instant, catalogue_files, output_format
from meetgate.cli._text import Line, show
from meetgate.engine import Telling, Told, telling
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Edge, Finding, Platform, PlatformFact, Truth, edge_text, stamp, unknown_platform

#: Why a fact does not read, in words.
_WHY: Final[Mapping[str, str]] = {
    "disagreement": "the sources disagree",
    "stale": "what is stated is past its review",
    "uncertain": "nobody knows the day on which it changed",
    "depends": "it depends on the meeting",
}


@attrs.frozen(kw_only=True)
class _View:
    """Be one platform on one day, by what was public on another."""

    platform: Platform
    told: Telling
    as_of: datetime
    known: datetime


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
@click.option("--as-of", type=Instant(), help="Show how the facts read then. Default: now.")
@click.option("--known-at", type=Instant(), help="Show only what was public by then. Default: now.")
@catalogue_files
@output_format
def show_platform(
    name: str,
    as_of: datetime | None,
    known_at: datetime | None,
    catalogue: Sequence[str],
    format: str,  # noqa: A002  # the option's name
) -> int:
    """Show one platform: names, hosts, and how its facts read, with every source side by side."""
    found = read_policy(rules=(), catalogue=catalogue).catalogue
    names = found.names()
    if name not in names:
        raise unknown_platform(name, list(names))
    now = datetime.now(UTC).replace(microsecond=0)
    platform, day, known = found.platforms[names[name]], as_of or now, known_at or now
    view = _View(platform=platform, told=telling(found, platform, as_of=day, known_at=known), as_of=day, known=known)
    if format == "json":
        click.echo(json.dumps(_document(view)))
    else:
        show(_lines(view))
    return 0


def _document(view: _View) -> dict[str, object]:
    platform = view.platform
    return {
        "id": platform.id,
        "name": platform.name,
        "aliases": sorted(platform.aliases),
        "dated_aliases": [{"name": each.name, "valid": span_text(each.valid)} for each in platform.dated_aliases],
        "vendor": platform.vendor,
        "vendor_state": platform.vendor_state,
        "hosts": list(platform.hosts),
        "launched": _life(platform.launched, view.told.launched),
        "retired": _life(platform.retired, view.told.retired),
        "as_of": stamp(view.as_of),
        "known_at": stamp(view.known),
        "facts": [_fact(view, each) for each in view.told.facts],
        "findings": [_finding(view, each) for each in view.told.findings],
        "at_other_times": view.told.elsewhen,
    }


def _life(edge: Edge | None, passed: Truth) -> dict[str, object] | None:
    return None if edge is None else {"on": edge_text(edge), "passed": passed.plain}


def _fact(view: _View, told: Told) -> dict[str, object]:
    return {
        "fact": told.fact,
        "values": None if told.values is None else sorted(told.values),
        "why": told.why or None,
        "statements": [
            {"values": sorted(each.values), "when": when_text(each.when) or None, "asserted_by": each.asserted_by}
            | _rest(view, each)
            for each in told.statements
        ],
    }


def _finding(view: _View, each: Finding) -> dict[str, object]:
    return {"authority": each.authority, "state": each.state, "kinds": sorted(each.kinds)} | _rest(view, each)


def _rest(view: _View, each: PlatformFact | Finding) -> dict[str, object]:
    return {
        "valid": span_text(each.valid) or None,
        "source": source_text(view.platform, each),
        "known_from": None if each.known_from is None else stamp(each.known_from),
        "review_by": None if each.review_by is None else stamp(each.review_by),
        "stale": _is_stale(view, each),
    }


def _is_stale(view: _View, each: PlatformFact | Finding) -> bool:
    return each.review_by is not None and view.as_of >= each.review_by


def _lines(view: _View) -> Iterator[Line]:
    platform, told = view.platform, view.told
    vendor = f"{platform.vendor or 'unknown'} ({platform.vendor_state or 'unknown'})"
    yield f"{platform.id}: {platform.name}, by {vendor}", "bright_white"
    yield f"as of {_day(view.as_of)}, by what was public at {_day(view.known)}", None
    yield f"also called: {', '.join(sorted(platform.aliases)) or 'nothing else'}", None
    for alias in platform.dated_aliases:
        yield f"called {alias.name} {span_text(alias.valid)} [{source_text(platform, alias)}]", None
    yield f"hosts: {', '.join(platform.hosts) or 'none of its own'}", None
    yield from _life_line("launched", platform.launched, told.launched)
    yield from _life_line("retired", platform.retired, told.retired)
    for fact in told.facts:
        yield from _fact_lines(view, fact)
    for finding in told.findings:
        ways = ", ".join(sorted(finding.kinds))
        yield f"finding: exposed to {finding.state} by {ways}, says {finding.authority}{_tail(view, finding)}", None
    if told.elsewhen:
        yield f"{told.elsewhen} statements hold at other times only: ask with --as-of", "bright_black"


def _day(moment: datetime) -> str:
    return stamp(moment).removesuffix("T00:00:00Z")


def _life_line(what: str, edge: Edge | None, passed: Truth) -> Iterator[Line]:
    words = {Truth.TRUE: "", Truth.FALSE: ", not yet", Truth.UNKNOWN: ", whether by then nobody knows"}
    if edge is not None:
        yield f"{what}: {day_text(edge)}{words[passed]}", "yellow"


def _fact_lines(view: _View, told: Told) -> Iterator[Line]:
    """Say a fact in one line where one source states it; else each statement has a line of its own below it."""
    reads = f"unknown, {_WHY[told.why]}" if told.values is None else ", ".join(sorted(told.values)) or "none"
    one = told.statements[0]
    if len(told.statements) == 1 and told.values is not None:
        yield f"fact {told.fact} = {reads}{_under(one)}, says {one.asserted_by}{_tail(view, one)}", None
        return
    yield f"fact {told.fact} = {reads}", "yellow" if told.values is None else None
    for each in told.statements:
        values = ", ".join(sorted(each.values)) or "none"
        yield f"  {values}{_under(each)}, says {each.asserted_by}{_tail(view, each)}", None


def _under(statement: PlatformFact) -> str:
    under = when_text(statement.when)
    return f" where {under}" if under else ""


def _tail(view: _View, each: PlatformFact | Finding) -> str:
    dates = span_text(each.valid)
    past = ", past its review" if _is_stale(view, each) else ""
    return f"{f', {dates}' if dates else ''}{past} [{source_text(view.platform, each)}]"
