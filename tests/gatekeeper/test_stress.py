"""Many threads decide while the rules change under them: every decision is of one policy, and none is lost."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from tests.gatekeeper.gates import NOW, meeting
from tests.house import HOUSE

from meetgate import Decision, Gatekeeper
from meetgate.audit import MemoryStore, decode_record
from meetgate.gatekeeper.policy import Policy, read_policy

THREADS: Final = 4
#: Turns of each thread; the reloads go on until all of them are over.
TURNS: Final = 30
#: Two policies that differ in a permit, in a forbid and in the sentence of each rule, over a few platforms.
ONE: Final = HOUSE + "  - {id: not, forbid: [jitsi-meet], because: this one says no, source: memo}\n"
OTHER: Final = (
    ONE.replace("permit: [zoom]", "permit: [skype]").replace("jitsi-meet", "wire").replace("this one", "another")
)
PLATFORMS: Final = ("jitsi-meet", "skype", "wire", "zoom")


def _policy(path: Path, text: str) -> Policy:
    path.write_text(text, encoding="utf-8")
    read = read_policy(rules=[str(path)])
    few = {name: read.catalogue.platforms[name] for name in PLATFORMS}
    return attrs.evolve(read, catalogue=attrs.evolve(read.catalogue, platforms=few))


@pytest.fixture
def policies(tmp_path: Path) -> tuple[Policy, Policy]:
    """Return two policies."""
    return _policy(tmp_path / "house.yaml", ONE), _policy(tmp_path / "house.yaml", OTHER)


def _said(decision: Decision) -> tuple[object, ...]:
    """Return everything in a decision that a policy decides: no part may be of another one than the rest."""
    return (
        decision.permitted,
        tuple(sorted((name, each.verdict, each.reasons) for name, each in decision.platforms.items())),
        tuple(sorted((name, each.digest) for name, each in decision.rulesets.items())),
    )


class _Crowd:
    """Decide in several threads, and keep what each was told, or what went wrong."""

    def __init__(self, held: Gatekeeper) -> None:
        self.decisions: list[Decision] = []
        self.errors: list[BaseException] = []
        self._held = held
        self._ready = threading.Barrier(THREADS + 1)
        self._threads = [threading.Thread(target=self._decide, args=(number,)) for number in range(THREADS)]

    def start(self) -> None:
        for each in self._threads:
            each.start()
        self._ready.wait()

    @property
    def busy(self) -> bool:
        return any(each.is_alive() for each in self._threads)

    def join(self) -> None:
        for each in self._threads:
            each.join()

    def _decide(self, number: int) -> None:
        self._ready.wait()
        try:
            for turn in range(TURNS):
                said = meeting(id=f"{number}-{turn}")
                # Each way to decide: one at a time, and in batches.
                self.decisions += [self._held.decide(said)] if turn % 2 else self._held.decide_many([said, said])
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test has to see it
            self.errors.append(error)


def _gate(policy: Policy, store: MemoryStore, reader: Callable[[], Policy] | None = None) -> Gatekeeper:
    return Gatekeeper(policy, store=store, clock=lambda: NOW, reader=reader)


def test_each_decision_is_wholly_of_one_policy(policies: tuple[Policy, Policy]) -> None:
    """While two policies take turns, verdicts, reasons, reports and digests are of one of them, in every answer."""
    expected = {each.digest: _said(_gate(each, MemoryStore()).decide(meeting())) for each in policies}
    assert len(set(expected.values())) == 2
    store, turn = MemoryStore(), itertools.cycle(reversed(policies))
    held = _gate(policies[0], store, reader=lambda: next(turn))
    crowd = _Crowd(held)
    crowd.start()
    swaps = 0
    while crowd.busy:
        assert held.reload() is True
        swaps += 1
    crowd.join()
    assert crowd.errors == []
    assert all(_said(each) == expected[each.digests["policy"]] for each in crowd.decisions)
    assert swaps > TURNS
    _nothing_is_lost(crowd, store)


def _nothing_is_lost(crowd: _Crowd, store: MemoryStore) -> None:
    """Check that records and decisions are the same ones, and that each record names the texts it rests on."""
    records: dict[int, dict[str, Any]] = {each.index: decode_record(each.data) for each in store.entries()}
    named = Counter(each.record.index for each in crowd.decisions if each.record is not None)
    assert set(named.values()) == {1}
    assert named.keys() == records.keys()
    assert len(records) == len(crowd.decisions) == THREADS * (TURNS // 2) * 3
    for each in crowd.decisions:
        assert each.record is not None
        record = records[each.record.index]
        assert record["meeting"]["id"] == each.meeting
        assert record["decision"]["digests"] == dict(each.digests)
        assert all(store.text(digest) is not None for digest in record["sources"].values())


def test_a_policy_that_is_shared_is_worked_out_the_same_by_all(policies: tuple[Policy, Policy]) -> None:
    """Whatever is worked out on first use is worked out by several threads at once, and is one answer."""
    crowd = _Crowd(_gate(policies[0], MemoryStore()))
    crowd.start()
    crowd.join()
    assert crowd.errors == []
    assert len({_said(each) for each in crowd.decisions}) == 1
    assert {each.digests["policy"] for each in crowd.decisions} == {policies[0].digest}
