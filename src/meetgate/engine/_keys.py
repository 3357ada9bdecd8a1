"""Look aspects of a meeting up as keys: equal keys, equal truth of whatever depends on the aspect.

Values that no condition mentions are one key, so that strangers' words do not fill a memory. What has no key is
None at the place of a key's `Key`: then nothing is remembered and the definition is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from types import NoneType
from typing import Final, cast

import attrs

from meetgate.engine._aspects import (
    ATTESTATIONS,
    CATALOGUE,
    FACT,
    FINDINGS,
    HEADS,
    LABEL,
    LISTS,
    OPAQUE,
    Aspect,
    Words,
    is_kinds,
)
from meetgate.engine._bind import role_of
from meetgate.engine._case import Case
from meetgate.engine._given import heads
from meetgate.model import (
    ALWAYS,
    FLAG_FACTS,
    SET_FACTS,
    WORD_FACTS,
    Account,
    FactValue,
    Organisation,
    Participant,
    State,
    part,
    stated,
)

#: The facts that are attributes of a meeting, apart from what a platform must have.
PLAIN_FACTS: Final = frozenset({*FLAG_FACTS, *WORD_FACTS, *SET_FACTS}) - {"requires"}

#: A key, or None where there is none.
Key = Hashable
#: Stands for every word that no condition mentions.
_OTHER: Final = "(another word)"
_PLAN: Final = "host_account.plan"
#: What a fact may be as far as conditions can tell, unknown included.
_VALUES: Final = (str, bool, int, State, frozenset, NoneType)
_LISTED: Final = {kind: name for name, kind in LISTS.items()}


@attrs.frozen(kw_only=True)
class Clock:
    """Hold every instant at which anything changes, and what is the same in each stretch of time between two.

    A *stretch* is the number of cuts that have passed; -1 is an unknown instant, of which every list holds the last
    element.
    """

    cuts: tuple[datetime, ...]
    labels: tuple[int, ...]
    catalogue: tuple[int, ...]
    bonds: tuple[int, ...]
    lines: tuple[int, ...]
    forces: tuple[int, ...]
    #: In which rule sets are in force, or bind; and the instants that do not hang on a meeting's labels.
    sets: tuple[int, ...]
    own: tuple[datetime, ...]

    def stretch(self, instant: datetime | None) -> int:
        """Return the stretch of time in which an instant lies."""
        return -1 if instant is None else bisect_right(self.cuts, instant)


def clock(
    cuts: Iterable[datetime],
    *,
    labels: Iterable[datetime],
    catalogue: Iterable[datetime],
    bonds: Iterable[datetime],
    lines: Iterable[datetime],
    forces: Iterable[datetime],
    sets: Iterable[datetime],
) -> Clock:
    """Number the stretches of time, and say in which of its own stretches each kind of thing is then."""
    every = sorted({*cuts, *labels, *catalogue, *bonds, *lines, *forces})

    def places(own: Iterable[datetime]) -> tuple[int, ...]:
        held, passed, found = {*own}, 0, [0]
        for cut in every:
            passed += cut in held
            found.append(passed)
        return (*found, -1)

    return Clock(
        cuts=tuple(every),
        labels=places(labels),
        catalogue=places(catalogue),
        bonds=places(bonds),
        lines=places(lines),
        forces=places(forces),
        sets=places(sets),
        own=tuple(sorted({*cuts, *catalogue})),
    )


@attrs.frozen(kw_only=True)
class Lens:
    """Hold what a plan tells apart, by which it looks at meetings."""

    words: Words
    clock: Clock
    #: Whether statements on platforms depend on the meeting at all, on who takes part, or on how many.
    reads_meeting: bool
    reads_states: bool
    reads_heads: bool


class View:
    """Be a case at one instant, as a plan looks at it; what was looked up once is not looked up again."""

    __slots__ = ("case", "found", "instant", "lens", "stretch", "vectors")

    def __init__(self, lens: Lens, case: Case, instant: datetime | None, stretch: int) -> None:
        """Look at nothing yet; the instant lies in this stretch of the lens's clock."""
        self.lens = lens
        self.case = case
        self.instant = instant
        self.stretch = stretch
        self.found: dict[Aspect, Key] = {}
        #: Where conditions hold that no column holds, by their numbers.
        self.vectors: dict[int, tuple[int, int]] = {}

    def keys(self, wanted: Iterable[Aspect]) -> Key:
        """Return one key for several aspects, None where one of them has none."""
        keys = tuple(map(self.key, wanted))
        return None if None in keys else keys

    def key(self, aspect: Aspect) -> Key:
        """Return the key of an aspect, None where it has none."""
        if aspect not in self.found:
            self.found[aspect] = _LOOK[aspect[0]](self, aspect)
        return self.found[aspect]


