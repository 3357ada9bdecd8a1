"""Evaluate conditions in Kleene logic; no evaluation ever raises, and what cannot be evaluated is unknown."""

from __future__ import annotations

from typing import assert_never

import attrs

from meetgate.engine._attest import attested
from meetgate.engine._case import Sight
from meetgate.engine._clearance import level_holds
from meetgate.engine._facts import has_feature, head_count, requires_met, several, single
from meetgate.engine._time import found_exposed, reading
from meetgate.model import (
    ANY_PLATFORM,
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
    Organisation,
    Participant,
    Quantifier,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    State,
    Truth,
    all_of,
    any_of,
    truth,
)


def evaluate(sight: Sight, condition: Condition) -> Truth:
    """Say whether a condition holds."""
    match condition:
        case All(of=parts):
            return all_of(evaluate(sight, each) for each in parts)
        case Any(of=parts):
            return any_of(evaluate(sight, each) for each in parts)
        case Not(of=inner):
            return ~evaluate(sight, inner)
        case Is():
            return _is(sight, condition)
        case Members():
            return _members(sight, condition)
        case Level():
            return level_holds(sight, condition)
        case Exposed():
            return _exposed(sight, condition)
        case Some():
            return _some(sight, condition)
        case Number():
            return _number(sight, condition)
        case Attested():
            return attested(sight, condition)
        case _:
            assert_never(condition)


def covers(sight: Sight, selector: Selector) -> Truth:
    """Say whether a selector picks the platform."""
    platform = sight.platform
    match selector.by:
        case SelectorKind.PLATFORM:
            return truth(value=selector.value in {platform.id, platform.product if selector.editions else platform.id})
        case SelectorKind.VENDOR:
            return truth(value=None if platform.vendor is None else platform.vendor == selector.value)
        case SelectorKind.VENDOR_STATE:
            return truth(value=None if platform.vendor_state is None else platform.vendor_state == selector.value)
        case SelectorKind.FACT:
            found = reading(sight.case, platform, selector.value, sight.instant)
            return truth(value=None if found is None else bool(found & selector.fact_values))
        case SelectorKind.CLASS:
            return _in_class(sight, selector)
        case _:
            assert_never(selector.by)


def _in_class(sight: Sight, selector: Selector) -> Truth:
    """Say whether the platform is of a class of the rule set; of an open one, nobody can tell what else is."""
    if selector.value == ANY_PLATFORM:
        return Truth.TRUE
    found = sight.rule_set.classes.get(selector.value)
    if found is None:
        return Truth.UNKNOWN
    others = Truth.FALSE if found.closed else Truth.UNKNOWN
    within = ~_named(sight, selector, found.excludes) & (_named(sight, selector, found.members) | others)
    ruling = sight.case.answers.get(f"ruling:{sight.rule_set.key}/{selector.value}")
    return ruling if within is Truth.UNKNOWN and isinstance(ruling, Truth) else within


def _named(sight: Sight, selector: Selector, selectors: tuple[Selector, ...]) -> Truth:
    """Say whether selectors of a class pick the platform; a product is as wide as in the rule that uses the class."""
    if selector.editions:
        selectors = tuple(attrs.evolve(each, editions="/" not in each.value) for each in selectors)
    return any_of(covers(sight, each) for each in selectors)


def _is(sight: Sight, condition: Is) -> Truth:
    if condition.fact == "requires.met":
        return requires_met(sight)
    if condition.fact.startswith("platform.") and condition.values <= {True, False}:
        has = has_feature(sight, condition.fact.removeprefix("platform."))
        return any_of(has if wanted else ~has for wanted in condition.values)
    found = single(sight, condition.fact)
    if found is None or found is State.DEFERRED:
        return Truth.UNKNOWN
    if isinstance(found, frozenset):
        return truth(value=bool(found & condition.values))
    if found is State.NONE:
        return Truth.FALSE
    # A value of another type is malformed, and so unknown; to Python, 1 is True.
    alike = any(type(each) is type(found) for each in condition.values)
    return truth(value=found in condition.values if alike else None)


def _members(sight: Sight, condition: Members) -> Truth:
    members, complete = several(sight, condition.fact)
    settled = Truth.FALSE if complete else Truth.UNKNOWN
    match condition.test:
        case SetTest.ANY_OF:
            return Truth.TRUE if members & condition.values else settled
        case SetTest.WITHIN:
            return ~settled if members <= condition.values else Truth.FALSE
        case _:
            assert_never(condition.test)


def _exposed(sight: Sight, condition: Exposed) -> Truth:
    against = single(sight, "detrimental_to") if condition.states is None else condition.states
    if not isinstance(against, frozenset):
        return Truth.FALSE if against is State.NONE else Truth.UNKNOWN
    return any_of(
        found_exposed(
            sight.case,
            sight.platform,
            state,
            by=condition.asserted_by,
            kinds=condition.kinds,
            instant=sight.instant,
        )
        for state in against
    )


def _some(sight: Sight, condition: Some) -> Truth:
    case = sight.case
    people = condition.of == "participants"
    elements: tuple[Participant | Organisation, ...] = (case.meeting.participants or ()) if people else case.present
    complete = (
        case.meeting.participants_complete and case.meeting.participants is not None
        if people
        else case.present_complete
    )
    found = [
        evaluate(attrs.evolve(sight, element=each, prefix=f"{condition.of}[{number}]."), condition.test)
        for number, each in enumerate(elements)
    ]
    answer = case.answers.get("participants")
    others = truth(value="others" in answer) if isinstance(answer, frozenset) else Truth.UNKNOWN
    match condition.quantifier:
        case Quantifier.ANY:
            return any_of(found) | (Truth.FALSE if complete else others)
        case Quantifier.ALL:
            # An empty list satisfies no `all`: nobody was looked at.
            return all_of(found) & (Truth.TRUE if complete and found else ~others if found else Truth.UNKNOWN)
        case _:
            assert_never(condition.quantifier)


def _number(sight: Sight, condition: Number) -> Truth:
    least, most = head_count(sight)
    match condition.test:
        case OrderTest.AT_LEAST:
            unsure = Truth.FALSE if most is not None and most < condition.bound else Truth.UNKNOWN
            return Truth.TRUE if least >= condition.bound else unsure
        case OrderTest.AT_MOST:
            unsure = Truth.FALSE if least > condition.bound else Truth.UNKNOWN
            return Truth.TRUE if most is not None and most <= condition.bound else unsure
        case _:
            assert_never(condition.test)
