"""Check what the stores promise, on threads and full, foreign or missing files."""

from __future__ import annotations

import gc
import itertools
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from tests.audit.conformance import check_store

from meetgate.audit import Entry, MemoryStore, SQLiteStore, open_store
from meetgate.errors import AuditError
from meetgate.model import digest


def test_the_memory_store_keeps_the_promises_of_a_store() -> None:
    """The memory store passes the conformance suite and says that it is not durable."""
    check_store(MemoryStore)
    assert not MemoryStore().durable
    assert MemoryStore().name == "memory"


def test_the_sqlite_store_keeps_the_promises_of_a_store(tmp_path: Path) -> None:
    """The SQLite store passes the conformance suite and says that it is durable."""
    names = (tmp_path / f"{number}.db" for number in itertools.count())
    check_store(lambda: SQLiteStore(next(names)))
    assert SQLiteStore(tmp_path / "x.db").durable


def test_a_path_opens_sqlite_and_a_store_stays_itself(tmp_path: Path) -> None:
    """A path or its text names a SQLite store, which creates nothing before its first use; a store is used as it is."""
    memory = MemoryStore()
    assert open_store(memory) is memory
    assert open_store(tmp_path / "a.db").name == str(tmp_path / "a.db")
    assert open_store(str(tmp_path / "b.db")).durable
    assert not list(tmp_path.iterdir())


def test_records_outlive_the_store(tmp_path: Path) -> None:
    """What one store acknowledged, a later one reads, also over several pages of reading."""
    first = SQLiteStore(tmp_path / "a.db")
    records = [str(number).encode() for number in range(600)]
    assert first.append(records, texts={}) == tuple(range(600))
    first.close()
    assert [entry.data for entry in SQLiteStore(tmp_path / "a.db").entries(1)] == records[1:]


def test_a_text_is_stored_once(tmp_path: Path) -> None:
    """A text that comes with every record, from two stores on one file, takes one row."""
    rules = b"ruleset: x"
    for store in (SQLiteStore(tmp_path / "a.db"), SQLiteStore(tmp_path / "a.db")):
        store.append([b"r"], texts={digest(rules): rules})
        store.append([b"r"], texts={digest(rules): rules})
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT digest, body FROM text").fetchall() == [(digest(rules), rules)]
    connection.close()


def test_the_files_are_private_to_their_owner(tmp_path: Path) -> None:
    """The file and what SQLite puts beside it have mode 0600, whatever the umask allows."""
    before = os.umask(0)
    try:
        store = SQLiteStore(tmp_path / "a.db")
        store.append([b"r"], texts={})
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}
    store.close()


def test_a_read_only_log_is_read_and_refuses_records(tmp_path: Path) -> None:
    """Through `mode=ro` a log can be read, an append is an AuditError, and nothing is half-done."""
    writer = SQLiteStore(tmp_path / "a b.db")
    writer.append([b"r"], texts={digest(b"t"): b"t"})
    reader = SQLiteStore(f"{(tmp_path / 'a b.db').as_uri()}?mode=ro")
    assert list(reader.entries()) == [Entry(0, b"r")]
    assert reader.text(digest(b"t")) == b"t"
    with pytest.raises(AuditError, match="without `mode=ro`"):
        reader.append([b"s"], texts={digest(b"u"): b"u"})
    assert list(reader.entries()) == [Entry(0, b"r")]
    assert writer.text(digest(b"u")) is None
    writer.close()


@pytest.mark.parametrize("mode", ["ro", "rw"])
def test_a_missing_log_is_not_made_where_it_shall_not_be(tmp_path: Path, mode: str) -> None:
    """With `mode=ro` or `mode=rw` a missing file is an AuditError, not an empty log."""
    store = SQLiteStore(f"{(tmp_path / 'a.db').as_uri()}?mode={mode}")
    with pytest.raises(AuditError, match="in a folder that exists"):
        list(store.entries())
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_no_log_to_read(tmp_path: Path) -> None:
    """An empty file becomes a log on writing; through `mode=ro` it is refused."""
    path = tmp_path / "a.db"
    path.touch()
    with pytest.raises(AuditError, match="not an audit log"):
        SQLiteStore(f"{path.as_uri()}?mode=ro").text("x")
    assert SQLiteStore(path).append([b"r"], texts={}) == (0,)


