"""Hold one rule set as text and as meaning, and report where the text stands."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from meetgate.documents import Node
from meetgate.errors import Diagnostic
from meetgate.model import Catalogue, RuleSet, Schemes
from meetgate.rules._codes import RULE_CODES
from meetgate.rules._elaborate import items_of, kind_of


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Hold the names that rule sets may use: platforms, and levels of classification schemes."""

    catalogue: Catalogue
    schemes: Schemes


@attrs.frozen(kw_only=True)
class Reading:
    """Hold one rule set as text and as meaning, with the names that it may use."""

    document: Node
    rule_set: RuleSet
    vocabulary: Vocabulary


def found(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    """Return the diagnostic of one code at the place of a value."""
    line, column = node.place
    return Diagnostic(
        file=node.file,
        line=line,
        column=column,
        code=code,
        message=message,
        help=hint,
        severity=RULE_CODES[code].severity,
    )


def rules_in(reading: Reading) -> Iterator[tuple[Node, Node]]:
    """Yield each rule with the value of its kind key."""
    for node in items_of(reading.document, "rules"):
        yield node, node[kind_of(node)]


def members_of(reading: Reading, key: str) -> tuple[tuple[str, Node], ...]:
    """Return the members of a mapping of the rule set; none where it is absent."""
    node = reading.document.get(key)
    return () if node is None else node.members
