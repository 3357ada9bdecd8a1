"""Hold one world, everything that decides, and take facts away from it, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import attrs
from tests.laws.vocabulary import KNOWN_AT, MOMENTS, NOBODY_KNOWS

from meetgate.engine import Case, case_of, define
from meetgate.engine._define import first_stratum
from meetgate.engine._labels import invalid
from meetgate.model import (
    EVERYONE,
    Catalogue,
    Label,
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

GOOD = frozenset({Verdict.PERMITTED, Verdict.CONDITIONAL})


@attrs.frozen(kw_only=True)
class World:
    """Be one meeting, before rule sets, with all they rest on."""

    meeting: Meeting
    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes
    home: tuple[str, ...] | None
    base: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    unlisted_unbound: bool = False

    def case(self) -> Case:
        """Return what the engine decides."""
        return case_of(
            self.meeting,
            rule_sets=self.rule_sets,
            catalogue=self.catalogue,
            schemes=self.schemes,
            known_at=KNOWN_AT,
            home=self.home,
            base=self.base,
            waivers=self.waivers,
            unlisted_unbound=self.unlisted_unbound,
        )

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict on every platform."""
        return {name: each.verdict for name, each in define(self.case()).items()}

    def first(self) -> dict[str, Verdict]:
        """Return the verdicts before tiers."""
        case = self.case()
        return {name: first_stratum(case, each).verdict for name, each in case.catalogue.platforms.items()}

    def told(self, **changes: Any) -> World:
        """Return the world with another meeting."""
        return attrs.evolve(self, meeting=attrs.evolve(self.meeting, **changes))


def permitted(verdicts: dict[str, Verdict]) -> set[str]:
    """Return the platforms whose gate is open."""
    return {name for name, verdict in verdicts.items() if verdict is Verdict.PERMITTED}


def usable(verdicts: dict[str, Verdict]) -> set[str]:
    """Return the platforms that are permitted, on a condition or without."""
    return {name for name, verdict in verdicts.items() if verdict in GOOD}


Hide = tuple[str, World]

_WHOLE = (
    *("role", "information", "topics", "detrimental_to", "public", "confidential"),
    *("purpose", "device", "access", "modality", "starts", "ends", "host_account"),
)


def hides(world: World) -> Iterator[Hide]:
    """Yield the world with one resolved fact hidden, for every such fact, and the fact's name.

    Not hidden: `available`, `needs`, `requires`, `fulfils`, `enforces`, deferred facts and the head count
    (law 1); a retirement and a capacity, whose absence the semantics give a meaning (section 4); and the
    classification as a whole where it is invalid, for then it states nothing that was resolved (section 6).
    """
    yield from _whole_facts(world)
    yield from _tables(world)
    if not world.unlisted_unbound:
        # Where an assumption stands in, the verdict is that of the assumed value.
        yield from _who(world)
    yield from _label_facts(world)
    yield from _attestation_facts(world)
    yield from _platform_facts(world)
    yield from _dated(world)


def _whole_facts(world: World) -> Iterator[Hide]:
    for name in _WHOLE:
        value = getattr(world.meeting, name)
        if value is not None and value is not State.DEFERRED:
            yield name, world.told(**{name: None})
    if world.home is not None:
        yield "home", attrs.evolve(world, home=None)
    if world.meeting.classification is not None and invalid(world.case()) is Truth.FALSE:
        yield "classification", world.told(classification=None)


def _who(world: World) -> Iterator[Hide]:
    for name in ("convener", "organisations"):
        if getattr(world.meeting, name) is not None:
            yield name, world.told(**{name: None})
    if world.meeting.participants_complete:
        yield "participants_complete", world.told(participants_complete=False)
    if not _counts_heads(world):
        yield from _people(world)
    yield from _organisation_facts(world)


def _tables(world: World) -> Iterator[Hide]:
    for table in ("circumstances", "facts"):
        stated = getattr(world.meeting, table)
        for key in stated:
            yield f"{table}.{key}", world.told(**{table: {k: v for k, v in stated.items() if k != key}})