def test_a_full_log_refuses_whole_and_works_again(tmp_path: Path) -> None:
    """At the page limit an append fails, keeps neither record nor text, and smaller ones still fit."""
    store = SQLiteStore(tmp_path / "a.db", max_pages=8)
    store.append([b"small"], texts={})
    body = os.urandom(40_000)
    with pytest.raises(AuditError, match=r"cannot append to `.*`: database or disk is full\n    help: free space"):
        store.append([b"before", body], texts={digest(body): body})
    assert store.append([b"after"], texts={}) == (1,)
    assert [entry.data for entry in store.entries()] == [b"small", b"after"]
    assert store.text(digest(body)) is None


def test_another_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """A database of another program is an AuditError, and no byte of it changes."""
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(AuditError, match=r"`.*other\.db` is not an audit log"):
        SQLiteStore(path).append([b"r"], texts={})
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["other.db"]


def test_a_log_of_another_version_is_refused(tmp_path: Path) -> None:
    """A log whose tables are of a later version is not written to."""
    path = tmp_path / "a.db"
    SQLiteStore(path).append([], texts={})
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(AuditError, match="not an audit log of this version"):
        SQLiteStore(path).append([b"r"], texts={})


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text file is an AuditError that says so, and stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("x" * 5000)
    with pytest.raises(AuditError, match=r"file is not a database\n    help: give the path of an audit log"):
        list(SQLiteStore(path).entries())
    assert path.read_text() == "x" * 5000


def test_a_missing_folder_is_an_audit_error(tmp_path: Path) -> None:
    """A path in a folder that does not exist fails with the path and what to do."""
    with pytest.raises(AuditError, match=r"No such file .*none/a.db'\n    help: give a path in a folder that exists"):
        SQLiteStore(tmp_path / "none" / "a.db").append([b"r"], texts={})


@pytest.mark.parametrize(
    "name",
    [
        "",
        ":memory:",
        "file:a.db?nolock=1",
        "file:/a.db?immutable=1",
        "file:/a.db?mode=memory",
        "file:/a.db?cache=shared&mode=rw",
        "file://host/a.db",
        "file:",
    ],
)
def test_names_under_which_nothing_is_durable_are_refused(name: str) -> None:
    """Memory, remote and lock-free names are refused before anything is opened."""
    with pytest.raises(AuditError, match=r"no durable log|cannot keep a log"):
        open_store(name)


def test_a_relative_name_stays_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path means the folder in which the store was named, also after the process moves on."""
    monkeypatch.chdir(tmp_path)
    plain, uri = SQLiteStore("a.db"), SQLiteStore("file:b.db")
    monkeypatch.chdir("/")
    for store in (plain, uri):
        store.append([b"r"], texts={})
        store.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.db", "b.db"]
    assert (plain.name, uri.name) == ("a.db", "file:b.db")


def test_the_log_is_brought_into_the_main_file_from_time_to_time(tmp_path: Path) -> None:
    """Many commits do not let the write-ahead log grow without end."""
    store = SQLiteStore(tmp_path / "a.db")
    record = bytes(2000)
    for _ in range(1100):
        store.append([record], texts={})
    assert (tmp_path / "a.db").stat().st_size > 500 * len(record)
    assert (tmp_path / "a.db-wal").stat().st_size < 2 * 520 * 3 * 4096
    store.close()


def test_a_dropped_store_lets_go_of_its_file(tmp_path: Path) -> None:
    """A store that its host forgot to close closes by itself: SQLite's side files are gone."""
    store = SQLiteStore(tmp_path / "a.db")
    store.append([b"r"], texts={})
    del store
    gc.collect()
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]
