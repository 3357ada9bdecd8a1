"""Describe one occurrence of a meeting, as far as anybody stated it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import attrs

from meetgate.errors import Diagnostic, MeetingError
from meetgate.model._codec import in_range
from meetgate.model._fact import FactValue, State
from meetgate.model._label import Label
from meetgate.model._meeting_json import read_fields, write_meeting
from meetgate.model._organisation import Organisation
from meetgate.model._parts import (
    Account,
    Attendance,
    Attestation,
    Client,
    Flag,
    Participant,
    Word,
)


def _aware(_: object, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    """Refuse a time of which nobody can say which instant it is: without an offset, or beyond all years."""
    if value is None:
        return
    if value.utcoffset() is None:
        message = f"`{attribute.name}` has no offset from UTC: `{value.isoformat()}`"
        raise _refusal("M003", message, "write the offset, e.g. `2020-04-22T12:00:00+01:00`, or attach a time zone")
    if not in_range(value):
        message = f"`{attribute.name}` is outside the years 1 to 9999 of UTC: `{value.isoformat()}`"
        raise _refusal("M003", message, "state a time that a meeting can have")


def _refusal(code: str, message: str, help_: str) -> MeetingError:
    return MeetingError.of([Diagnostic(file="meeting", line=0, column=0, code=code, message=message, help=help_)])


@attrs.frozen(kw_only=True)
class Meeting:
    """Be one occurrence to be decided; every fact that is None is unknown.

    `starts` and `ends` are aware datetimes; the meeting is judged in [starts, ends). An empty set or tuple is
    *stated none*. `attestations_complete` and `participants_complete` close their lists.

    Raises:
        MeetingError: `starts` or `ends` is naive, or `ends` is before `starts`.
    """

    id: str | None = None
    title: str | None = attrs.field(default=None, repr=False)
    starts: datetime | None = attrs.field(default=None, validator=_aware)
    ends: datetime | None = attrs.field(default=None, validator=_aware)
    home: tuple[str, ...] | None = None
    role: str | None = None
    convener: Organisation | None = None
    organisations: tuple[Organisation, ...] | None = None
    participants: tuple[Participant, ...] | None = None
    participants_complete: bool = False
    attendance: Attendance | None = None
    classification: tuple[Label, ...] | None = None
    information: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    detrimental_to: frozenset[str] | None = None
    public: Flag = None
    confidential: Flag = None
    highly_targeted: Flag = None
    purpose: Word = None
    circumstances: Mapping[str, Flag] = attrs.field(factory=dict[str, Flag])
    partners_on: frozenset[str] | None = None
    requires: frozenset[str] | None = None
    needs: frozenset[str] | None = None
    device: Word = None
    access: Word = None
    modality: Word = None
    client: Client | None = None
    host_account: Account | None = None
    our_account: Account | None = None
    attestations: tuple[Attestation, ...] | None = None
    attestations_complete: bool = False
    available: frozenset[str] | None = None
    platforms: Mapping[str, Mapping[str, frozenset[str]]] = attrs.field(factory=dict[str, Mapping[str, frozenset[str]]])
    fulfils: frozenset[str] = frozenset()
    enforces: frozenset[str] = frozenset()
    facts: Mapping[str, FactValue] = attrs.field(factory=dict[str, FactValue])

    def __attrs_post_init__(self) -> None:
        """Refuse a meeting that ends before it starts."""
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            message = f"the meeting ends (`{self.ends.isoformat()}`) before it starts (`{self.starts.isoformat()}`)"
            raise _refusal("M004", message, "swap `starts` and `ends`")

    @classmethod
    def from_json(cls, source: str | bytes | Mapping[str, object]) -> Meeting:
        """Read the meeting that a caller states (contract, Meeting).

        Raises:
            MeetingError: the text is not JSON, a key is unknown, a value has the wrong shape, a time is naive,
                or `starts` is missing; all problems at once.
        """
        return cls(**read_fields(source))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; `Meeting.from_json` of it equals this meeting."""
        return write_meeting(self)


_DIRECT = frozenset(field.name for field in attrs.fields(Meeting))


def stated(meeting: Meeting, fact: str) -> FactValue:
    """Return what the meeting states of a single fact or a set, None where it states nothing.

    `circumstances.crisis`, `facts.RULESET/fact`, `host_account.plan`, `client.kind` and the like name parts.
    """
    head, _, rest = fact.partition(".")
    if not rest:
        value: Any = getattr(meeting, head) if head in _DIRECT else None
        return _fact_value(value)
    if head == "circumstances":
        return meeting.circumstances.get(rest)
    if head == "facts":
        return meeting.facts.get(rest)
    return part(getattr(meeting, head, None), rest)


def part(value: object, name: str) -> FactValue:
    """Return one attribute of a participant, an organisation, an account or a client, None where unknown."""
    head, _, rest = name.partition(".")
    found: object = getattr(value, head, None)
    if rest and isinstance(found, dict):
        return _fact_value(cast("dict[str, object]", found).get(rest))
    return part(found, rest) if rest else _fact_value(found)


def _fact_value(value: object) -> FactValue:
    """Return the value where it is one that a fact can have."""
    if isinstance(value, frozenset):
        return cast("frozenset[str]", value)
    return value if isinstance(value, str | bool | int | State) else None
