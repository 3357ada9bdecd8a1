from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from tests.gatekeeper.gates import NOW, PARLIAMENT, gate, meeting
from tests.house import HOUSE

from meetgate import CatalogueError, Gatekeeper, Meeting, MeetingError, RuleSetError, UnknownPlatform, Verdict
from meetgate.audit import MemoryStore
from meetgate.gatekeeper import Request
from meetgate.gatekeeper.policy import diagnose, pack_names, read_policy

CONTEXT = """
context: house
directory:
  parliament.uk: {name: UK Parliament, kinds: [parliament], state: GB}
"""


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_decision_is_asked_by_platform() -> None:
    """It has no truth value, and an unknown name is an error with a suggestion, never a denial."""
    decision = gate().decide(meeting())
    assert decision.allows("zoom")
    with pytest.raises(TypeError):
        bool(decision)
    with pytest.raises(UnknownPlatform, match="did you mean `zoom`"):
        decision["zooom"]
    with pytest.raises(UnknownPlatform):
        decision.allows("nope")


def test_a_preview_opens_no_gate() -> None:
    """A preview says what a decision would, is not recorded and cannot be asked `allows`."""
    preview = gate().preview(meeting())
    assert preview["zoom"].verdict is Verdict.PERMITTED
    assert preview.to_json()["record"] is None
    assert not hasattr(preview, "allows")


def test_a_preview_asks_about_the_platforms_that_are_shown() -> None:
    """What to ask is worked out for the platforms that are named, else for all; the verdicts are the same."""
    request = Request(meeting=meeting(detrimental_to=None, public=None))
    asked = gate(rules=[PARLIAMENT, "generic-anything-goes"])
    whole, one, none = (asked.preview_request(request, ask_about=about) for about in (None, {"zoom"}, ()))
    still = {name for name, each in whole.platforms.items() if each.verdict is Verdict.UNDETERMINED}
    assert {name for name, each in whole.platforms.items() if each.missing} == still > {"zoom"}
    assert {name for name, each in one.platforms.items() if each.missing} == {"zoom"}
    assert one["zoom"] == whole["zoom"]
    assert not any(each.missing for each in none.platforms.values())
    bare = {name: attrs.evolve(each, missing=(), disclosed={}) for name, each in whole.platforms.items()}
    assert none.platforms == bare


def test_a_replay_opens_no_gate() -> None:
    """An explicit `known_at` marks the decision, also where it equals the present; a naive one is refused."""
    assert not gate().decide(meeting()).evaluated.replay
    for known_at in (NOW, datetime(2020, 4, 25, tzinfo=UTC)):
        decision = gate().decide(meeting(), known_at=known_at)
        assert decision.evaluated.replay
        with pytest.raises(MeetingError, match="a replay opens no gate"):
            decision.allows("zoom")
    with pytest.raises(MeetingError, match="`known_at` has no offset"):
        gate().decide(meeting(), known_at=datetime(2020, 4, 25))  # noqa: DTZ001  # naive on purpose


def test_home_goes_by_precedence(tmp_path: Path) -> None:
    """The gatekeeper's, then the meeting's, the context's, the default; statements that differ are a warning."""
    context = _write(tmp_path / "c.yaml", CONTEXT + "home: [commons.example]\n")
    answer = gate(home=["parliament.uk"], context=context).preview(meeting(home=["lords.example"]))
    assert answer.home == ("parliament.uk",)
    assert [each.split(":")[0] for each in answer.warnings] == [
        "the gatekeeper states home as `parliament.uk`, the meeting as `lords.example`",
        "the gatekeeper states home as `parliament.uk`, the context as `commons.example`",
    ]
    assert gate(context=context).preview(meeting(home=None)).home == ("commons.example",)
    assert gate(context=context).preview(meeting()).home == ("parliament.uk",)
    assert gate().preview(meeting(home=None))["zoom"].verdict is Verdict.UNDETERMINED
    assert "`parliament.uk`" in gate(home=[]).preview(meeting()).warnings[0]


def test_the_convener_is_home_by_a_listed_assumption() -> None:
    """`convener` decides for whoever convenes and says so; any other bare text is a mistake."""
    for option in ("home", "default_home"):
        answer = gate(**{option: "convener"}).preview(meeting(home=None))
        assert answer.home == ("parliament.uk",)
        assert [each.fact for each in answer.assumptions] == ["home"]
    with pytest.raises(MeetingError, match="not a list of ids"):
        gate(home="parliament.uk")


