from __future__ import annotations

import json
import multiprocessing
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
import structlog
from structlog.testing import capture_logs
from tests.gatekeeper.gates import NOW, PARLIAMENT, gate, meeting

from meetgate import AuditError, MeetingError, Verdict
from meetgate.audit import MemoryStore, SQLiteStore, Store, decode_record
from meetgate.gatekeeper import Request
from meetgate.gatekeeper._gatekeeper import BATCH


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_the_record_is_kept_before_the_answer(kind: str, tmp_path: Path) -> None:
    """The record holds meeting, decision and sources, and every source's text is in the store by its digest."""
    store: Store = MemoryStore() if kind == "memory" else SQLiteStore(tmp_path / "a.db")
    decision = gate(store).decide(meeting(), actor="system:test")
    assert decision.record is not None
    (entry,) = store.entries()
    assert (decision.record.store, decision.record.index) == (store.name, entry.index)
    record = decode_record(entry.data)
    assert record["actor"] == "system:test"
    assert record["meeting"] == meeting().to_json()
    written = cast("dict[str, Any]", record["decision"])
    assert written["permitted"] == ["zoom"]
    sources = cast("dict[str, str]", record["sources"])
    assert f"rules/{PARLIAMENT}" in sources
    assert all(store.text(digest) for digest in sources.values())


class _Full(MemoryStore):
    def append(self, records: Sequence[bytes], *, texts: Mapping[str, bytes]) -> tuple[int, ...]:
        raise AuditError(f"no room for {len(records)} records and {len(texts)} texts")


@pytest.mark.parametrize("kind", ["read-only", "full", "own"])
def test_without_a_record_there_is_no_decision(kind: str, tmp_path: Path) -> None:
    """A log that cannot be written raises, announces nothing and keeps nothing."""
    path = tmp_path / "a.db"
    SQLiteStore(path).append([], texts={})
    stores: dict[str, Store] = {
        "read-only": SQLiteStore(f"file:{path}?mode=ro"),
        "full": SQLiteStore(path, max_pages=8),
        "own": _Full(),
    }
    with capture_logs() as events, pytest.raises(AuditError):
        gate(stores[kind]).decide(meeting(), actor="system:test")
    assert not events
    assert not list(SQLiteStore(path).entries())


def test_a_durable_log_wants_an_actor(tmp_path: Path) -> None:
    """Without an actor nothing is decided and no file comes to be; memory does not mind."""
    with pytest.raises(MeetingError, match="nobody is named as the actor"):
        gate(tmp_path / "a.db").decide(meeting())
    assert not (tmp_path / "a.db").exists()
    store = MemoryStore()
    gate(store).decide(meeting())
    assert decode_record(next(store.entries()).data)["actor"] == "unnamed"


def test_a_batch_is_committed_before_its_first_decision() -> None:
    """When a decision is yielded, its whole batch is in the store already, in one commit."""
    store = MemoryStore()
    asked = [meeting(id=f"m{n}") if n % 2 else Request(meeting=meeting(id=f"m{n}")) for n in range(BATCH + 3)]
    seen = [(decision.meeting, len(list(store.entries()))) for decision in gate(store).decide_many(asked)]
    assert seen == [(f"m{n}", BATCH if n < BATCH else BATCH + 3) for n in range(BATCH + 3)]
    assert not list(gate(store).decide_many([]))


def _canary() -> Request:
    said = meeting(
        id="canary-id",
        title="canary-title",
        topics=["canary-topic"],
        participants=[{"address": "canary@parliament.uk"}],
        detrimental_to=["CN"],
    )
    return Request(meeting=said)


def test_one_event_says_nothing_of_the_meeting() -> None:
    """Exactly one event follows a decision: index, digests and counts, and not what was decided on what."""
    with capture_logs() as events:
        decision = next(gate().decide_many([_canary()], actor="canary-actor"))
    (event,) = events
    assert event["index"] == 0
    assert event["policy"] == decision.digests["policy"]
    assert event["input"] == decision.digests["input"]
    counted = [count for word, count in event.items() if word in {each.value for each in Verdict}]
    assert sum(counted) == len(decision.platforms)
    text = json.dumps(event)
    for secret in ("canary", "china", "CN", "public", PARLIAMENT, "parliament.uk", "zoom"):
        assert secret not in text


def test_a_failing_log_set_up_does_not_fail_the_call() -> None:
    """The decision is on disk; what a host's log processor raises must not hide it."""

    def fail(*_: object) -> str:
        raise RuntimeError("the host's own mistake")

    structlog.configure(processors=[fail])
    store = MemoryStore()
    assert gate(store).decide(meeting()).allows("zoom")
    assert len(list(store.entries())) == 1


def test_a_gate_survives_a_fork(tmp_path: Path) -> None:
    """Four children with eight threads each append through one gate; every acknowledged record is present."""
    shared = gate(tmp_path / "a.db")
    shared.decide(meeting(id="parent"), actor="system:test")
    forking = multiprocessing.get_context("fork")
    results = forking.SimpleQueue()

    def child(number: int) -> None:
        acknowledged: list[tuple[str, int]] = []

        def one(thread: int) -> None:
            name = f"{number}-{thread}"
            record = shared.decide(meeting(id=name), actor="system:test").record
            acknowledged.append((name, -1 if record is None else record.index))

        threads = [threading.Thread(target=one, args=(thread,)) for thread in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        results.put(acknowledged)
        os._exit(0)

    children = [forking.Process(target=child, args=(number,)) for number in range(4)]
    for each in children:
        each.start()
    found = [pair for _ in children for pair in results.get()]
    for each in children:
        each.join()
    records = {entry.index: decode_record(entry.data) for entry in SQLiteStore(tmp_path / "a.db").entries()}
    assert len(found) == 32
    assert len(records) == 33
    assert all(cast("dict[str, Any]", records[index]["meeting"])["id"] == name for name, index in found)


def test_the_same_text_has_the_same_digests() -> None:
    """Two gates that read the same decide the same under the same digests; another fact is another input."""
    first, second = (gate().preview(meeting()) for _ in range(2))
    assert first.digests == second.digests
    assert first.evaluated.at == NOW
    other = gate().preview(meeting(public=False))
    assert other.digests["policy"] == first.digests["policy"]
    assert other.digests["input"] != first.digests["input"]
