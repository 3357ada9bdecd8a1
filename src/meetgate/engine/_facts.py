"""Look facts up: stated, or assumed inside the rule set, or unknown; what is deferred waits for the join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import attrs

from meetgate.engine._bind import role_of
from meetgate.engine._case import Sight
from meetgate.engine._given import heads, paid
from meetgate.engine._labels import classification
from meetgate.engine._time import reading
from meetgate.model import (
    KINDS,
    FactValue,
    Organisation,
    Participant,
    RuleSet,
    State,
    Truth,
    all_of,
    any_of,
    part,
    stated,
)

#: A set as far as it is known: its known members, and whether there are no others.
KnownSet = tuple[frozenset[str], bool]


def single(sight: Sight, fact: str) -> FactValue:
    """Return the value of a fact, None where it is unknown; a deferred fact has the value supposed, if any."""
    name = sight.prefix + fact
    found = _single(sight, fact)
    if found is State.DEFERRED:
        return sight.case.deferred.get(fact, State.DEFERRED)
    if found is None:
        answer = sight.case.answers.get(name)
        found = cast("FactValue", answer) if isinstance(answer, str | bool | int | frozenset | State) else None
    return _assumed(sight, name) if found is None else found


def _single(sight: Sight, fact: str) -> FactValue:
    if sight.element is not None:
        return part(sight.element, fact)
    if fact == "role":
        return role_of(sight.case)
    if fact.startswith("platform."):
        return reading(sight.case, sight.platform, fact.removeprefix("platform."), sight.instant)
    return stated(sight.case.meeting, fact)


def _assumed(sight: Sight, name: str) -> FactValue:
    return next((each.value for each in sight.rule_set.assumes if each.fact == name), None)


def several(sight: Sight, fact: str) -> KnownSet:
    """Return the known members of a set, and whether it is complete; of an unknown set, none and no."""
    if fact in {"classification.marks", "classification.categories"}:
        return _of_label(sight, fact.removeprefix("classification."))
    if fact in {"kinds", "organisation.kinds"}:
        return _kinds(sight, fact)
    found = single(sight, fact)
    if isinstance(found, frozenset):
        return found, True
    return frozenset(), found is State.NONE


def _of_label(sight: Sight, attribute: str) -> KnownSet:
    label = classification(sight.case, sight.instant)
    if label is None:
        return frozenset(), False
    complete = label.marks_complete if attribute == "marks" else label.categories_complete
    return (label.marks if attribute == "marks" else label.categories), complete


def _kinds(sight: Sight, fact: str) -> KnownSet:
    """Return the kinds that an organisation has at the instant; a kind outside the vocabulary may be any."""
    element = sight.element
    owner = element.organisation if fact != "kinds" and isinstance(element, Participant) else element
    if not isinstance(owner, Organisation):
        return frozenset(), False
    answer = sight.case.answers.get(sight.prefix + fact)
    if isinstance(answer, frozenset):
        return cast("frozenset[str]", answer), True
    held = frozenset(each.name for each in owner.kinds if each.valid.covers(sight.instant) is Truth.TRUE)
    doubtful = any(each.valid.covers(sight.instant) is Truth.UNKNOWN for each in owner.kinds)
    readable = all(each.name in KINDS | sight.rule_set.vocabulary.kinds for each in owner.kinds)
    return held, owner.kinds_complete and readable and not doubtful


#: How a platform fact reads where a rule asks whether the platform has something (semantics, section 1), unless
#: the rule set reads it otherwise: a `switch` is true and becomes an obligation, a `plan` asks the plan.
READS: Mapping[str, str] = {
    "yes": "yes",
    "configurable": "switch",
    "paid-only": "plan",
    "no": "no",
    "not-applicable": "no",
}
_READ: Mapping[str, Truth] = {"yes": Truth.TRUE, "switch": Truth.TRUE, "no": Truth.FALSE}


def read_as(rule_set: RuleSet, value: str) -> str:
    """Return as what a rule set reads a value of a platform fact: yes, no, unknown, switch or plan."""
    return rule_set.reads.get(value) or READS.get(value, "unknown")


def reads_as(sight: Sight, name: str, wanted: str) -> bool:
    """Say whether some value of a platform fact reads as a switch, or as a matter of the plan."""
    values = reading(sight.case, sight.platform, name, sight.instant)
    return any(read_as(sight.rule_set, each) == wanted for each in values or ())


def has_feature(sight: Sight, name: str) -> Truth:
    """Say whether the platform has a feature, as the rule set reads its catalogue fact.

    Of several values each must be met: `configurable` and `paid-only` is a switch of a paid plan. Values of which
    one says yes and another no say nothing.
    """
    values = reading(sight.case, sight.platform, name, sight.instant)
    found = [_read(sight, name, read_as(sight.rule_set, each)) for each in values or ()]
    contrary = "no" in {read_as(sight.rule_set, each) for each in values or ()}
    if not found or (contrary and any_of(found) is not Truth.FALSE):
        return Truth.UNKNOWN
    return all_of(found)


def _read(sight: Sight, name: str, word: str) -> Truth:
    if word == "switch" and name in sight.case.unswitched:
        return Truth.UNKNOWN
    if word == "plan":
        plan = single(attrs.evolve(sight, element=None, prefix=""), "host_account.plan")
        return paid(plan) if isinstance(plan, str) else Truth.UNKNOWN
    return _READ.get(word, Truth.UNKNOWN)


def required(sight: Sight) -> frozenset[str] | None:
    """Return the features that the meeting requires, None where that is unknown."""
    found = single(attrs.evolve(sight, element=None, prefix=""), "requires")
    if isinstance(found, frozenset):
        return found
    return frozenset() if found is State.NONE else None


def requires_met(sight: Sight) -> Truth:
    """Say whether the platform has every feature that the meeting requires."""
    wanted = required(sight)
    return Truth.UNKNOWN if wanted is None else all_of(has_feature(sight, each) for each in sorted(wanted))


def head_count(sight: Sight) -> tuple[int, int | None]:
    """Return the least and the greatest number of heads that is possible, None for no upper limit."""
    return heads(sight.case)
