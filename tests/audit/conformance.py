"""State what every store of records promises, as a test that any store can run."""

from __future__ import annotations

import threading
from collections.abc import Callable

from meetgate.audit import Entry, Store
from meetgate.errors import AuditError
from meetgate.model import digest

_THREADS, _EACH = 4, 8


def check_store(make: Callable[[], Store]) -> None:
    """Check that the stores that `make` returns, each one new and empty, keep the promises of `Store`.

    Raises:
        AssertionError: A promise is broken; its name is the function that failed.
    """
    for check in (
        _starts_empty,
        _counts_without_gaps,
        _keeps_texts_by_digest,
        _refuses_a_false_digest_whole,
        _keeps_records_of_all_threads,
        _closes_twice,
    ):
        store = make()
        check(store)
        store.close()


def _starts_empty(store: Store) -> None:
    assert not list(store.entries())
    assert store.text(digest(b"none")) is None
    assert store.name


def _counts_without_gaps(store: Store) -> None:
    assert store.append([b"a", b"b"], texts={}) == (0, 1)
    assert store.append([], texts={}) == ()
    assert store.append([b"\x00"], texts={}) == (2,)
    assert list(store.entries(1)) == [Entry(1, b"b"), Entry(2, b"\x00")]
    assert not list(store.entries(3))


def _keeps_texts_by_digest(store: Store) -> None:
    texts = {digest(body): body for body in (b"", b"rules")}
    store.append([b"a"], texts=texts)
    store.append([b"b"], texts=texts)
    assert {name: store.text(name) for name in texts} == texts


def _refuses_a_false_digest_whole(store: Store) -> None:
    try:
        store.append([b"a"], texts={digest(b"x"): b"x", digest(b"y"): b"z"})
    except AuditError:
        assert not list(store.entries())
        assert store.text(digest(b"x")) is None
    else:
        raise AssertionError("a text was kept under a digest that is not its own")


def _keeps_records_of_all_threads(store: Store) -> None:
    acknowledged: dict[int, bytes] = {}

    def write(name: int) -> None:
        for turn in range(_EACH):
            record = f"{name}/{turn}".encode()
            (index,) = store.append([record], texts={})
            acknowledged[index] = record

    threads = [threading.Thread(target=write, args=(name,)) for name in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(acknowledged) == list(range(_THREADS * _EACH))
    assert {entry.index: entry.data for entry in store.entries()} == acknowledged


def _closes_twice(store: Store) -> None:
    store.append([b"a"], texts={})
    store.close()
    store.close()
