"""Describe organisations, and whom a rule set binds among them."""

from __future__ import annotations

from typing import Final

import attrs

from meetgate.model._span import ALWAYS, Span

#: The closed vocabulary of organisation kinds (contract, Meeting); a rule set's vocabulary may add to it.
KINDS: Final = frozenset(
    {
        "parliament",
        "government",
        "ministry",
        "government-agency",
        "public-body",
        "local-authority",
        "eu-institution",
        "military",
        "intelligence-agency",
        "state-enterprise",
        "critical-infrastructure-operator",
        "government-foundation",
        "school",
        "university",
        "healthcare-provider",
        "law-firm",
        "media",
        "company",
        "contractor",
        "ngo",
        "individual",
    }
)


@attrs.frozen(order=True)
class Kind:
    """Be a legal kind that an organisation has for a time: kinds change by statute, so they are dated."""

    name: str
    valid: Span = attrs.field(default=ALWAYS, order=False)


@attrs.frozen(kw_only=True)
class Organisation:
    """Be an organisation; whatever is None is unknown, and `kinds_complete` closes the list of kinds only."""

    id: str | None = None
    name: str | None = None
    kinds: frozenset[Kind] = frozenset()
    kinds_complete: bool = False
    state: str | None = None
    part_of: str | None = None
    aliases: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """Return what people call it: id, name, or `an unnamed organisation`."""
        return self.id or self.name or "an unnamed organisation"


@attrs.frozen(kw_only=True)
class Criterion:
    """Pick organisations: every attribute that is given must hold, in the time for which the criterion is given."""

    organisation: str | None = None
    kind: str | None = None
    state: str | None = None
    part_of: str | None = None
    valid: Span = ALWAYS


@attrs.frozen(kw_only=True)
class Binding:
    """Say whom a rule set binds: an organisation that meets one criterion of `any` and none of `none`."""

    any: tuple[Criterion, ...] = ()
    none: tuple[Criterion, ...] = ()
