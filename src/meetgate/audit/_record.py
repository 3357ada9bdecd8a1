"""Turn a record into canonical bytes and back (audit format 0).

A record is one JSON object: `format` (0), `type`, `at` (RFC 3339, UTC, `Z`), `actor`, and what its type adds.
Its bytes are canonical: sorted keys, no white space, UTF-8, no floats; no other bytes are a record.

    {"actor":"system:booking","at":"2020-04-22T11:00:00Z","format":0,"type":"decision"}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast

from meetgate.errors import AuditError
from meetgate.model import canonical, joined, stamp, written

#: The version of the audit format. 0 promises nothing: the format with a Merkle tree will be 1.
FORMAT: Final = 0

_HEAD: Final = ("format", "type", "at", "actor")


def encode_record(
    *,
    kind: str,
    at: datetime,
    actor: str,
    body: Mapping[str, object],
    encoded: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Return the canonical bytes of a record of type `kind`, made at the aware datetime `at` by `actor`.

    `encoded` holds more of the body, each value in canonical form already: what is the same in many records, such as
    the digests of the texts, is written once.

    Raises:
        AuditError: `at` has no offset, `body` names a field of the head, or holds what JSON does not know or a float.
    """
    if at.utcoffset() is None:
        raise AuditError(f"a record needs a time with an offset, not `{at.isoformat()}`")
    taken = [key for key in _HEAD if key in body or key in encoded]
    if taken:
        raise AuditError(f"the body of a record cannot set `{taken[0]}`, which belongs to its head")
    try:
        members = {key: canonical(value) for key, value in body.items()}
        head = {"format": written(FORMAT), "type": written(kind), "at": written(stamp(at)), "actor": canonical(actor)}
        return joined({**members, **encoded, **head})
    except (TypeError, ValueError, RecursionError) as error:
        raise AuditError(f"the record of type `{kind}` has no canonical form: {error}") from error


def decode_record(data: bytes) -> dict[str, object]:
    """Return the record whose canonical bytes `data` are.

    Raises:
        AuditError: `data` are not JSON, not canonical, of another audit format, or lack the head of a record.
    """
    try:
        loaded: object = json.loads(data)
        same = canonical(loaded) == data
    except (TypeError, ValueError, RecursionError) as error:
        raise AuditError(f"this is not a record: {error}") from error
    if not same or not isinstance(loaded, dict):
        raise AuditError("this is not a record in canonical form: its bytes were not written by meetgate")
    record = cast("dict[str, object]", loaded)
    _check_head(record)
    return record


def _check_head(record: Mapping[str, object]) -> None:
    if type(record.get("format")) is not int or record["format"] != FORMAT:
        raise AuditError(f"a record of audit format {FORMAT} was expected, not `{record.get('format')}`")
    for key in ("type", "actor"):
        if not isinstance(record.get(key), str):
            raise AuditError(f"the record has no text as its `{key}`")
    if not _is_stamp(record.get("at")):
        raise AuditError(f"the record has no UTC time as its `at`, but `{record.get('at')}`")


def _is_stamp(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.utcoffset() is not None and stamp(moment) == text
