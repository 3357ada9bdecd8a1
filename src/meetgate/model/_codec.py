"""Read JSON into values and write them back, by small codecs that also know their JSON Schema.

Every problem is collected, none stops the reading of its neighbours. An absent key and null are the same:
unknown.
"""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, cast

import attrs

from meetgate.model._fact import State
from meetgate.model._span import stamp
from meetgate.model._states import STATES, state_code


class Problem(ValueError):  # noqa: N818  # a problem with one value; `Problems` is what is raised to callers
    """Name one value that cannot be read, where it stands, and what to write instead."""

    def __init__(self, at: str, message: str, *, help: str = "", code: str = "M002") -> None:  # noqa: A002  # as Diagnostic
        self.at, self.help, self.code = at, help, code
        self.text = f"`{at}`: {message}" if at else message
        super().__init__(self.text)


class Problems(ValueError):  # noqa: N818  # see Problem
    """Carry every problem of one document."""

    def __init__(self, found: list[Problem]) -> None:
        self.found = found
        super().__init__("; ".join(each.text for each in found))


@attrs.frozen
class Codec:
    """Read a JSON value into a Python value and back, and say its JSON Schema."""

    read: Callable[[object, str], Any]
    write: Callable[[Any], Any]
    schema: dict[str, object]


def shown(value: object) -> str:
    """Show a value to the person who wrote it, cut where it is long."""
    text = repr(value) if not isinstance(value, str) else value
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"  # noqa: PLR2004  # a line of a terminal


