"""Hold what a gatekeeper decides by, with the texts that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from meetgate.engine import Plans
from meetgate.gatekeeper._revisions import labelled
from meetgate.model import CIRCUMSTANCES, Assumption, Catalogue, RuleSet, Schemes, Waiver, canonical, digest

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.adapters import Context


@attrs.frozen(kw_only=True)
class Policy:
    """Hold everything that was read, and its texts by digest, so that a record can be replayed."""

    rule_sets: tuple[RuleSet, ...]
    base: frozenset[str]
    catalogue: Catalogue
    schemes: Schemes
    context: Context | None = None
    waivers: tuple[Waiver, ...] = ()
    #: What was read: `rules/NAME`, `waivers/ID`, `catalogue/FILE`, `context` -> digest of the text.
    sources: Mapping[str, str] = attrs.field(factory=dict[str, str])
    texts: Mapping[str, bytes] = attrs.field(factory=dict[str, bytes], repr=False)

    @cached_property
    def digest(self) -> str:
        """Return the digest of what rule sets and waivers mean, and of which rule sets are the house's own."""
        said: dict[str, object] = {
            "rulesets": {label: each.digest for label, each in labelled(self.rule_sets).items()},
            "base": sorted(self.base),
        }
        if self.waivers:
            from meetgate.rules import canonical_form  # Cerberus, which most policies do without

            said["waivers"] = {each.id: digest(canonical_form(each)) for each in self.waivers}
        return digest(canonical(said))

    @cached_property
    def plans(self) -> Plans:
        """Return the plans by which cases of this policy are decided."""
        return Plans(
            self.rule_sets, catalogue=self.catalogue, schemes=self.schemes, base=self.base, waivers=self.waivers
        )

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return every name of a platform with the id it stands for."""
        return self.catalogue.names()

    @cached_property
    def listed_sources(self) -> bytes:
        """Return the canonical form of `sources`: every record holds it."""
        return canonical(dict(self.sources))

    @cached_property
    def known_circumstances(self) -> frozenset[str]:
        """Return the circumstances that some rule set, or every one, knows."""
        return CIRCUMSTANCES.union(*(each.vocabulary.circumstances for each in self.rule_sets))

    @cached_property
    def known_facts(self) -> frozenset[str]:
        """Return the facts that rule sets declare, by `RULESET/fact`."""
        return frozenset(f"{each.name}/{fact}" for each in self.rule_sets for fact in each.vocabulary.facts)

    @cached_property
    def assumed(self) -> tuple[Assumption, ...]:
        """Return what rule sets let stand in for absent facts, each inside its rule set, in the order of a case."""
        ordered = sorted(self.rule_sets, key=lambda each: (each.name, each.revision))
        return tuple(attrs.evolve(assumed, scope=each.name) for each in ordered for assumed in each.assumes)

    @property
    def labelled(self) -> Mapping[str, RuleSet]:
        """Return the rule sets by what a decision calls them: `NAME`, or `NAME@N` where several are loaded."""
        return labelled(self.rule_sets)

    def text_of(self, label: str) -> str:
        """Return the text of a rule set; raises `KeyError` for one that is not loaded."""
        return self.texts[self.sources[f"rules/{label}"]].decode()

    def without_assumptions(self) -> Policy:
        """Return the policy without what stands in for absent facts: the context's statements, and `assume`."""
        from meetgate.adapters import Context  # as in `digest`

        stated = self.context or Context()
        context = Context(name=stated.name, directory=stated.directory, domains=stated.domains, home=stated.home)
        return attrs.evolve(
            self, context=context, rule_sets=tuple(attrs.evolve(each, assumes=()) for each in self.rule_sets)
        )
