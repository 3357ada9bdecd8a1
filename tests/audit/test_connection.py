"""Check what a connection insists on, where a store cannot be brought there by itself."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from meetgate.audit import _connection
from meetgate.errors import AuditError


def test_a_file_system_without_shared_memory_is_refused(tmp_path: Path) -> None:
    """Where SQLite cannot use its write-ahead log, no record is promised to be durable."""
    location = _connection.locate(tmp_path / "a.db")
    connection = sqlite3.connect(f"{(tmp_path / 'a.db').as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None)
    with pytest.raises(AuditError, match="is not durable here: journal `delete`, synchronous `2`"):
        _connection._force_durability(connection, location)
    connection.close()


def _two_openers(path: Path) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    holder, late = (sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False) for _ in range(2))
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    return holder, late


def test_first_openers_wait_for_each_other(tmp_path: Path) -> None:
    """An opener that finds the file locked tries again until it is free."""
    holder, late = _two_openers(tmp_path / "a.db")
    release = threading.Timer(0.1, holder.execute, args=("ROLLBACK",))
    release.start()
    _connection._use_wal(late, time.monotonic() + 60)
    release.join()
    assert late.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    holder.close()
    late.close()


def test_an_opener_does_not_wait_for_ever(tmp_path: Path) -> None:
    """An opener that finds the file locked past its deadline reports that."""
    holder, late = _two_openers(tmp_path / "a.db")
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        _connection._use_wal(late, time.monotonic())
    holder.close()
    late.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(28, "No space left on device"), "FULL"),
        (FileNotFoundError(2, "No such file"), "CANTOPEN"),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), ""),
    ],
)
def test_errors_are_told_apart_by_what_helps(error: OSError | sqlite3.Error, kind: str) -> None:
    """Want of space, an unusable path, and what the sqlite3 module itself raises have different advice."""
    assert _connection._class(error) == kind
