from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetgate.errors import MeetingError, UnknownPlatform
from meetgate.model import (
    ALWAYS,
    Answer,
    Assumption,
    Audience,
    Decision,
    Disclose,
    Due,
    Edge,
    Evaluated,
    Label,
    Meeting,
    Outcome,
    PlatformDecision,
    Reader,
    Reason,
    RecordedAs,
    RuleSetReport,
    Span,
    State,
    Truth,
    Verdict,
    all_of,
    any_of,
    canonical,
    edge_text,
    meeting_json_schema,
    part,
    read_facts,
    stated,
    truth,
)

NOON = datetime(2020, 4, 22, 12, tzinfo=UTC)
START = "2020-04-22T12:00:00Z"

FULL: dict[str, Any] = {
    "schema": 1,
    "id": "m",
    "title": "t",
    "starts": START,
    "ends": "2020-04-22T13:00:00Z",
    "home": ["house"],
    "role": "host",
    "convener": {
        "id": "house",
        "kinds": ["parliament", {"kind": "school", "from": START, "until": "2021-01-01T00:00:00Z"}],
        "kinds_complete": True,
        "state": "GB",
        "part_of": "realm",
    },
    "organisations": [],
    "participants": [
        {
            "address": "a@x",
            "state": "GB",
            "device": {"deferred": True},
            "access": {"none": True},
            "client": {"kind": "app", "version": "5"},
        }
    ],
    "participants_complete": True,
    "attendance": {"at_least": 1, "states": ["GB"]},
    "classification": [
        "GB:OFFICIAL",
        {"authority": "US", "level": "SECRET", "categories": [], "marks": ["NOFORN"], "audience": {"only": ["US"]}},
        {"authority": "US", "level": "U", "audience": {"except": ["CN"]}},
    ],
    "information": [],
    "topics": ["trade"],
    "detrimental_to": ["CN"],
    "public": False,
    "confidential": {"none": True},
    "purpose": {"none": True},
    "circumstances": {"crisis": False, "must-use-foreign": {"none": True}},
    "available": ["zoom"],
    "device": "managed",
    "host_account": {"plan": "paid", "opted_out_regions": ["CN"], "settings": {"e2ee": True}},
    "attestations": [{"kind": "ok", "by": {"role": "ciso"}, "on": "2020-01-01", "order": 1}, {"kind": "ok"}],
    "platforms": {"zoom": {"accredited_for": ["GB:OFFICIAL"]}},
    "fulfils": ["study"],
    "facts": {"r/a": "x", "r/b": ["y"], "r/c": {"none": True}, "r/d": 3, "r/e": True},
}


def test_a_meeting_reads_back_as_it_was_written() -> None:
    """JSON in, value, JSON out, and the same value again."""
    meeting = Meeting.from_json(json.dumps(FULL))
    assert Meeting.from_json(meeting.to_json()) == meeting
    assert Meeting.from_json(json.dumps(FULL).encode()) == meeting
    assert meeting.public is False
    assert meeting.circumstances == {"crisis": False, "must-use-foreign": State.NONE}
    assert meeting_json_schema()["title"] == "Meeting"


