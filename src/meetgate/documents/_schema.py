# pyright: basic
# Cerberus ships no types, and this is the only module that knows it: hence `basic` above.
"""Judge one scalar, one container's form or one mapping's keys with Cerberus: the one module that knows it.

Everything is judged flat and nesting is walked in `_check`, because Cerberus takes a `dict` without a sub-schema for
"anything" and reports a failed union as a whole. What is right at a glance, as nearly everything is (a text that its
pattern matches, keys that are known, as many entries as there may be), is not asked about: to ask costs fifty times
as much. Judging is pure and documents repeat themselves, so that verdicts are remembered.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, assert_never

import attrs
import cerberus
from cerberus import errors as codes

from meetgate.documents._shapes import (
    Choice,
    Flag,
    Listing,
    OneOrMany,
    Record,
    Scalar,
    Table,
    Text,
    Whole,
)
from meetgate.documents._suggest import did_you_mean, quoted, quoted_all

FORMS: Final = {"string": "text", "boolean": "yes or no", "integer": "a number", "list": "a list", "dict": "a mapping"}
_FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False}
_WHOLE: Final = re.compile("-?[0-9]{1,15}")
_REMEMBER: Final = 8192
_VALIDATOR: Final[Any] = cerberus.Validator

_Container: TypeAlias = Listing | OneOrMany | Table | Record


@attrs.frozen
class Fault:
    """State one mistake without its place: the code, the message, the help."""

    code: str
    message: str
    hint: str


def form_of(raw: object) -> str:
    """Return Cerberus' name for the form of a parsed value: `string`, `list` or `dict`."""
    return "list" if isinstance(raw, list) else "dict" if isinstance(raw, dict) else "string"


def judge_scalar(shape: Scalar, raw: Any) -> tuple[Any, tuple[Fault, ...]]:
    """Return the typed value (None for a list or a mapping) and what is wrong with it."""
    if isinstance(raw, str):
        if type(shape) is Text and _written(shape.pattern).match(raw):
            return raw, ()
        return _judge_text(shape, raw)
    wanted = FORMS[_rules(shape)["type"]]
    return None, (Fault("E022", f"expected {wanted}, not {FORMS[form_of(raw)]}", shape.doc),)


def judge_form(shape: _Container, raw: Any) -> tuple[Fault, ...]:
    """Say what is wrong with a value's form or its number of entries."""
    form = "dict" if isinstance(shape, Table | Record) else "list"
    if form_of(raw) != form:
        shown = f"the text {quoted(raw)}" if isinstance(raw, str) else FORMS[form_of(raw)]
        return (Fault("E022", f"expected {FORMS[form]}, not {shown}", shape.doc),)
    most = shape.most if isinstance(shape, Listing) else None
    if shape.least <= len(raw) and (most is None or len(raw) <= most):
        return ()
    return _judge_size(shape.doc, len(raw), (shape.least, most))


