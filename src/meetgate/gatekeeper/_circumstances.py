"""Bring a meeting and what the deployer states together into the case that the engine decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal

import attrs

from meetgate.engine import Case, case_of, filled
from meetgate.model import Assumption, Meeting, Organisation, Participant, stated

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.gatekeeper._policy import Policy

#: Decide for whoever convenes; a listed assumption.
CONVENER: Final = "convener"
Home = Sequence[str] | Literal["convener"] | None


@attrs.frozen(kw_only=True)
class House:
    """Hold what the deployer states once for all meetings: home, and the default for home."""

    home: Home = None
    default_home: Home = None


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
    context = policy.context
    longest = None if context is None or meeting.ends is not None else context.longest_meeting
    ends = _latest_end(meeting, longest)
    if longest is not None and ends is not None and _holds(longest, ends):
        meeting = attrs.evolve(meeting, ends=ends)
        used.append(longest)
    stated_unlisted = None if context is None else context.unlisted_guests
    last = meeting.ends or meeting.starts
    unlisted = stated_unlisted if stated_unlisted is not None and _holds(stated_unlisted, last) else None
    case = _case(meeting, policy=policy, home=home, known_at=known_at, unlisted_unbound=unlisted is not None)
    if unlisted is not None and not case.present_complete:
        used.append(unlisted)
    used.extend(each for each in policy.assumed if stated(case.meeting, each.fact) is None)
    stale = [each for each in (longest, stated_unlisted) if each is not None and each not in used]
    said = (*warnings, *disputes, *case.warnings, *_undeclared(meeting, policy), *_reviews(stale, last))
    return Situation(case=case, assumptions=tuple(dict.fromkeys(used)), warnings=said)


def _case(meeting: Meeting, *, policy: Policy, home: Home, known_at: datetime, unlisted_unbound: bool) -> Case:
    """Build the case of a meeting, with what the deployer's directory knows of the organisations."""
    directory: Mapping[str, Organisation] = {} if policy.context is None else policy.context.directory
    case = case_of(
        _introduced(meeting, directory),
        rule_sets=policy.plans.rule_sets,
        catalogue=policy.catalogue,
        schemes=policy.schemes,
        known_at=known_at,
        home=None if home is None or home == CONVENER else tuple(home),
        home_is_convener=home == CONVENER,
        base=policy.base,
        waivers=policy.waivers,
        unlisted_unbound=unlisted_unbound,
    )
    if not directory:
        return case
    return attrs.evolve(
        case,
        present=tuple(_known(each, directory) for each in case.present),
        home=None if case.home is None else tuple(_known(each, directory) for each in case.home),
    )


def _latest_end(meeting: Meeting, longest: Assumption | None) -> datetime | None:
    """Return when a meeting ends at the latest, if it lasts no longer than is assumed; None where nobody can say."""
    if longest is None or meeting.starts is None:
        return None
    try:
        return meeting.starts + timedelta(hours=int(str(longest.value)))
    except OverflowError:  # after the year 9999
        return None


def _holds(assumption: Assumption, last: datetime | None) -> bool:
    """Say whether an assumption is not past its review when the meeting ends; at an unknown time it may be."""
    if assumption.review_by is None:
        return True
    return last is not None and last < datetime.combine(date.fromisoformat(assumption.review_by), time(), UTC)


def _reviews(unused: Sequence[Assumption], last: datetime | None) -> Iterator[str]:
    for each in unused:
        if not _holds(each, last):
            yield f"the assumption on `{each.fact}` is past its review: it is not used"


def _undeclared(meeting: Meeting, policy: Policy) -> Iterator[str]:
    """Name the circumstances and facts that no loaded rule set knows: they are ignored, and perhaps misspelt."""
    for name in sorted(meeting.circumstances.keys() - policy.known_circumstances) if meeting.circumstances else ():
        yield f"the circumstance `{name}` is declared by no rule set: it is ignored"
    for name in sorted(meeting.facts.keys() - policy.known_facts) if meeting.facts else ():
        yield f"the fact `{name}` is declared by no rule set: it is ignored"


_WE_DECIDE_FOR_THE_CONVENER: Final = Assumption(
    fact="home", value=CONVENER, by="meetgate", because="we decide for whoever convenes"
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
    """Fill the gaps of an organisation from the directory's entry with its id."""
    entry = None if organisation.id is None else directory.get(organisation.id)
    return organisation if entry is None else filled(organisation, entry)
