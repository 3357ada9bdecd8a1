"""Test that a state is one of ISO 3166-1, in rule text and in meetings."""

from __future__ import annotations

import pytest
from tests.rules.texts import NAMES, text

from meetgate import Meeting, MeetingError
from meetgate.rules import lint


@pytest.mark.parametrize("state", ["UK", "XX", "uk", "CHN"])
def test_two_letters_that_name_no_state_are_refused(state: str) -> None:
    """A forbid about a state that nobody is of would never speak, so the text does not load."""
    rule = f"{{id: ban, forbid: [zoom], when: {{detrimental_to: {{any_of: [{state}]}}}}, because: so, source: memo}}"
    (one,) = lint(text(rule), file="x", vocabulary=NAMES)
    assert "ISO 3166-1" in one.message + one.help


def test_the_european_union_is_written_where_a_state_is() -> None:
    """Its institutions are of no state; the standard reserves `EU` for it."""
    rule = "{id: ban, forbid: [zoom], when: {detrimental_to: {any_of: [EU]}}, because: so, source: memo}"
    assert lint(text(rule), file="x", vocabulary=NAMES) == ()


def test_a_meeting_in_no_state_is_refused() -> None:
    """A convener from `UK` would be bound by no British rule set."""
    said = {"starts": "2020-04-22T12:00:00Z", "convener": {"id": "parliament.uk", "state": "UK"}}
    with pytest.raises(MeetingError, match="`UK` is no state"):
        Meeting.from_json(said)
