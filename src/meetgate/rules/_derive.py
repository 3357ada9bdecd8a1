"""Desugar derived facts: where a derivation holds, every test of its fact reads as if the fact were stated so.

A derivation sets and never unsets. What was `stated` reads `stated or derived` in Kleene logic, so a derived fact
hides nothing: where nobody can tell whether a derivation holds, nobody can tell the fact either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import is_
from typing import assert_never

import attrs

from meetgate.model import (
    All,
    Any,
    Attested,
    Condition,
    Derivation,
    Exposed,
    Is,
    Level,
    Members,
    Not,
    Number,
    SetTest,
    Some,
)


def derived(derivations: Iterable[Derivation]) -> tuple[Derivation, ...]:
    """Return the derivations, each with those before it written into its condition; none sees itself."""
    found: list[Derivation] = []
    for each in derivations:
        found.append(attrs.evolve(each, when=with_derived(each.when, found)))
    return tuple(found)


def with_derived(condition: Condition, derivations: Iterable[Derivation]) -> Condition:
    """Return the condition with derivations written into it.

    What a derivation adds comes before what another takes away: a single fact of which two values are derived
    has neither, in whichever order they are written.
    """
    listed = list(derivations)
    if not listed:
        return condition
    return rewritten(condition, lambda leaf: reduce(_excluding, listed, reduce(_including, listed, leaf)))


def rewritten(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return the condition with every test of a fact of the meeting changed; tests of members of a list stay.

    A condition in which nothing changes is returned itself.
    """
    match condition:
        case All(of=parts) | Any(of=parts):
            changed = tuple(rewritten(each, change) for each in parts)
            return condition if all(map(is_, changed, parts)) else type(condition)(changed)
        case Not(of=inner):
            other = rewritten(inner, change)
            return condition if other is inner else Not(other)
        case Is() | Members() | Level() | Exposed() | Some() | Number() | Attested():
            return change(condition)
        case _:
            assert_never(condition)


def _including(condition: Condition, derivation: Derivation) -> Condition:
    """Let a test hold where the derivation holds and its value is one that the test wants."""
    match _tested(condition):
        case Is(fact=derivation.fact, values=values) if derivation.value in values:
            return Any((condition, derivation.when))
        case Members(fact=derivation.fact, test=SetTest.ANY_OF, values=values) if derivation.value in values:
            return Any((condition, derivation.when))
        case Exposed(states=None) as exposed if derivation.fact == "detrimental_to":
            own = attrs.evolve(exposed, states=frozenset({str(derivation.value)}))
            return Any((condition, All((derivation.when, own))))
        case _:
            return condition


def _excluding(condition: Condition, derivation: Derivation) -> Condition:
    """Let a test fail where the derivation holds and its value is one that the test rules out."""
    match _tested(condition):
        case Is(fact=derivation.fact, values=values) if derivation.value not in values:
            return All((condition, Not(derivation.when)))
        case Members(fact=derivation.fact, test=SetTest.WITHIN, values=values) if derivation.value not in values:
            return All((condition, Not(derivation.when)))
        case _:
            return condition


def _tested(condition: Condition) -> Condition:
    """Return the test that earlier derivations were written around."""
    match condition:
        case Any(of=(inner, *_)) | All(of=(inner, *_)):
            return _tested(inner)
        case _:
            return condition
