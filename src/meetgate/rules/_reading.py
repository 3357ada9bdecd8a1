"""Hold one rule set as text and as meaning, and report where the text stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from meetgate.documents import Node
from meetgate.errors import Diagnostic
from meetgate.model import CIRCUMSTANCES, KINDS, Catalogue, RuleSet, Schemes
from meetgate.rules._codes import RULE_CODES
from meetgate.rules._elaborate import items_of, kind_of


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Hold the names that rule sets may use: platforms, and levels of classification schemes."""

    catalogue: Catalogue
    schemes: Schemes

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return every name of a platform with the id it stands for."""
        return self.catalogue.names()

    @cached_property
    def vendors(self) -> frozenset[str]:
        """Return the vendors of platforms."""
        return frozenset(each.vendor for each in self.catalogue.platforms.values() if each.vendor)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Return the names of the facts that the catalogue states."""
        return frozenset(fact.name for each in self.catalogue.platforms.values() for fact in each.facts)

    @cached_property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        """Return every way to write a level, by authority."""
        return {each: self.schemes.words(each) for each in self.schemes.by_authority}


@attrs.frozen(kw_only=True)
class Reading:
    """Hold one rule set as text and as meaning, with the names that it may use."""

    document: Node
    rule_set: RuleSet
    vocabulary: Vocabulary

    @cached_property
    def rules(self) -> tuple[tuple[Node, Node], ...]:
        """Return each rule with the value of its kind key."""
        return tuple((node, node[kind_of(node)]) for node in items_of(self.document, "rules"))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Return the names of the terms that it declares."""
        return tuple(key for key, _ in members_of(self, "terms"))

    @cached_property
    def circumstances(self) -> frozenset[str]:
        """Return the circumstances that it may name."""
        return CIRCUMSTANCES | self.rule_set.vocabulary.circumstances

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of organisation that it may name."""
        return KINDS | self.rule_set.vocabulary.kinds

    @cached_property
    def own_facts(self) -> Mapping[str, frozenset[str]]:
        """Return the facts that it declares, as conditions write them, with their values."""
        return {f"{self.rule_set.name}/{name}": values for name, values in self.rule_set.vocabulary.facts.items()}


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


def members_of(reading: Reading, key: str) -> tuple[tuple[str, Node], ...]:
    """Return the members of a mapping of the rule set; none where it is absent."""
    node = reading.document.get(key)
    return () if node is None else node.members
