"""Check that acknowledged records survive forks, kills and other processes."""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from meetgate.audit import SQLiteStore

# From Python 3.12 on, forking with threads warns that locks may stay held in the child. Here they do not.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

_CHILDREN, _THREADS, _EACH = 4, 8, 5
_MARKS_SECONDS = 60


def _fork(work: Callable[[], object], fork: Callable[[], int] = os.fork) -> int:
    child = fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(_MARKS_SECONDS)  # a dead-lock ends as a failure, not as a hang
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def _succeeded(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _all_succeeded(children: list[int]) -> bool:
    ended = [_succeeded(child) for child in children]  # waits for every one of them, also after a failure
    return all(ended)


def _write(store: SQLiteStore, acknowledged: Path, name: str) -> None:
    for turn in range(_EACH):
        record = f"{name}/{turn}"
        (index,) = store.append([record.encode()], texts={})
        with acknowledged.open("a") as out:
            out.write(f"{index} {record}\n")


def _write_with_threads(store: SQLiteStore, folder: Path, name: str) -> None:
    threads = [
        threading.Thread(target=_write, args=(store, folder / f"{name}.{number}.ack", f"{name}.{number}"))
        for number in range(_THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _acknowledged(folder: Path) -> dict[int, bytes]:
    lines = [line for each in folder.glob("*.ack") for line in each.read_text().splitlines()]
    pairs = [line.split() for line in lines]
    assert len({index for index, _ in pairs}) == len(pairs)
    return {int(index): record.encode() for index, record in pairs}


def _kept(path: Path) -> dict[int, bytes]:
    store = SQLiteStore(f"{path.as_uri()}?mode=ro")
    kept = {entry.index: entry.data for entry in store.entries()}
    store.close()
    return kept


@pytest.mark.parametrize("used", [False, True], ids=["unused", "used"])
def test_every_acknowledged_record_survives_forks(tmp_path: Path, *, used: bool) -> None:
    """A store built, and perhaps used, before the fork loses no record of 4 children of 8 threads each."""
    store = SQLiteStore(tmp_path / "a.db")
    if used:
        _write(store, tmp_path / "parent.ack", "parent")
    children = [
        _fork(functools.partial(_write_with_threads, store, tmp_path, str(number))) for number in range(_CHILDREN)
    ]
    assert _all_succeeded(children)
    _write(store, tmp_path / "after.ack", "after")
    store.close()
    kept = _kept(tmp_path / "a.db")
    assert kept == _acknowledged(tmp_path)
    assert sorted(kept) == list(range(_CHILDREN * _THREADS * _EACH + _EACH * (1 + used)))


def test_the_parent_may_close_while_its_children_write(tmp_path: Path) -> None:
    """A parent that closes, or ends, after the fork does not delete the log under its children."""
    store = SQLiteStore(tmp_path / "a.db")
    store.append([b"before"], texts={})
    opened, closed = os.pipe(), os.pipe()

    def work() -> None:
        store.append([b"early"], texts={})
        os.write(opened[1], b"x")
        os.read(closed[0], 1)
        store.append([b"late"], texts={})

    child = _fork(work)
    os.read(opened[0], 1)
    store.close()
    os.write(closed[1], b"x")
    assert _succeeded(child)
    assert _kept(tmp_path / "a.db") == {0: b"before", 1: b"early", 2: b"late"}
    for end in (*opened, *closed):
        os.close(end)


def test_a_fork_waits_for_the_record_that_is_being_written(tmp_path: Path) -> None:
    """Forking while other threads append gives children that can write at once, with no lock left held."""
    store = SQLiteStore(tmp_path / "a.db")
    stop = threading.Event()

    def keep_writing(name: str) -> None:
        for turn in range(10_000):
            if stop.is_set():
                return
            store.append([f"{name}/{turn}".encode()], texts={})

    threads = [threading.Thread(target=keep_writing, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    children = [_fork(lambda: store.append([b"child"], texts={})) for _ in range(8)]
    succeeded = _all_succeeded(children)
    stop.set()
    for thread in threads:
        thread.join()
    assert succeeded
    assert list(_kept(tmp_path / "a.db").values()).count(b"child") == len(children)


def test_threads_may_fork_at_the_same_time(tmp_path: Path) -> None:
    """Forks from several threads, with several stores, neither dead-lock nor disturb each other."""
    stores = [SQLiteStore(tmp_path / f"{number}.db") for number in range(3)]
    ended: list[bool] = []

    def work() -> None:
        for store in stores:
            store.append([b"child"], texts={})

    def fork_some() -> None:
        ended.extend(_succeeded(_fork(work)) for _ in range(3))

    threads = [threading.Thread(target=fork_some) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [True] * 9
    assert [len(_kept(tmp_path / f"{number}.db")) for number in range(3)] == [9, 9, 9]


def test_a_connection_that_crosses_a_fork_is_leaked_not_closed(tmp_path: Path) -> None:
    """A fork that Python does not see leaves the parent's connection unused in the child, which opens its own."""
    store = SQLiteStore(tmp_path / "a.db")
    store.append([b"before"], texts={})
    libc = ctypes.PyDLL(None)
    child = _fork(lambda: store.append([b"child"], texts={}), fork=libc.fork)
    assert _succeeded(child)
    assert store.append([b"after"], texts={}) == (2,)
    assert _kept(tmp_path / "a.db") == {0: b"before", 1: b"child", 2: b"after"}


def test_a_killed_writer_loses_no_acknowledged_record(tmp_path: Path) -> None:
    """What a process has acknowledged is there after SIGKILL, without gaps, and the log goes on."""
    program = textwrap.dedent(
        """
        import itertools, sys
        from meetgate.audit import SQLiteStore
        store = SQLiteStore(sys.argv[1])
        for turn in itertools.count():
            (index,) = store.append([b"%d" % turn * 500], texts={})
            print(index, flush=True)
        """
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.db")]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:  # noqa: S603  # our own program
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(40)]
            writer.kill()
            lines += [line for line in writer.stdout if line.endswith(b"\n")]
        acknowledged = int(lines[-1])
        kept = _kept(tmp_path / "a.db")
        assert sorted(kept) == list(range(len(kept)))
        assert len(kept) > acknowledged


def test_processes_may_make_the_same_log_at_the_same_time(tmp_path: Path) -> None:
    """Several first users of one file agree on who makes it."""
    for turn in range(8):
        path = tmp_path / f"{turn}.db"
        start = time.monotonic() + 0.05

        def work(path: Path = path, start: float = start) -> None:
            store = SQLiteStore(path)
            time.sleep(max(0.0, start - time.monotonic()))
            store.append([b"r"], texts={})

        assert _all_succeeded([_fork(work) for _ in range(4)])
        assert sorted(_kept(path)) == [0, 1, 2, 3]