def _fact(view: View, aspect: Aspect) -> Key:
    name = aspect[1]
    # Stated by code that was not type-checked, it may be anything.
    found = cast("object", role_of(view.case) if name == "role" else stated(view.case.meeting, name))
    if name == _PLAN:
        return (found,)  # plans are compared however they are written
    if not isinstance(found, _VALUES):
        return None
    return (_plain(cast("FactValue", found), view.lens.words.values.get(name, frozenset())),)


def _plain(value: FactValue, known: frozenset[str | bool]) -> Key:
    """Return a value as far as conditions tell it apart; to Python, 1 is True, and here it is not."""
    if isinstance(value, frozenset):
        return value & known, value <= known
    if isinstance(value, str):
        return value if value in known else _OTHER
    return ("number", value) if type(value) is int else value


def _label(view: View, _: Aspect) -> Key:
    return view.case.meeting.classification, view.lens.clock.labels[view.stretch]


def _heads(view: View, _: Aspect) -> Key:
    least, most = heads(view.case)
    edges = view.lens.words.heads
    return bisect_right(edges, least), None if most is None else bisect_right(edges, most)


def _catalogue(view: View, _: Aspect) -> Key:
    """Return the stretch of time, and what the meeting states of account, client, access and people; not its claims."""
    case, lens = view.case, view.lens
    meeting = case.meeting
    stretch = lens.clock.catalogue[view.stretch]
    if not lens.reads_meeting:
        return (stretch,)
    account = meeting.host_account
    if account is None and meeting.our_account is not None and role_of(case) == "host":
        account = meeting.our_account
    return (
        stretch,
        None if account is None else _account(account),
        meeting.client,
        meeting.access,
        meeting.modality,
        view.key(HEADS) if lens.reads_heads else None,
        _states(case) if lens.reads_states else None,
    )


def _findings(view: View, _: Aspect) -> Key:
    return (view.lens.clock.catalogue[view.stretch],)


def _account(account: Account) -> Key:
    settings = frozenset(account.settings.items())
    return account.platform, account.plan, account.licence, account.opted_out_regions, settings


def _states(case: Case) -> Key:
    meeting = case.meeting
    counted = None if meeting.attendance is None else meeting.attendance.states
    return case.states, meeting.participants is None, meeting.participants_complete, counted


def _members(view: View, aspect: Aspect) -> Key:
    case = view.case
    elements, complete = listed(case, _LISTED[aspect[0]])
    found = {projection(each, aspect[1:], view.lens.words.values) for each in elements}
    return None if None in found else (frozenset(found), complete)


def listed(case: Case, name: str) -> tuple[tuple[Participant | Organisation, ...], bool]:
    """Return the members of a list that conditions quantify over, and whether there are no others."""
    if name == "participants":
        people = case.meeting.participants
        return people or (), case.meeting.participants_complete and people is not None
    return case.present, case.present_complete


def projection(
    member: Participant | Organisation, attributes: tuple[str, ...], known: Mapping[str, frozenset[str | bool]]
) -> tuple[Key, ...] | None:
    """Return what a test of these attributes can tell of a member, None where that changes with time."""
    keys = tuple(
        _legal_kinds(member, each) if is_kinds(each) else (_plain(part(member, each), known.get(each, frozenset())),)
        for each in attributes
    )
    return None if None in keys else keys