def _counts_heads(world: World) -> bool:
    return any(fact.name == "capacity" for each in world.catalogue.platforms.values() for fact in each.facts)


def _people(world: World) -> Iterator[Hide]:
    people = world.meeting.participants
    if people is None:
        return
    yield "participants", world.told(participants=None, participants_complete=False)
    for number, one in enumerate(people):
        if one.address is not None and sum(each.address == one.address for each in people) > 1:
            continue
        rest = (*people[:number], *people[number + 1 :])
        yield f"participants[{number}]", world.told(participants=rest, participants_complete=False)
        for name in ("state", "organisation", "device", "access"):
            if getattr(one, name) not in {None, State.DEFERRED}:
                less = attrs.evolve(one, **cast("Any", {name: None}))
                known = (*people[:number], less, *people[number + 1 :])
                yield f"participants[{number}].{name}", world.told(participants=known)


def _organisation_facts(world: World) -> Iterator[Hide]:
    """Hide a fact of an organisation wherever the meeting states it: one statement of several is no fact."""
    everybody = {each.id: each for each in world.case().present if each.id is not None}
    for name, one in everybody.items():
        for fact in ("state", "part_of"):
            if getattr(one, fact) is not None:
                yield f"{name}.{fact}", _everywhere(world, name, lambda each, f=fact: attrs.evolve(each, **{f: None}))
        if one.kinds_complete:
            yield f"{name}.kinds_complete", _everywhere(world, name, _open)
        for kind in one.kinds:
            yield f"{name}.{kind}", _everywhere(world, name, lambda each, k=kind: _open(each, without=k))


def _open(each: Organisation, without: object = None) -> Organisation:
    return attrs.evolve(each, kinds=each.kinds - {cast("Any", without)}, kinds_complete=False)


def _everywhere(world: World, name: str, change: Callable[[Organisation], Organisation]) -> World:
    def changed(one: Organisation | None) -> Organisation | None:
        return change(one) if one is not None and one.id == name else one

    meeting = world.meeting
    people = meeting.participants
    return world.told(
        convener=changed(meeting.convener),
        organisations=None if meeting.organisations is None else tuple(map(changed, meeting.organisations)),
        participants=None if people is None else tuple(_belonging(each, changed) for each in people),
    )


def _belonging(each: Participant, changed: Callable[[Organisation | None], Organisation | None]) -> Participant:
    return attrs.evolve(each, organisation=changed(each.organisation))


def _label_facts(world: World) -> Iterator[Hide]:
    labels = world.meeting.classification or ()
    for number, label in enumerate(labels):
        for hidden in _less(label):
            known = (*labels[:number], hidden, *labels[number + 1 :])
            yield f"classification[{number}]", world.told(classification=known)


def _less(label: Label) -> Iterator[Label]:
    for name in ("marks", "categories"):
        members: frozenset[str] = getattr(label, name)
        if getattr(label, f"{name}_complete"):
            yield attrs.evolve(label, **cast("Any", {f"{name}_complete": False}))
        for member in members:
            yield attrs.evolve(label, **cast("Any", {name: members - {member}, f"{name}_complete": False}))
    if label.audience_complete and all(atom.authority != "GB" for atom in label.atoms):
        # For GB the scheme itself says what a label without an audience means: that is not hiding.
        yield attrs.evolve(label, audience=EVERYONE, audience_complete=False)


def _attestation_facts(world: World) -> Iterator[Hide]:
    listed = world.meeting.attestations
    if listed is None:
        return
    yield "attestations", world.told(attestations=None, attestations_complete=False)
    if world.meeting.attestations_complete:
        yield "attestations_complete", world.told(attestations_complete=False)
    for number, one in enumerate(listed):
        rest = (*listed[:number], *listed[number + 1 :])
        yield f"attestations[{number}]", world.told(attestations=rest, attestations_complete=False)
        for name in ("on", "expires", "role"):
            if getattr(one, name) is not None:
                less = attrs.evolve(one, **cast("Any", {name: None}))
                known = (*listed[:number], less, *listed[number + 1 :])
                yield f"attestations[{number}].{name}", world.told(attestations=known)


