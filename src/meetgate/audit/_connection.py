"""Open a SQLite file as an audit log, and refuse every file and setting that would lose a record.

What must hold is set and then read back, because SQLite answers a PRAGMA that it cannot obey with silence.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import attrs

from meetgate.errors import AuditError

#: The bytes "mtga", in the header of every audit log (SQLite file format, section 1.3.11).
APPLICATION_ID: Final = 0x6D746761
#: The version of the tables; the version of the records is in the records.
USER_VERSION: Final = 1

_BUSY_SECONDS: Final = 30.0
_SYNCHRONOUS_FULL: Final = 2
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS entry (idx INTEGER PRIMARY KEY, record BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS text (digest TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
)
_WHOSE: Final = (
    "SELECT (SELECT count(*) FROM sqlite_master), application_id, user_version"
    " FROM pragma_application_id(), pragma_user_version()"
)
_ADVICE: Final = {
    "FULL": "free space on the volume or raise the log's page limit, then decide again",
    "READONLY": "give a log that this process may write, without `mode=ro`",
    "CANTOPEN": "give a path in a folder that exists and that this process may use",
    "NOTADB": "give the path of an audit log or of a file that does not exist yet",
    "BUSY": "find the process that holds the log, then decide again",
    "CORRUPT": "keep the file for the auditor and give another path",
    "IOERR": "look after the disk, then decide again",
}
_OTHERWISE: Final = "look at the file and its volume, then decide again"


@attrs.frozen
class Location:
    """Say where a log is: the name the caller gave, the absolute path, and SQLite's mode (ro, rw or rwc)."""

    name: str
    path: Path
    mode: str = "rwc"

    @property
    def read_only(self) -> bool:
        """Say whether the log may only be read."""
        return self.mode == "ro"

    @property
    def uri(self) -> str:
        """Return the URI that SQLite opens; it never creates the file, because it would not make it private."""
        return f"{self.path.as_uri()}?mode={self.mode[:2]}"


def locate(name: str | os.PathLike[str]) -> Location:
    """Read a path or a `file:` URI whose only parameter is `mode=ro`, `rw` or `rwc`.

    Raises:
        AuditError: The name is `:memory:`, or the URI has a host or a parameter under which SQLite keeps no durable log
            (`nolock`, `immutable`, `vfs`, `cache`).
    """
    text = os.fspath(name)
    if text in {"", ":memory:"}:
        raise AuditError(f"`{text}` is no durable log\n    help: give a path, or name `MemoryStore()`")
    if not text.startswith("file:"):
        return Location(text, Path(text).absolute())
    parts = urlsplit(text)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    mode = query.pop("mode", "rwc")
    if query or mode not in {"ro", "rw", "rwc"} or parts.netloc not in {"", "localhost"} or not parts.path:
        raise AuditError(f"cannot keep a log at `{text}`\n    help: the URI's one parameter is `mode=ro`")
    return Location(text, Path(unquote(parts.path)).absolute(), mode)


@contextlib.contextmanager
def failing_as_audit_error(doing: str, location: Location) -> Generator[None, None, None]:
    """Turn what SQLite and the file system raise into an AuditError that says what, where, and what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        advice = _ADVICE.get(_class(error), _OTHERWISE)
        raise AuditError(f"cannot {doing} `{location.name}`: {error}\n    help: {advice}") from error


def _class(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return "FULL" if error.errno == errno.ENOSPC else "CANTOPEN"
    # Such as SQLITE_IOERR_FSYNC; what the sqlite3 module itself raises has no name.
    name: str = getattr(error, "sqlite_errorname", "SQLITE_")
    return name.split("_")[1]


def connect(location: Location, *, max_pages: int | None) -> sqlite3.Connection:
    """Return a connection to the log, made if it does not exist, on which every commit is durable.

    Raises:
        AuditError: The file is some other database, or durability is not in force.
        sqlite3.Error: SQLite cannot open or read the file.
        OSError: The file cannot be made.
    """
    if location.mode == "rwc":
        _create_private(location.path)
    connection = sqlite3.connect(
        location.uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    with contextlib.ExitStack() as undo:
        undo.callback(connection.close)
        _prepare(connection, location, max_pages)
        undo.pop_all()
    return connection


def _create_private(path: Path) -> None:
    # An existing file is never opened here: closing it would drop the locks that SQLite holds on it in
    # this process (sqlite.org, "How To Corrupt", section 2.2). SQLite gives -wal and -shm the same mode.
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    if sys.platform != "win32":  # pragma: no branch  # Windows cannot open a folder, and keeps names by itself
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    # Else the file's name may be lost with the power, and every record with it.
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _prepare(connection: sqlite3.Connection, location: Location, max_pages: int | None) -> None:
    fresh = _refuse_other(connection, location)
    connection.execute("PRAGMA trusted_schema = OFF")
    if location.read_only:
        return
    _force_durability(connection, location)
    if max_pages is not None:
        connection.execute(f"PRAGMA max_page_count = {max_pages:d}")
    if fresh:
        with transaction(connection):
            for statement in _SCHEMA:
                connection.execute(statement)


def _refuse_other(connection: sqlite3.Connection, location: Location) -> bool:
    """Say whether the file is still empty; read only, so that another program's database is left as it is."""
    # One statement sees one state, while another process may just be making the tables.
    tables, *mark = connection.execute(_WHOSE).fetchone()
    if mark == [APPLICATION_ID, USER_VERSION]:
        return False
    if mark == [0, 0] and not tables and not location.read_only:
        return True
    raise AuditError(
        f"`{location.name}` is not an audit log of this version of meetgate\n    help: {_ADVICE['NOTADB']}"
    )


def _force_durability(connection: sqlite3.Connection, location: Location) -> None:
    _use_wal(connection, time.monotonic() + _BUSY_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: without it, fsync stops at the drive's cache
    # SQLite before 3.51.3 may lose commits when one connection checkpoints while another one commits
    # (sqlite.org/wal.html, section 11). The store checkpoints itself, in the mode that shuts writers out.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", _SYNCHRONOUS_FULL):
        raise AuditError(
            f"`{location.name}` is not durable here: journal `{journal}`, synchronous `{synchronous}`\n"
            "    help: give a path on a local file system, where SQLite can share memory"
        )


def _use_wal(connection: sqlite3.Connection, deadline: float) -> None:
    # Several first openers can each hold what the other one needs; SQLite then reports BUSY at once,
    # without waiting, and only the second try finds the mode already changed.
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None, None, None]:
    """Commit what is done inside, or nothing of it, whatever ends it early.

    Raises:
        sqlite3.Error: Nothing is committed, or the commit itself failed.
    """
    # IMMEDIATE: a transaction that begins by reading cannot wait for a writer, it fails at once.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
