"""Keep records in memory: for tests, and for hosts that keep their own log of what was decided."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence

from meetgate.audit._store import Entry, checked_texts


class MemoryStore:
    """Keep records until the process ends; nothing is durable, so it is only ever chosen by name."""

    def __init__(self) -> None:
        """Build an empty store."""
        self._lock = threading.Lock()
        self._records: list[bytes] = []
        self._texts: dict[str, bytes] = {}

    @property
    def name(self) -> str:
        """Return `memory`."""
        return "memory"

    @property
    def durable(self) -> bool:
        """Return False."""
        return False

    def append(self, records: Sequence[bytes], *, texts: Mapping[str, bytes]) -> tuple[int, ...]:
        """Keep the records and texts; return the index of each record.

        Raises:
            AuditError: A text is not what its digest says; nothing was kept.
        """
        with self._lock:
            if not texts.keys() <= self._texts.keys():  # records of one policy name the same texts
                self._texts.update(checked_texts(texts, set(self._texts)))
            first = len(self._records)
            self._records.extend(records)
            return tuple(range(first, len(self._records)))

    def entries(self, first: int = 0) -> Iterator[Entry]:
        """Yield the entries that were kept when the iteration began, from index `first` on."""
        with self._lock:
            kept = self._records[first:]
        return itertools.starmap(Entry, enumerate(kept, start=first))

    def text(self, digest: str) -> bytes | None:
        """Return the text with this digest, or None."""
        return self._texts.get(digest)

    def close(self) -> None:
        """Do nothing: what is in memory stays readable."""
