"""Describe platforms: what is permitted, with dated and sourced facts and findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs

from meetgate.model._span import ALWAYS, Edge, Span

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
class PlatformFact:
    """Be one source's statement on one platform: valid from-to in the world, public since `known_from`."""

    name: str
    values: frozenset[str]
    asserted_by: str
    source: str
    valid: Span = ALWAYS
    known_from: datetime | None = None
    review_by: datetime | None = None


@attrs.frozen(kw_only=True)
class Finding:
    """Be an authority's statement that a platform is exposed to a state, and in which ways."""

    authority: str
    state: str
    kinds: frozenset[str]
    source: str
    valid: Span = ALWAYS
    known_from: datetime | None = None
    review_by: datetime | None = None


@attrs.frozen(kw_only=True)
class Platform:
    """Be the unit that is permitted: a product, or an edition of it such as `zoom/government`."""

    id: str
    name: str
    aliases: frozenset[str] = frozenset()
    vendor: str | None = None
    vendor_state: str | None = None
    hosts: tuple[str, ...] = ()
    facts: tuple[PlatformFact, ...] = ()
    findings: tuple[Finding, ...] = ()
    retired: Edge | None = None
    sources: Mapping[str, Source] = attrs.field(factory=dict[str, Source])

    @property
    def product(self) -> str:
        """Return the product that this is an edition of, or its own id."""
        return self.id.partition("/")[0]


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

    def names(self) -> Mapping[str, str]:
        """Return every name, ids and aliases alike, with the id it stands for."""
        ids = {each: each for each in self.platforms}
        return {alias: p.id for p in self.platforms.values() for alias in p.aliases} | ids
