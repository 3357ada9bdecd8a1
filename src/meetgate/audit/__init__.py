"""Make a decision last: records as canonical bytes, in a store that answers only when they are durable."""

from __future__ import annotations

from meetgate.audit._memory import MemoryStore
from meetgate.audit._open import open_store
from meetgate.audit._record import FORMAT, decode_record, encode_record
from meetgate.audit._sqlite import SQLiteStore
from meetgate.audit._store import Entry, Store

__all__ = [
    "FORMAT",
    "Entry",
    "MemoryStore",
    "SQLiteStore",
    "Store",
    "decode_record",
    "encode_record",
    "open_store",
]
