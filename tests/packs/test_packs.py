from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from meetgate.audit import MemoryStore
from meetgate.gatekeeper import Gatekeeper
from meetgate.model import Cause, Meeting, Preview, Verdict

_CASES: Final[list[dict[str, Any]]] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
_BY_ID: Final = {each["id"]: each for each in _CASES}


def _preview(case: dict[str, Any], folder: Path) -> Preview:
    context = folder / "context.yaml"
    context.write_text("\n".join(case.get("context", [])), encoding="utf-8")
    gate = Gatekeeper.load(
        rules=case["packs"],
        audit=MemoryStore(),
        home=case["home"],
        context=context if "context" in case else None,
    )
    return gate.preview(Meeting.from_json(case["meeting"]))


@pytest.mark.parametrize("case", _CASES, ids=_BY_ID)
def test_packs_decide_as_their_directives_were_reported(case: dict[str, Any], tmp_path: Path) -> None:
    """Each case has the verdicts that a reader of the reports expects, and asks for what is missing."""
    decided = _preview(case, tmp_path)
    assert {name: decided[name].verdict.value for name in case["expect"]} == case["expect"], case["says"]
    for name, wanted in case.get("missing", {}).items():
        assert [sorted(each) for each in decided[name].missing] == wanted


def test_two_reasons_are_both_given(tmp_path: Path) -> None:
    """A closed meeting against China is forbidden twice, and the explanation says so."""
    zoom = _preview(_BY_ID["parliament-huawei"], tmp_path)["zoom"]
    assert zoom.cause is Cause.RULE
    assert {each.rule for each in zoom.reasons} == {"public/only", "china"}
    assert all(each.at.startswith("gb-ncsc-parliament-2020-04.yaml:") for each in zoom.reasons)


def test_domestic_products_rank_first(tmp_path: Path) -> None:
    """Where foreign products are open too, the domestic one is preferred."""
    decided = _preview(_BY_ID["agency-evaluated"], tmp_path)
    assert decided.ranking[0] == ("u-meeting",)
    assert {"google-meet", "microsoft-teams"} <= set(decided.ranking[1])


def test_who_says_that_guests_are_unbound_is_listed(tmp_path: Path) -> None:
    """The deployer's word on unlisted guests is an assumption of the decision."""
    decided = _preview(_BY_ID["both-unlisted-guests-unbound"], tmp_path)
    assert "unlisted_guests" in {each.fact for each in decided.assumptions}


def test_an_edition_is_never_opened_by_its_product(tmp_path: Path) -> None:
    """No case permits an edition of Zoom: the reports name the product only."""
    for case in _CASES:
        decided = _preview(case, tmp_path)
        editions = [each for name, each in decided.platforms.items() if name.startswith("zoom/")]
        assert not any(each.verdict is Verdict.PERMITTED for each in editions)
