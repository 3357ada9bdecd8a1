from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from meetgate import Gatekeeper, Meeting, MeetingError, UnknownPlatform
from meetgate.audit import MemoryStore
from meetgate.documents import parse

_FILE: Final = Path(__file__).parent / "fail_open.yaml"
_REQUESTS: Final[list[dict[str, Any]]] = json.loads(json.dumps(parse(_FILE.read_text("utf-8"), file=_FILE.name).value))[
    "requests"
]

_POLICY: Final = """
ruleset: peers
language: 1
revision: 1
status: draft
title: The policy that the other engines were given
issuer: {name: House, state: GB}
binds: {organisation: house.example}
in_force: {from: 2020-01-01, zone: UTC}
sources: {note: {title: Note, published: 2020-01-01}}
rules:
  - {id: level, permit: [carrier], only: yes, when: {classification: {at_most: "GB:SECRET"}}, because: up to the second level, source: note}
  - id: adverse
    forbid: [carrier]
    when: {detrimental_to: {found_exposed: {asserted_by: [lab], kinds: [key-custody]}}}
    because: nothing against a state to which the platform is exposed
    source: note
"""
_BARE: Final = "id: carrier\nname: Carrier\n"
_FULL: Final = f"""{_BARE}sources: {{report: {{title: Report, publisher: Lab, published: 2020-01-01, confidence: B}}}}
findings:
  - {{authority: lab, state: CN, kinds: [key-custody], source: report, from: 2020-01-01, known_from: 2020-01-01}}
"""
_CARRIERS: Final = {"full": (_FULL,), "bare": (_BARE,), "none": ()}
#: The corpus is strict YAML, in which every scalar is text.
_WORDS: Final[dict[str, Any]] = {"null": None, "true": True, "1": 1}
_KNOWN: Final = {
    "schema": 1,
    "starts": "2020-04-22T12:00:00Z",
    "ends": "2020-04-22T13:00:00Z",
    "convener": {"id": "house.example"},
    "organisations": [],
    "participants": [],
    "participants_complete": True,
}


def _answer(request: dict[str, Any], folder: Path) -> str:
    """Return the verdict on the carrier, or `refused`."""
    policy = folder / "peers.yaml"
    policy.write_text(_POLICY, encoding="utf-8")
    # A rule set cannot even name a platform that the catalogue lacks, so it is loaded with the full one.
    carrier = _CARRIERS[request.get("carrier", "full")]
    files = [folder / "carrier.yaml"] if carrier else []
    for file, text in zip(files, carrier, strict=True):
        file.write_text(text, encoding="utf-8")
    gate = Gatekeeper.load(
        rules=[policy] if carrier else ["gb-ncsc-parliament-2020-04"],
        catalogue=files,
        home=["house.example"],
        audit=MemoryStore(),
    )
    stated = {
        key: _WORDS.get(value, value) if isinstance(value, str) else value for key, value in request["meeting"].items()
    }
    try:
        decision = gate.preview(Meeting.from_json({**_KNOWN, **stated}))
        return decision["carrier"].verdict.value
    except (MeetingError, UnknownPlatform):
        return "refused"


@pytest.mark.parametrize("request_", _REQUESTS, ids=lambda each: each["id"])
def test_what_opens_other_engines_opens_nothing(request_: dict[str, Any], tmp_path: Path) -> None:
    """No request of the corpus is permitted, on a condition or without, and each has the answer that was expected."""
    assert request_["expect"] not in {"permitted", "conditional"}
    assert _answer(request_, tmp_path) == request_["expect"]


def test_the_policy_permits_what_it_is_to_permit(tmp_path: Path) -> None:
    """With every fact stated and nothing adverse the gate opens: the corpus is refused for its gaps only."""
    known = {"meeting": {"classification": "GB:OFFICIAL", "detrimental_to": []}}
    assert _answer(known, tmp_path) == "permitted"
