"""Describe classifications: levels that name their authority, categories, marks and an audience."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Self

import attrs


@attrs.frozen(order=True, cache_hash=True)
class Atom:
    """Be one level of one authority, e.g. (`GB`, `OFFICIAL`).

    `on` is the day on which the level was given, where that is stated: an authority that replaced its scheme
    may use one word twice, and the day says which of the two is meant.
    """

    authority: str
    level: str
    on: date | None = attrs.field(default=None, order=lambda day: day or date.min)

    def __str__(self) -> str:
        """Return `GB:OFFICIAL`."""
        return f"{self.authority}:{self.level}"


@lru_cache(maxsize=4096)
def _atoms(text: str) -> frozenset[Atom]:
    """Return the level that a text states: meetings state the same few levels all day."""
    head, colon, level = text.partition(":")
    return frozenset({Atom(head.strip(), level.strip()) if colon else Atom("", text.strip())})


@attrs.frozen
class Audience:
    """Be a finite or co-finite set of parties (states, organisations).

    `REL TO USA, GBR` is finite; "detrimental to China" is everyone except CN; `Audience.only()` is nobody.
    """

    members: frozenset[str] = frozenset()
    cofinite: bool = True

    @classmethod
    def only(cls, *members: str) -> Self:
        """Build the audience of exactly these parties."""
        return cls(frozenset(members), cofinite=False)

    @classmethod
    def everyone_except(cls, *members: str) -> Self:
        """Build the audience of everybody but these parties."""
        return cls(frozenset(members), cofinite=True)

    def __and__(self, other: Audience) -> Audience:
        """Return the parties in both."""
        if self.cofinite and other.cofinite:
            return Audience(self.members | other.members, cofinite=True)
        if self.cofinite:
            return Audience(other.members - self.members, cofinite=False)
        if other.cofinite:
            return Audience(self.members - other.members, cofinite=False)
        return Audience(self.members & other.members, cofinite=False)

    def __le__(self, other: Audience) -> bool:
        """Say whether every party of this audience is in the other one."""
        return (self & other) == self

    def __contains__(self, party: str) -> bool:
        """Say whether one party is in the audience."""
        return (party in self.members) != self.cofinite


EVERYONE = Audience()


@attrs.frozen(kw_only=True, cache_hash=True)
class Label:
    """Be a classification: an antichain of levels, restrictive categories, marks and an audience.

    A set that is not complete knows its members and not its absences; an audience that is not complete is an
    upper bound: whoever is outside it is certainly not meant. Of a label that a rule names as a bound, an
    audience that is not complete says that the bound names none, so that none is tested.
    """

    atoms: frozenset[Atom] = frozenset()
    categories: frozenset[str] = frozenset()
    categories_complete: bool = True
    marks: frozenset[str] = frozenset()
    marks_complete: bool = True
    audience: Audience = EVERYONE
    audience_complete: bool = True

    @classmethod
    def of(cls, text: str) -> Self:
        """Build the label that `AUTHORITY:LEVEL` states; it states no category, no mark and no limit of audience.

        The text splits at the first colon. A bare word has the authority ``""``, which no scheme has: every
        comparison with it is unknown.
        """
        return cls(atoms=_atoms(text)) if cls is not Label else _label(text)  # type: ignore[return-value]  # of this class

    def __str__(self) -> str:
        """Return the levels in order, joined by ` + `."""
        return " + ".join(str(atom) for atom in sorted(self.atoms)) or "unmarked"


@lru_cache(maxsize=4096)
def _label(text: str) -> Label:
    return Label(atoms=_atoms(text))
