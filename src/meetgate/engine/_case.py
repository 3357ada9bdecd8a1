"""Hold everything that one verdict depends on, and nothing else: no clock, no file, no chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from meetgate.model import (
    Catalogue,
    Kind,
    Meeting,
    Organisation,
    Participant,
    Platform,
    RuleSet,
    Schemes,
    Waiver,
)

#: What a question may be answered with while `missing` tries answers: a value of a fact, or a truth.
AnswerValue = object


@attrs.frozen(kw_only=True)
class Case:
    """Be one meeting before the rule sets; build it with `case_of`, which merges what is the same.

    `home` is None where nobody stated it. `base` names the rule sets that always bind home. `answers` fills
    unknown facts by name while `missing` asks what would settle a verdict; `deferred` gives the value that a
    deferred fact is supposed to have at the join. Both are empty when a decision is made.
    """

    meeting: Meeting
    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes
    known_at: datetime
    home: tuple[Organisation, ...] | None
    base: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    unlisted_unbound: bool = False
    present: tuple[Organisation, ...] = ()
    present_complete: bool = False
    warnings: tuple[str, ...] = ()
    answers: Mapping[str, AnswerValue] = attrs.field(factory=dict[str, AnswerValue])
    deferred: Mapping[str, str] = attrs.field(factory=dict[str, str])


@attrs.frozen(kw_only=True)
class Sight:
    """Be the case as one rule set sees it, for one platform, at one instant.

    Inside a quantifier, `element` is the participant or organisation in question and `prefix` names it.
    """

    case: Case
    rule_set: RuleSet
    platform: Platform
    instant: datetime | None
    element: Participant | Organisation | None = None
    prefix: str = ""


def case_of(
    meeting: Meeting,
    *,
    rule_sets: Iterable[RuleSet],
    catalogue: Catalogue,
    known_at: datetime,
    schemes: Schemes | None = None,
    home: tuple[str, ...] | None = None,
    home_is_convener: bool = False,
    base: Iterable[str] = (),
    waivers: Iterable[Waiver] = (),
    unlisted_unbound: bool = False,
) -> Case:
    """Build the case: equal addresses and equal organisations become one, rule sets have an order of their own.

    `home` names organisations by id; `home_is_convener` decides for whoever convenes instead.
    """
    people, spoken = merged_participants(meeting.participants)
    meeting, strange = _by_id(attrs.evolve(meeting, participants=people), catalogue)
    ours: tuple[Organisation, ...] | None = None if home is None else tuple(Organisation(id=each) for each in home)
    if home_is_convener:
        ours = None if meeting.convener is None else (meeting.convener,)
    listed = [*(ours or ()), *([meeting.convener] if meeting.convener else []), *(meeting.organisations or ())]
    listed += [each.organisation for each in people or () if each.organisation is not None]
    present, argued = merged_organisations(listed)
    complete = (
        ours is not None
        and meeting.convener is not None
        and meeting.organisations is not None
        and people is not None
        and meeting.participants_complete
        and all(each.organisation is not None for each in people)
    )
    return Case(
        meeting=meeting,
        rule_sets=tuple({each.name: each for each in sorted(rule_sets, key=lambda one: one.name)}.values()),
        catalogue=catalogue,
        schemes=schemes or Schemes(),
        known_at=known_at,
        home=None if ours is None else tuple(_found(each, present) for each in dict.fromkeys(ours)),
        base=frozenset(base),
        waivers=tuple(sorted({each.id: each for each in waivers}.values(), key=lambda one: one.id)),
        unlisted_unbound=unlisted_unbound,
        present=present,
        present_complete=complete,
        warnings=(*spoken, *argued, *strange),
    )


def _by_id(meeting: Meeting, catalogue: Catalogue) -> tuple[Meeting, tuple[str, ...]]:
    """Replace the aliases of platforms that a meeting names by their ids; a name nobody knows is a warning."""
    names = catalogue.names()
    attested = [each.platform for each in meeting.attestations or () if each.platform is not None]
    said = [*(meeting.available or ()), *meeting.platforms, *attested]
    renamed = attrs.evolve(
        meeting,
        available=None if meeting.available is None else frozenset(names.get(each, each) for each in meeting.available),
        platforms={names.get(each, each): facts for each, facts in meeting.platforms.items()},
        attestations=None
        if meeting.attestations is None
        else tuple(
            attrs.evolve(each, platform=None if each.platform is None else names.get(each.platform, each.platform))
            for each in meeting.attestations
        ),
    )
    return renamed, tuple(f"unknown platform `{each}` is ignored" for each in sorted(set(said)) if each not in names)


def merged_participants(
    participants: tuple[Participant, ...] | None,
) -> tuple[tuple[Participant, ...] | None, tuple[str, ...]]:
    """Merge participants with equal addresses, attribute by attribute; disagreement is unknown, and a warning."""
    if participants is None:
        return None, ()
    merged: dict[object, Participant] = {}
    warnings: list[str] = []
    for number, each in enumerate(participants):
        # Without an address, nobody is the same person as anybody.
        key: object = number if each.address is None else each.address.lower()
        known = merged.get(key)
        merged[key] = each if known is None else _merge_people(known, each, warnings)
    return tuple(merged.values()), tuple(warnings)


def _merge_people(one: Participant, other: Participant, warnings: list[str]) -> Participant:
    name = f"participant `{one.address}`"
    both = _merge(one, other, ("state", "device", "access", "client"), name=name, warnings=warnings)
    firm: Organisation | None = one.organisation or other.organisation
    if one.organisation is not None and other.organisation is not None and one.organisation != other.organisation:
        same = one.organisation.id is not None and one.organisation.id == other.organisation.id
        firm = _merge_two(one.organisation, other.organisation, warnings) if same else None
        if not same:
            warnings.append(f"{name} belongs to two organisations: taken as unknown")
    return attrs.evolve(one, organisation=firm, **both)


def merged_organisations(organisations: Iterable[Organisation]) -> tuple[tuple[Organisation, ...], tuple[str, ...]]:
    """Merge organisations with equal ids; one without an id is the same as its exact copy only."""
    merged: dict[object, Organisation] = {}
    warnings: list[str] = []
    for each in organisations:
        key: object = each if each.id is None else each.id
        known = merged.get(key)
        merged[key] = each if known is None else _merge_two(known, each, warnings)
    return tuple(sorted(merged.values(), key=lambda one: (one.shown, one.name or ""))), tuple(warnings)


def _merge_two(one: Organisation, other: Organisation, warnings: list[str]) -> Organisation:
    if one == other:
        return one
    name = f"organisation `{one.shown}`"
    both = _merge(one, other, ("name", "state", "part_of"), name=name, warnings=warnings)
    kinds: frozenset[Kind] = one.kinds | other.kinds
    closed = one.kinds_complete or other.kinds_complete
    if (one.kinds_complete and not other.kinds <= one.kinds) or (other.kinds_complete and not one.kinds <= other.kinds):
        warnings.append(f"{name} has kinds that one statement rules out: their list is taken as open")
        closed = False
    return attrs.evolve(one, kinds=kinds, kinds_complete=closed, aliases=one.aliases | other.aliases, **both)


def _merge(one: object, other: object, names: tuple[str, ...], *, name: str, warnings: list[str]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for attribute in names:
        left, right = getattr(one, attribute), getattr(other, attribute)
        agree = left is None or right is None or left == right
        merged[attribute] = (left if left is not None else right) if agree else None
        if not agree:
            warnings.append(f"{name} has two values of `{attribute}`: taken as unknown")
    return merged


def _found(one: Organisation, present: tuple[Organisation, ...]) -> Organisation:
    return next((each for each in present if each.id == one.id and (one.id is not None or each == one)), one)
