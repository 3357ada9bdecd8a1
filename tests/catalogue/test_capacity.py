"""Test the limits that the catalogue states: of a free plan, and of nobody knows which."""

from __future__ import annotations

import pytest

from meetgate import Gatekeeper, Meeting
from meetgate.audit import MemoryStore


@pytest.mark.parametrize(
    ("count", "plan", "verdict"),
    [
        (250, None, "permitted"),
        (5000, None, "undetermined"),
        (301, "free", "unavailable"),
        (300, "Free", "permitted"),
        (5000, "enterprise", "permitted"),
    ],
)
def test_teams_takes_what_its_plan_takes(count: int, plan: str | None, verdict: str) -> None:
    """A free plan takes 300 people; of a plan that nobody names, nobody can say that it takes more."""
    said: dict[str, object] = {
        "starts": "2020-06-10T12:00:00Z",
        "ends": "2020-06-10T13:00:00Z",
        "organisations": [],
        "participants": [],
        "participants_complete": True,
        "attendance": {"count": count},
        "host_account": {"platform": "microsoft-teams", "plan": plan},
    }
    gate = Gatekeeper.load(
        rules=["generic-capacity", "generic-anything-goes"], home=["us.example"], audit=MemoryStore()
    )
    assert gate.preview(Meeting.from_json(said))["microsoft-teams"].verdict.value == verdict
