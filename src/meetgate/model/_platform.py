"""Describe platforms: what is permitted, with dated and sourced facts and findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

import attrs

from meetgate.model._span import ALWAYS, Edge, Span
from meetgate.model._truth import Truth

#: The values of a platform fact, as published tables have them (NSA 2020, LfDI Baden-Württemberg 2021).
FACT_VALUES: Final = (
    "yes",
    "no",
    "configurable",
    "paid-only",
    "partial",
    "undocumented",
    "not-applicable",
    "not-assessed",
)

#: The ways in which a platform can be exposed to a state; a rule names those that it cares about.
EXPOSURE_KINDS: Final = (
    "data-transit",
    "key-custody",
    "storage",
    "operations-staff",
    "development-staff",
    "corporate-control",
    "legal-compulsion",
    "censorship-compliance",
)


@attrs.frozen(kw_only=True)
class Source:
    """Say where a statement comes from, so that a reader can check it."""

    title: str
    publisher: str = ""
    published: str = ""
    locator: str = ""
    confidence: str = ""


@attrs.frozen(kw_only=True)
class When:
    """Be what a statement on a platform depends on; everything that is given must be met, and an empty value is not given.

    Plan, licence, settings and opted-out regions are those of the host account. A plan of `paid` is every plan but
    `free`. `client_since` is the first version of the client, `states_none_of` names states from which nobody
    takes part, `opted_out` regions of which the account keeps out at least one, `opted_in` regions of which it keeps
    out none.
    """

    plan: frozenset[str] = frozenset()
    licence: frozenset[str] = frozenset()
    client: frozenset[str] = frozenset()
    client_since: str = ""
    access: frozenset[str] = frozenset()
    modality: frozenset[str] = frozenset()
    participants_at_least: int | None = None
    participants_at_most: int | None = None
    states_any_of: frozenset[str] = frozenset()
    states_none_of: frozenset[str] = frozenset()
    opted_out: frozenset[str] = frozenset()
    opted_in: frozenset[str] = frozenset()
    settings: frozenset[tuple[str, bool]] = frozenset()


#: Depends on nothing.
WITHOUT_CONDITION: Final = When()


@attrs.frozen(kw_only=True)
class PlatformFact:
    """Be one source's statement on one platform: valid from-to in the world, public since `known_from`.

    `source_key` is the key of the source in `Platform.sources`; `source` is what is shown of it.
    """

    name: str
    values: frozenset[str]
    asserted_by: str
    source: str
    source_key: str = ""
    valid: Span = ALWAYS
    known_from: datetime | None = None
    review_by: datetime | None = None
    when: When = WITHOUT_CONDITION


@attrs.frozen(kw_only=True)
class Finding:
    """Be an authority's statement that a platform is exposed to a state, and in which ways."""

    authority: str
    state: str
    kinds: frozenset[str]
    source: str
    source_key: str = ""
    valid: Span = ALWAYS
    known_from: datetime | None = None
    review_by: datetime | None = None


@attrs.frozen(kw_only=True)
class Alias:
    """Be a name that a platform had for a time."""

    name: str
    valid: Span = ALWAYS
    source: str = ""
    source_key: str = ""


@attrs.frozen(kw_only=True)
class Platform:
    """Be the unit that is permitted: a product, or an edition of it such as `zoom/government`.

    `aliases` are names without a date, `dated_aliases` names that it had for a time. Before `launched` nobody can
    use it, from `retired` on nobody can any more; either counts only once it is public (`..._known_from`).
    """

    id: str
    name: str
    aliases: frozenset[str] = frozenset()
    dated_aliases: tuple[Alias, ...] = ()
    vendor: str | None = None
    vendor_state: str | None = None
    hosts: tuple[str, ...] = ()
    facts: tuple[PlatformFact, ...] = ()
    findings: tuple[Finding, ...] = ()
    launched: Edge | None = None
    launched_known_from: datetime | None = None
    launched_source: str = ""
    retired: Edge | None = None
    retired_known_from: datetime | None = None
    retired_source: str = ""
    sources: Mapping[str, Source] = attrs.field(factory=dict[str, Source])

    @property
    def product(self) -> str:
        """Return the product that this is an edition of, or its own id."""
        return self.id.partition("/")[0]

    @cached_property
    def cuts(self) -> frozenset[datetime]:
        """Return every instant at which something dated of this platform begins or ends."""
        return frozenset(self._dated())

    def _dated(self) -> Iterator[datetime]:
        stated: list[PlatformFact | Finding] = [*self.facts, *self.findings]
        spans = [each.valid for each in (*stated, *self.dated_aliases)]
        for span in (*spans, Span(start=self.launched, end=self.retired)):
            yield from span.cuts
        yield from (each.review_by for each in stated if each.review_by is not None)


@attrs.frozen(kw_only=True)
class FindingsComplete:
    """State that every finding of one authority through one instant is listed."""

    authority: str
    through: datetime


@attrs.frozen(kw_only=True)
class Catalogue:
    """Hold every platform that can be decided on, by id."""

    platforms: Mapping[str, Platform]
    findings_complete: tuple[FindingsComplete, ...] = ()
    digest: str = ""

    @cached_property
    def cuts(self) -> frozenset[datetime]:
        """Return every instant at which something dated begins or ends: a catalogue has hundreds of them."""
        return frozenset(self._edges())

    def _edges(self) -> Iterator[datetime]:
        yield from (each.through for each in self.findings_complete)
        for platform in self.platforms.values():
            yield from platform.cuts

    def names(self, on: datetime | None = None) -> Mapping[str, str]:
        """Return every name, ids and aliases alike, with the id it stands for.

        With `on`, a name that a platform had only at other times is left out; without it, one that two platforms
        had at different times, since nobody can say which is meant.
        """
        ids = {each: each for each in self.platforms}
        return {name: each for name, each in self._called(on).items() if each} | ids

    def _called(self, on: datetime | None) -> dict[str, str]:
        found = {alias: each.id for each in self.platforms.values() for alias in each.aliases}
        for each in self.platforms.values():
            for alias in each.dated_aliases:
                if on is None or alias.valid.covers(on) is not Truth.FALSE:
                    found[alias.name] = each.id if found.get(alias.name, each.id) == each.id else ""
        return found
