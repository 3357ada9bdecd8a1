"""Reason with three truth values (strong Kleene logic)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NoReturn


class Truth(enum.Enum):
    """Be false, unknown or true; unknown is a fact nobody supplied, not a third way of being true.

    `&` is the minimum, `|` the maximum, `~` the mirror image: Kleene, Introduction to Metamathematics, section 64.
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __and__(self, other: Truth) -> Truth:
        """Return the less true of the two."""
        return self if self.value <= other.value else other

    def __or__(self, other: Truth) -> Truth:
        """Return the truer of the two."""
        return self if self.value >= other.value else other

    def __invert__(self) -> Truth:
        """Return the mirror image: unknown stays unknown."""
        return _MIRROR[self]

    def __bool__(self) -> NoReturn:
        """Refuse: `if truth:` would decide what to do with unknown without saying so.

        Raises:
            TypeError: always; compare with `is Truth.TRUE`.
        """
        raise TypeError("a truth may be unknown: compare it with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN")

    @property
    def plain(self) -> bool | None:
        """Return True, False, or None for unknown: the form that JSON has."""
        return _PLAIN[self]


_MIRROR = {Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN, Truth.TRUE: Truth.FALSE}
_PLAIN = {Truth.FALSE: False, Truth.UNKNOWN: None, Truth.TRUE: True}


def truth(value: bool | None) -> Truth:  # noqa: FBT001  # the one argument is what is converted
    """Return the truth that True, False or None (unknown) stands for."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.TRUE if value else Truth.FALSE


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction; of nothing, true."""
    return min(truths, key=lambda each: each.value, default=Truth.TRUE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction; of nothing, false."""
    return max(truths, key=lambda each: each.value, default=Truth.FALSE)
