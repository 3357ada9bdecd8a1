"""Say what a store of records promises, and no more than that.

The protocol is small because a later audit format replaces what is behind it. `tests/audit/conformance.py`
states the same promises as a test that any store can run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import attrs

from meetgate.errors import AuditError
from meetgate.model import digest


@attrs.frozen
class Entry:
    """Be one record in its place: `index` counts from 0 without gaps, `data` are the record's bytes."""

    index: int
    data: bytes


class Store(Protocol):
    """Keep records in the order in which they came, for ever."""

    @property
    def name(self) -> str:
        """Return what decisions show as the place of their record."""
        ...

    @property
    def durable(self) -> bool:
        """Say whether a record outlives the process."""
        ...

    def append(self, records: Sequence[bytes], *, texts: Mapping[str, bytes]) -> tuple[int, ...]:
        """Keep the records, and the texts they name by digest, in one commit; return the index of each record.

        Returns only when all of it is as durable as the store can make it; a text that is already kept is not
        kept again.

        Raises:
            AuditError: Nothing was kept, or a text is not what its digest says.
        """
        ...

    def entries(self, first: int = 0) -> Iterator[Entry]:
        """Yield the entries from index `first` on, in order.

        Raises:
            AuditError: The store cannot be read.
        """
        ...

    def text(self, digest: str) -> bytes | None:
        """Return the text with this digest (`sha256:...`), or None when no such text is kept.

        Raises:
            AuditError: The store cannot be read.
        """
        ...

    def close(self) -> None:
        """Let go of what is open in this process; a second call does nothing, a later use opens again.

        Raises:
            AuditError: The store cannot be closed.
        """
        ...


def checked_texts(texts: Mapping[str, bytes], known: set[str]) -> dict[str, bytes]:
    """Return the texts that are not `known` yet.

    Raises:
        AuditError: A text is not what its digest says: replay would then rest on the wrong rules.
    """
    fresh = {name: body for name, body in texts.items() if name not in known}
    for name, body in fresh.items():
        if digest(body) != name:
            raise AuditError(f"a text was handed over as `{name}`, but its digest is `{digest(body)}`")
    return fresh