def test_absent_null_and_empty_differ_where_they_should() -> None:
    """Absent and null are unknown, [] is stated none."""
    assert Meeting.from_json({"starts": START, "topics": None}).topics is None
    assert Meeting.from_json({"starts": START, "topics": []}).topics == frozenset()
    assert Meeting.from_json({"starts": START, "topics": {"none": True}}).topics == frozenset()
    assert Meeting.from_json({"starts": START, "classification": {"none": True}}).classification == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 1_000_000, "nested too deeply"),
        (" " * (4 * 1024 * 1024 + 1), "longer than"),
        ("[]", "is a JSON object"),
        ('{"starts": 1.5}', "not a whole number"),
        ('{"starts": NaN}', "not a whole number"),
        ('{"id": "a", "id": "b"}', "there twice"),
        ('{"attendance": {"count": ' + "9" * 5000 + "}}", "not JSON"),
        ("{}", "`starts` is missing"),
        ('{"startz": 1}', "did you mean `starts`"),
        ('{"starts": "2020-04-22T12:00:00"}', "no offset from UTC"),
        ('{"starts": "noon"}', "is no time"),
        ('{"starts": 5}', "a text is wanted"),
        (json.dumps({"starts": START, "public": "yes"}), "true or false is wanted"),
        (json.dumps({"starts": START, "device": "laptop"}), "known are `managed`, `private`"),
        (json.dumps({"starts": START, "modality": {"deferred": True}}), "is no state of this fact"),
        (json.dumps({"starts": START, "role": "guest"}), "unknown value `guest`"),
        (json.dumps({"starts": START, "detrimental_to": ["China"]}), "two capital letters"),
        (json.dumps({"starts": START, "attendance": {"count": -1}}), "not negative"),
        (json.dumps({"starts": START, "attendance": {"count": True}}), "a whole number is wanted"),
        (json.dumps({"starts": START, "attestations": [{"kind": "k", "on": "x"}, {}]}), "is no day"),
        (json.dumps({"starts": START, "facts": {"r/a": {"x": 1}}}), "is no state of this fact"),
        (json.dumps({"starts": START, "classification": {"authority": "GB", "level": "X", "audience": {}}}), "either"),
        (json.dumps({"starts": START, "schema": 2}), "schema 1 only"),
        (json.dumps({"starts": START, "ends": "2020-01-01T00:00:00Z"}), "before it starts"),
        ('{"starts": "0001-01-01T00:00:00+14:00"}', "outside the years"),
        ('{"starts": "9999-12-31T23:59:59-14:00"}', "outside the years"),
        (json.dumps({"starts": START, "public": {"none": 1}}), "true or false is wanted"),
        (json.dumps({"starts": START, "topics": {"none": 1}}), "a list is wanted"),
        (json.dumps({"starts": START, "device": {"deferred": 1}}), "is no state of this fact"),
        (json.dumps({"starts": START, "classification": {"none": 1}}), "unknown key"),
        (json.dumps({"starts": START, "title": "x" * 99 + "y", "public": "x" * 99}), "…"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_value(text: str, said: str) -> None:
    """Hostile, half-written and mistaken JSON gets one clear error of the caller's."""
    with pytest.raises(MeetingError) as caught:
        Meeting.from_json(text)
    assert said in str(caught.value)


def test_a_fact_of_the_wrong_form_is_refused() -> None:
    """A fact of a rule set's own is text, a number, yes or no, or a list."""
    with pytest.raises(MeetingError, match="a fact is text"):
        Meeting.from_json({"starts": START, "facts": {"r/a": ("x",)}})


def test_a_naive_time_is_refused_in_python_too() -> None:
    """Nobody can say which instant a naive time is."""
    with pytest.raises(MeetingError, match="has no offset"):
        Meeting(starts=datetime(2020, 4, 22, 12))  # noqa: DTZ001  # the mistake under test


def test_a_time_beyond_all_years_is_refused_in_python_too() -> None:
    """An offset may carry a time beyond the years that UTC has; comparing it later would raise."""
    with pytest.raises(MeetingError, match="outside the years"):
        Meeting(starts=datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14))))


def test_facts_are_looked_up_by_name() -> None:
    """Parts of a meeting are named with dots; what is not stated is unknown."""
    meeting = Meeting.from_json(FULL)
    assert stated(meeting, "topics") == frozenset({"trade"})
    assert stated(meeting, "circumstances.crisis") is False
    assert stated(meeting, "facts.r/a") == "x"
    assert stated(meeting, "host_account.settings.e2ee") is True
    assert stated(meeting, "client.kind") is None
    assert stated(meeting, "nothing") is None
    assert stated(meeting, "convener") is None
    assert part(meeting.participants and meeting.participants[0], "client.kind") == "app"
    assert read_facts({"public": True}) == {"public": True}


@given(st.sampled_from(Truth), st.sampled_from(Truth), st.sampled_from(Truth))
def test_truth_is_kleenes(one: Truth, two: Truth, three: Truth) -> None:
    """And, or and not are minimum, maximum and mirror."""
    assert ~(one & two) is ~one | ~two
    assert one & (two | three) is (one & two) | (one & three)
    assert all_of([one, two]) is one & two
    assert any_of([one, two]) is one | two
    assert truth(value=one.plain) is one


def test_a_truth_is_no_bool() -> None:
    """An unknown must not slip through an `if`."""
    with pytest.raises(TypeError, match="may be unknown"):
        bool(Truth.UNKNOWN)


