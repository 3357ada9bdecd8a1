"""Say on what a condition depends, so that whatever it was found to be is found again without evaluating it.

An aspect is something that can be looked up about a meeting: one fact, the label, who takes part. Two meetings
that agree in every aspect of a condition agree in its truth, on every platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

import attrs

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
    Some,
)

#: What is looked up: its kind and, for a fact or a list, the names of what is read.
Aspect = tuple[str, ...]
LABEL: Final[Aspect] = ("label",)
HEADS: Final[Aspect] = ("heads",)
#: The facts of the platforms, at the instant and under what the meeting states of account, client and people.
CATALOGUE: Final[Aspect] = ("catalogue",)
#: What authorities found of the platforms, at the instant; no condition of theirs hangs on the meeting.
FINDINGS: Final[Aspect] = ("findings",)
ATTESTATIONS: Final[Aspect] = ("attestations",)
#: Nothing that could be named: such a condition is evaluated every time.
OPAQUE: Final[Aspect] = ("opaque",)
#: What may differ from platform to platform.
OF_PLATFORM: Final = frozenset({CATALOGUE, FINDINGS, ATTESTATIONS})
FACT: Final = "fact"
#: What is read where a finding is held against the states that the talk is against.
EXPOSED: Final = frozenset({FINDINGS, (FACT, "detrimental_to")})
#: The lists whose members a condition may quantify over, by the kind of aspect.
LISTS: Final[Mapping[str, str]] = {"participants": "people", "organisations": "bodies"}

_KINDS: Final = frozenset({"kinds", "organisation.kinds"})
_OF_PLATFORM: Final = "platform."
_REQUIRED: Final = frozenset({CATALOGUE, (FACT, "requires"), (FACT, "host_account.plan")})
_FEATURE: Final = frozenset({CATALOGUE, (FACT, "host_account.plan")})


def aspects(condition: Condition) -> frozenset[Aspect]:
    """Return everything on which a condition depends."""
    match condition:
        case All(of=parts) | Any(of=parts):
            return frozenset[Aspect]().union(*map(aspects, parts))
        case Not(of=inner):
            return aspects(inner)
        case Is():
            return _of_is(condition)
        case Members(fact=fact):
            return frozenset({_of_members(fact)})
        case Level():
            return frozenset(_of_level(condition))
        case Exposed(states=states):
            return EXPOSED if states is None else frozenset({FINDINGS})
        case Some():
            return _of_some(condition)
        case Number():
            return frozenset({HEADS})
        case Attested():
            return frozenset({ATTESTATIONS})
        case _:
            assert_never(condition)


def _of_is(condition: Is) -> frozenset[Aspect]:
    if condition.fact == "requires.met":
        return _REQUIRED
    if not condition.fact.startswith(_OF_PLATFORM):
        return frozenset({(FACT, condition.fact)})
    return _FEATURE if condition.values <= {True, False} else frozenset({CATALOGUE})


def _of_members(fact: str) -> Aspect:
    if fact.startswith("classification."):
        return LABEL
    return CATALOGUE if fact.startswith(_OF_PLATFORM) else (FACT, fact)


def _of_level(condition: Level) -> Iterator[Aspect]:
    yield LABEL
    if condition.platform_fact or condition.categories_fact or "exposure" in condition.audience_admits:
        yield CATALOGUE
    if condition.audience_admits - {"exposure"}:
        yield OPAQUE


def _of_some(condition: Some) -> frozenset[Aspect]:
    """Return the attributes that are read of each member, where the test reads nothing else."""
    read = sorted(_attributes(condition.test))
    if condition.of not in LISTS or "" in read:
        return frozenset({OPAQUE}) | (aspects(condition.test) & OF_PLATFORM)
    return frozenset({(LISTS[condition.of], *read)})


def _attributes(condition: Condition) -> set[str]:
    """Return the attributes of a member that a test reads, with an empty name for anything else."""
    match condition:
        case All(of=parts) | Any(of=parts):
            return set[str]().union(*map(_attributes, parts))
        case Not(of=inner):
            return _attributes(inner)
        case Is(fact=fact) | Members(fact=fact) if not fact.startswith((_OF_PLATFORM, "classification.", "requires.")):
            return {fact}
        case _:
            return {""}


def is_kinds(attribute: str) -> bool:
    """Say whether an attribute of a member is a list of legal kinds, which are dated."""
    return attribute in _KINDS


@attrs.frozen(kw_only=True)
class Words:
    """Hold what conditions tell apart: the values of each fact, and the head counts around each bound."""

    values: Mapping[str, frozenset[str | bool]]
    heads: tuple[int, ...]


def words(
    conditions: Iterable[Condition], *, heads: Iterable[int] = (), also: Mapping[str, Iterable[str]] | None = None
) -> Words:
    """Gather the values that conditions mention; `heads` and `also` add those that the catalogue tells apart."""
    values: dict[str, set[str | bool]] = {fact: {*told} for fact, told in (also or {}).items()}
    bounds = set(heads)
    for each in conditions:
        _gather(each, values, bounds)
    # A test may be of "at least" or of "at most": what counts is whether a number is below, at or above the bound.
    edges = sorted({edge for bound in bounds for edge in (bound, bound + 1)})
    return Words(values={fact: frozenset(each) for fact, each in values.items()}, heads=tuple(edges))


def _gather(condition: Condition, values: dict[str, set[str | bool]], bounds: set[int]) -> None:
    match condition:
        case All(of=parts) | Any(of=parts):
            for each in parts:
                _gather(each, values, bounds)
        case Not(of=inner) | Some(test=inner):
            _gather(inner, values, bounds)
        case Is(fact=fact, values=told) | Members(fact=fact, values=told):
            values.setdefault(fact, set()).update(told)
        case Number(bound=bound):
            bounds.add(bound)
        case _:
            pass