def gathered(parts: Iterable[tuple[Callable[[], object], str]]) -> dict[str, Any]:
    """Run every reader and return the results by name, or raise all their problems together."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for read, name in parts:
        try:
            found[name] = read()
        except Problem as problem:
            problems.append(problem)
        except Problems as more:
            problems.extend(more.found)
    if problems:
        raise Problems(problems)
    return found


def _same(value: object) -> object:
    return value


def _typed(kind: type, name: str) -> Callable[[object, str], Any]:
    def read(value: object, at: str) -> object:
        # bool is an int in Python: `true` is no number here.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Problem(at, f"{name} is wanted, not {shown(value)}")
        return value

    return read


TEXT: Final = Codec(_typed(str, "a text"), _same, {"type": "string"})
FLAG: Final = Codec(_typed(bool, "true or false"), _same, {"type": "boolean"})
NONE_SCHEMA: Final[dict[str, object]] = {"const": {"none": True}}
_DEFERRED_SCHEMA: Final[dict[str, object]] = {"const": {"deferred": True}}


def says(value: object, state: str) -> bool:
    """Say whether a value is `{STATE: true}`; to Python, 1 is true, to JSON it is not."""
    if not isinstance(value, dict):
        return False
    stated = cast("dict[object, object]", value)
    return len(stated) == 1 and stated.get(state) is True


def _read_whole(value: object, at: str) -> int:
    number = _typed(int, "a whole number")(value, at)
    if number < 0:
        raise Problem(at, f"a number that is not negative is wanted, not {shown(value)}")
    return int(number)


WHOLE: Final = Codec(_read_whole, _same, {"type": "integer", "minimum": 0})


def _read_state(value: object, at: str) -> str:
    text = state_code(str(TEXT.read(value, at)))
    if text not in STATES:
        raise Problem(at, f"{shown(value)} is no state", help="write the two capital letters of ISO 3166-1, e.g. `GB`")
    return text


STATE: Final = Codec(_read_state, _same, {"type": "string", "pattern": "^[A-Z]{2,3}$"})


def _read_instant(value: object, at: str) -> datetime:
    text = TEXT.read(value, at)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(
            at, f"{shown(value)} is no time", help="write RFC 3339, e.g. `2020-04-22T12:00:00+01:00`", code="M003"
        ) from None
    if moment.utcoffset() is None:
        raise Problem(
            at,
            f"{shown(value)} has no offset from UTC",
            help="write the offset, e.g. `2020-04-22T12:00:00+01:00`",
            code="M003",
        )
    if not in_range(moment):
        raise Problem(at, f"{shown(value)} is outside the years 1 to 9999 of UTC", code="M003")
    return moment


def in_range(moment: datetime) -> bool:
    """Say whether an aware time can be told in UTC: an offset may carry it beyond the years that there are."""
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


def as_instant(value: object) -> datetime:
    """Return the aware datetime that a codec has read."""
    return cast("datetime", value)


INSTANT: Final = Codec(_read_instant, stamp, {"type": "string", "format": "date-time"})


def _read_day(value: object, at: str) -> date:
    text = TEXT.read(value, at)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(at, f"{shown(value)} is no day", help="write `2020-04-22`") from None


DAY: Final = Codec(_read_day, date.isoformat, {"type": "string", "format": "date"})


def choice(values: frozenset[str]) -> Codec:
    """Build the codec of one word out of a closed vocabulary."""

    def read(value: object, at: str) -> str:
        if not isinstance(value, str) or value not in values:
            raise Problem(at, f"unknown value {shown(value)}", help=suggestion(str(value), values))
        return value

    return Codec(read, _same, {"enum": sorted(values)})


def word(values: frozenset[str] | None, *, deferrable: bool = False) -> Codec:
    """Build the codec of one word that may be stated to be none, or be deferred to the join."""
    inner = TEXT if values is None else choice(values)
    special: dict[str, State] = {"none": State.NONE} | ({"deferred": State.DEFERRED} if deferrable else {})

    def read(value: object, at: str) -> str | State:
        if not isinstance(value, dict):
            return str(inner.read(value, at))
        for name, state in special.items():
            if says(cast("object", value), name):
                return state
        raise Problem(
            at,
            f"{shown(cast('object', value))} is no state of this fact",
            help=f"only {_listed(special)} can be stated so",
        )

    def write(value: str | State) -> object:
        return {value.value: True} if isinstance(value, State) else value

    schemas: list[dict[str, object]] = [inner.schema, NONE_SCHEMA, *([_DEFERRED_SCHEMA] if deferrable else [])]
    return Codec(read, write, {"anyOf": schemas})


def flag_or_none() -> Codec:
    """Build the codec of yes or no that may be stated to be none."""

    def read(value: object, at: str) -> bool | State:
        return State.NONE if says(value, "none") else bool(FLAG.read(value, at))

    def write(value: bool | State) -> object:  # noqa: FBT001  # the argument is the value to write
        return {"none": True} if isinstance(value, State) else value

    return Codec(read, write, {"anyOf": [FLAG.schema, NONE_SCHEMA]})


def list_of(item: Codec) -> Codec:
    """Build the codec of a list; [] is *stated none*."""

    def read(value: object, at: str) -> tuple[Any, ...]:
        entries = _typed(list, "a list")(value, at)
        parts = [(_bound(item, each, f"{at}[{number}]"), str(number)) for number, each in enumerate(entries)]
        return tuple(gathered(parts).values())

    def write(values: Iterable[object]) -> list[object]:
        return [item.write(each) for each in values]

    return Codec(read, write, {"type": "array", "items": item.schema})


def set_of(item: Codec) -> Codec:
    """Build the codec of a set: a list whose order and repetitions mean nothing."""
    entries = list_of(item)

    def read(value: object, at: str) -> frozenset[Any]:
        return frozenset() if says(value, "none") else frozenset(entries.read(value, at))

    def write(values: Iterable[object]) -> object:
        wrote = [item.write(each) for each in values]
        return sorted(wrote, key=str) if len(wrote) > 1 else wrote

    return Codec(read, write, {"anyOf": [entries.schema, NONE_SCHEMA]})


def one_or_many(item: Codec) -> Codec:
    """Build the codec of a set that may be written as its only member."""
    many = set_of(item)

    def read(value: object, at: str) -> frozenset[Any]:
        return (
            frozenset(many.read(cast("object", value), at))
            if isinstance(value, list)
            else frozenset({item.read(value, at)})
        )

    return Codec(read, many.write, {"anyOf": [item.schema, many.schema]})


def table(item: Codec) -> Codec:
    """Build the codec of an object with free keys; a null value is left out, for it is unknown."""

    def read(value: object, at: str) -> dict[str, Any]:
        entries = _typed(dict, "an object")(value, at)
        stated = {key: each for key, each in entries.items() if each is not None}
        return gathered((_bound(item, each, _under(at, key)), key) for key, each in stated.items())

    def write(values: Mapping[str, object]) -> dict[str, object]:
        return {key: item.write(each) for key, each in sorted(values.items()) if each is not None}

    return Codec(read, write, {"type": "object", "additionalProperties": {"anyOf": [item.schema, {"type": "null"}]}})


def record(fields: Mapping[str, Codec], *, required: tuple[str, ...] = ()) -> Codec:
    """Build the codec of an object with exactly these keys, read into a dict of those that are stated."""

    def read(value: object, at: str) -> dict[str, Any]:
        entries = _typed(dict, "an object")(value, at)
        stated = {key: each for key, each in entries.items() if each is not None}
        parts = [(_bound(fields[key], each, _under(at, key)), key) for key, each in stated.items() if key in fields]
        unknown = [(_refusal(at, key, fields), key) for key in entries if key not in fields]
        missing = [(_absence(at, key), key) for key in required if key not in stated]
        return gathered([*parts, *unknown, *missing])

    def write(values: Mapping[str, object]) -> dict[str, object]:
        return {key: codec.write(values[key]) for key, codec in fields.items() if values.get(key) is not None}

    properties: dict[str, object] = {key: {"anyOf": [codec.schema, {"type": "null"}]} for key, codec in fields.items()}
    properties |= {key: fields[key].schema for key in required}
    schema: dict[str, object] = {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }
    return Codec(read, write, schema)


def value(kind: type, fields: Mapping[str, Codec]) -> Codec:
    """Build the codec of an attrs class from the codecs of its fields."""
    inner = record(fields)

    return Codec(lambda data, at: kind(**inner.read(data, at)), writer(fields), inner.schema)


def writer(fields: Mapping[str, Codec], *, said: frozenset[str] = frozenset()) -> Callable[[object], dict[str, object]]:
    """Build what writes an attrs class: nothing is written of what is unknown, and no `false` except of `said`."""
    # A text or a flag is written as it is: no call for it.
    parts = [(key, None if codec.write is _same else codec.write, key in said) for key, codec in fields.items()]
    stated = operator.attrgetter(*fields)

    def write(found: object) -> dict[str, object]:
        wrote: dict[str, object] = {}
        for (key, put, always), each in zip(parts, stated(found), strict=True):
            if each is None or (not each and ((each is False and not always) or each == {})):
                continue
            wrote[key] = each if put is None else put(each)
        return wrote

    return write


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return what to write instead of an unknown word."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known are {_listed(names)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _under(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _bound(codec: Codec, data: object, at: str) -> Callable[[], object]:
    return lambda: codec.read(data, at)


def _refusal(at: str, key: str, fields: Mapping[str, Codec]) -> Callable[[], object]:
    def refuse() -> object:
        raise Problem(at, f"unknown key {shown(key)}", help=suggestion(str(key), fields), code="M001")

    return refuse


def _absence(at: str, key: str) -> Callable[[], object]:
    def refuse() -> object:
        raise Problem(at, f"`{key}` is missing", help=f"state `{key}`", code="M005")

    return refuse
