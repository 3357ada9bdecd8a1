"""Describe classification schemes as partial orders with a vocabulary of marks, and compare levels by them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property

import attrs

from meetgate.model._label import Atom, Audience, Label
from meetgate.model._platform import Source
from meetgate.model._span import ALWAYS, Span
from meetgate.model._states import state_code
from meetgate.model._truth import Truth


class MarkKind(enum.Enum):
    """Name what a mark does: tell how to handle, restrict to whoever holds a category, or limit the audience."""

    HANDLING = "handling"
    CATEGORY = "category"
    AUDIENCE = "audience"


@attrs.frozen(kw_only=True)
class Mark:
    """Be one mark of a scheme's closed vocabulary.

    `audience` is what an audience mark such as NOFORN means; one that is `listed`, such as REL TO, is followed
    by the parties instead, and its audience is None.
    """

    name: str
    kind: MarkKind
    audience: Audience | None = None
    listed: bool = False


@attrs.frozen(kw_only=True)
class Group:
    """Be the parties that a group such as FVEY has for a time."""

    name: str
    members: frozenset[str]
    valid: Span = ALWAYS


@attrs.frozen(kw_only=True)
class Scheme:
    """Be one classification scheme of one authority: levels, which lies below which (a partial order), marks.

    `below` holds, for each level, every level strictly below it. `aliases` holds other ways to write a level,
    with the marks that they imply; `shown` the way a marking writes it. `excludes` holds (level, mark or
    category) pairs, and `conflicts` sets of marks, that make a label invalid. `implied` holds the marks that a
    level brings with it; `open_marks` names the levels at which a mark that is not listed may restrict.
    `absent_audience` says what a label that names no audience means, for levels that
    `absent_by_level` does not name; `unlisted` names the levels that limit the audience without naming it.
    """

    authority: str
    levels: tuple[str, ...]
    below: Mapping[str, frozenset[str]]
    excludes: frozenset[tuple[str, str]] = frozenset()
    absent_audience: str | None = None
    valid: Span = ALWAYS
    source: Source = attrs.field(factory=lambda: Source(title=""))
    name: str = ""
    title: str = ""
    owner: str = ""
    aliases: Mapping[str, tuple[str, frozenset[str]]] = attrs.field(factory=dict[str, tuple[str, frozenset[str]]])
    shown: Mapping[str, str] = attrs.field(factory=dict[str, str])
    marks: Mapping[str, Mark] = attrs.field(factory=dict[str, Mark])
    open_marks: frozenset[str] = frozenset()
    conflicts: tuple[frozenset[str], ...] = ()
    implied: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    absent_by_level: Mapping[str, str] = attrs.field(factory=dict[str, str])
    unlisted: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()

    def at_most(self, lower: str, upper: str) -> bool:
        """Say whether `lower` is the same level as `upper` or below it; incomparable is False."""
        return lower == upper or lower in self.below.get(upper, frozenset())

    def level(self, text: str) -> str | None:
        """Return the level that a text names, whatever its capitals; None where the scheme has no such level."""
        if text in self.levels:
            return text
        alias = self.aliases.get(text)
        return alias[0] if alias is not None else self._folded.get(text.casefold())

    def marks_of(self, text: str) -> frozenset[str]:
        """Return the marks that come with a way to write a level: with OFFICIAL-SENSITIVE comes SENSITIVE."""
        return self.aliases[text][1] if text in self.aliases else self._folded_marks.get(text.casefold(), frozenset())

    @cached_property
    def _folded(self) -> dict[str, str]:
        spelt = {each: level for each, (level, _) in self.aliases.items()} | {each: each for each in self.levels}
        return {each.casefold(): level for each, level in spelt.items()}

    @cached_property
    def _folded_marks(self) -> dict[str, frozenset[str]]:
        return {each.casefold(): marks for each, (_, marks) in self.aliases.items() if marks}

    def mark(self, text: str) -> Mark | None:
        """Return the mark that a text states; `REL TO USA, GBR` is the mark REL TO with its parties."""
        found = self.marks.get(text)
        if found is not None and not found.listed:
            return found
        for each in self.marks.values():
            if each.listed and text.startswith(f"{each.name} "):
                parties = [part.strip() for part in text.removeprefix(each.name).split(",")]
                if all(parties):
                    return attrs.evolve(each, audience=Audience.only(*(state_code(part) for part in parties)))
        return None

    def absent(self, level: str) -> str | None:
        """Return what a label of this level that names no audience means: `owner`, `everyone` or None, unknown."""
        return self.absent_by_level.get(level, self.absent_audience)


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
    """Hold the classification schemes, and the equivalences between them.

    `by_authority` holds the newest scheme of each authority, `earlier` those that it replaced.
    """

    by_authority: Mapping[str, Scheme] = attrs.field(factory=dict[str, Scheme])
    equivalences: tuple[Equivalence, ...] = ()
    earlier: tuple[Scheme, ...] = ()
    digest: str = ""

    def of(self, authority: str) -> tuple[Scheme, ...]:
        """Return every scheme that the authority has had, the newest first."""
        newest = self.by_authority.get(authority)
        old = tuple(each for each in self.earlier if each.authority == authority)
        return old if newest is None else (newest, *old)

    def find(self, atom: Atom, instant: datetime | None = None) -> tuple[Scheme, str] | None:
        """Return the scheme and the level that an atom names at an instant, or on the day the atom states.

        A word is read in the scheme in force. One that only a replaced scheme has is a level of that scheme:
        old material keeps its mark. None where no scheme has it, or where several might be meant.
        """
        moment = instant if atom.on is None else _first_instant(atom.on)
        named = [(each, each.level(atom.level)) for each in self.of(atom.authority)]
        held = [(scheme, level) for scheme, level in named if level is not None]
        now = [each for each in held if each[0].valid.covers(moment) is Truth.TRUE]
        if now:
            return now[0]
        ended = [each for each in held if _ended(each[0], moment)]
        doubtful = any(each[0].valid.covers(moment) is Truth.UNKNOWN for each in held)
        return ended[0] if len(ended) == 1 and not doubtful else None

    def known(self, atom: Atom, instant: datetime | None = None) -> bool:
        """Say whether the atom is a level of a scheme that is held."""
        return self.find(atom, instant) is not None

    def below(self, lower: Atom, upper: Atom, instant: datetime | None = None) -> bool:
        """Say whether two atoms are levels of one scheme, ordered `lower <= upper`."""
        one, other = self.find(lower, instant), self.find(upper, instant)
        if one is None or other is None or one[0] is not other[0]:
            return False
        return one[0].at_most(one[1], other[1])

    def strange(self, labels: Iterable[Label]) -> tuple[str, ...]:
        """Return, sorted, the levels of labels that no scheme of their authority has ever had."""
        atoms = {atom for label in labels for atom in label.atoms}
        lost = {each for each in atoms if all(held.level(each.level) is None for held in self.of(each.authority))}
        return tuple(sorted(str(each) for each in lost))

    def words(self, authority: str) -> tuple[str, ...]:
        """Return every way to write a level of the authority, the levels of the newest scheme first."""
        held = self.of(authority)
        every = [*(level for each in held for level in each.levels), *(text for each in held for text in each.aliases)]
        return tuple(dict.fromkeys(every))

    def cuts(self, authorities: Iterable[str]) -> Iterator[datetime]:
        """Yield the instants at which schemes, groups or equivalences of these authorities change."""
        own = frozenset(authorities)
        links = [each for each in self.equivalences if each.marked.authority in own]
        for each in own | {link.carried_as.authority for link in links}:
            for scheme in self.of(each):
                for valid in (scheme.valid, *(group.valid for group in scheme.groups)):
                    yield from valid.cuts
        for link in links:
            yield from link.valid.cuts


def _first_instant(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _ended(scheme: Scheme, moment: datetime | None) -> bool:
    end = scheme.valid.end
    return moment is not None and end is not None and end.passed(moment) is Truth.TRUE


def join(schemes: Schemes, left: Label, right: Label, instant: datetime | None = None) -> Label:
    """Return the least label above both: maximal atoms, union of categories and marks, common audience."""
    atoms = left.atoms | right.atoms
    below = schemes.below
    lesser = {a for a in atoms if any(below(a, b, instant) and not below(b, a, instant) for b in atoms if b is not a)}
    return Label(
        atoms=atoms - lesser,
        categories=left.categories | right.categories,
        categories_complete=left.categories_complete and right.categories_complete,
        marks=left.marks | right.marks,
        marks_complete=left.marks_complete and right.marks_complete,
        audience=left.audience & right.audience,
        audience_complete=left.audience_complete and right.audience_complete,
    )