@given(
    *[st.builds(Audience, st.frozensets(st.sampled_from("abc")), cofinite=st.booleans())] * 2, st.sampled_from("abcd")
)
def test_audiences_are_sets(one: Audience, two: Audience, party: str) -> None:
    """Common members are in both, and smaller means everybody is in the larger one too."""
    assert (party in one & two) == (party in one and party in two)
    assert one & two <= one
    assert Audience.everyone_except("a") & Audience.only("a") == Audience.only()


def test_labels_and_spans_show_themselves() -> None:
    """What people read is short and in order."""
    assert str(Label.of("GB:SECRET")) == "GB:SECRET"
    assert str(Label()) == "unmarked"
    assert edge_text(Edge(NOON, NOON.replace(day=23))) == "2020-04-22T12:00:00Z..2020-04-23T12:00:00Z"
    assert edge_text(Edge.at(NOON)) == "2020-04-22T12:00:00Z"
    assert edge_text(None) is None
    assert ALWAYS.covers(None) is Truth.TRUE
    assert Span(end=Edge.at(NOON)).covers(None) is Truth.UNKNOWN


def test_a_canonical_text_has_one_form() -> None:
    """Sorted keys, no white space, no floats, and lone surrogates apart."""
    assert canonical({"b": [1], "a": None}) == b'{"a":null,"b":[1]}'
    assert canonical("\ud800") != canonical("\udfff")
    with pytest.raises(TypeError, match="no floats"):
        canonical({"a": [1.0]})


SECRET = Reason(ruleset="r", rule="china", effect="forbid", because="nothing detrimental", source="memo", at="f:1")
OPEN = PlatformDecision(
    platform="zoom",
    verdict=Verdict.UNDETERMINED,
    reasons=(attrs.evolve(SECRET, rule="public", because="b", source="s", at="g:1", disclose=Disclose.PUBLIC),),
    open=(SECRET,),
    missing=(("detrimental_to",), ("public",)),
    disclosed={"detrimental_to": Disclose.HOME, "public": Disclose.PUBLIC},
    obligations=(Due(kind="lobby", phase="setup", met=False, because="secretly", value="hush", rules=("r/china",)),),
    warnings=("careful",),
)


def decision(**more: Any) -> Decision:
    """Build a decision with one open platform."""
    known: dict[str, Any] = {
        "meeting": "m",
        "role": None,
        "home": ("house",),
        "evaluated": Evaluated(at=NOON, start=NOON, until=None, known_at=NOON),
        "permitted": (),
        "ranking": (),
        "valid_until": None,
        "platforms": {"zoom": OPEN},
        "rulesets": {
            "r": RuleSetReport(
                revision=1,
                digest="d",
                status="draft",
                observed=False,
                bound=True,
                whom=("house",),
                in_force=True,
                outcome={"zoom": Outcome.UNKNOWN},
            )
        },
        "assumptions": (Assumption(fact="detrimental_to", value=frozenset({"CN"}), by="b", because="c"),),
        "names": {"Zoom!": "zoom", "zoom": "zoom"},
        "record": RecordedAs(store="s", index=0),
    }
    return Decision(**{**known, **more})


def test_the_public_reads_no_restricted_rule_and_no_topic() -> None:
    """Outsiders get verdicts, references and public rules; nothing that names a restricted one."""
    told = json.dumps(decision().to_json(Reader.PUBLIC))
    assert "reference 1" in told
    assert '"public"' in told
    assert not any(
        word in told for word in ("china", "detrimental", "memo", "secretly", "careful", "f:1", "lobby", "hush")
    )
    inside = json.dumps(decision().to_json(Reader.HOME))
    assert all(word in inside for word in ("china", "detrimental_to", "secretly", "careful", "CN", "lobby", "hush"))


def test_an_answer_is_asked_and_never_trusted() -> None:
    """A decision has no truth of its own, knows aliases, and refuses names and replays."""
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(decision())
    assert decision()["Zoom!"] is OPEN
    assert decision().allows("zoom") is False
    with pytest.raises(UnknownPlatform, match="did you mean `zoom`"):
        decision().allows("zoon")
    replay = Evaluated(at=NOON, start=NOON, until=None, known_at=NOON, replay=True)
    with pytest.raises(MeetingError, match="opens no gate"):
        decision(evaluated=replay).allows("zoom")
    assert isinstance(decision(), Answer)
    assert date(2020, 4, 22) == NOON.date()
