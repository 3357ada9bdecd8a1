"""What is kept between processes: the same values, sooner; never an error, and never what somebody else wrote."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zoneinfo
from pathlib import Path
from typing import Final

import pytest
from tests.gatekeeper.gates import PARLIAMENT, gate, meeting
from tests.house import HOUSE, WAIVERS

from meetgate import RuleSetError
from meetgate.gatekeeper import _build, _cache
from meetgate.gatekeeper._cache import Checked
from meetgate.gatekeeper.policy import Policy, read_policy

_LOAD: Final = """
import sys
from meetgate import Gatekeeper
from meetgate.audit import MemoryStore

Gatekeeper.load(rules=["gb-ncsc-parliament-2020-04"], audit=MemoryStore())
print(sorted({"yaml", "cerberus"} & set(sys.modules)))
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which things are kept."""
    found = tmp_path / "kept"
    monkeypatch.setenv("MEETGATE_CACHE", str(found))
    return found


@pytest.fixture
def house(tmp_path: Path) -> str:
    """Return the file of the house's rules."""
    path = tmp_path / "house.yaml"
    path.write_text(HOUSE, encoding="utf-8")
    return str(path)


def _read(house: str) -> Policy:
    return read_policy(rules=[PARLIAMENT], base=[house])


def _read_anew(house: str, monkeypatch: pytest.MonkeyPatch) -> Policy:
    with monkeypatch.context() as patch:
        patch.setenv("MEETGATE_CACHE", "off")
        return _read(house)


def _only(place: Path) -> Path:
    (found,) = place.iterdir()
    return found


def _refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> Checked:
        raise AssertionError("the texts were read although what they mean is kept")

    monkeypatch.setattr(_build, "build", refuse)


