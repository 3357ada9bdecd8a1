"""Reloading: one step, the old policy where the new one is wrong, and decisions that never see half of each."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from tests.gatekeeper.gates import NOW, gate, meeting
from tests.house import HOUSE

from meetgate import Gatekeeper, LockError, RuleSetError
from meetgate.audit import MemoryStore, decode_record
from meetgate.gatekeeper.policy import Policy, lock_text, read_policy

OTHER: Final = HOUSE.replace("permit: [zoom]", "permit: [skype]")


def _write(path: Path, text: str) -> str:
    # Replaced in one step, as whoever deploys would do it: a reader sees the old text or the new one.
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return str(path)


def test_what_changed_on_disk_is_decided_by(tmp_path: Path) -> None:
    """After a reload the new rules decide; without a change it says that nothing changed."""
    path = tmp_path / "house.yaml"
    held = gate(rules=[_write(path, HOUSE)])
    assert held.reload() is False
    _write(path, OTHER)
    assert held.preview(meeting()).permitted == ("zoom",)
    assert held.reload() is True
    assert held.preview(meeting()).permitted == ("skype",)


def test_an_invalid_policy_changes_nothing(tmp_path: Path) -> None:
    """A text that does not load raises, and the old rules go on deciding."""
    path = tmp_path / "house.yaml"
    held = gate(rules=[_write(path, HOUSE)])
    _write(path, OTHER.replace("skype", "skipe"))
    with pytest.raises(RuleSetError, match="skipe"):
        held.reload()
    assert held.preview(meeting()).permitted == ("zoom",)


def test_a_lock_is_honoured(tmp_path: Path) -> None:
    """What was not locked is refused on reload as on load."""
    path = tmp_path / "house.yaml"
    rules = [_write(path, HOUSE)]
    lock = _write(tmp_path / "meetgate.lock", lock_text(read_policy(rules=rules)))
    held = gate(rules=rules, lock=lock)
    _write(path, OTHER)
    with pytest.raises(LockError, match="the rule set `house` is not as it was locked"):
        held.reload()
    assert held.preview(meeting()).permitted == ("zoom",)
    _write(tmp_path / "meetgate.lock", lock_text(read_policy(rules=rules)))
    assert held.reload() is True


def test_without_assumptions_stays_without(tmp_path: Path) -> None:
    """The gatekeeper that lets nothing stand in for absent facts reloads as such."""
    path = tmp_path / "house.yaml"
    held = gate(rules=[_write(path, HOUSE)], default_home="convener").without_assumptions()
    _write(path, OTHER)
    assert held.reload() is True
    assert held.preview(meeting()).permitted == ("skype",)


def test_what_was_not_read_cannot_be_read_again() -> None:
    """A gatekeeper that was given its policy keeps it, with assumptions or without."""
    held = Gatekeeper(read_policy(rules=()), store=MemoryStore())
    assert held.reload() is False
    assert held.without_assumptions().reload() is False


def test_of_two_reloads_the_later_counts(tmp_path: Path) -> None:
    """A reload that began first and ended last does not bring the old rules back."""
    path = tmp_path / "house.yaml"
    old, new = (read_policy(rules=[_write(path, text)]) for text in (HOUSE, OTHER))
    began, ended = threading.Event(), threading.Event()

    def slow() -> Policy:
        if began.is_set():
            return new
        began.set()
        assert ended.wait(timeout=30)
        return old

    held = Gatekeeper(old, store=MemoryStore(), clock=lambda: NOW, reader=slow)
    first = threading.Thread(target=held.reload)
    first.start()
    assert began.wait(timeout=30)
    assert held.reload() is True
    ended.set()
    first.join()
    assert held.preview(meeting()).permitted == ("skype",)


def _small(policy: Policy) -> Policy:
    """Return the policy with two platforms only: what is tested is the swap, not the catalogue."""
    kept = {name: policy.catalogue.platforms[name] for name in ("skype", "zoom")}
    return attrs.evolve(policy, catalogue=attrs.evolve(policy.catalogue, platforms=kept))


def test_a_decision_is_of_one_policy(tmp_path: Path) -> None:
    """While rules change under them, threads decide; answer, digest and recorded text are of the same rules."""
    path, store = tmp_path / "house.yaml", MemoryStore()
    both = [_small(read_policy(rules=[_write(path, text)])) for text in (HOUSE, OTHER)]
    expected = {both[0].digest: (["zoom"], HOUSE), both[1].digest: (["skype"], OTHER)}
    turns = itertools.cycle(both)
    held, done = Gatekeeper(both[0], store=store, reader=lambda: next(turns)), threading.Event()

    def decide() -> None:
        while not done.is_set():
            list(held.decide_many([meeting(), meeting()], actor="test"))

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for each in threads:
        each.start()
    while sum(1 for _ in store.entries()) < 20:
        held.reload()
    done.set()
    for each in threads:
        each.join()
    for entry in store.entries():
        record: dict[str, Any] = decode_record(entry.data)
        permitted, text = expected[record["decision"]["digests"]["policy"]]
        assert record["decision"]["permitted"] == permitted
        assert store.text(record["sources"]["rules/house"]) == text.encode()
