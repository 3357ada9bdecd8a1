"""Draw conditions of the boolean core by the seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

import attrs

from meetgate.model import (
    EVERYONE,
    All,
    Any,
    Condition,
    Exposed,
    Is,
    Label,
    Level,
    Members,
    Not,
    Number,
    OrderTest,
    Quantifier,
    SetTest,
    Some,
)

STATES: Final = ("CN", "GB", "RU")
TOPICS: Final = ("nuclear", "trade")
LABELS: Final = (
    *("GB:OFFICIAL", "GB:SECRET", "GB:TOP SECRET", "GB:RESTRICTED"),
    *("CA:PROTECTED A", "CA:PROTECTED B", "CA:SECRET", "GB:ULTRA"),
)
_ORDERS: Final = tuple(OrderTest)
_TESTS: Final = tuple(SetTest)


def condition(random: Random, depth: int) -> Condition:
    """Draw a condition of at most this depth."""
    if depth == 0 or random.random() < 0.4:
        return random.choice(_LEAVES)(random)
    shape = random.choice((All, Any, Not))
    if shape is Not:
        return Not(condition(random, depth - 1))
    parts = tuple(condition(random, depth - 1) for _ in range(random.randint(1, 2)))
    return All(parts) if shape is All else Any(parts)


def _subset(random: Random, values: tuple[str, ...], least: int = 0) -> frozenset[str]:
    return frozenset(random.sample(values, random.randint(least, len(values))))


def _flag(random: Random) -> Condition:
    fact = random.choice(("public", "confidential", "circumstances.crisis", "host_account.settings.lobby"))
    return Is(fact=fact, values=frozenset({random.random() < 0.5}))


def _word(random: Random) -> Condition:
    words: Mapping[str, tuple[str, ...]] = {
        "purpose": ("training", "sitting"),
        "role": ("host", "join"),
        "host_account.plan": ("free", "paid"),
        "topics": TOPICS,
    }
    fact = random.choice(sorted(words))
    return Is(fact=fact, values=_subset(random, words[fact]))


def _own(random: Random) -> Condition:
    values: tuple[frozenset[str | bool], ...] = (
        frozenset({True}),
        frozenset({True, False}),
        frozenset({"x"}),
        frozenset({"x", False}),
        frozenset(),
    )
    return Is(fact="facts.house/own", values=random.choice(values))


def _set(random: Random) -> Condition:
    names: Mapping[str, tuple[str, ...]] = {
        "topics": TOPICS,
        "information": TOPICS,
        "detrimental_to": STATES,
        "facts.house/own": ("x", "y"),
        "platform.e2ee": ("yes", "no"),
        "classification.marks": ("SENSITIVE", "PERSONAL"),
        "classification.categories": ("STRAP",),
    }
    fact = random.choice(sorted(names))
    return Members(fact=fact, test=random.choice(_TESTS), values=_subset(random, names[fact]))


def _level(random: Random) -> Condition:
    atoms = frozenset(atom for each in random.sample(LABELS, random.randint(0, 2)) for atom in Label.of(each).atoms)
    bound = Label(atoms=atoms, audience_complete=False)
    if random.random() < 0.2:
        bound = attrs.evolve(bound, audience=EVERYONE, audience_complete=True, categories=frozenset({"STRAP"}))
    return Level(test=random.choice(_ORDERS), label=bound, levels=random.random() < 0.9)


def _exposed(random: Random) -> Condition:
    return Exposed(
        asserted_by=_subset(random, ("lab", "other")),
        kinds=_subset(random, ("storage", "key-custody"), 1),
        states=_subset(random, STATES) if random.random() < 0.4 else None,
    )


def _some(random: Random) -> Condition:
    of, fact = random.choice((("participants", "state"), ("organisations", "state"), ("organisations", "id")))
    values = STATES if fact == "state" else ("home.example", "guest.example")
    one = Is(fact=fact, values=_subset(random, values, 1))
    other = Is(fact=fact, values=_subset(random, values, 1))
    test = random.choice((one, Not(one), All((one, Not(other))), Any((one, other))))
    return Some(of=of, quantifier=random.choice(tuple(Quantifier)), test=test)


def _number(random: Random) -> Condition:
    return Number(test=random.choice(_ORDERS), bound=random.randint(0, 6))


def _had(random: Random) -> Condition:
    values: tuple[frozenset[str | bool], ...] = (
        frozenset({True}),
        frozenset({False}),
        frozenset({True, False}),
        frozenset({"yes", "partial"}),
    )
    return Is(fact=random.choice(("platform.e2ee", "platform.storage")), values=random.choice(values))


_LEAVES: Final[tuple[Callable[[Random], Condition], ...]] = (
    *(_flag, _flag, _word, _word, _own, _set, _set),
    *(_level, _level, _exposed, _some, _some, _number, _had),
)