def _legal_kinds(member: Participant | Organisation, attribute: str) -> Key:
    owner = member.organisation if attribute != "kinds" and isinstance(member, Participant) else member
    if not isinstance(owner, Organisation):
        return ()
    if any(each.valid != ALWAYS for each in owner.kinds):
        return None
    return frozenset(each.name for each in owner.kinds), owner.kinds_complete


def _attestations(view: View, _: Aspect) -> Key:
    meeting = view.case.meeting
    return None if meeting.attestations else (meeting.attestations is None, meeting.attestations_complete)


def _none(_: View, __: Aspect) -> Key:
    return None


_LOOK: Final[Mapping[str, Callable[[View, Aspect], Key]]] = {
    FACT: _fact,
    LABEL[0]: _label,
    HEADS[0]: _heads,
    CATALOGUE[0]: _catalogue,
    FINDINGS[0]: _findings,
    LISTS["participants"]: _members,
    LISTS["organisations"]: _members,
    ATTESTATIONS[0]: _attestations,
    OPAQUE[0]: _none,
}


#: What looks one aspect up, as far as one condition tells it apart.
Reader = Callable[[View], Key]


@attrs.frozen
class OfFact:
    """Look a fact up that is an attribute of a meeting."""

    read: Callable[[object], object]
    known: frozenset[str | bool]

    def __call__(self, view: View) -> Key:
        """Return the key of what the meeting states."""
        value = self.read(view.case.meeting)
        if value is None or value is True or value is False:
            return value
        if isinstance(value, frozenset):
            members = cast("frozenset[str]", value)
            return members & self.known, members <= self.known
        return (_plain(value if isinstance(value, str | int | State) else None, self.known),)


@attrs.frozen
class OfCircumstance:
    """Look a circumstance up."""

    name: str

    def __call__(self, view: View) -> Key:
        """Return the key of what the meeting states."""
        value = cast("object", view.case.meeting.circumstances.get(self.name))
        return value if value is None or value is True or value is False or isinstance(value, State) else _NO_KEY


@attrs.frozen
class OfStates:
    """Look up from which states people come, and whether all are listed."""

    known: frozenset[str | bool]

    def __call__(self, view: View) -> Key:
        """Return the key of the list of participants."""
        case = view.case
        states = case.states
        complete = case.meeting.participants_complete and case.meeting.participants is not None
        named = states & self.known
        return named, None in states, len(named) + (None in states) < len(states), complete


@attrs.frozen
class OfLabel:
    """Look the label up in a stretch of time."""

    def __call__(self, view: View) -> Key:
        """Return the key of the label."""
        return view.case.meeting.classification, view.lens.clock.labels[view.stretch]


@attrs.frozen
class Otherwise:
    """Look any other aspect up, as all conditions together tell it apart."""

    aspect: Aspect

    def __call__(self, view: View) -> Key:
        """Return the key of the aspect, None where it has none."""
        found = view.key(self.aspect)
        return _NO_KEY if found is None else found


#: Stands for an aspect that has no key; None is a fact that nobody states.
_NO_KEY: Final = "(no key)"


def reader(aspect: Aspect, known: Mapping[str, frozenset[str | bool]], *, also: frozenset[str] = frozenset()) -> Reader:
    """Return what looks an aspect up for a condition that mentions these values; `also` are states that findings name."""
    if aspect == LABEL:
        return OfLabel()
    if aspect == (LISTS["participants"], "state"):
        return OfStates(known.get("state", frozenset()))
    if aspect[0] == FACT:
        head, _, rest = aspect[1].partition(".")
        if head == "circumstances":
            return OfCircumstance(rest)
        if head in PLAIN_FACTS and not rest:
            return OfFact(attrgetter(head), known.get(head, frozenset[str | bool]()) | also)
    return Otherwise(aspect)


def key_of(view: View, readers: Iterable[Reader]) -> tuple[Key, ...] | None:
    """Return one key for several aspects, None where one of them has none."""
    keys = tuple([each(view) for each in readers])
    return None if _NO_KEY in keys else keys
