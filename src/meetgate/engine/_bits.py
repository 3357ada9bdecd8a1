"""Hold sets of small numbers as the bits of one integer: rules of a plan, platforms of a catalogue.

Kleene truth over such a set is a pair of masks: where it is definite (true), and where it is possible (true or
unknown). The definite mask is always part of the possible one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final, Generic, TypeVar

from meetgate.model import Truth

#: Where something is definitely so, and where it is possibly so.
Pair = tuple[int, int]
NOWHERE: Final[Pair] = (0, 0)

#: Masks with more bits set than this are read from their text: a scan of the text costs less than a step for each bit.
_MANY: Final = 64

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remember what was worked out, for a bounded number of keys; a copy in another process starts empty.

    It is emptied when it is full: what is asked for often is worked out again soon, and nothing has to be counted
    on the way of a decision. Threads may share it: each step is one operation of a dictionary.
    """

    __slots__ = ("get", "limit", "stored")

    def __init__(self, limit: int) -> None:
        """Remember at most `limit` keys."""
        self.limit = limit
        self.stored: dict[K, V] = {}
        self.get = self.stored.get

    def keep(self, key: K, value: V) -> V:
        """Remember a value, and return it."""
        if len(self.stored) >= self.limit:
            self.stored.clear()
        self.stored[key] = value
        return value

    def __reduce__(self) -> tuple[type[Memo[K, V]], tuple[int]]:
        """Leave what is remembered behind: it can be worked out again."""
        return (type(self), (self.limit,))


def mask_of(numbers: Iterable[int], size: int) -> int:
    """Return the mask with these bits set, all of them below `size`."""
    body = bytearray((size + 7) // 8)
    for each in numbers:
        body[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(body, "little")


def bits(mask: int) -> list[int]:
    """Return the numbers of the bits that are set, in ascending order."""
    numbers: list[int] = []
    if mask.bit_count() > _MANY:
        text = bin(mask)[:1:-1]
        place = text.find("1")
        while place >= 0:
            numbers.append(place)
            place = text.find("1", place + 1)
        return numbers
    while mask:
        # From above, the integer gets shorter with each step.
        number = mask.bit_length() - 1
        numbers.append(number)
        mask ^= 1 << number
    numbers.reverse()
    return numbers


def pair_of(truths: Iterable[Truth]) -> Pair:
    """Return the pair of masks for one truth for each number, from 0 on."""
    definite = possible = 0
    for number, each in enumerate(truths):
        if each is not Truth.FALSE:
            possible |= 1 << number
            if each is Truth.TRUE:
                definite |= 1 << number
    return definite, possible


def truth_at(pair: Pair, number: int) -> Truth:
    """Return the truth that a pair of masks holds for one number."""
    if not pair[1] >> number & 1:
        return Truth.FALSE
    return Truth.TRUE if pair[0] >> number & 1 else Truth.UNKNOWN
