"""Locks: what is not as it was locked is refused, by name, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from tests.gatekeeper.gates import meeting
from tests.house import BAN, HOUSE, WAIVERS

from meetgate import Gatekeeper, LockError
from meetgate.audit import MemoryStore
from meetgate.gatekeeper._lock import refuse_unless_locked
from meetgate.gatekeeper.policy import GATE_CODES, Policy, lock_text, read_policy
from meetgate.model import Catalogue, FindingsComplete, Platform

FACT: Final = """
id: zoom
name: Zoom
facts:
  - {name: house-approved, value: "yes", asserted_by: house, source: memo, known_from: 2020-01-01}
sources: {memo: {title: Memo, publisher: The house, published: 2020-01-01, confidence: A}}
"""


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def _refused(policy: Policy, lock: str) -> list[tuple[str, str]]:
    with pytest.raises(LockError) as refused:
        refuse_unless_locked(policy, lock, file="lock.yaml")
    return [(each.code, each.message) for each in refused.value.diagnostics]


def test_what_was_locked_is_loaded(tmp_path: Path) -> None:
    """The same rules, base, waivers and catalogue satisfy their lock, from whatever folder they are read."""
    options: dict[str, Any] = {
        "rules": [_write(tmp_path / "house.yaml", HOUSE + BAN)],
        "base": [_write(tmp_path / "base.yaml", HOUSE.replace("ruleset: house", "ruleset: ours"))],
        "waivers": [_write(tmp_path / "w.yaml", WAIVERS)],
        "catalogue": [_write(tmp_path / "zoom.yaml", FACT)],
    }
    lock = _write(tmp_path / "meetgate.lock", lock_text(read_policy(**options)))
    gate = Gatekeeper.load(**options, lock=lock, audit=MemoryStore())
    assert gate.preview(meeting()).permitted == ("zoom",)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    options["catalogue"] = [_write(moved / "renamed.yaml", f"# a comment{FACT}")]
    Gatekeeper.load(**options, lock=lock, audit=MemoryStore())


def test_a_changed_fact_is_named(tmp_path: Path) -> None:
    """The refusal says which fact of which platform, where the lock lists it, and what to do."""
    rules, facts = _write(tmp_path / "house.yaml", HOUSE), _write(tmp_path / "zoom.yaml", FACT)
    text = lock_text(read_policy(rules=[rules], catalogue=[facts]))
    lock = _write(tmp_path / "meetgate.lock", text)
    _write(tmp_path / "zoom.yaml", FACT.replace('value: "yes"', 'value: "no"'))
    with pytest.raises(LockError) as refused:
        Gatekeeper.load(rules=[rules], catalogue=[facts], lock=lock, audit=MemoryStore())
    (found,) = refused.value.diagnostics
    assert (found.file, found.code) == (lock, "E301")
    assert found.message == "`fact house-approved` of platform `zoom` is not as it was locked"
    assert '"fact house-approved"' in text.splitlines()[found.line - 1]
    assert "meetgate lock" in found.help


def test_every_difference_comes_at_once(tmp_path: Path) -> None:
    """Rule set, house rules, waiver, platform, window, scheme: changed, added and removed."""
    rules = _write(tmp_path / "house.yaml", HOUSE + BAN)
    locked = read_policy(rules=[rules], waivers=[_write(tmp_path / "w.yaml", WAIVERS)])
    _write(tmp_path / "house.yaml", (HOUSE + BAN).replace("not here", "nowhere"))
    ours = _write(tmp_path / "base.yaml", HOUSE.replace("ruleset: house", "ruleset: ours"))
    read = read_policy(rules=[rules], base=[ours])
    window = FindingsComplete(authority="citizen-lab", through=meeting().starts)  # type: ignore[arg-type]  # stated
    platforms = {**read.catalogue.platforms, "new": Platform(id="new", name="New")}
    catalogue = Catalogue(platforms=platforms, findings_complete=(window,))
    schemes = attrs.evolve(
        read.schemes, by_authority={name: each for name, each in read.schemes.by_authority.items() if name != "TW"}
    )
    found = _refused(
        attrs.evolve(read, catalogue=catalogue, schemes=schemes),
        lock_text(attrs.evolve(locked, catalogue=read.catalogue)),
    )
    said = {message: code for code, message in found}
    assert {
        "the rule set `house` is not as it was locked": "E301",
        "the rule set `ours` is not in the lock": "E302",
        "the house's own rule set `ours` is not in the lock": "E302",
        "the waiver `summer` is locked, and is not loaded": "E303",
        "`name` of platform `new` is not in the lock": "E302",
        "the scheme `TW` is locked, and is not loaded": "E303",
    }.items() <= said.items()
    assert any("findings of citizen-lab" in each for each in said)


@pytest.mark.parametrize("text", ["", "lock: 2\n", "lock: [\n"])
def test_what_is_no_lock_is_refused(text: str) -> None:
    """An empty, a strange or an unreadable lock admits nothing."""
    with pytest.raises(LockError):
        refuse_unless_locked(read_policy(rules=()), text, file="lock.yaml")


def test_a_lock_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Named and missing is not the same as not named."""
    with pytest.raises(LockError, match="the lock cannot be read"):
        read_policy(rules=(), lock=tmp_path / "none.lock")


def test_every_code_says_what_to_do() -> None:
    """The codes of a refusal have a title and an explanation for their page."""
    assert sorted(GATE_CODES) == ["E301", "E302", "E303", "E304"]
    assert all(each.title and each.explanation for each in GATE_CODES.values())
