"""Refuse what foreign engines cannot be told, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from meetgate.errors import Diagnostic, RuleSetError
from meetgate.model import Rule, RuleSet

_HELP: Final = (
    "export the rule sets that have none of it, or move it into a rule set of its own; leaving the rule out of the "
    "export would make another policy of it"
)


class ExportError(RuleSetError):
    """Report rules that lie outside the boolean core: whoever exports leaves their rule sets out, or rewrites them."""


def refusal(rule_set: RuleSet, rule: Rule | None, message: str) -> Diagnostic:
    """Return the diagnostic about a rule, or about a rule set as a whole, at its place in the text."""
    file, _, line = (rule_set.file if rule is None else rule.at).rpartition(":")
    placed = line.isdecimal()
    name = rule_set.name if rule is None else f"{rule_set.name}/{rule.id}"
    return Diagnostic(
        file=file if placed else rule_set.file or rule_set.name,
        line=int(line) if placed else 0,
        column=0,
        code="X001",
        message=f"`{name}`: {message}",
        help=_HELP,
    )


def refused(found: Iterable[Diagnostic]) -> ExportError:
    """Return the error that lists every diagnostic once."""
    return ExportError.of(set(found))
