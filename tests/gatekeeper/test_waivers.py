"""Waivers at the gatekeeper: they lift, they are recorded, and the digest covers them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.gatekeeper.gates import meeting
from tests.house import BAN, HOUSE, WAIVERS

from meetgate import Gatekeeper, RuleSetError, Verdict
from meetgate.audit import MemoryStore, decode_record
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Waiver, digest


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of rules with a forbid that may be waived."""
    return _write(tmp_path / "house.yaml", HOUSE + BAN)


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def _day(gate: Gatekeeper, day: str) -> Verdict:
    return gate.preview(meeting(starts=f"{day}T12:00:00Z", ends=f"{day}T13:00:00Z"))["zoom"].verdict


def test_a_waiver_lifts_until_it_expires(rules: str, tmp_path: Path) -> None:
    """The forbid is lifted on the last day and stands on the day of the expiry; the decision names the waiver."""
    gate = Gatekeeper.load(rules=[rules], waivers=[_write(tmp_path / "w.yaml", WAIVERS)], audit=MemoryStore())
    assert _day(gate, "2020-06-30") is Verdict.PERMITTED
    assert _day(gate, "2020-07-01") is Verdict.FORBIDDEN
    assert gate.preview(meeting()).waivers == ("summer",)


def test_the_digest_covers_waivers_and_nothing_changes_without(rules: str, tmp_path: Path) -> None:
    """No waiver: the digest that the rules always had. Another reason for one: another digest."""
    path = _write(tmp_path / "w.yaml", WAIVERS)
    none, empty = (
        read_policy(rules=[rules]),
        read_policy(rules=[rules], waivers=[_write(tmp_path / "e.yaml", "waivers: []\n")]),
    )
    assert none.digest == empty.digest
    held = read_policy(rules=[rules], waivers=[path])
    assert held.digest != none.digest
    other = read_policy(rules=[rules], waivers=[_write(tmp_path / "o.yaml", WAIVERS.replace("is down", "is slow"))])
    assert other.digest not in {none.digest, held.digest}


def test_the_record_holds_the_text(rules: str, tmp_path: Path) -> None:
    """What a decision rested on can be read from the log: files as they were, values in canonical form."""
    path, store = _write(tmp_path / "w.yaml", WAIVERS), MemoryStore()
    value = Waiver(id="spoken", ruleset="house", rules=frozenset({"ban"}))
    gate = Gatekeeper.load(rules=[rules], waivers=[path, value], audit=store)
    gate.decide(meeting())
    (entry,) = store.entries()
    record: dict[str, Any] = decode_record(entry.data)
    sources = record["sources"]
    assert sources[f"waivers/{path}"] == digest(WAIVERS.encode())
    assert "waivers/spoken" in sources


def test_every_file_is_reported_at_once(rules: str, tmp_path: Path) -> None:
    """A file that is missing, one that is wrong, and one id for two waivers."""
    paths = [
        _write(tmp_path / "one.yaml", WAIVERS),
        _write(tmp_path / "two.yaml", WAIVERS.replace("is down", "is slow")),
        _write(tmp_path / "three.yaml", WAIVERS.replace("[ban]", "[bam]")),
        str(tmp_path / "four.yaml"),
    ]
    with pytest.raises(RuleSetError) as refused:
        read_policy(rules=[rules], waivers=paths)
    assert sorted(each.code for each in refused.value.diagnostics) == ["E000", "E202", "E207"]


def test_a_file_twice_is_a_file_once(rules: str, tmp_path: Path) -> None:
    """The same waiver in the same words is one waiver."""
    path = _write(tmp_path / "w.yaml", WAIVERS)
    assert len(read_policy(rules=[rules], waivers=[path, path]).waivers) == 1
