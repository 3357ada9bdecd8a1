"""Build formulas of plain logic, and pairs of them that together say what Kleene logic says.

Every atom is total: of an attribute that is absent it is false, in both foreign engines. What is not known is
therefore never an error, and whether a condition *definitely* holds and whether it *possibly* does are two formulas.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from meetgate.model import Truth


class Group(enum.Enum):
    """Name the groups of attributes in a request, by the type of their values."""

    FLAGS = "flags"
    WORDS = "words"
    SETS = "sets"
    NUMBERS = "numbers"


@attrs.frozen
class Constant:
    """Hold always, or never."""

    value: bool


@attrs.frozen
class Has:
    """Hold when the request has the attribute."""

    group: Group
    name: str


@attrs.frozen
class Flag:
    """Hold when the request has the flag, and with this value."""

    name: str
    value: bool


@attrs.frozen
class Word:
    """Hold when the request has the word, and it is one of these."""

    name: str
    values: frozenset[str]


@attrs.frozen
class Overlaps:
    """Hold when the request has the set, and some member is one of these."""

    name: str
    values: frozenset[str]


@attrs.frozen
class Within:
    """Hold when the request has the set, and every member is one of these."""

    name: str
    values: frozenset[str]


@attrs.frozen
class AtLeast:
    """Hold when the request has the number, and it is at least the bound."""

    name: str
    bound: int


@attrs.frozen
class On:
    """Hold when the request asks about one of these platforms."""

    platforms: frozenset[str]


@attrs.frozen
class And:
    """Hold when every part holds; build it with `both`."""

    of: tuple[Formula, ...]


@attrs.frozen
class Or:
    """Hold when some part holds; build it with `either`."""

    of: tuple[Formula, ...]


@attrs.frozen
class Neg:
    """Hold when the part does not; build it with `neg`."""

    of: Formula


Test = Has | Flag | Word | Overlaps | Within | AtLeast | On
Atom = Constant | Test
Formula = Atom | And | Or | Neg

HOLDS: Final = Constant(value=True)
FAILS: Final = Constant(value=False)


def both(*parts: Formula) -> Formula:
    """Return the conjunction, without parts that say nothing."""
    flat = dict.fromkeys(each for part in parts for each in (part.of if isinstance(part, And) else (part,)))
    if FAILS in flat:
        return FAILS
    kept = tuple(each for each in flat if each != HOLDS)
    return HOLDS if not kept else kept[0] if len(kept) == 1 else And(kept)


def either(*parts: Formula) -> Formula:
    """Return the disjunction, without parts that say nothing."""
    flat = dict.fromkeys(each for part in parts for each in (part.of if isinstance(part, Or) else (part,)))
    if HOLDS in flat:
        return HOLDS
    kept = tuple(each for each in flat if each != FAILS)
    return FAILS if not kept else kept[0] if len(kept) == 1 else Or(kept)


def neg(part: Formula) -> Formula:
    """Return the negation."""
    if isinstance(part, Constant):
        return FAILS if part.value else HOLDS
    return part.of if isinstance(part, Neg) else Neg(part)


def overlaps(name: str, values: Iterable[str]) -> Formula:
    """Return the test that some member of a set is one of these; of none, nothing is."""
    wanted = frozenset(values)
    return Overlaps(name, wanted) if wanted else FAILS


def atoms(formula: Formula) -> Iterator[Atom]:
    """Yield every atom of a formula."""
    match formula:
        case And(of=parts) | Or(of=parts):
            for each in parts:
                yield from atoms(each)
        case Neg(of=inner):
            yield from atoms(inner)
        case _:
            yield formula


@attrs.frozen
class Kleene:
    """Be a truth that depends on the request: whether it is definite, and whether it is possible.

    `definitely` implies `possibly`; neither is unknown itself, so two-valued engines can be asked both.
    """

    definitely: Formula
    possibly: Formula

    def __and__(self, other: Kleene) -> Kleene:
        """Return the conjunction: definite where both are, possible where both are."""
        return Kleene(both(self.definitely, other.definitely), both(self.possibly, other.possibly))

    def __or__(self, other: Kleene) -> Kleene:
        """Return the disjunction: definite where one is, possible where one is."""
        return Kleene(either(self.definitely, other.definitely), either(self.possibly, other.possibly))

    def __invert__(self) -> Kleene:
        """Return the negation: definite where this is impossible, possible where this is not definite."""
        return Kleene(neg(self.possibly), neg(self.definitely))


TRUE: Final = Kleene(HOLDS, HOLDS)
UNKNOWN: Final = Kleene(FAILS, HOLDS)
FALSE: Final = Kleene(FAILS, FAILS)
_CONSTANTS: Final = {Truth.TRUE: TRUE, Truth.UNKNOWN: UNKNOWN, Truth.FALSE: FALSE}


def constant(truth: Truth) -> Kleene:
    """Return a truth that depends on nothing."""
    return _CONSTANTS[truth]


def every(parts: Iterable[Kleene]) -> Kleene:
    """Return the conjunction of all; of nothing, true."""
    listed = list(parts)
    return Kleene(both(*(each.definitely for each in listed)), both(*(each.possibly for each in listed)))


def some(parts: Iterable[Kleene]) -> Kleene:
    """Return the disjunction of all; of nothing, false."""
    listed = list(parts)
    return Kleene(either(*(each.definitely for each in listed)), either(*(each.possibly for each in listed)))
