from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from tests.engine.houses import GB, GUEST, NOON, PERMIT, rule, rules, with_zoom
from tests.interchange.answers import told
from tests.interchange.exports import answered, asked, core, truth_of

from meetgate import MeetingError
from meetgate.model import (
    Account,
    Attendance,
    Audience,
    Edge,
    Effect,
    Is,
    Label,
    Members,
    Number,
    OrderTest,
    Organisation,
    Participant,
    PlatformFact,
    Quantifier,
    Scheme,
    Schemes,
    SetTest,
    Some,
    Span,
    State,
    Truth,
)

_DAY = timedelta(days=1)


def _reading(*when: Any, **more: Any) -> Any:
    return core(rules(*(rule(f"r{n}", Effect.FORBID, "zoom", when=each) for n, each in enumerate(when))), **more)


def test_what_is_unknown_is_absent() -> None:
    """A request has an attribute for each known fact that is read, under its type, and for no other."""
    exported = _reading(
        Is(fact="public", values=frozenset({True})),
        Is(fact="purpose", values=frozenset({"x"})),
        Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"x"})),
    )
    request = asked(exported, public=True, purpose="x", topics=frozenset({"b", "a"}), information=frozenset({"secret"}))
    assert request == {
        "platform": "zoom",
        "flags": {
            "public": True,
            "organisations.complete": True,
            "unlisted_unbound": False,
            "organisations.id.complete": True,
            "home.complete": True,
            "label.invalid": False,
        },
        "words": {"purpose": "x"},
        "sets": {"topics": ["a", "b"], "organisations.id": ["house.example"], "home": ["house.example"]},
        "numbers": {},
    }
    bare = asked(exported, instant=None, public=State.DEFERRED, purpose=State.NONE)
    assert bare["words"] == {}
    assert bare["sets"]["purpose"] == []
    assert "public" not in {*bare["flags"], *bare["sets"]}


def test_settings_circumstances_and_own_facts_are_told() -> None:
    """What rule sets and callers name themselves is told by its name."""
    names = ("host_account.settings.lobby", "circumstances.crisis", "facts.house/own")
    exported = _reading(*(Is(fact=each, values=frozenset({True})) for each in names))
    request = asked(
        exported,
        host_account=Account(settings={"lobby": False}),
        circumstances={"crisis": True},
        facts={"house/own": 3},
    )
    assert {name: request["flags"].get(name) for name in names} == dict(zip(names, (False, True, None), strict=True))


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({}, "host"),
        ({"role": "join"}, "join"),
        ({"convener": GUEST}, "join"),
        ({"convener": GUEST, "home": None}, None),
        ({"convener": None}, None),
        ({"convener": Organisation(name="somebody")}, None),
        ({"convener": Organisation(id="house.example", name="The House")}, "host"),
    ],
)
def test_whether_we_host_follows_from_convener_and_home(facts: dict[str, Any], role: str | None) -> None:
    """The role is told where it is stated or where the ids settle it."""
    exported = _reading(Is(fact="role", values=frozenset({"host"})))
    assert asked(exported, **facts)["words"].get("role") == role


def test_the_moment_is_told_in_microseconds() -> None:
    """An export that depends on dates gets the moment as a whole number, and none where nobody knows it."""
    dated = rules(attrs.evolve(PERMIT, in_force=Span(start=Edge.at(NOON))))
    assert asked(core(dated))["numbers"] == {"instant": 1587556800000000}
    assert asked(core(dated), instant=None)["numbers"] == {}


def test_a_claim_about_what_is_folded_is_refused() -> None:
    """The export has no place for what a caller says of a platform; meetgate itself does."""
    fact = PlatformFact(name="e2ee", values=frozenset({"yes"}), asserted_by="lab", source="x")
    exported = _reading(Is(fact="platform.e2ee", values=frozenset({True})), zoom=with_zoom(facts=(fact,)))
    with pytest.raises(MeetingError, match=r"`platforms\.zoom\.e2ee` is claimed"):
        asked(exported, platforms={"zoom": {"e2ee": frozenset({"no"}), "mfa": frozenset({"no"})}})
    assert asked(exported, platforms={"zoom": {"mfa": frozenset({"no"})}, "teams": {"e2ee": frozenset({"no"})}})


