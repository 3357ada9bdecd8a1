from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.rules.texts import found, load

from meetgate.engine import case_of, report
from meetgate.model import Catalogue, Kind, Meeting, Organisation

_BINDS = "{any: [{kind: parliament, state: GB}, {kind: government-foundation, state: GB, from: 2025-09-24}]}"
_FOUNDATION = Organisation(id="f", kinds=frozenset({Kind("government-foundation")}), kinds_complete=True, state="GB")


@pytest.mark.parametrize(
    ("day", "bound"),
    [(datetime(2025, 9, 23, 12, tzinfo=UTC), False), (datetime(2025, 9, 24, 12, tzinfo=UTC), True)],
)
def test_a_criterion_binds_in_its_time_only(day: datetime, *, bound: bool) -> None:
    """What a statute adds later binds from that day in the rule set's zone, and not before."""
    meeting = Meeting(
        starts=day, ends=day, convener=_FOUNDATION, organisations=(), participants=(), participants_complete=True
    )
    case = case_of(
        meeting, rule_sets=[load(binds=_BINDS)], catalogue=Catalogue(platforms={}), known_at=day, home_is_convener=True
    )
    assert report(case)["house"].bound is bound


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ("{kind: parliament, from: 2020-02-30}", "E112"),
        ("{kind: parliament, from: 2020-05-01, until: 2020-04-01}", "E113"),
        ("{from: 2020-05-01}", "E120"),
    ],
)
def test_the_days_of_a_criterion_are_checked(criterion: str, code: str) -> None:
    """A day that is none, a window that is shut, and a window about nobody in particular are errors."""
    assert [each.code for each in found(binds=f"{{any: [{criterion}]}}")] == [code]
    assert [each.code for each in found(binds=f"{{any: [{{state: GB}}], none: [{criterion}]}}")] == [code]