def judge_keys(shape: Record, keys: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the required keys that are missing and the keys that are unknown."""
    if shape.fields.keys() >= keys.keys() >= set(shape.required):
        return (), ()
    return _judge_keys(tuple(shape.fields), shape.required, tuple(keys))


@functools.cache
def _written(pattern: str) -> re.Pattern[str]:
    """Return the pattern as Cerberus uses it."""
    # Cerberus ends a pattern with `$`, which lets a line break through; `\Z` does not.
    return re.compile(f"(?:{pattern})\\Z$")


@functools.lru_cache(maxsize=_REMEMBER)
def _judge_text(shape: Scalar, raw: str) -> tuple[Any, tuple[Fault, ...]]:
    value = _typed(shape, raw)
    validator = _scalar_validator(shape)
    validator.validate({"value": value}, normalize=False)
    return value, tuple(_TOLD[error.code](shape, error) for error in validator._errors)


@functools.lru_cache(maxsize=_REMEMBER)
def _judge_size(doc: str, size: int, bounds: tuple[int, int | None]) -> tuple[Fault, ...]:
    least, most = bounds
    rules = {"minlength": least, **({} if most is None else {"maxlength": most})}
    validator = _VALIDATOR({"value": rules})
    validator.validate({"value": range(size)}, normalize=False)
    return tuple(Fault("E027", _SIZES[error.code].format(size, error.constraint), doc) for error in validator._errors)


@functools.lru_cache(maxsize=_REMEMBER)
def _judge_keys(
    fields: tuple[str, ...], required: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    validator = _keys_validator(fields, required)
    validator.validate(dict.fromkeys(keys, ""), normalize=False)
    found = [(error.code, error.document_path[-1]) for error in validator._errors]
    missing = tuple(key for code, key in found if code == codes.REQUIRED_FIELD.code)
    return missing, tuple(key for code, key in found if code == codes.UNKNOWN_FIELD.code)


@functools.lru_cache(maxsize=1024)
def _keys_validator(fields: tuple[str, ...], required: tuple[str, ...]) -> Any:
    return _VALIDATOR({key: {"required": key in required} for key in fields}, allow_unknown=False)


@functools.lru_cache(maxsize=1024)
def _scalar_validator(shape: Scalar) -> Any:
    return _VALIDATOR({"value": _rules(shape)}, allow_unknown=False)


def _typed(shape: Scalar, raw: str) -> Any:
    if isinstance(shape, Flag):
        return _FLAGS.get(raw, raw)
    if isinstance(shape, Whole) and _WHOLE.fullmatch(raw):
        return int(raw)
    return raw


def _rules(shape: Scalar) -> dict[str, Any]:
    match shape:
        case Text(pattern=pattern):
            return {"type": "string", "regex": _written(pattern).pattern}
        case Flag():
            return {"type": "boolean"}
        case Whole(minimum=minimum, maximum=maximum):
            # Cerberus takes True for an integer; `_typed` makes one out of digits only.
            return {"type": "integer", "min": minimum, "max": maximum}
        case Choice(allowed=allowed):
            return {"type": "string", "allowed": allowed}
        case _:  # pragma: no cover  # closed union
            assert_never(shape)


def _wrong_type(shape: Scalar, error: Any) -> Fault:
    if isinstance(shape, Flag):
        return Fault("E025", f"{quoted(error.value)} is neither yes nor no", "write `yes` or `no`")
    return Fault("E026", f"{quoted(error.value)} is not a whole number", "write digits only")


def _unlisted(_: Scalar, error: Any) -> Fault:
    guess = did_you_mean(error.value, error.constraint)
    return Fault("E023", f"{quoted(error.value)} is not one of {quoted_all(error.constraint)}", guess)


def _unwritten(shape: Scalar, error: Any) -> Fault:
    written = shape.written if isinstance(shape, Text) else ""
    return Fault("E024", f"{quoted(error.value)} is not {written}", shape.doc)


def _too_small(shape: Scalar, error: Any) -> Fault:
    return Fault("E026", f"{quoted(error.value)} is less than {error.constraint}", shape.doc)


def _too_great(shape: Scalar, error: Any) -> Fault:
    return Fault("E026", f"{quoted(error.value)} is more than {error.constraint}", shape.doc)


# A text of the wrong type is only ever a flag or a number: text and choices take every text for their type.
_TOLD: Final[dict[int, Callable[[Scalar, Any], Fault]]] = {
    codes.BAD_TYPE.code: _wrong_type,
    codes.UNALLOWED_VALUE.code: _unlisted,
    codes.REGEX_MISMATCH.code: _unwritten,
    codes.MIN_VALUE.code: _too_small,
    codes.MAX_VALUE.code: _too_great,
}
_SIZES: Final[dict[int, str]] = {
    codes.MIN_LENGTH.code: "{0} entries, at least {1} wanted",
    codes.MAX_LENGTH.code: "{0} entries, at most {1} allowed",
}