@pytest.mark.parametrize(
    ("facts", "heads"),
    [
        ({"participants": (Participant(), Participant())}, (2, 2)),
        ({"participants": (Participant(),), "participants_complete": False}, (1, None)),
        ({"participants": None}, (0, None)),
        ({"participants": (Participant(),), "attendance": Attendance(count=5)}, (5, 5)),
        ({"participants": None, "attendance": Attendance(at_least=2, at_most=9)}, (2, 9)),
        ({"participants": None, "attendance": Attendance(states=frozenset({"GB"}))}, (0, None)),
    ],
)
def test_the_head_count_is_told_as_a_range(facts: dict[str, Any], heads: tuple[int, int | None]) -> None:
    """The least is always told, the greatest where there is one."""
    request = asked(_reading(Number(test=OrderTest.AT_LEAST, bound=1)), **facts)["numbers"]
    assert (request["heads.least"], request.get("heads.most")) == heads


def test_all_of_nobody_is_unknown() -> None:
    """An empty list satisfies no `all`, and one that is not known neither."""
    from_gb = Is(fact="state", values=frozenset({"GB"}))
    exported = _reading(Some(of="participants", quantifier=Quantifier.ALL, test=from_gb))
    for people in ((), None):
        assert truth_of("house-rules/r0", answered(exported, participants=people)) is Truth.UNKNOWN
    assert truth_of("house-rules/r0", answered(exported, participants=(Participant(state="GB"),))) is Truth.TRUE


def test_a_request_that_says_nothing_is_never_permitted() -> None:
    """Whoever builds requests without us and leaves everything out gets a possible objection, and no grant."""
    exported = core(rules(PERMIT, rule("ban", Effect.FORBID, "zoom", when=Is(fact="public", values=frozenset({True})))))
    answers = told(exported, {"platform": "zoom", "flags": {}, "words": {}, "sets": {}, "numbers": {}})
    assert not answers.granted_definitely
    assert answers.objected_possibly


@pytest.mark.parametrize(
    ("label", "invalid"),
    [
        (Label(atoms=Label.of("GB:SECRET").atoms, marks=frozenset({"SENSITIVE"})), True),
        (Label(atoms=Label.of("GB:SECRET").atoms, marks_complete=False), None),
        (Label(atoms=Label.of("GB:OFFICIAL").atoms, marks_complete=False), False),
        (Label.of("GB:ULTRA"), False),
        (Label(atoms=Label.of("GB:OFFICIAL").atoms, audience=Audience.only("FR")), False),
    ],
)
def test_a_label_is_held_to_its_scheme(label: Label, invalid: bool | None) -> None:  # noqa: FBT001  # what is expected
    """An invalid label objects; one of which it cannot be told may."""
    request = asked(_reading(), classification=(label,))
    assert request["flags"].get("label.invalid") is invalid


def test_a_label_is_held_to_the_rules_of_its_day() -> None:
    """A scheme counts when it is in force at some moment of the meeting; without a date nobody knows."""
    listed = Scheme(
        authority="XX",
        levels=("HIGH",),
        below={},
        conflicts=(frozenset({"REL TO", "NOFORN"}),),
        valid=Span(start=Edge.at(NOON + _DAY)),
    )
    schemes = Schemes(by_authority={"GB": GB, "XX": listed})
    label = Label(atoms=Label.of("XX:HIGH").atoms, marks=frozenset({"NOFORN"}), audience=Audience.only("FR", "XX"))
    exported = _reading(schemes=schemes)
    found = {
        days: asked(exported, classification=(label,), ends=NOON + days * _DAY)["flags"].get("label.invalid")
        for days in (1, 2)
    }
    assert found == {1: False, 2: True}
    assert "label.invalid" not in asked(exported, classification=(label,), starts=None, ends=None)["flags"]
    assert asked(exported, classification=(label,), ends=None)["flags"]["label.invalid"] is False
