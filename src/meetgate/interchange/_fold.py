"""Fold what the catalogue states into truths, at one moment and by what was known at one time.

This is written from the semantics and not from the engine: two that were written apart check each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, assert_never

import attrs

from meetgate.interchange._formula import Group, Has, Kleene, both, either, neg
from meetgate.model import (
    ANY_PLATFORM,
    WITHOUT_CONDITION,
    Catalogue,
    Exposed,
    Finding,
    Platform,
    PlatformFact,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
    Truth,
    all_of,
    any_of,
    truth,
)

#: The attribute of a request that says when: microseconds since 1970-01-01 in UTC.
INSTANT: Final = "instant"
_DATED: Final = Has(Group.NUMBERS, INSTANT)
_UNINFORMED: Final = frozenset({"undocumented", "not-assessed"})
_READS: Final[Mapping[str, Truth]] = {"yes": Truth.TRUE, "no": Truth.FALSE}
#: As what a value of a platform fact reads in a rule set that does not say otherwise.
READS: Final[Mapping[str, str]] = {
    "yes": "yes",
    "no": "no",
    "not-applicable": "no",
    "configurable": "switch",
    "paid-only": "plan",
}


@attrs.frozen(kw_only=True)
class World:
    """Be what everything is folded at: a catalogue, schemes, a moment, and what was known."""

    catalogue: Catalogue
    schemes: Schemes
    instant: datetime
    known_at: datetime
    base: frozenset[str]


@attrs.frozen(kw_only=True)
class View:
    """Be one platform as one rule set sees it; what cannot be told to others is noted in `refused`."""

    world: World
    rule_set: RuleSet
    platform: Platform
    refused: set[str] = attrs.field(factory=set[str])
    facts_read: set[str] = attrs.field(factory=set[str])


def at(view: View, find: Callable[[datetime | None], Kleene]) -> Kleene:
    """Fold at the moment of the export, and for meetings of which nobody says when they are."""
    dated, undated = find(view.world.instant), find(None)
    if dated == undated:
        return dated
    return Kleene(
        either(both(_DATED, dated.definitely), both(neg(_DATED), undated.definitely)),
        either(both(_DATED, dated.possibly), both(neg(_DATED), undated.possibly)),
    )


def covers(view: View, selector: Selector, moment: datetime | None) -> Truth:
    """Say whether a selector picks the platform."""
    platform = view.platform
    match selector.by:
        case SelectorKind.PLATFORM:
            return truth(
                value=selector.value in ({platform.id, platform.product} if selector.editions else {platform.id})
            )
        case SelectorKind.VENDOR:
            return _same(platform.vendor, selector.value)
        case SelectorKind.VENDOR_STATE:
            return _same(platform.vendor_state, selector.value)
        case SelectorKind.FACT:
            known = reading(view, selector.value, moment)
            return Truth.UNKNOWN if known is None else truth(value=not known.isdisjoint(selector.fact_values))
        case SelectorKind.CLASS:
            return _in_class(view, selector, moment)
        case _:
            assert_never(selector.by)


def _same(stated: str | None, wanted: str) -> Truth:
    return truth(value=None if stated is None else stated == wanted)


def _in_class(view: View, selector: Selector, moment: datetime | None) -> Truth:
    if selector.value == ANY_PLATFORM:
        return Truth.TRUE
    found = view.rule_set.classes.get(selector.value)
    if found is None:
        return Truth.UNKNOWN

    def named(listed: tuple[Selector, ...]) -> Truth:
        wide = (attrs.evolve(each, editions="/" not in each.value) if selector.editions else each for each in listed)
        return any_of(covers(view, each, moment) for each in wide)

    rest = Truth.FALSE if found.closed else Truth.UNKNOWN
    return (named(found.members) | rest) & ~named(found.excludes)


def public(known_from: datetime | None, world: World) -> bool:
    """Say whether what is public since an instant was public when the export knows."""
    return known_from is None or known_from <= world.known_at


def _current(statement: PlatformFact | Finding, moment: datetime | None) -> Truth:
    """Say whether a statement holds at a moment; past its review date it never does for certain."""
    review = statement.review_by
    fresh = review is None or (moment is not None and moment < review)
    return statement.valid.covers(moment) & (Truth.TRUE if fresh else Truth.UNKNOWN)


def reading(view: View, name: str, moment: datetime | None) -> frozenset[str] | None:
    """Return what the sources that count agree on, None where that is nothing."""
    view.facts_read.add(name)
    by_source: dict[str, list[PlatformFact]] = {}
    for each in view.platform.facts:
        trusted = not view.rule_set.trusts or each.asserted_by in view.rule_set.trusts
        if each.name == name and trusted and public(each.known_from, view.world):
            by_source.setdefault(each.asserted_by, []).append(each)
            if each.when != WITHOUT_CONDITION:
                view.refused.add(f"what is stated of `{name}` of `{view.platform.id}` depends on the meeting")
    voices = [_voice(listed, moment) for listed in by_source.values()]
    told = [each for each in voices if any(not one.values <= _UNINFORMED for one in each[0])] or voices
    values = {one.values for heard, _ in told for one in heard}
    certain = any(sure for _, sure in told)
    return values.pop() if certain and len(values) == 1 else None


def _voice(said: list[PlatformFact], moment: datetime | None) -> tuple[list[PlatformFact], bool]:
    """Return what one source may say, nothing older than its latest certain word, and whether any is certain."""
    certain = [each for each in said if _current(each, moment) is Truth.TRUE]
    floor = max((each.known_from for each in certain if each.known_from), default=None)
    heard = [each for each in said if _current(each, moment) is not Truth.FALSE]
    if floor is not None:
        heard = [each for each in heard if each.known_from is not None and each.known_from >= floor]
    return heard, bool(certain)


def feature(view: View, name: str, moment: datetime | None) -> Truth:
    """Say whether the platform has a feature, as the rule set reads the values of its fact."""
    reads = {
        each: view.rule_set.reads.get(each) or READS.get(each, "unknown") for each in reading(view, name, moment) or ()
    }
    if {"switch", "plan"} & {*reads.values()}:
        view.refused.add(f"`{view.platform.id}` has `{name}` only where it is switched on or paid for")
    found = {_READS.get(word, Truth.UNKNOWN) for word in reads.values()}
    torn = Truth.FALSE in found and len(found) > 1
    return Truth.UNKNOWN if torn or not found else all_of(found)


def exposed(view: View, test: Exposed, state: str, moment: datetime | None) -> Truth:
    """Say whether a named authority found the platform exposed to a state; silence is false where it is complete."""
    truths = [
        _current(each, moment)
        for each in view.platform.findings
        if (each.authority in test.asserted_by and each.state == state)
        and each.kinds & test.kinds
        and public(each.known_from, view.world)
    ]
    silence = Truth.FALSE if findings_complete(view, test, moment) else Truth.UNKNOWN
    return any_of((*truths, silence))


def findings_complete(view: View, test: Exposed, moment: datetime | None) -> bool:
    """Say whether every finding of the named authorities is listed at a moment."""
    through = view.world.catalogue.findings_complete
    return all(
        any(moment is not None and moment < each.through for each in through if each.authority == authority)
        for authority in test.asserted_by
    )
