"""Hold everything that one verdict depends on, and nothing else: no clock, no file, no chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Final, TypeVar

import attrs

from meetgate.engine._merge import merged_organisations, merged_participants
from meetgate.model import (
    ALWAYS,
    KNOWABLE_AT_JOIN,
    Account,
    Attestation,
    Catalogue,
    Meeting,
    Organisation,
    Participant,
    Platform,
    RuleSet,
    Schemes,
    State,
    Truth,
    Verdict,
    Waiver,
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
#: What may stand where a flag should, and equals no other value of these types.
_FLAGS: Final = frozenset({bool, NoneType, State, str})

#: What a question may be answered with while `missing` tries answers: a value of a fact, or a truth.
AnswerValue = object

#: What names the platform that it is about.
Named = TypeVar("Named", Account, Attestation)

#: Whether a rule set, by name and revision, binds an organisation at an instant.
Asked = tuple[str, int, Organisation, datetime | None]


def _states(case: Case) -> frozenset[str | None]:
    """Return the states from which people come, None among them where that of somebody is unknown."""
    return frozenset(map(state_of, case.meeting.participants or ()))


def _dated(case: Case) -> bool:
    """Say whether something that the meeting states changes with time: attestations, or legal kinds."""
    return bool(case.meeting.attestations) or any(kind.valid != ALWAYS for each in case.present for kind in each.kinds)


def _plain(case: Case) -> bool:
    """Say whether home is stated and everybody who is present has an id."""
    return case.home is not None and all(each.id is not None for each in (*case.home, *case.present))


def _typed(case: Case) -> bool:
    """Say whether no number stands where a flag should: to Python, 1 and 1.0 are True, and here they are not."""
    meeting = case.meeting
    held = (meeting.public, meeting.confidential, meeting.highly_targeted, *meeting.circumstances.values())
    return all(type(each) in _FLAGS for each in held)


def _ordinary(case: Case) -> bool:
    """Say whether everybody is listed, has an id or a known state, and nothing is said of platforms."""
    meeting = case.meeting
    return (
        case.plain
        and case.typed
        and not case.dated
        and (case.present_complete or case.unlisted_unbound)
        and meeting.participants_complete
        and meeting.available is None
        and not meeting.platforms
    )


def _microseconds(case: Case) -> int:
    """Return when the meeting starts, as a number that compares faster than a time does; 0 for an unknown start."""
    starts = case.meeting.starts
    return 0 if starts is None else microseconds(starts)


def microseconds(moment: datetime) -> int:
    """Return the microseconds from the first instant of 1970 (UTC) to an aware datetime, exactly."""
    return (moment - _EPOCH) // _TICK


def _defers(case: Case) -> tuple[str, ...]:
    holders = (case.meeting, *(case.meeting.participants or ()))
    found = {fact for each in holders for fact in KNOWABLE_AT_JOIN if getattr(each, fact) is State.DEFERRED}
    return tuple(sorted(found))


def _circumstances(case: Case) -> tuple[tuple[str, object], ...]:
    """Return the circumstances that are stated, in an order of their own."""
    stated = case.meeting.circumstances
    return tuple(sorted(stated.items())) if stated else ()


def state_of(person: Participant) -> str | None:
    """Return the state from which somebody comes, None where it is unknown or unreadable."""
    state: object = person.state
    return state if isinstance(state, str) else None


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
    #: Whether the list of those present would be complete if home were stated.
    guests_complete: bool = False
    warnings: tuple[str, ...] = ()
    answers: Mapping[str, AnswerValue] = attrs.field(factory=dict[str, AnswerValue])
    deferred: Mapping[str, str] = attrs.field(factory=dict[str, str])
    #: Configurable features that are supposed not to be switched on, while the needless switches are found.
    unswitched: frozenset[str] = frozenset()
    #: From where people come: once, when the case is built, however many ask.
    states: frozenset[str | None] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_states, takes_self=True)
    )
    #: Whether home is stated, and every organisation has an id.
    plain: bool = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_plain, takes_self=True))
    circumstances: tuple[tuple[str, object], ...] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_circumstances, takes_self=True)
    )
    #: Whether no number stands where a flag should.
    typed: bool = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_typed, takes_self=True))
    #: Whether the meeting itself holds dates at which verdicts may change.
    dated: bool = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_dated, takes_self=True))
    #: The facts that the caller leaves to the join.
    defers: tuple[str, ...] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_defers, takes_self=True)
    )
    #: When it starts, in microseconds.
    begins: int = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_microseconds, takes_self=True))
    #: Whether it is one of the cases of which there are most.
    ordinary: bool = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_ordinary, takes_self=True))
    #: What home alone would find of platforms, and whom rule sets were found to bind.
    #: Never copied: a case with other answers finds out for itself.
    alone: dict[str, Verdict] = attrs.field(factory=dict[str, Verdict], init=False, eq=False, repr=False)
    bound: dict[Asked, Truth] = attrs.field(factory=dict[Asked, Truth], init=False, eq=False, repr=False)


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
    if people is not meeting.participants:
        meeting = attrs.evolve(meeting, participants=people)
    meeting, strange = _by_id(meeting, catalogue)
    ours: tuple[Organisation, ...] | None = None if home is None else tuple(Organisation(id=each) for each in home)
    if home_is_convener:
        ours = None if meeting.convener is None else (meeting.convener,)
    listed = [*(ours or ()), *([meeting.convener] if meeting.convener else []), *(meeting.organisations or ())]
    listed += [each.organisation for each in people or () if each.organisation is not None]
    present, argued = merged_organisations(listed)
    guests_complete = _guests_complete(meeting)
    return Case(
        meeting=meeting,
        rule_sets=arranged(rule_sets),
        catalogue=catalogue,
        schemes=schemes or Schemes(),
        known_at=known_at,
        home=None if ours is None else tuple(_found(each, present) for each in dict.fromkeys(ours)),
        base=frozenset(base),
        waivers=granted(waivers),
        unlisted_unbound=unlisted_unbound,
        present=present,
        present_complete=guests_complete and ours is not None,
        guests_complete=guests_complete,
        warnings=(*spoken, *argued, *strange, *_levels(meeting, schemes or Schemes())),
    )


def _guests_complete(meeting: Meeting) -> bool:
    """Say whether nobody but home can be present beside those listed (semantics, section 3)."""
    people = meeting.participants
    return (
        meeting.convener is not None
        and meeting.organisations is not None
        and people is not None
        and meeting.participants_complete
        and all(each.organisation is not None for each in people)
    )


def _levels(meeting: Meeting, schemes: Schemes) -> Iterable[str]:
    """Warn of levels that no scheme of their authority has, or that name no authority: nothing is known of them."""
    for each in schemes.strange(meeting.classification or ()):
        yield f"the level `{each}` is in no scheme that is loaded: it is taken as unknown"


class Arranged(tuple[RuleSet, ...]):
    """Be rule sets in an order of their own: whoever is given them need not arrange them again."""

    __slots__ = ()


def granted(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Return waivers by id, each once."""
    if not waivers:
        return ()
    return tuple(sorted({each.id: each for each in waivers}.values(), key=lambda one: one.id))


