"""Test a classification against a ceiling: levels, categories that are held, and parties that the audience admits.

One test is a homomorphism (law 7): what fits of two labels apart fits of both together, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs

from meetgate.engine._case import Sight
from meetgate.engine._facts import single
from meetgate.engine._labels import at_least, at_most, classification, held
from meetgate.engine._time import reading
from meetgate.model import (
    EVERYONE,
    Label,
    Level,
    OrderTest,
    Organisation,
    Participant,
    Truth,
    all_of,
    state_code,
    truth,
)

#: The platform fact that names the states to which a platform is exposed; stated none, it is exposed to nobody.
EXPOSED: Final = "exposed_to"
_NONE: Final = "none"


def level_holds(sight: Sight, condition: Level) -> Truth:
    """Say whether the classification is at most, or at least, what the condition names."""
    label = classification(sight.case, sight.instant)
    if label is None:
        return Truth.UNKNOWN
    if condition.test is OrderTest.AT_LEAST:
        bound = bound_of(sight, condition)
        return Truth.UNKNOWN if bound is None else at_least(sight.case, label, bound, sight.instant)
    return all_of(
        (
            _levels(sight, condition, label),
            _categories(sight, condition, label),
            *(_admits(label, *_PARTIES[each](sight)) for each in sorted(condition.audience_admits)),
        )
    )


def bound_of(sight: Sight, condition: Level) -> Label | None:
    """Return the level that the condition names, or what the platform states; None where that is unknown."""
    if condition.platform_fact is None:
        return condition.label
    levels = reading(sight.case, sight.platform, condition.platform_fact, sight.instant)
    if levels is None:
        return None
    if levels <= {_NONE}:
        return condition.label
    atoms = frozenset(atom for level in levels for atom in Label.of(level).atoms)
    return Label(atoms=atoms, audience_complete=False)


def _levels(sight: Sight, condition: Level, label: Label) -> Truth:
    if not condition.levels:
        return Truth.TRUE
    bound = bound_of(sight, condition)
    if bound is None:
        return Truth.UNKNOWN
    # Where the platform states which categories it holds, those decide, and not the bound, which names none.
    bare = attrs.evolve(label, categories=frozenset[str](), categories_complete=True)
    return at_most(sight.case, label if condition.categories_fact is None else bare, bound, sight.instant)


def _categories(sight: Sight, condition: Level, label: Label) -> Truth:
    if condition.categories_fact is None:
        return Truth.TRUE
    known = reading(sight.case, sight.platform, condition.categories_fact, sight.instant)
    if known is not None:
        return held(label, known)
    return truth(value=None if label.categories or not label.categories_complete else True)


#: Parties that are known, and whether they are all.
Parties = tuple[frozenset[str], Truth]


def _admits(label: Label, parties: frozenset[str], complete: Truth) -> Truth:
    """Say whether the audience of the label admits every party; an audience of everyone admits the unknown too."""
    if any(each not in label.audience for each in parties):
        return Truth.FALSE
    if not label.audience_complete:
        return Truth.UNKNOWN
    return Truth.TRUE if label.audience == EVERYONE else complete


def _people(sight: Sight) -> Parties:
    meeting = sight.case.meeting
    told = frozenset[str]() if meeting.attendance is None else meeting.attendance.states
    states, complete = _states(sight, "participants", meeting.participants or (), listed=meeting.participants_complete)
    return (states | told, Truth.TRUE) if told else (states, complete)


def _bodies(sight: Sight) -> Parties:
    return _states(sight, "organisations", sight.case.present, listed=sight.case.present_complete)


def _states(sight: Sight, name: str, elements: tuple[Participant | Organisation, ...], *, listed: bool) -> Parties:
    """Return the states of a list; of an empty list nobody knows anything (semantics, section 1)."""
    found = [
        single(attrs.evolve(sight, element=each, prefix=f"{name}[{number}]."), "state")
        for number, each in enumerate(elements)
    ]
    answer = sight.case.answers.get("participants")
    others = truth(value="others" not in answer) if isinstance(answer, frozenset) else Truth.UNKNOWN
    states = frozenset(each for each in found if isinstance(each, str))
    if not found or len([each for each in found if isinstance(each, str)]) < len(found):
        return states, Truth.UNKNOWN
    return states, Truth.TRUE if listed else others


def _exposure(sight: Sight) -> Parties:
    states = reading(sight.case, sight.platform, EXPOSED, sight.instant)
    if states is None:
        return frozenset(), Truth.UNKNOWN
    return frozenset(state_code(each) for each in states - {_NONE}), Truth.TRUE


_PARTIES: Final[Mapping[str, Callable[[Sight], Parties]]] = {
    "participants": _people,
    "organisations": _bodies,
    "exposure": _exposure,
}
#: Whom `audience_admits` may name.
PARTIES: Final = tuple(_PARTIES)


@attrs.frozen(kw_only=True)
class Asked:
    """Be one unknown fact that a ceiling reads, with the sets of values that it tells apart."""

    fact: str
    values: tuple[frozenset[str], ...]
    set: bool


def clearance_reads(sight: Sight, condition: Level) -> Iterator[Asked]:
    """Yield the unknown facts that a ceiling reads beside the label and the level: categories, states, exposure."""
    label = classification(sight.case, sight.instant) or Label()
    if condition.platform_fact is not None and bound_of(sight, condition) is None:
        levels = tuple(frozenset({str(atom)}) for atom in sorted(label.atoms | condition.label.atoms))
        yield Asked(fact=_of_platform(sight, condition.platform_fact), values=levels, set=True)
    members, other = label.audience.members, frozenset({"(anything else)"})
    fact = condition.categories_fact
    if fact is not None and reading(sight.case, sight.platform, fact, sight.instant) is None:
        yield Asked(fact=_of_platform(sight, fact), values=(label.categories, other), set=True)
    if "exposure" in condition.audience_admits and _exposure(sight)[1] is Truth.UNKNOWN:
        yield Asked(fact=_of_platform(sight, EXPOSED), values=(members, other), set=True)
    case = sight.case
    lists: dict[str, tuple[Participant | Organisation, ...]] = {
        "participants": case.meeting.participants or (),
        "organisations": case.present,
    }
    for name in sorted(condition.audience_admits & {*lists}):
        for number, each in enumerate(lists[name]):
            inner = attrs.evolve(sight, element=each, prefix=f"{name}[{number}].")
            if single(inner, "state") is None:
                yield Asked(fact=f"{inner.prefix}state", values=(members,), set=False)


def authorities_read(sight: Sight, condition: Level) -> frozenset[str]:
    """Return the authorities whose levels a condition names, or the platform states."""
    bound = bound_of(sight, condition)
    return frozenset(atom.authority for each in (condition.label, bound) if each is not None for atom in each.atoms)


def reads_open_lists(sight: Sight, condition: Level) -> bool:
    """Say whether a ceiling asks of people or organisations who are not all listed."""
    meeting, case = sight.case.meeting, sight.case
    told = meeting.attendance is not None and bool(meeting.attendance.states)
    people = "participants" in condition.audience_admits and not (meeting.participants_complete or told)
    return people or ("organisations" in condition.audience_admits and not case.present_complete)


def _of_platform(sight: Sight, fact: str) -> str:
    return f"platform:{sight.platform.id}.{fact}"
