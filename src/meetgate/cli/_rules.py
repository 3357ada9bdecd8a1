"""List, show and lint rule sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from meetgate.cli._matrix import show_grids
from meetgate.cli._options import catalogue_files, output_format
from meetgate.cli._text import Line, show
from meetgate.errors import Diagnostic
from meetgate.gatekeeper.policy import Policy, diagnose, pack_names, read_policy
from meetgate.model import RuleSet, edge_text
from meetgate.rules import expand


@click.group()
def rules() -> None:
    """List, show and lint rule sets."""


@rules.command("list")
@output_format
def list_rules(format: str) -> int:  # noqa: A002  # the option's name
    """List the rule sets that are shipped, each revision apart."""
    policy = read_policy(rules=pack_names())
    if format == "json":
        click.echo(json.dumps([_summary(each) for each in policy.labelled.values()]))
    else:
        show((f"{label}  {each.title} [{each.status}]", None) for label, each in policy.labelled.items())
    return 0


def _summary(rule_set: RuleSet) -> dict[str, object]:
    force = rule_set.in_force
    return {
        "ruleset": rule_set.name,
        "revision": rule_set.revision,
        "title": rule_set.title,
        "status": rule_set.status,
        "issuer": rule_set.issuer,
        "in_force": {"from": edge_text(force.start), "until": edge_text(force.end)},
        "digest": rule_set.digest,
    }


@rules.command("show")
@click.argument("name", metavar="NAME|PATH")
@click.option("--matrix", is_flag=True, help="Show it as a table: levels or rules in rows, platforms in columns.")
@catalogue_files
@click.option("--format", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True)
def show_rules(name: str, matrix: bool, catalogue: Sequence[str], format: str) -> int:  # noqa: A002, FBT001  # the options' names
    """Show one rule set: whom it binds, its rules, and every platform that each of them means.

    NAME means all revisions, NAME@N one; in JSON each is an object on a line of its own.

    \b
    Example:
      meetgate rules show gb-ncsc-government-2020-04 --matrix --format markdown
    """
    policy = read_policy(rules=[name], catalogue=catalogue)
    if matrix:
        show_grids(policy, format)
    elif format == "json":
        show_documents(_document(each, policy) for each in policy.rule_sets)
    elif format == "text":
        show(line for each in policy.rule_sets for line in _rule_set_lines(each, policy))
    else:
        raise click.UsageError(f"`--format {format}` goes with `--matrix` only")
    return 0


def show_documents(documents: Iterable[object]) -> None:
    """Print JSON values, one a line."""
    for each in documents:
        click.echo(json.dumps(each))


def _document(rule_set: RuleSet, policy: Policy) -> dict[str, object]:
    meant = expand(rule_set, policy.catalogue)
    rows = [_rule(each.id, each.effect.value, each.because, each.at, meant[each.id]) for each in rule_set.rules]
    return {**_summary(rule_set), "rules": rows}


def _rule(name: str, effect: str, because: str, at: str, platforms: Sequence[str]) -> dict[str, object]:
    return {"rule": name, "effect": effect, "because": because, "at": at, "platforms": list(platforms)}


def _rule_set_lines(rule_set: RuleSet, policy: Policy) -> Iterator[Line]:
    yield f"{rule_set.name}, revision {rule_set.revision}: {rule_set.title}", "bright_white"
    yield f"issuer {rule_set.issuer}, status {rule_set.status}, {rule_set.digest}", None
    force = rule_set.in_force
    yield f"in force from {edge_text(force.start) or 'ever'} until {edge_text(force.end) or 'further notice'}", None
    for criterion in rule_set.binds.any:
        parts = {"organisation": criterion.organisation, "kind": criterion.kind, "state": criterion.state}
        yield f"binds {', '.join(f'{name} {value}' for name, value in parts.items() if value)}", None
    meant = expand(rule_set, policy.catalogue)
    for each in rule_set.rules:
        source = rule_set.sources.get(each.source)
        yield f"{each.effect.value} {each.id}: {each.because} [{source.title if source else each.source}]", None
        if meant[each.id]:
            yield f"  means {', '.join(meant[each.id])}", None


@rules.command("lint")
@click.argument("paths", nargs=-1, required=True, metavar="NAME|PATH...")
@catalogue_files
@output_format
def lint_rules(paths: Sequence[str], catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """Report everything that is wrong in rule sets; exit 0 if nothing is, 1 if something is, 2 if one is unreadable.

    \b
    Example:
      meetgate rules lint my-rules.yaml
    """
    found = diagnose(paths, catalogue=catalogue)
    if format == "json":
        click.echo(json.dumps([_diagnostic(each) for each in found]))
    else:
        show(
            (line, "red" if each.severity == "error" else "yellow") for each in found for line in f"{each}".split("\n")
        )
        show([(f"{len(found)} found" if found else "nothing found", None)])
    return 1 if any(each.severity == "error" for each in found) else 0


def _diagnostic(each: Diagnostic) -> dict[str, Any]:
    return {
        "file": each.file,
        "line": each.line,
        "column": each.column,
        "code": each.code,
        "severity": each.severity,
        "message": each.message,
        "help": each.help,
    }
