"""The answer as a value: what recording adds, and the bytes of a record's decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest

from meetgate.model import (
    Assumption,
    Decision,
    Disclose,
    Due,
    Evaluated,
    Outcome,
    PlatformDecision,
    Reader,
    Reason,
    RecordedAs,
    RuleSetReport,
    Verdict,
    canonical,
    canonical_answer,
    recorded,
)

_NOON: Final = datetime(2020, 4, 22, 12, tzinfo=UTC)
_REASON: Final = Reason(ruleset="house", rule="ban", effect="forbid", because="no", disclose=Disclose.OFFICERS)
_PLATFORM: Final = PlatformDecision(
    platform="zoom",
    verdict=Verdict.UNDETERMINED,
    reasons=(_REASON,),
    missing=(("public",),),
    open=(_REASON,),
    obligations=(Due(kind="keep", phase="join", met=None, rules=("house/ban",), disclose=Disclose.OFFICERS),),
    warnings=("a warning",),
    disclosed={"public": Disclose.OFFICERS},
)
_REPORT: Final = RuleSetReport(
    revision=1,
    digest="sha256:0",
    status="draft",
    observed=False,
    bound=True,
    whom=("house",),
    in_force=None,
    outcome={"zoom": Outcome.FORBID},
)
#: A decision of which every field says something.
_DECISION: Final = Decision(
    meeting="one",
    role="host",
    home=("house",),
    evaluated=Evaluated(at=_NOON, start=_NOON, until=None, known_at=_NOON, replay=True),
    permitted=("skype",),
    ranking=(("skype",),),
    valid_until=_NOON,
    platforms={"zoom": _PLATFORM},
    rulesets={"house": _REPORT},
    assumptions=(Assumption(fact="topics", value=frozenset({"b", "a"}), by="us", because="so"),),
    waivers=("summer",),
    warnings=("another",),
    digests={"policy": "sha256:1"},
    versions={"language": 1},
    names={"zoom": "zoom"},
)


def test_recording_adds_the_record_and_nothing_else() -> None:
    """Every other field is that of the decision, fields that are added later included."""
    record = RecordedAs(store="memory", index=7)
    assert recorded(_DECISION, record) == attrs.evolve(_DECISION, record=record)
    assert recorded(_DECISION, record).names == _DECISION.names
    said = [each.name for each in attrs.fields(Decision) if each.name != "record"]
    assert all(getattr(_DECISION, name) for name in said)


@pytest.mark.parametrize("reader", list(Reader))
def test_the_bytes_of_an_answer_are_those_of_its_json(reader: Reader) -> None:
    """What is written in parts for the record is what `to_json` says."""
    assert canonical_answer(_DECISION, reader) == canonical(_DECISION.to_json(reader))


def test_what_a_caller_said_holds_no_floats() -> None:
    """An assumption is as a caller built it; a number with a point in it is refused, not recorded."""
    odd = Assumption(fact="longest_meeting", value=1.5, by="us", because="so")  # type: ignore[arg-type]  # the point
    with pytest.raises(TypeError, match="no floats"):
        canonical_answer(attrs.evolve(_DECISION, assumptions=(odd,)), Reader.OFFICERS)


def test_officers_read_what_others_see_as_references() -> None:
    """Nothing is hidden from officers; home sees a number in place of what is theirs."""
    whole, less = (_DECISION.to_json(each)["platforms"] for each in (Reader.OFFICERS, Reader.HOME))
    assert "'rule': 'ban'" in str(whole)
    assert "'missing': [['public']]" in str(whole)
    assert "'rule': 'reference 1'" in str(less)
    assert "'kind': 'undisclosed'" in str(less)
    assert "'missing': []" in str(less)
