"""Compare classifications that come from different authorities, without inventing an order between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import attrs

from meetgate.model._span import ALWAYS, Span


@attrs.frozen(order=True)
class Atom:
    """Be one level of one authority, e.g. (`GB`, `OFFICIAL`)."""

    authority: str
    level: str

    def __str__(self) -> str:
        """Return `GB:OFFICIAL`."""
        return f"{self.authority}:{self.level}"


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


@attrs.frozen(kw_only=True)
class Label:
    """Be a classification: an antichain of levels, restrictive categories, marks and an audience.

    A set that is not complete knows its members and not its absences; an audience that is not complete is an
    upper bound: whoever is outside it is certainly not meant.
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
        head, colon, level = text.partition(":")
        atom = Atom(head.strip(), level.strip()) if colon else Atom("", text.strip())
        return cls(atoms=frozenset({atom}))

    def __str__(self) -> str:
        """Return the levels in order, joined by ` + `."""
        return " + ".join(str(atom) for atom in sorted(self.atoms)) or "unmarked"


@attrs.frozen(kw_only=True)
class Scheme:
    """Be the classification scheme of one authority: levels, and which lies below which (a partial order).

    `below` holds, for each level, every level strictly below it. `excludes` holds (level, mark or category)
    pairs that make a label invalid. `absent_audience` says what a label that names no audience means.
    """

    authority: str
    levels: tuple[str, ...]
    below: Mapping[str, frozenset[str]]
    excludes: frozenset[tuple[str, str]] = frozenset()
    absent_audience: str | None = None
    valid: Span = ALWAYS
    source: str = ""

    def at_most(self, lower: str, upper: str) -> bool:
        """Say whether `lower` is the same level as `upper` or below it; incomparable is False."""
        return lower == upper or lower in self.below.get(upper, frozenset())


@attrs.frozen(kw_only=True)
class Equivalence:
    """State that material marked `marked` may be carried where `carried_as` is authorised: directional, dated."""

    marked: Atom
    carried_as: Atom
    valid: Span = ALWAYS
    source: str = ""

    @property
    def name(self) -> str:
        """Return `A/B`, as `missing` names it."""
        return f"{self.marked}/{self.carried_as}"


@attrs.frozen(kw_only=True)
class Schemes:
    """Hold the schemes by authority, and the equivalences between them."""

    by_authority: Mapping[str, Scheme] = attrs.field(factory=dict[str, Scheme])
    equivalences: tuple[Equivalence, ...] = ()

    def known(self, atom: Atom) -> bool:
        """Say whether the atom is a level of a scheme that is held."""
        scheme = self.by_authority.get(atom.authority)
        return scheme is not None and atom.level in scheme.levels

    def below(self, lower: Atom, upper: Atom) -> bool:
        """Say whether two known atoms of one authority are ordered `lower <= upper`."""
        scheme = self.by_authority.get(lower.authority)
        return lower.authority == upper.authority and scheme is not None and scheme.at_most(lower.level, upper.level)


def join(schemes: Schemes, left: Label, right: Label) -> Label:
    """Return the least label above both: maximal atoms, union of categories and marks, common audience."""
    atoms = left.atoms | right.atoms
    maximal = {a for a in atoms if not any(a != b and schemes.below(a, b) for b in atoms)}
    return Label(
        atoms=frozenset(maximal),
        categories=left.categories | right.categories,
        categories_complete=left.categories_complete and right.categories_complete,
        marks=left.marks | right.marks,
        marks_complete=left.marks_complete and right.marks_complete,
        audience=left.audience & right.audience,
        audience_complete=left.audience_complete and right.audience_complete,
    )
