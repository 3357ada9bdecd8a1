"""Write what is known of one meeting as the attributes that an export reads: whatever is unknown is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from typing import Protocol

from meetgate.errors import Diagnostic, MeetingError
from meetgate.interchange._condition import microseconds, told
from meetgate.interchange._core import INVALID, Core
from meetgate.interchange._fold import INSTANT
from meetgate.interchange._formula import Group
from meetgate.interchange._levels import key
from meetgate.model import (
    EVERYONE,
    FactValue,
    Label,
    Meeting,
    Organisation,
    Participant,
    Scheme,
    Schemes,
    State,
    Truth,
    any_of,
    join,
    meaning,
    stated,
    truth,
)

#: One attribute of a request.
Attribute = tuple[Group, str, str | bool | int | list[str]]
_LISTED = "REL TO"


class Stated(Protocol):
    """Be what is asked about, as `meetgate.engine.case_of` builds it: a meeting, our organisations, who is present."""

    @property
    def meeting(self) -> Meeting:
        """Return the meeting."""
        ...

    @property
    def home(self) -> tuple[Organisation, ...] | None:
        """Return our organisations, None where nobody stated them."""
        ...

    @property
    def present(self) -> tuple[Organisation, ...]:
        """Return every organisation that is listed."""
        ...

    @property
    def present_complete(self) -> bool:
        """Tell whether nobody else can be present."""
        ...

    @property
    def unlisted_unbound(self) -> bool:
        """Tell whether guests who are not listed are assumed to be bound by nothing."""
        ...


def request_json(core: Core, case: Stated, platform: str, *, instant: datetime | None) -> dict[str, object]:
    """Return the request that asks about one platform at one moment: Rego's `input`, and Cedar's `context`.

    Only what the export reads is in it. A meeting is judged at its start and at every later moment at which something
    changes; the worst verdict is the meeting's. `instant` is None where nobody knows when it is.

    Raises:
        MeetingError: the caller claims a fact of the platform that the export has folded.
    """
    claimed = sorted(core.platform_facts & case.meeting.platforms.get(platform, {}).keys())
    if claimed:
        raise MeetingError.of(_claim(platform, each) for each in claimed)
    request: dict[str, object] = {"platform": platform}
    reads, groups = core.reads, {group: dict[str, object]() for group in Group}
    for group, name, value in _attributes(core, case, instant):
        if (group, name) in reads:
            groups[group][name] = value
    return request | {group.value: found for group, found in groups.items()}


def _claim(platform: str, fact: str) -> Diagnostic:
    return Diagnostic(
        file="meeting",
        line=0,
        column=0,
        code="X002",
        message=f"`platforms.{platform}.{fact}` is claimed, and an export has folded what the catalogue says of it",
        help="leave the claim out, or ask meetgate itself",
    )


def _attributes(core: Core, case: Stated, instant: datetime | None) -> Iterator[Attribute]:
    meeting = case.meeting
    if instant is not None:
        yield Group.NUMBERS, INSTANT, microseconds(instant)
    for fact in sorted({name for _, name in core.reads if told(name)}):
        yield from _fact(fact, _role(case) if fact == "role" else stated(meeting, fact))
    yield from _people(meeting)
    yield from _organisations(case)
    yield from _heads(meeting)
    yield from _label(core.schemes, meeting, instant)


def _fact(name: str, value: FactValue) -> Iterator[Attribute]:
    """Yield a fact under its type; one that is stated to have none is the empty set, one that waits for the join is unknown."""
    if isinstance(value, bool):
        yield Group.FLAGS, name, value
    elif isinstance(value, str):
        yield Group.WORDS, name, value
    elif isinstance(value, frozenset):
        yield Group.SETS, name, sorted(value)
    elif value is State.NONE:
        yield Group.SETS, name, []


def _role(case: Stated) -> str | None:
    """Return whether we host or join, where the ids of convener and home settle it."""
    convener, home = case.meeting.convener, case.home
    if case.meeting.role is not None or convener is None or home is None:
        return case.meeting.role
    if convener in home or (convener.id is not None and convener.id in {each.id for each in home}):
        return "host"
    return None if convener.id is None or any(each.id is None for each in home) else "join"


def _people(meeting: Meeting) -> Iterator[Attribute]:
    people = meeting.participants
    yield Group.FLAGS, "participants.complete", people is not None and meeting.participants_complete
    if people is not None:
        yield from _each("participants.state", [each.state for each in people])


def _each(name: str, values: Iterable[str | None]) -> Iterator[Attribute]:
    """Yield the values that members of a list are known to have, and whether that is all of them."""
    listed = list(values)
    yield Group.SETS, name, sorted({each for each in listed if each is not None})
    yield Group.FLAGS, f"{name}.complete", None not in listed


def _organisations(case: Stated) -> Iterator[Attribute]:
    yield Group.FLAGS, "organisations.complete", case.present_complete
    yield Group.FLAGS, "unlisted_unbound", case.unlisted_unbound
    yield from _each("organisations.id", [each.id for each in case.present])
    yield from _each("organisations.state", [each.state for each in case.present])
    if case.home is not None:
        ids = [each.id for each in case.home]
        yield Group.SETS, "home", sorted({each for each in ids if each is not None})
        yield Group.FLAGS, "home.complete", None not in ids


def _heads(meeting: Meeting) -> Iterator[Attribute]:
    """Yield the least and the greatest head count that is possible; without the latter there is no limit."""
    people: tuple[Participant, ...] = meeting.participants or ()
    told = meeting.attendance
    least, most = len(people), None
    if told is not None and told.count is not None:
        least = most = max(len(people), told.count)
    else:
        least = max(least, 0 if told is None else told.at_least or 0)
        closed = meeting.participants is not None and meeting.participants_complete
        most = len(people) if closed else None if told is None else told.at_most
    yield Group.NUMBERS, "heads.least", least
    if most is not None:
        yield Group.NUMBERS, "heads.most", most


def _label(schemes: Schemes, meeting: Meeting, instant: datetime | None) -> Iterator[Attribute]:
    invalid = _invalid(schemes, meeting)
    if invalid is not Truth.UNKNOWN:
        yield Group.FLAGS, INVALID, invalid is Truth.TRUE
    if meeting.classification is None:
        return
    meant = [meaning(schemes, each, instant) for each in meeting.classification]
    label = reduce(lambda one, other: join(schemes, one, other, instant), meant, Label())
    found = [schemes.find(each, instant) for each in label.atoms]
    yield Group.SETS, "levels", sorted({key(schemes, each) for each in found if each is not None})
    yield Group.FLAGS, "levels.complete", None not in found
    yield Group.SETS, "marks", sorted(label.marks)
    yield Group.FLAGS, "marks.complete", label.marks_complete
    yield Group.SETS, "categories", sorted(label.categories)
    yield Group.FLAGS, "categories.complete", label.categories_complete
    yield Group.FLAGS, "audience.everyone", label.audience == EVERYONE
    yield Group.FLAGS, "audience.complete", label.audience_complete


def _invalid(schemes: Schemes, meeting: Meeting) -> Truth:
    """Say whether some label, as it was stated, is one that its scheme excludes; each is held to the rules of its day."""
    return any_of(
        _excluded(label, scheme, level) & _met(scheme, meeting)
        for label in meeting.classification or ()
        for atom in label.atoms
        for scheme in schemes.of(atom.authority)
        if (level := scheme.level(atom.level)) is not None
    )


def _met(scheme: Scheme, meeting: Meeting) -> Truth:
    """Say whether the scheme is in force at some moment of the meeting."""
    starts, ends = meeting.starts, meeting.ends
    if starts is None:
        return scheme.valid.covers(None)
    later = [each for each in scheme.valid.cuts if ends is not None and starts < each < ends]
    return any_of(scheme.valid.covers(each) for each in (starts, *later))


def _excluded(label: Label, scheme: Scheme, level: str) -> Truth:
    excludes = {mark for each, mark in scheme.excludes if each == level}
    written = {mark for atom in label.atoms for mark in scheme.marks_of(atom.level)}
    found = {*label.marks, *label.categories, *written, *([_LISTED] if _names_parties(label, scheme) else [])}
    if excludes & found or any(each <= found for each in scheme.conflicts):
        return Truth.TRUE
    closed = label.marks_complete and label.categories_complete
    return truth(value=None if not closed and (excludes or scheme.conflicts) else False)


def _names_parties(label: Label, scheme: Scheme) -> bool:
    """Say whether the label releases to a list of parties beside its owner."""
    listed = any((mark := scheme.mark(text)) is not None and mark.listed for text in label.marks)
    return listed or not (label.audience.cofinite or label.audience.members <= {scheme.owner or scheme.authority})
