"""List, show and lint rule sets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

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
    """List the rule sets that are shipped."""
    policy = read_policy(rules=pack_names())
    if format == "json":
        click.echo(json.dumps([_summary(each) for each in policy.rule_sets]))
    else:
        show((f"{each.name}  {each.title} [{each.status}]", None) for each in policy.rule_sets)
    return 0


def _summary(rule_set: RuleSet) -> dict[str, object]:
    return {
        "ruleset": rule_set.name,
        "revision": rule_set.revision,
        "title": rule_set.title,
        "status": rule_set.status,
        "issuer": rule_set.issuer,
        "digest": rule_set.digest,
    }


@rules.command("show")
@click.argument("name", metavar="NAME|PATH")
@catalogue_files
@output_format
def show_rules(name: str, catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """Show one rule set: whom it binds, its rules, and every platform that each of them means."""
    policy = read_policy(rules=[name], catalogue=catalogue)
    (rule_set,) = policy.rule_sets
    if format == "json":
        meant = expand(rule_set, policy.catalogue)
        rows = [_rule(each.id, each.effect.value, each.because, each.at, meant[each.id]) for each in rule_set.rules]
        click.echo(json.dumps({**_summary(rule_set), "rules": rows}))
    else:
        show(_rule_set_lines(rule_set, policy))
    return 0


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
        show((f"{each}", "red" if each.severity == "error" else "yellow") for each in found)
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
