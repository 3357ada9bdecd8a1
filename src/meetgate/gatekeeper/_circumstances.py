"""Bring a meeting and what the deployer states together into the case that the engine decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import attrs

from meetgate.engine import Case, case_of
from meetgate.model import Assumption, Meeting, Organisation, Participant, Waiver, stated

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.gatekeeper.policy import Policy

#: Decide for whoever convenes; a listed assumption.
CONVENER: Final = "convener"
Home = Sequence[str] | Literal["convener"] | None


@attrs.frozen(kw_only=True)
class House:
    """Hold what the deployer states once for all meetings: home, waivers, and the default for home."""

    home: Home = None
    default_home: Home = None
    waivers: tuple[Waiver, ...] = ()


@attrs.frozen(kw_only=True)
class Situation:
    """Be the case, with the assumptions it rests on and what to warn of."""

    case: Case
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]


def situate(
    meeting: Meeting,
    *,
    policy: Policy,
    house: House,
    known_at: datetime,
    assumptions: Sequence[Assumption] = (),
    warnings: Sequence[str] = (),
) -> Situation:
    """Build the case; what stands in for absent facts is listed."""
    used = list(assumptions)
    home, disputes = _home(meeting, policy, house)
    if home == CONVENER:
        used.append(_WE_DECIDE_FOR_THE_CONVENER)
    longest = None if policy.context is None else policy.context.longest_meeting
    if longest is not None and meeting.ends is None and meeting.starts is not None:
        meeting = attrs.evolve(meeting, ends=meeting.starts + timedelta(hours=int(str(longest.value))))
        used.append(longest)
    directory: Mapping[str, Organisation] = {} if policy.context is None else policy.context.directory
    unlisted = None if policy.context is None else policy.context.unlisted_guests
    case = case_of(
        _introduced(meeting, directory),
        rule_sets=policy.rule_sets,
        catalogue=policy.catalogue,
        schemes=policy.schemes,
        known_at=known_at,
        home=None if home is None or home == CONVENER else tuple(home),
        home_is_convener=home == CONVENER,
        base=policy.base,
        waivers=house.waivers,
        unlisted_unbound=unlisted is not None,
    )
    case = attrs.evolve(
        case,
        present=tuple(_known(each, directory) for each in case.present),
        home=None if case.home is None else tuple(_known(each, directory) for each in case.home),
    )
    if unlisted is not None and not case.present_complete:
        used.append(unlisted)
    used.extend(_assumed_by_rule_sets(case))
    return Situation(case=case, assumptions=tuple(dict.fromkeys(used)), warnings=(*warnings, *disputes, *case.warnings))


_WE_DECIDE_FOR_THE_CONVENER: Final = Assumption(
    fact="home", value=CONVENER, by="meetgate", because="nobody stated home: we decide for whoever convenes"
)


def _home(meeting: Meeting, policy: Policy, house: House) -> tuple[Home, tuple[str, ...]]:
    """Return home by precedence: the gatekeeper's, the meeting's, the context's, the default; and who disagrees."""
    context = None if policy.context is None else policy.context.home
    ranked: list[tuple[str, Home]] = [
        ("the gatekeeper", house.home),
        ("the meeting", meeting.home),
        ("the context", context),
    ]
    said = [(who, home) for who, home in ranked if home is not None]
    if not said:
        return house.default_home, ()
    first, chosen = said[0]
    others = [
        (who, home) for who, home in said[1:] if CONVENER not in (chosen, home) and set(home or ()) != set(chosen or ())
    ]
    return chosen, tuple(
        f"{first} states home as {_listed(chosen)}, {who} as {_listed(home)}: {first} is followed"
        for who, home in others
    )


def _listed(home: Home) -> str:
    return ", ".join(f"`{each}`" for each in home or ()) or "nobody"


def _introduced(meeting: Meeting, directory: Mapping[str, Organisation]) -> Meeting:
    """Fill what is unknown of the participants' organisations from the deployer's directory."""
    if meeting.participants is None or not directory:
        return meeting
    return attrs.evolve(
        meeting, participants=tuple(_known_participant(each, directory) for each in meeting.participants)
    )


def _known_participant(person: Participant, directory: Mapping[str, Organisation]) -> Participant:
    if person.organisation is None:
        return person
    return attrs.evolve(person, organisation=_known(person.organisation, directory))


def _known(organisation: Organisation, directory: Mapping[str, Organisation]) -> Organisation:
    """Fill the gaps of an organisation from the directory's entry with its id; what the meeting states stands."""
    entry = None if organisation.id is None else directory.get(organisation.id)
    if entry is None:
        return organisation
    return attrs.evolve(
        organisation,
        name=organisation.name or entry.name,
        kinds=organisation.kinds if organisation.kinds_complete else organisation.kinds | entry.kinds,
        kinds_complete=organisation.kinds_complete or entry.kinds_complete,
        state=organisation.state or entry.state,
        part_of=organisation.part_of or entry.part_of,
        aliases=organisation.aliases | entry.aliases,
    )


def _assumed_by_rule_sets(case: Case) -> Iterator[Assumption]:
    """Name the assumptions of rule sets that stand in for a fact which this meeting does not state."""
    for rule_set in case.rule_sets:
        for each in rule_set.assumes:
            if stated(case.meeting, each.fact) is None:
                yield attrs.evolve(each, scope=rule_set.name)