def _platform_facts(world: World) -> Iterator[Hide]:
    for name, platform in world.catalogue.platforms.items():
        meant = {each.name for each in platform.facts if _absence_has_a_meaning(each.name)}
        for fact in meant:
            yield f"platform:{name}.{fact}", _with_platform(world, _stale(platform, fact))
        for fact in {each.name for each in platform.facts} - meant:
            kept = tuple(each for each in platform.facts if each.name != fact)
            hidden = _with_platform(world, attrs.evolve(platform, facts=kept))
            claims = {
                key: {k: v for k, v in each.items() if k != fact} for key, each in world.meeting.platforms.items()
            }
            yield f"platform:{name}.{fact}", hidden.told(platforms=claims)
        for fact in ("vendor", "vendor_state"):
            if getattr(platform, fact) is not None:
                less = attrs.evolve(platform, **cast("Any", {fact: None}))
                yield f"platform:{name}.{fact}", _with_platform(world, less)
        for finding in platform.findings:
            left = tuple(each for each in platform.findings if each != finding)
            hidden = _with_platform(world, attrs.evolve(platform, findings=left))
            yield f"platform:{name} finding", _findings_open(hidden, finding.authority)
    for window in world.catalogue.findings_complete:
        yield f"findings of {window.authority}", _findings_open(world, window.authority)


def _absence_has_a_meaning(fact: str) -> bool:
    """Say whether the semantics say what it means that nobody states a fact: no limit, nothing disabled."""
    return fact == "capacity" or fact.endswith(".disables")


def _stale(platform: Platform, fact: str) -> Platform:
    """Return the platform with a fact that is past its review: unknown, where none at all would have a meaning."""
    facts = [attrs.evolve(each, review_by=MOMENTS[0]) if each.name == fact else each for each in platform.facts]
    return attrs.evolve(platform, facts=tuple(facts))


def _with_platform(world: World, platform: Platform) -> World:
    platforms = {**world.catalogue.platforms, platform.id: platform}
    return attrs.evolve(world, catalogue=attrs.evolve(world.catalogue, platforms=platforms))


def _findings_open(world: World, authority: str) -> World:
    windows = tuple(each for each in world.catalogue.findings_complete if each.authority != authority)
    return attrs.evolve(world, catalogue=attrs.evolve(world.catalogue, findings_complete=windows))


def _dated(world: World) -> Iterator[Hide]:
    """Hide when something holds: a rule set, a rule, an equivalence."""
    for number, rule_set in enumerate(world.rule_sets):
        vague = attrs.evolve(rule_set, in_force=NOBODY_KNOWS)
        yield f"in_force:{rule_set.name}", _with_rule_set(world, number, vague)
        for place, rule in enumerate(rule_set.rules):
            if rule.in_force.cuts:
                less = attrs.evolve(rule, in_force=NOBODY_KNOWS)
                rules = (*rule_set.rules[:place], less, *rule_set.rules[place + 1 :])
                changed = _with_rule_set(world, number, attrs.evolve(rule_set, rules=rules))
                yield f"in_force:{rule_set.name}/{rule.id}", changed
    links = world.schemes.equivalences
    for number, link in enumerate(links):
        vague_link = attrs.evolve(link, valid=NOBODY_KNOWS)
        known = (*links[:number], vague_link, *links[number + 1 :])
        yield f"equivalence:{link.name}", attrs.evolve(world, schemes=attrs.evolve(world.schemes, equivalences=known))


def _with_rule_set(world: World, number: int, rule_set: RuleSet) -> World:
    return attrs.evolve(world, rule_sets=(*world.rule_sets[:number], rule_set, *world.rule_sets[number + 1 :]))
