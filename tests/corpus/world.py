"""Say what the loaded rule sets and the catalogue know of words: which facts, kinds and platforms there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs
from tests.corpus import words
from tests.corpus.words import slug

from meetgate.model import (
    CIRCUMSTANCES,
    KINDS,
    All,
    Any,
    Attested,
    Catalogue,
    Condition,
    Not,
    RuleSet,
    Schemes,
    Some,
)

#: How many letters of a word are compared: endings differ.
_STEM: Final = 5


@attrs.frozen(kw_only=True)
class World:
    """Hold what words can mean: the rule sets of a case, the catalogue, the schemes."""

    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes

    def platform(self, name: str) -> str:
        """Return the id of a platform by its plain name; a name that nobody knows is a platform of its own."""
        names = {slug(alias): found for alias, found in self.catalogue.names().items()}
        names |= {slug(each): each for each in self.catalogue.platforms}
        listed = words.PLATFORMS.get(slug(name))
        if listed in self.catalogue.platforms:
            return str(listed)
        return self.catalogue.names().get(name) or names.get(slug(name)) or slug(name)

    def supplied(self, vendor: str) -> tuple[str, ...]:
        """Return the ids of the platforms of a vendor, more or less of its name; none of what is itself a platform."""
        if self.platform(vendor) in self.catalogue.platforms:
            return ()
        wanted = f"{slug(vendor)}-"
        named = {each.id: f"{slug(each.vendor)}-" for each in self.catalogue.platforms.values() if each.vendor}
        return tuple(each for each, name in named.items() if name.startswith(wanted) or wanted.startswith(name))

    def kinds(self) -> frozenset[str]:
        """Return the kinds of organisation that there are."""
        return KINDS.union(*(each.vocabulary.kinds for each in self.rule_sets))

    def circumstances(self) -> frozenset[str]:
        """Return the circumstances that a rule set may test."""
        return CIRCUMSTANCES.union(*(each.vocabulary.circumstances for each in self.rule_sets))

    def facts(self, name: str) -> tuple[str, ...]:
        """Return the facts of rule sets' own that have this name, as RULESET/name."""
        return tuple(f"{each.name}/{name}" for each in self.rule_sets if name in each.vocabulary.facts)

    def attestations(self) -> frozenset[str]:
        """Return the kinds of attestation that rules ask for, as a condition or before the meeting."""
        asked = {each.kind for each in self._attested()}
        due = {
            rule.obligation.kind
            for each in self.rule_sets
            for rule in each.rules
            if rule.obligation is not None and rule.obligation.phase.value == "before"
        }
        return frozenset(asked | due)

    def obligations(self) -> frozenset[str]:
        """Return the kinds of obligation that rules state."""
        rules = [rule for each in self.rule_sets for rule in each.rules]
        return frozenset(rule.obligation.kind for rule in rules if rule.obligation is not None)

    def chained(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the kinds of attestation that name offices, with the offices."""
        return tuple(dict.fromkeys((each.kind, each.roles) for each in self._attested() if each.roles))

    def _attested(self) -> Iterator[Attested]:
        for rule_set in self.rule_sets:
            for rule in rule_set.rules:
                yield from _attested(rule.when)


def _attested(condition: Condition) -> Iterator[Attested]:
    match condition:
        case Attested():
            yield condition
        case All(of=parts) | Any(of=parts):
            for each in parts:
                yield from _attested(each)
        case Not(of=inner) | Some(test=inner):
            yield from _attested(inner)
        case _:
            return


def similar(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known kinds that say the same as a slug: itself, or those whose words hold all of its words."""
    names = sorted(known)
    wanted = stems(word)
    return (word,) if word in names else tuple(each for each in names if wanted and wanted <= stems(each))


def stems(word: str) -> frozenset[str]:
    """Return the beginnings of the words of a slug, without small words and the plural."""
    parts = [each for each in word.split("-") if each and each not in words.SMALL]
    return frozenset(each.removesuffix("s")[:_STEM] for each in parts)
