from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import structlog

from meetgate.cli import main

OURS: Final = """
id: ours
name: Ours
vendor: {name: Us}
sources: {note: {title: Note, publisher: Us, published: 2020-01-01, confidence: A}}
aliases: [{name: Once, until: 2020-06-01, source: note}]
launched: {on: 2020-05-01, source: note}
facts:
  - {name: mfa, value: yes, asserted_by: us, source: note, known_from: 2020-01-01, review_by: 2021-01-01}
  - {name: states, value: [], asserted_by: us, source: note, known_from: 2020-01-01}
  - {name: e2ee, value: yes, asserted_by: us, source: note, known_from: 2020-01-01}
  - {name: e2ee, value: yes, asserted_by: lab, source: note, known_from: 2020-01-01}
  - {name: sso, value: [], when: {plan: paid}, asserted_by: us, source: note, known_from: 2020-01-01}
"""


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """The command configures structlog for its process; the next test starts afresh."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def ours(tmp_path: Path) -> str:
    """Return the path of a file with a platform of our own."""
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, encoding="utf-8")
    return str(path)


def text(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what `platforms show` prints."""
    assert main(("platforms", "show", *arguments)) == 0
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Return the JSON that `platforms show` prints."""
    found: dict[str, Any] = json.loads(text(capsys, *arguments, "--format", "json"))
    return found


def test_a_fact_reads_as_it_did_by_what_was_public(capsys: pytest.CaptureFixture[str]) -> None:
    """On 2 April 2020 Zoom's path read no, and two days later the same day read yes."""
    denied = text(capsys, "zoom", "--as-of", "2020-04-02", "--known-at", "2020-04-02")
    assert "as of 2020-04-02, by what was public at 2020-04-02" in denied
    assert "fact china-path = no, says zoom, from 2020-02-01 until 2020-04-03..2020-04-03 [" in denied
    assert "finding:" not in denied
    admitted = text(capsys, "zoom", "--as-of", "2020-04-02", "--known-at", "2020-04-04")
    assert "fact china-path = yes\n  yes, says zoom," in admitted
    assert "finding: exposed to CN by data-transit, key-custody, says citizen-lab" in admitted


def test_sources_that_disagree_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """A fact on which sources disagree is unknown, and each of them is shown."""
    shown = text(capsys, "cvr-teams", "--as-of", "2020-10-30")
    assert "fact carries-cui = unknown, the sources disagree\n  no, says disa" in shown
    assert "\n  yes, says us-army-amcom" in shown
    (fact,) = document(capsys, "cvr-teams", "--as-of", "2020-10-30")["facts"]
    assert (fact["values"], fact["why"]) == (None, "disagreement")
    assert {each["asserted_by"] for each in fact["statements"]} == {"disa", "us-army-amcom"}
    assert all(each["source"].endswith("confidence B") for each in fact["statements"])


def test_what_is_stale_says_so(capsys: pytest.CaptureFixture[str], ours: str) -> None:
    """Past its review a statement is marked, and the fact is unknown."""
    shown = text(capsys, "ours", "--catalogue", ours, "--as-of", "2021-01-01")
    assert (
        "fact mfa = unknown, what is stated is past its review\n  yes, says us, past its review [Note, 2020-01-01"
        in shown
    )
    facts = {each["fact"]: each for each in document(capsys, "ours", "--catalogue", ours)["facts"]}
    (statement,) = facts["mfa"]["statements"]
    assert (statement["stale"], statement["review_by"]) == (True, "2021-01-01T00:00:00Z")
    assert (facts["states"]["values"], facts["sso"]["values"], facts["sso"]["why"]) == ([], None, "depends")
    assert facts["sso"]["statements"][0]["when"] == "the plan is paid"


def test_the_day_decides_what_is_shown(capsys: pytest.CaptureFixture[str], ours: str) -> None:
    """Names, beginnings and ends have days; what does not hold on the day is counted."""
    shown = text(capsys, "ours", "--catalogue", ours, "--as-of", "2020-04-01")
    assert "launched: 2020-05-01, not yet\n" in shown
    assert "called Once until 2020-06-01 [Note, 2020-01-01; confidence A]" in shown
    assert "fact states = none, says us [" in shown
    assert "fact sso = unknown, it depends on the meeting\n  none where the plan is paid, says us [" in shown
    assert "by Us (unknown)" in shown
    assert "other times" not in shown
    assert "launched: 2020-05-01\n" in text(capsys, "ours", "--catalogue", ours)
    rooms = text(capsys, "messenger-rooms", "--as-of", "2020-04-26")
    assert "launched: 2020-04-24..2020-05-14, whether by then nobody knows" in rooms
    assert "1 statements hold at other times only" in text(capsys, "jitsi-meet/public", "--as-of", "2022-01-01")


def test_the_document_holds_what_the_lines_say(capsys: pytest.CaptureFixture[str], ours: str) -> None:
    """Times are RFC 3339, and what is not stated is null."""
    found = document(capsys, "ours", "--catalogue", ours, "--as-of", "2020-04-01", "--known-at", "2020-04-02")
    assert (found["as_of"], found["known_at"]) == ("2020-04-01T00:00:00Z", "2020-04-02T00:00:00Z")
    assert found["launched"] == {"on": "2020-05-01T00:00:00Z", "passed": False}
    assert found["retired"] is None
    assert found["dated_aliases"] == [{"name": "Once", "valid": "until 2020-06-01"}]
    assert found["vendor_state"] is None
    (finding, _) = document(capsys, "zoom", "--as-of", "2020-04-02")["findings"]
    assert (finding["authority"], finding["state"], finding["stale"]) == ("citizen-lab", "CN", False)


def test_all_platforms_are_listed(capsys: pytest.CaptureFixture[str], ours: str) -> None:
    """The list is sorted by id and holds those of a file of one's own."""
    assert main(("platforms", "list", "--catalogue", ours)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == sorted(lines, key=lambda each: each.split()[0])
    assert "ours  Ours" in lines
    assert main(("platforms", "list", "--format", "json")) == 0
    assert {"id": "signal", "name": "Signal"} in json.loads(capsys.readouterr().out)


def test_a_name_that_nobody_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest name is suggested."""
    assert main(("platforms", "show", "zooom")) == 2
    assert "did you mean `zoom`" in capsys.readouterr().err