def arranged(rule_sets: Iterable[RuleSet]) -> Arranged:
    """Return rule sets in an order of their own, each revision of each name once; one of several says so."""
    if isinstance(rule_sets, Arranged):
        return rule_sets
    unique = {(each.name, each.revision): each for each in rule_sets}
    names = Counter(name for name, _ in unique)
    told = ((unique[key], names[key[0]] > 1) for key in sorted(unique))
    return Arranged(
        each if each.one_of_several is several else attrs.evolve(each, one_of_several=several) for each, several in told
    )


def deferred(case: Case) -> tuple[str, ...]:
    """Name the facts that the caller leaves to the join, of the meeting or of somebody who takes part."""
    return case.defers


def sight_of(case: Case, rule_set: RuleSet, platform: Platform, instant: datetime | None) -> Sight:
    """Return what a rule set sees of a platform at an instant: of its facts, those stated by whom it trusts.

    Where the caller claims something, everybody is heard: a claim fills a gap, and trust must not make one.
    """
    if rule_set.trusts:
        claimed = case.meeting.platforms.get(platform.id, {})
        heard = (each for each in platform.facts if each.asserted_by in rule_set.trusts or each.name in claimed)
        platform = attrs.evolve(platform, facts=tuple(heard))
    return Sight(case=case, rule_set=rule_set, platform=platform, instant=instant)


