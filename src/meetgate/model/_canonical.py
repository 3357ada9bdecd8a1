"""Write values as the one sequence of bytes that digests and records are made of.

With orjson (`meetgate[fast]`) they are written by it, without it by the standard library: the bytes are the same,
and whatever orjson refuses or knows beyond JSON is written, or refused, by the standard library.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

JSON = str | int | bool | None | list["JSON"] | dict[str, "JSON"]

#: What JSON is made of. Anything else, a subclass of these included, the standard library judges.
_LEAVES: Final = frozenset({str, int, bool, type(None)})
_PLAIN: Final = _LEAVES | {list, dict, tuple}


def canonical(data: object) -> bytes:
    """Return the canonical JSON of `data`: sorted keys, no white space, UTF-8, no floats.

    Raises:
        TypeError: `data` holds something that JSON does not know, or a float (two programs print one
            number differently, and then a digest says that an untouched text was changed).
        ValueError: `data` holds itself.
    """
    text = written(data)  # first, since it ends where `data` holds itself, and a walk would not
    if type(data) in _LEAVES or is_plain(data):
        return text
    _refuse_floats(data)
    return _standard(data)


def written(data: object) -> bytes:
    """Return what `canonical` does, of data that are known to be made of JSON's own types and to hold no floats."""
    fast = _fast()
    if fast is not None:
        try:
            return fast(data)
        except TypeError:  # lone surrogates, keys that are no text, numbers beyond 64 bits, deep nesting
            pass
    return _standard(data)


def joined(members: Mapping[str, bytes]) -> bytes:
    """Return the canonical JSON of an object whose members are written already, each in canonical form."""
    return b"{%b}" % b",".join([b"%b:%b" % (_key(key), members[key]) for key in sorted(members)])


@functools.lru_cache(maxsize=256)
def _key(key: str) -> bytes:
    return written(key)


def digest(data: bytes) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 (FIPS 180-4) of `data`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@functools.cache
def _fast() -> Callable[[object], bytes] | None:
    """Return orjson's writer, None where it is not installed; imported when something is first written."""
    try:
        import orjson
    except ImportError:
        return None
    return functools.partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)


def _standard(data: object) -> bytes:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # Lone surrogates cannot be UTF-8; they are kept apart from each other as escapes.
    return text.encode("utf-8", "backslashreplace")


def is_plain(data: object) -> bool:
    """Say whether data are made of JSON's own types only: level by level, so that each level's types are told at once."""
    level: list[Any] = [data]
    while level:
        kinds = set(map(type, level))
        if not kinds <= _PLAIN:
            return False
        held: list[Any] = [] if kinds <= _LEAVES else [each for each in level if type(each) not in _LEAVES]
        level = [value for each in held for value in (each.values() if each.__class__ is dict else each)]
    return True


def _refuse_floats(data: object) -> None:
    pending: list[object] = [data]
    while pending:
        each = pending.pop()
        if isinstance(each, float):
            raise TypeError(f"a canonical text holds no floats: {each!r}")
        if isinstance(each, dict):
            pending.extend(cast("dict[str, object]", each).values())
        elif isinstance(each, list | tuple):
            pending.extend(cast("list[object]", each))
