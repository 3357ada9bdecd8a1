"""Say which way a condition moves when talk becomes more restricted (semantics, law 6)."""

from __future__ import annotations

import enum
from typing import Final, assert_never

from meetgate.model import (
    All,
    Any,
    Attested,
    Condition,
    Exposed,
    Is,
    Level,
    Members,
    Not,
    Number,
    OrderTest,
    Quantifier,
    SetTest,
    Some,
)

#: Sets that grow when talk becomes more restricted.
_GROWING: Final = frozenset(
    {"topics", "information", "detrimental_to", "classification.marks", "classification.categories"}
)


class Polarity(enum.Flag):
    """Say how truth may move when talk becomes more restricted: towards true, towards false, both, or not."""

    STILL = 0
    UP = 1
    DOWN = 2


def polarity(condition: Condition) -> Polarity:
    """Return which way a condition may move."""
    match condition:
        case All(of=parts) | Any(of=parts):
            moved = Polarity.STILL
            for each in parts:
                moved |= polarity(each)
            return moved
        case Not(of=inner):
            return _mirrored(polarity(inner))
        case Members(fact=fact, test=test):
            moves = Polarity.UP if test is SetTest.ANY_OF else Polarity.DOWN
            return moves if fact in _GROWING else Polarity.STILL
        case Level(test=test) | Number(test=test):
            return Polarity.DOWN if test is OrderTest.AT_MOST else Polarity.UP
        case Exposed(states=states):
            # Findings about named states do not hang on what the talk is against.
            return Polarity.UP if states is None else Polarity.STILL
        case Some(quantifier=quantifier):
            return Polarity.UP if quantifier is Quantifier.ANY else Polarity.DOWN
        case Is() | Attested():
            return Polarity.STILL
        case _:
            assert_never(condition)


def _mirrored(found: Polarity) -> Polarity:
    turned = Polarity.STILL
    if Polarity.UP in found:
        turned |= Polarity.DOWN
    if Polarity.DOWN in found:
        turned |= Polarity.UP
    return turned