def at_home(case: Case, name: str) -> Case:
    """Return the case as if home were the organisation of this name, which may not be listed."""
    home = next((each for each in case.present if each.shown == name), Organisation(id=name))
    present, _ = merged_organisations((*case.present, home))
    return attrs.evolve(case, home=(home,), present=present, present_complete=case.guests_complete)


def filled(organisation: Organisation, entry: Organisation) -> Organisation:
    """Fill the gaps of an organisation from an entry about it; what is stated of it stands.

    A list of kinds that the entry calls complete stays open where the organisation has a kind that is not in it.
    """
    return attrs.evolve(
        organisation,
        name=organisation.name or entry.name,
        kinds=organisation.kinds if organisation.kinds_complete else organisation.kinds | entry.kinds,
        kinds_complete=organisation.kinds_complete or (entry.kinds_complete and organisation.kinds <= entry.kinds),
        state=organisation.state or entry.state,
        part_of=organisation.part_of or entry.part_of,
        aliases=organisation.aliases | entry.aliases,
    )


def _named(meeting: Meeting) -> Iterator[str]:
    """Yield the names of platforms that a meeting uses."""
    yield from meeting.available or ()
    yield from meeting.partners_on or ()
    yield from meeting.platforms
    held = (meeting.host_account, meeting.our_account, *(meeting.attestations or ()))
    yield from (each.platform for each in held if each is not None and each.platform is not None)


def _by_id(meeting: Meeting, catalogue: Catalogue) -> tuple[Meeting, tuple[str, ...]]:
    """Replace the aliases of platforms that a meeting names by their ids; a name nobody knows is a warning."""
    said = {*_named(meeting)}
    if all(each in catalogue.platforms for each in said):
        return meeting, ()
    # A name that means two platforms at two times means the one of the day; any other that was ever used is understood.
    names = {**catalogue.names(), **catalogue.names(meeting.starts)}

    def named(name: str) -> str:
        return names.get(name, name)

    def of_one(held: Named) -> Named:
        return held if held.platform is None else attrs.evolve(held, platform=named(held.platform))

    def of_several(held: frozenset[str] | None) -> frozenset[str] | None:
        return None if held is None else frozenset(map(named, held))

    renamed = attrs.evolve(
        meeting,
        available=of_several(meeting.available),
        partners_on=of_several(meeting.partners_on),
        host_account=None if meeting.host_account is None else of_one(meeting.host_account),
        our_account=None if meeting.our_account is None else of_one(meeting.our_account),
        platforms=_claims((named(each), facts) for each, facts in meeting.platforms.items()),
        attestations=None if meeting.attestations is None else tuple(map(of_one, meeting.attestations)),
    )
    return renamed, tuple(f"unknown platform `{each}` is ignored" for each in sorted(said - names.keys()))


def _claims(claims: Iterable[tuple[str, Mapping[str, frozenset[str]]]]) -> dict[str, dict[str, frozenset[str]]]:
    """Return what the caller claims by platform; under two names of one platform, what either claim says."""
    merged: dict[str, dict[str, frozenset[str]]] = {}
    for name, facts in claims:
        of_platform = merged.setdefault(name, {})
        for fact, values in facts.items():
            of_platform[fact] = of_platform.get(fact, frozenset()) | values
    return merged


def _found(one: Organisation, present: tuple[Organisation, ...]) -> Organisation:
    return next((each for each in present if each.id == one.id and (one.id is not None or each == one)), one)
