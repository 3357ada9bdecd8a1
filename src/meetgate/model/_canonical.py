"""Write values as the one sequence of bytes that digests and records are made of."""

from __future__ import annotations

import hashlib
import json
from typing import cast

JSON = str | int | bool | None | list["JSON"] | dict[str, "JSON"]


def canonical(data: object) -> bytes:
    """Return the canonical JSON of `data`: sorted keys, no white space, UTF-8, no floats.

    Raises:
        TypeError: `data` holds something that JSON does not know, or a float (two programs print one
            number differently, and then a digest says that an untouched text was changed).
    """
    _refuse_floats(data)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # Lone surrogates cannot be UTF-8; they are kept apart from each other as escapes.
    return text.encode("utf-8", "backslashreplace")


def digest(data: bytes) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 (FIPS 180-4) of `data`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


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
