from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from meetgate.audit import MemoryStore
from meetgate.gatekeeper import Gatekeeper
from meetgate.model import Meeting, Preview
from meetgate.testing.cases import run

_PUBLIC: Final[dict[str, Any]] = {
    "starts": "2020-04-28T10:00:00+01:00",
    "ends": "2020-04-28T11:00:00+01:00",
    "convener": {"id": "parliament.uk", "kinds": ["parliament"], "kinds_complete": True, "state": "GB"},
    "public": True,
    "detrimental_to": [],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """Preview public business at Westminster whose guests nobody listed, where the clerk calls them unbound."""
    context = tmp_path_factory.mktemp("house") / "context.yaml"
    context.write_text("context: house\nunlisted_guests: {value: unbound, by: clerk, because: witnesses are vetted}\n")
    gate = Gatekeeper.load(
        rules=["gb-ncsc-parliament-2020-04", "tw-executive-yuan-2020-04-07"],
        audit=MemoryStore(),
        home="convener",
        context=context,
    )
    return gate.preview(Meeting.from_json(_PUBLIC))


def test_two_houses_in_one_meeting() -> None:
    """Home's rule set may permit and everybody's may object, whoever meets whom."""
    results = run(str(Path(__file__).parent / "two_houses_test.yaml"))
    assert [(each.name, each.failures) for each in results if not each.passed] == []


def test_who_says_that_guests_are_unbound_is_listed(told: Preview) -> None:
    """The deployer's word on unlisted guests opens what was undetermined, and is an assumption of the decision."""
    assert told["zoom"].verdict.value == "permitted"
    assert "unlisted_guests" in {each.fact for each in told.assumptions}


def test_reasons_stand_where_the_rules_stand(told: Preview) -> None:
    """A reason of a pack leads to the file and the line of its rule."""
    (reason,) = told["zoom"].reasons
    assert reason.at.startswith("gb-ncsc-parliament-2020-04.yaml:")


def test_an_edition_is_never_opened_by_its_product(told: Preview) -> None:
    """The reports name Zoom only: no edition of it is open where Zoom is."""
    assert [name for name in told.permitted if name.partition("/")[0] == "zoom"] == ["zoom"]
