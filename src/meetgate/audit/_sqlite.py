"""Keep records in SQLite, durable before the call returns, over threads, processes and forks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import weakref
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Final

import attrs

from meetgate.audit._connection import connect, failing_as_audit_error, locate, transaction
from meetgate.audit._store import Entry, checked_texts

_CHUNK: Final = 256
_COMMITS_PER_CHECKPOINT: Final = 512


@attrs.define(eq=False)
class _Link:
    """Be one process's way to the file. The lock is held around every use of the connection."""

    lock: threading.RLock = attrs.field(factory=threading.RLock)
    connection: sqlite3.Connection | None = None
    known: set[str] = attrs.field(factory=set[str])
    commits: int = 0

    def shut(self) -> None:
        """Close the connection, if there is one."""
        connection, self.connection = self.connection, None
        self.known.clear()
        if connection is not None:
            connection.close()


class SQLiteStore:
    """Keep records in one SQLite file, in WAL mode with `synchronous=FULL`, private to its owner (0600).

    The file is opened on first use, once in each process. `max_pages` limits its size in pages of 4 KiB (PRAGMA
    max_page_count): a log that reaches it refuses records, and so decisions, while there is still room to mend it.
    """

    def __init__(self, path: str | os.PathLike[str], *, max_pages: int | None = None) -> None:
        """Name the file: a path, or a `file:...?mode=ro` URI to read a log without being able to write to it.

        Raises:
            AuditError: The name is not one of a durable log, such as `:memory:`.
        """
        self._links: dict[int, _Link] = {}
        self._location = locate(path)
        self._max_pages = max_pages
        with _forking:
            _stores.add(self)

    def __del__(self) -> None:
        """Close this process's connection when a host dropped the store without closing it."""
        link = self._links.get(os.getpid())
        if link is not None:
            with contextlib.suppress(sqlite3.Error):
                link.shut()

    @property
    def name(self) -> str:
        """Return the path or URI as it was given."""
        return self._location.name

    @property
    def durable(self) -> bool:
        """Return True."""
        return True

    def append(self, records: Sequence[bytes], *, texts: Mapping[str, bytes]) -> tuple[int, ...]:
        """Keep the records and texts in one commit; return the index of each record once it is on the disk.

        Raises:
            AuditError: The file cannot be opened or written, is another database, or a text is not what its digest
                says. Nothing was kept; only when the disk failed in the commit itself may the records be there.
        """
        with self._using("append to") as (link, connection):
            fresh = checked_texts(texts, link.known)
            with transaction(connection):
                (first,) = connection.execute("SELECT COALESCE(MAX(idx) + 1, 0) FROM entry").fetchone()
                indices = range(first, first + len(records))
                connection.executemany("INSERT INTO text VALUES (?, ?) ON CONFLICT DO NOTHING", fresh.items())
                connection.executemany("INSERT INTO entry VALUES (?, ?)", zip(indices, records, strict=True))
            # The records are on disk. Nothing below may fail the call.
            link.known.update(fresh)
            _checkpoint(link, connection)
        return tuple(indices)

    def entries(self, first: int = 0) -> Iterator[Entry]:
        """Yield the entries from index `first` on; other threads and processes may append meanwhile.

        Raises:
            AuditError: The file cannot be opened or read, or is another database.
        """
        question = "SELECT idx, CAST(record AS BLOB) FROM entry WHERE idx >= ? ORDER BY idx LIMIT ?"
        while True:
            with self._using("read") as (_, connection):
                rows: list[tuple[int, bytes]] = connection.execute(question, (first, _CHUNK)).fetchall()
            yield from (Entry(index, data) for index, data in rows)
            if len(rows) < _CHUNK:
                return
            first = rows[-1][0] + 1

    def text(self, digest: str) -> bytes | None:
        """Return the text with this digest, or None.

        Raises:
            AuditError: The file cannot be opened or read, or is another database.
        """
        with self._using("read") as (_, connection):
            row = connection.execute("SELECT CAST(body AS BLOB) FROM text WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close this process's connection; a later use opens a new one.

        Raises:
            AuditError: SQLite cannot close the file.
        """
        link = self._link()
        with link.lock, failing_as_audit_error("close", self._location):
            link.shut()

    @contextlib.contextmanager
    def _using(self, doing: str) -> Generator[tuple[_Link, sqlite3.Connection], None, None]:
        link = self._link()
        with link.lock, failing_as_audit_error(doing, self._location), contextlib.ExitStack() as undo:
            # A connection on which anything failed is not trusted with another record: after a failed fsync
            # the kernel may call the lost pages clean.
            undo.callback(link.shut)
            if link.connection is None:
                link.connection = connect(self._location, max_pages=self._max_pages)
            yield link, link.connection
            undo.pop_all()

    def _link(self) -> _Link:
        link = self._links.get(os.getpid())
        if link is None:
            _leaked.extend(self._links.values())
            link = self._links.setdefault(os.getpid(), _Link())
        return link

    def _hold(self) -> _Link:
        link = self._link()
        link.lock.acquire()
        return link


def _checkpoint(link: _Link, connection: sqlite3.Connection) -> None:
    """Move records from the WAL into the file, from time to time.

    FULL takes the writers' lock first, unlike the automatic checkpoint (see `_connection._force_durability`).
    """
    link.commits += 1
    if link.commits % _COMMITS_PER_CHECKPOINT == 0:
        # The records are durable in the WAL; what fails here is tried again at the next turn.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()


# A connection must not cross a fork. SQLite counts its locks on a file per process, in memory that the child
# inherits, while the operating system gives the child none of them: the child's own connection then believes
# that it holds locks which it does not hold, the last process that closes the file deletes the WAL under it,
# and acknowledged records are gone (tests/audit/test_fork.py shows it). So every fork finds the stores idle
# and closed, and both sides open again at their next use. A fork that bypasses Python's hooks leaves a
# connection behind; it is kept for ever and never closed, since closing it would act on the parent's file.
_stores: weakref.WeakSet[SQLiteStore] = weakref.WeakSet()
_leaked: list[_Link] = []
_forking = threading.RLock()  # one fork at a time, and no new store meanwhile
_held: list[_Link] = []


def _hold() -> None:
    _forking.acquire()
    for store in list(_stores):
        link = store._hold()
        _held.append(link)
        # A connection that cannot be closed was dropped all the same; the fork goes on, it cannot be refused.
        with contextlib.suppress(sqlite3.Error):
            link.shut()


def _release() -> None:
    while _held:
        _held.pop().lock.release()
    _forking.release()


if sys.platform != "win32":  # pragma: no branch  # there is no fork on Windows
    os.register_at_fork(before=_hold, after_in_parent=_release, after_in_child=_release)