def test_what_a_deployer_assumes_is_listed_and_can_be_left_out(tmp_path: Path) -> None:
    """Unlisted guests and the longest meeting stand in for what is absent, and are named with their reasons."""
    said = (
        "unlisted_guests: {value: unbound, by: clerk, because: guests are vetted}\n"
        "longest_meeting: {hours: 2, by: clerk, because: the room closes}\n"
    )
    assuming = gate(context=_write(tmp_path / "c.yaml", CONTEXT + said))
    answer = assuming.preview(meeting(ends=None))
    assert sorted(each.fact for each in answer.assumptions) == ["longest_meeting", "unlisted_guests"]
    assert answer.evaluated.until is not None
    bare = assuming.without_assumptions().preview(meeting(ends=None))
    assert not bare.assumptions
    assert bare.evaluated.until is None
    assert gate().without_assumptions().preview(meeting())["zoom"].verdict is Verdict.PERMITTED


def test_a_rule_set_may_assume_and_says_so(tmp_path: Path) -> None:
    """What a rule set assumes of an unstated fact is listed under its name, and not where the fact is stated."""
    text = HOUSE + "assume:\n  public: {value: no, by: clerk, because: nobody said so}\n"
    rules = _write(tmp_path / "house.yaml", text)
    assuming = gate(rules=[rules])
    assert [each.scope for each in assuming.preview(meeting(public=None)).assumptions] == ["house"]
    assert not assuming.preview(meeting()).assumptions
    assert not assuming.without_assumptions().preview(meeting(public=None)).assumptions


def test_the_directory_fills_gaps_and_nothing_else(tmp_path: Path) -> None:
    """Kinds and states that a meeting does not give come from the deployer's directory; what is given stands."""
    context = _write(tmp_path / "c.yaml", CONTEXT)
    bare = {"id": "parliament.uk"}
    people = [{"address": "a@parliament.uk", "organisation": bare}, {"address": "b@example.org"}]
    asked = meeting(convener=bare, participants=people)
    filled = gate(context=context).case(asked)
    organisation = filled.present[0]
    assert (organisation.state, {each.name for each in organisation.kinds}) == ("GB", {"parliament"})
    french = {"id": "parliament.uk", "state": "FR", "kinds": ["company"], "kinds_complete": True}
    kept = gate(context=context).case(meeting(convener=french, participants=None), known_at=NOW)
    assert any(each.state == "FR" for each in kept.present)
    other = gate(context=context).case(meeting(convener={"name": "Somebody"}))
    assert len(other.present) >= 1


def test_what_is_loaded_can_be_asked(tmp_path: Path) -> None:
    """Rule sets, catalogue and context are shown; a base rule set binds home whatever it says of whom."""
    context = _write(tmp_path / "c.yaml", CONTEXT)
    house = _write(tmp_path / "house.yaml", HOUSE)
    loaded = gate(base=[house], context=context)
    assert [each.name for each in loaded.rule_sets] == [PARLIAMENT, "house"]
    assert "zoom" in loaded.catalogue.platforms
    assert loaded.context is not None
    assert loaded.context.name == "house"
    assert gate().context is None
    epochs = loaded.epochs(datetime(2020, 1, 1, tzinfo=UTC))
    assert list(epochs) == sorted(epochs)
    assert len(epochs) > 1


def test_the_clock_is_the_present_by_default() -> None:
    """Without a clock of the caller's a decision is made now, in UTC."""
    before = datetime.now(UTC)
    decision = Gatekeeper.load(rules=[PARLIAMENT], audit=MemoryStore()).decide(meeting())
    assert decision.evaluated.at is not None
    assert before <= decision.evaluated.at <= datetime.now(UTC)