def test_what_is_kept_is_what_would_be_read(place: Path, house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, digests, texts and places in files are the same without anything kept, with it, and from it."""
    anew, first = _read_anew(house, monkeypatch), _read(house)
    assert _only(place).suffix == ".pickle"
    _refusing(monkeypatch)
    kept = _read(house)
    assert anew == first == kept
    assert anew.digest == kept.digest
    assert [rule.at for each in kept.rule_sets for rule in each.rules] == [
        rule.at for each in anew.rule_sets for rule in each.rules
    ]
    assert kept.base == {"house"}


def test_a_gate_decides_the_same_from_what_is_kept(place: Path, house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision does not tell whether its rules were read or kept."""
    first = gate(rules=[house]).decide(meeting())
    assert _only(place).is_file()
    _refusing(monkeypatch)
    assert gate(rules=[house]).decide(meeting()) == first


def test_a_process_with_everything_kept_loads_no_parser(place: Path) -> None:
    """The second process reads no YAML and asks no validator."""
    said = [
        subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  # our own interpreter, our own words
        for _ in range(2)
    ]
    assert said == ["['cerberus', 'yaml']", "[]"]
    assert _only(place).is_file()


def test_another_text_has_another_name(place: Path, house: str) -> None:
    """A change of a rule, of a file's name, or of whose rules they are is read anew."""
    _read(house)
    read_policy(rules=[PARLIAMENT, house])
    Path(house).write_text(HOUSE.replace("zoom", "skype"), encoding="utf-8")
    changed = _read(house)
    assert changed.rule_sets[1].rules[0].platforms[0].value == "skype"
    assert len(list(place.iterdir())) == 2, "whose rules they are does not change what they mean"


def test_what_is_wrong_is_not_kept(place: Path, house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The diagnostics are those of a process that keeps nothing, each time, and nothing is kept of them."""
    Path(house).write_text(HOUSE.replace("[zoom]", "[zum]").replace("source: memo", "source: mem"), encoding="utf-8")
    with pytest.raises(RuleSetError) as anew:
        _read_anew(house, monkeypatch)
    for _ in range(2):
        with pytest.raises(RuleSetError) as found:
            _read(house)
        assert found.value.diagnostics == anew.value.diagnostics
    assert not place.exists()


def test_what_is_not_there_is_reported_although_the_rest_is_kept(place: Path, house: str) -> None:
    """A pack that nobody knows is an error however much is kept."""
    _read(house)
    with pytest.raises(RuleSetError, match="no rule set is called `nosuch`"):
        read_policy(rules=[PARLIAMENT, "nosuch"], base=[house])
    assert _only(place).is_file()


def test_waivers_are_read_beside_what_is_kept(place: Path, house: str, tmp_path: Path) -> None:
    """A waiver names rules of the rule sets that are kept."""
    path = tmp_path / "waivers.yaml"
    path.write_text(WAIVERS, encoding="utf-8")
    _read(house)
    for _ in range(2):
        with pytest.raises(RuleSetError, match="ban"):
            read_policy(rules=[PARLIAMENT], base=[house], waivers=[path])
    assert _only(place).is_file()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-10],
        lambda data: data[:20],
        lambda _: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data.replace(b"meetgate 1", b"meetgate 0"),
        lambda _: _cache._sealed(b"no pickle") + b"no pickle",
        lambda _: _cache._sealed(pickle.dumps("another value")) + pickle.dumps("another value"),
    ],
)
def test_a_damaged_file_is_read_around_and_mended(
    damage: object, place: Path, house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut short, overwritten, of another version: the texts are read, and what they mean is kept again."""
    assert callable(damage)
    whole = _read(house)
    file = _only(place)
    kept = file.read_bytes()
    file.write_bytes(damage(kept))
    assert _read(house) == whole
    assert len(_only(place).read_bytes()) == len(kept)
    _refusing(monkeypatch)
    assert _read(house) == whole


def test_nobody_else_may_read_or_write_what_is_kept(place: Path, house: str) -> None:
    """The folder is the user's alone, and so is each file."""
    _read(house)
    assert place.stat().st_mode & 0o777 == 0o700
    assert _only(place).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_trusted(mode: int, place: Path, house: str) -> None:
    """A pickle is code: one that somebody else could have written is not opened, but replaced."""
    whole = _read(house)
    file = _only(place)
    evil = pickle.dumps(Checked(catalogue=whole.catalogue, schemes=whole.schemes, rule_sets=()))
    file.write_bytes(_cache._sealed(evil) + evil)
    file.chmod(mode)
    assert _read(house) == whole
    assert _only(place).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_others_may_write_is_not_used(place: Path, house: str) -> None:
    """Nothing is read from it, and nothing is put there."""
    place.mkdir()
    place.chmod(0o777)
    assert _read(house) == _read(house)
    assert list(place.iterdir()) == []
    place.chmod(0o700)
    _read(house)
    place.chmod(0o777)
    kept = _only(place)
    kept.write_bytes(b"")
    _read(house)
    assert kept.read_bytes() == b""


def test_what_another_user_owns_is_not_trusted(place: Path, house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a file nor a folder of somebody else is used, whatever its mode."""
    whole = _read(house)
    file = _only(place)
    file.write_bytes(b"")
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    assert _read(house) == whole
    assert file.read_bytes() == b""


def test_a_link_is_not_followed(place: Path, house: str, tmp_path: Path) -> None:
    """What a link in the folder points to was not kept there."""
    whole = _read(house)
    file = _only(place)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert _read(house) == whole
    assert not file.is_symlink()


def test_a_pipe_is_not_waited_for(place: Path, house: str) -> None:
    """Only files are read."""
    whole = _read(house)
    file = _only(place)
    file.unlink()
    os.mkfifo(file, 0o600)
    assert _read(house) == whole


def test_a_place_that_cannot_be_written_costs_time_only(
    house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that is read-only, full or no folder at all: everything is read as if nothing were ever kept."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("MEETGATE_CACHE", str(tmp_path / "file" / "below"))
    assert _read(house) == _read_anew(house, monkeypatch)


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(place: Path, house: str) -> None:
    """Where the last step fails, the first is undone."""
    whole = _read(house)
    file = _only(place)
    file.unlink()
    file.mkdir()
    assert _read(house) == whole
    assert list(place.iterdir()) == [file]


def test_what_was_not_used_for_longest_goes_first(place: Path, house: str) -> None:
    """No more than sixteen are kept; files that are no business of ours stay."""
    _read(house)
    used = _only(place)
    others = [place / f"{number}.pickle" for number in range(_cache.MOST)]
    for number, each in enumerate((*others, place / "left-behind.new", place / "alien.txt")):
        each.touch()
        os.utime(each, (number, number))
    _read(house)
    Path(house).write_text(HOUSE.replace("zoom", "skype"), encoding="utf-8")
    _read(house)
    left = set(place.iterdir())
    assert used in left
    assert place / "alien.txt" in left
    assert place / "0.pickle" not in left
    assert len(left) == _cache.MOST + 1


@pytest.mark.parametrize(
    ("said", "home", "expected"),
    [
        ({"MEETGATE_CACHE": "/there"}, "/home/a", "/there"),
        ({"MEETGATE_CACHE": "off"}, "/home/a", None),
        ({"XDG_CACHE_HOME": "/cache"}, "/home/a", "/cache/meetgate"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/a", "/home/a/.cache/meetgate"),
        ({}, "/home/a", "/home/a/.cache/meetgate"),
        ({}, "nowhere", None),
    ],
)
def test_where_things_are_kept(
    said: dict[str, str], home: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the user's folder for such things, in another one that is named, or nowhere."""
    for name in ("MEETGATE_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**said, "HOME": home}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    assert _cache.folder() == (None if expected is None else Path(expected))


def test_macos_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has its own place for what can be lost, that is used."""
    for name in ("MEETGATE_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/Users/a")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert _cache.folder() == Path("/Users/a/Library/Caches/meetgate")


def test_where_files_have_no_owners_nothing_is_kept(place: Path, house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be told to be the user's is never opened, and so never written."""
    monkeypatch.delattr(os, "geteuid")
    _read(house)
    assert not place.exists()


def test_other_time_zones_are_other_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day begins when the time zones say so: with newer ones everything is read anew."""
    before = _cache.key_of("a")
    (tmp_path / "tzdata.zi").write_text("# version 2999z\n", encoding="utf-8")
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path), str(tmp_path / "nowhere")))
    assert _cache.key_of("a") != before


def test_other_code_reads_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the package made of a text is nobody's business."""
    before = _cache.key_of("a")
    monkeypatch.setattr(_cache, "_READERS", ("errors.py", "model"))
    _cache._code.cache_clear()
    assert _cache.key_of("a") != before
    monkeypatch.undo()
    _cache._code.cache_clear()
    assert _cache.key_of("a") == before
