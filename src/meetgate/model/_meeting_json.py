"""Read and write meetings as JSON, by one table of fields (contract, Meeting)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, cast

import meetgate.model._codec as c
from meetgate.errors import Diagnostic, MeetingError
from meetgate.model._codec import Codec, Problem
from meetgate.model._fact import CHOICES, State
from meetgate.model._label import EVERYONE, Atom, Audience, Label
from meetgate.model._organisation import Kind, Organisation
from meetgate.model._parts import Account, Attendance, Attestation, Client, Participant
from meetgate.model._span import Edge, Span

#: Longer texts are refused before they are read: no meeting is described in 4 MiB.
LONGEST: Final = 4 * 1024 * 1024
SCHEMA_VERSION: Final = 1


def _read_kind(value: object, at: str) -> Kind:
    if isinstance(value, str):
        return Kind(value)
    fields = _KIND.read(value, at)
    return Kind(fields["kind"], Span(start=_edge(fields.get("from")), end=_edge(fields.get("until"))))


def _edge(moment: object) -> Edge | None:
    return None if moment is None else Edge.at(c.as_instant(moment))


def _write_kind(value: Kind) -> object:
    start, end = value.valid.start, value.valid.end
    if start is None and end is None:
        return value.name
    return _KIND.write({"kind": value.name, "from": start and start.earliest, "until": end and end.earliest})


_KIND = c.record({"kind": c.TEXT, "from": c.INSTANT, "until": c.INSTANT}, required=("kind",))
KIND: Final = Codec(_read_kind, _write_kind, {"anyOf": [{"type": "string"}, _KIND.schema]})

ORGANISATION: Final = c.value(
    Organisation,
    {
        "id": c.TEXT,
        "name": c.TEXT,
        "kinds": c.set_of(KIND),
        "kinds_complete": c.FLAG,
        "state": c.STATE,
        "part_of": c.TEXT,
    },
)
CLIENT: Final = c.value(Client, {"kind": c.TEXT, "version": c.TEXT})
ACCOUNT: Final = c.value(
    Account,
    {
        "platform": c.TEXT,
        "owner": c.TEXT,
        "plan": c.TEXT,
        "edition": c.TEXT,
        "licence": c.TEXT,
        "home_region": c.TEXT,
        "opted_out_regions": c.set_of(c.TEXT),
        "settings": c.table(c.FLAG),
    },
)
PARTICIPANT: Final = c.value(
    Participant,
    {
        "address": c.TEXT,
        "state": c.STATE,
        "organisation": ORGANISATION,
        "device": c.word(CHOICES["device"], deferrable=True),
        "access": c.word(CHOICES["access"], deferrable=True),
        "client": CLIENT,
    },
)
ATTENDANCE: Final = c.value(
    Attendance, {"count": c.WHOLE, "at_least": c.WHOLE, "at_most": c.WHOLE, "states": c.set_of(c.STATE)}
)
_BY = c.record({"role": c.TEXT, "organisation": c.TEXT})
_ATTESTATION_FIELDS: Final[Mapping[str, Codec]] = {
    "kind": c.TEXT,
    "platform": c.TEXT,
    "by": _BY,
    "requested_by": c.TEXT,
    "on": c.DAY,
    "expires": c.DAY,
    "order": c.WHOLE,
}
_ATTESTATION = c.record(_ATTESTATION_FIELDS, required=("kind",))


def _read_attestation(value: object, at: str) -> Attestation:
    fields = dict(_ATTESTATION.read(value, at))
    return Attestation(**fields.pop("by", {}), **fields)


_write_by: Final = c.writer({"role": c.TEXT, "organisation": c.TEXT})
_write_rest: Final = c.writer({key: codec for key, codec in _ATTESTATION_FIELDS.items() if key != "by"})


def _write_attestation(value: Attestation) -> object:
    wrote = {**_write_rest(value), "by": _write_by(value)}
    return {key: wrote[key] for key in _ATTESTATION_FIELDS if wrote.get(key) is not None and wrote[key] != {}}


ATTESTATION: Final = Codec(_read_attestation, _write_attestation, _ATTESTATION.schema)

_AUDIENCE = c.record({"only": c.set_of(c.TEXT), "except": c.set_of(c.TEXT)})


def _read_audience(value: object, at: str) -> Audience:
    fields = _AUDIENCE.read(value, at)
    if len(fields) != 1:
        raise Problem(at, "an audience says either `only` or `except`")
    members = frozenset(fields.get("only", fields.get("except")))
    return Audience(members, cofinite="except" in fields)


def _write_audience(value: Audience) -> object:
    return {"except" if value.cofinite else "only": sorted(value.members)}


AUDIENCE: Final = Codec(_read_audience, _write_audience, _AUDIENCE.schema)

_LABEL = c.record(
    {
        "authority": c.TEXT,
        "level": c.TEXT,
        "categories": c.set_of(c.TEXT),
        "marks": c.set_of(c.TEXT),
        "audience": AUDIENCE,
        "on": c.DAY,
    },
    required=("authority", "level"),
)


def _read_label(value: object, at: str) -> Label:
    if isinstance(value, str):
        return Label.of(value)
    fields = _LABEL.read(value, at)
    return Label(
        atoms=frozenset({Atom(fields["authority"], fields["level"], fields.get("on"))}),
        categories=fields.get("categories", frozenset()),
        categories_complete="categories" in fields,
        marks=fields.get("marks", frozenset()),
        marks_complete="marks" in fields,
        audience=fields.get("audience", EVERYONE),
        audience_complete="audience" in fields,
    )


def _write_label(value: Label) -> object:
    (atom,) = value.atoms
    if value == Label.of(str(atom)):
        return str(atom)
    fields: dict[str, object] = {"authority": atom.authority, "level": atom.level}
    fields |= {"on": atom.on} if atom.on is not None else {}
    fields |= {"categories": value.categories} if value.categories_complete else {}
    fields |= {"marks": value.marks} if value.marks_complete else {}
    fields |= {"audience": value.audience} if value.audience_complete else {}
    return _LABEL.write(fields)


LABEL: Final = Codec(_read_label, _write_label, {"anyOf": [{"type": "string"}, _LABEL.schema]})


def _read_labels(value: object, at: str) -> tuple[Label, ...]:
    if isinstance(value, list):
        entries = cast("list[object]", value)
        return tuple(_read_label(each, f"{at}[{number}]") for number, each in enumerate(entries))
    return () if c.says(value, "none") else (_read_label(value, at),)


LABELS: Final = Codec(
    _read_labels,
    lambda labels: [_write_label(each) for each in labels],
    {"anyOf": [LABEL.schema, {"type": "array", "items": LABEL.schema}, c.NONE_SCHEMA]},
)


def _read_fact(value: object, at: str) -> object:
    if isinstance(value, list):
        return c.set_of(c.TEXT).read(cast("object", value), at)
    if isinstance(value, dict):
        return c.word(None).read(cast("object", value), at)
    if isinstance(value, str | bool | int):
        return value
    raise Problem(at, f"a fact is text, a number, yes or no, or a list of texts, not {c.shown(value)}")


def _write_fact(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    return {value.value: True} if isinstance(value, State) else value


FACT: Final = Codec(_read_fact, _write_fact, {"type": ["string", "boolean", "integer", "array", "object"]})

FIELDS: Final[Mapping[str, Codec]] = {
    "id": c.TEXT,
    "title": c.TEXT,
    "starts": c.INSTANT,
    "ends": c.INSTANT,
    "home": c.list_of(c.TEXT),
    "role": c.choice(CHOICES["role"]),
    "convener": ORGANISATION,
    "organisations": c.list_of(ORGANISATION),
    "participants": c.list_of(PARTICIPANT),
    "participants_complete": c.FLAG,
    "attendance": ATTENDANCE,
    "classification": LABELS,
    "information": c.set_of(c.TEXT),
    "topics": c.set_of(c.TEXT),
    "detrimental_to": c.set_of(c.STATE),
    "public": c.flag_or_none(),
    "confidential": c.flag_or_none(),
    "purpose": c.word(None),
    "circumstances": c.table(c.flag_or_none()),
    "highly_targeted": c.flag_or_none(),
    "partners_on": c.set_of(c.TEXT),
    "requires": c.set_of(c.TEXT),
    "needs": c.set_of(c.TEXT),
    "device": c.word(CHOICES["device"], deferrable=True),
    "access": c.word(CHOICES["access"], deferrable=True),
    "modality": c.word(CHOICES["modality"]),
    "client": CLIENT,
    "host_account": ACCOUNT,
    "our_account": ACCOUNT,
    "attestations": c.list_of(ATTESTATION),
    "attestations_complete": c.FLAG,
    "available": c.set_of(c.TEXT),
    "platforms": c.table(c.table(c.one_or_many(c.TEXT))),
    "fulfils": c.set_of(c.TEXT),
    "enforces": c.set_of(c.TEXT),
    "facts": c.table(FACT),
}

_MEETING = c.record({"schema": c.WHOLE, **FIELDS}, required=("starts",))


def read_fields(source: str | bytes | Mapping[str, object]) -> dict[str, Any]:
    """Read the fields of a meeting from JSON text or from what `json.loads` makes of it; see `Meeting.from_json`."""
    data = source if isinstance(source, Mapping) else parse_json(source)
    fields = _collected(lambda: _MEETING.read(data, ""))
    if fields.pop("schema", SCHEMA_VERSION) != SCHEMA_VERSION:
        _fail([Problem("schema", f"this version reads schema {SCHEMA_VERSION} only")])
    return fields


def read_facts(data: Mapping[str, object], *, where: str = "") -> dict[str, Any]:
    """Read some fields of a meeting, as a context file states them, ready for `attrs.evolve`.

    Raises:
        MeetingError: a key is unknown or a value has the wrong shape; all problems at once.
    """
    return _collected(lambda: c.record(FIELDS).read(dict(data), where))


#: Of these, "no" is a statement; of every other flag it says that nothing is known.
_SAID: Final = frozenset({"public", "confidential", "highly_targeted"})
_write_stated: Final = c.writer(FIELDS, said=_SAID)


def write_meeting(meeting: object) -> dict[str, object]:
    """Return the JSON form of what has the fields of a meeting: what is unknown is left out."""
    wrote = {"schema": SCHEMA_VERSION, **_write_stated(meeting)}
    for name in ("fulfils", "enforces"):
        if not wrote.get(name):
            wrote.pop(name, None)
    return wrote


def meeting_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a meeting, drawn from the same table that reads it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Meeting", **_MEETING.schema}


def parse_json(text: str | bytes) -> dict[str, object]:
    """Parse JSON text strictly: one object, no duplicate keys, no floats, no deep nesting.

    Raises:
        MeetingError: the text is anything else.
    """
    if len(text) > LONGEST:
        _fail([Problem("", f"the text is longer than {LONGEST} bytes")])
    try:
        data: object = json.loads(text, object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float)
    except RecursionError:
        _fail([Problem("", "the text is nested too deeply")])
    except ValueError as error:
        # JSONDecodeError, UnicodeDecodeError, duplicate keys, floats, and numbers too long to read.
        _fail([Problem("", f"the text is not JSON that can be read: {error}")])
    if not isinstance(data, dict):
        _fail([Problem("", f"a meeting is a JSON object, not {c.shown(data)}")])
    return cast("dict[str, object]", data)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key `{next(key for key in keys if keys.count(key) > 1)}` is there twice")
    return found


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"`{text}` is not a whole number")


def _collected(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return read()
    except c.Problems as problems:
        _fail(problems.found)


def _fail(problems: list[Problem]) -> NoReturn:
    raise MeetingError.of(
        Diagnostic(file="meeting", line=0, column=0, code=each.code, message=each.text, help=each.help)
        for each in problems
    )