def test_a_rule_set_is_loaded_once(tmp_path: Path) -> None:
    """The same text twice is one rule set; two texts under one name are refused."""
    first = _write(tmp_path / "a.yaml", HOUSE)
    second = _write(tmp_path / "b.yaml", HOUSE)
    assert len(read_policy(rules=[first, second]).rule_sets) == 1
    second.write_text(HOUSE.replace("[zoom]", "[skype]"), encoding="utf-8")
    with pytest.raises(RuleSetError, match="loaded twice as revision 1, with different rules"):
        read_policy(rules=[first], base=[second])


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """A misspelt pack and an unreadable file are reported together, with a suggestion."""
    with pytest.raises(RuleSetError) as caught:
        read_policy(rules=[PARLIAMENT.replace("ncsc", "ncs"), tmp_path / "none.yaml"])
    assert len(caught.value.diagnostics) == 2
    assert "did you mean" in str(caught.value)
    assert "the rule set cannot be read" in str(caught.value)
    (tmp_path / "latin.yaml").write_bytes(b"\xe9\xff")
    with pytest.raises(RuleSetError):
        read_policy(rules=[tmp_path / "latin.yaml"])


def test_every_document_has_its_own_error(tmp_path: Path) -> None:
    """An unreadable catalogue file is a CatalogueError, an unreadable context a MeetingError."""
    with pytest.raises(CatalogueError, match="the catalogue cannot be read"):
        read_policy(rules=(), catalogue=[tmp_path / "none.yaml"])
    with pytest.raises(MeetingError, match="the context cannot be read"):
        read_policy(rules=(), context=tmp_path / "none.yaml")


def test_the_packs_lint_without_errors() -> None:
    """Every shipped rule set is found by its name and passes its own lint."""
    assert PARLIAMENT in pack_names()
    assert not [each for each in diagnose(pack_names()) if each.severity == "error"]


STALE = (
    "unlisted_guests: {value: unbound, by: clerk, because: guests are vetted, review_by: 2020-04-01}\n"
    "longest_meeting: {hours: 2, by: clerk, because: the room closes, review_by: 2020-04-01}\n"
)


def test_an_assumption_past_its_review_stands_in_for_nothing(tmp_path: Path) -> None:
    """What nobody reviewed in time is not used, and a warning says so; the meeting's day counts, not today."""
    context = _write(tmp_path / "c.yaml", CONTEXT + STALE)
    late = gate(rules=[PARLIAMENT, "tw-executive-yuan-2020-04-07"], context=context)
    answer = late.preview(meeting(ends=None))
    assert (answer["zoom"].verdict, answer.assumptions) == (Verdict.UNDETERMINED, ())
    assert len([each for each in answer.warnings if "past its review" in each]) == 2
    early = late.preview(meeting(starts="2020-03-20T12:00:00Z", ends="2020-03-20T13:00:00Z"))
    assert [each.fact for each in early.assumptions] == ["unlisted_guests"]
    timeless = late.preview(Meeting(convener=meeting().convener, home=("parliament.uk",)))
    assert timeless.assumptions == ()


def test_a_meeting_at_the_end_of_time_is_decided(tmp_path: Path) -> None:
    """An assumed length that leads past the last year leaves the end unknown."""
    said = "longest_meeting: {hours: 2, by: clerk, because: the room closes}\n"
    answer = gate(context=_write(tmp_path / "c.yaml", CONTEXT + said)).preview(
        meeting(starts="9999-12-31T23:00:00Z", ends=None)
    )
    assert (answer.evaluated.until, answer.assumptions) == (None, ())


def test_what_no_rule_set_declares_is_a_warning() -> None:
    """A misspelt circumstance or fact is ignored, and the caller is told."""
    answer = gate().preview(meeting(circumstances={"crises": True, "crisis": False}, facts={"x/y": "z"}))
    assert [each for each in answer.warnings if "is ignored" in each] == [
        "the circumstance `crises` is declared by no rule set: it is ignored",
        "the fact `x/y` is declared by no rule set: it is ignored",
    ]


def test_a_list_of_kinds_that_is_contradicted_is_open(tmp_path: Path) -> None:
    """A directory that calls its kinds complete does not close a list in which the meeting has another."""
    said = CONTEXT.replace("kinds: [parliament]", "kinds: [parliament], kinds_complete: yes")
    context = _write(tmp_path / "c.yaml", said)
    both = {"id": "parliament.uk", "kinds": ["military"]}
    (organisation,) = gate(context=context).case(meeting(convener=both)).present
    assert organisation.kinds_complete is False
    (alone,) = gate(context=context).case(meeting(convener={"id": "parliament.uk"})).present
    assert alone.kinds_complete is True
