from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogue.reading import built, case, day, said, tell

from meetgate.engine import horizon, telling
from meetgate.engine._given import met
from meetgate.engine._time import hinges, launched, retired
from meetgate.model import (
    Account,
    Alias,
    Attendance,
    Catalogue,
    Client,
    Edge,
    Finding,
    Participant,
    Platform,
    PlatformFact,
    Span,
    State,
    Truth,
    When,
)

YES: Final = frozenset({"yes"})
NO: Final = frozenset({"no"})
MAY: Final = day("2020-05-01")
JULY: Final = day("2020-07-01")
PAID: Final = When(plan=frozenset({"paid"}))


def holds(when: When, *, host: bool = True, **facts: Any) -> Truth:
    """Say whether a condition is met by a meeting."""
    platform = built()
    return met(case(catalogue=Catalogue(platforms={"p": platform}), host=host, **facts), platform, when)


def plan(name: str | None, **more: Any) -> dict[str, Any]:
    """Return a host account with this plan."""
    return {"host_account": Account(plan=name, **more)}


@pytest.mark.parametrize(
    ("wanted", "stated", "expected"),
    [
        ({"paid"}, None, Truth.UNKNOWN),
        ({"paid"}, "free", Truth.FALSE),
        ({"paid"}, "Business", Truth.TRUE),
        ({"free"}, "paid", Truth.FALSE),
        ({"business"}, "paid", Truth.UNKNOWN),
        ({"enterprise plus"}, "Enterprise-Plus", Truth.TRUE),
        ({"business"}, "pro", Truth.FALSE),
    ],
)
def test_a_plan_that_is_paid_is_any_but_free(wanted: set[str], stated: str | None, expected: Truth) -> None:
    """Whoever states no more than that it is paid may have any plan that is not free."""
    assert holds(When(plan=frozenset(wanted)), **plan(stated)) is expected


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (When(licence=frozenset({"teams-premium"})), plan(None, licence="Teams Premium"), Truth.TRUE),
        (When(licence=frozenset({"teams-premium"})), plan(None, licence="E3"), Truth.FALSE),
        (When(licence=frozenset({"teams-premium"})), {}, Truth.UNKNOWN),
        (When(settings=frozenset({("x", True)})), plan(None, settings={"x": True}), Truth.TRUE),
        (When(settings=frozenset({("x", False)})), plan(None, settings={"x": True}), Truth.FALSE),
        (When(settings=frozenset({("x", True)})), plan(None, settings={"y": True}), Truth.UNKNOWN),
        (When(opted_out=frozenset({"China", "CN"})), plan(None, opted_out_regions=frozenset({"china"})), Truth.TRUE),
        (When(opted_out=frozenset({"china"})), plan(None, opted_out_regions=frozenset()), Truth.FALSE),
        (When(opted_in=frozenset({"china"})), plan(None, opted_out_regions=frozenset({"india"})), Truth.TRUE),
        (When(opted_in=frozenset({"china"})), {}, Truth.UNKNOWN),
        (When(client=frozenset({"app"})), {"client": Client(kind="App")}, Truth.TRUE),
        (When(client=frozenset({"app"})), {"client": Client()}, Truth.UNKNOWN),
        (When(client_since="5.0"), {"client": Client(version="5")}, Truth.TRUE),
        (When(client_since="5.0"), {"client": Client(version="4.6.12")}, Truth.FALSE),
        (When(client_since="5.0"), {"client": Client(version="5.0.1 (beta)")}, Truth.TRUE),
        (When(client_since="5.0"), {"client": Client(version="10.1")}, Truth.TRUE),
        (When(client_since="5.0"), {"client": Client(version="latest")}, Truth.UNKNOWN),
        (When(client_since="5.0"), {}, Truth.UNKNOWN),
        (When(access=frozenset({"phone"})), {"access": "phone"}, Truth.TRUE),
        (When(access=frozenset({"phone"})), {"access": "browser"}, Truth.FALSE),
        (When(access=frozenset({"phone"})), {"access": State.DEFERRED}, Truth.UNKNOWN),
        (When(access=frozenset({"phone"})), {"access": State.NONE}, Truth.UNKNOWN),
        (When(modality=frozenset({"video"})), {"modality": "audio"}, Truth.FALSE),
        (When(participants_at_most=200), {"attendance": Attendance(count=200)}, Truth.TRUE),
        (When(participants_at_most=200), {"attendance": Attendance(at_least=201)}, Truth.FALSE),
        (When(participants_at_most=200), {"attendance": Attendance(at_least=10)}, Truth.UNKNOWN),
        (When(participants_at_most=200), {"attendance": Attendance(at_most=9)}, Truth.TRUE),
        (When(participants_at_least=2), {"participants": (Participant(), Participant())}, Truth.TRUE),
        (When(participants_at_least=2), {"participants": (Participant(),), "participants_complete": True}, Truth.FALSE),
        (When(participants_at_least=2), {}, Truth.UNKNOWN),
        (When(states_any_of=frozenset({"CN"})), {"participants": (Participant(state="CN"),)}, Truth.TRUE),
        (When(states_any_of=frozenset({"CN"})), {"participants": (Participant(state="US"),)}, Truth.UNKNOWN),
        (When(states_none_of=frozenset({"CN"})), {"attendance": Attendance(states=frozenset({"US"}))}, Truth.TRUE),
        (When(states_none_of=frozenset({"CN"})), {"attendance": Attendance(states=frozenset({"CN"}))}, Truth.FALSE),
        (
            When(states_none_of=frozenset({"CN"})),
            {"participants": (Participant(state="US"),), "participants_complete": True},
            Truth.TRUE,
        ),
        (
            When(states_none_of=frozenset({"CN"})),
            {"participants": (Participant(),), "participants_complete": True},
            Truth.UNKNOWN,
        ),
    ],
)
def test_a_condition_is_met_by_what_the_meeting_states(when: When, facts: dict[str, Any], expected: Truth) -> None:
    """What the meeting does not state leaves a condition unknown; words compare without case and spaces."""
    assert holds(when, **facts) is expected


def test_everything_that_is_given_must_be_met() -> None:
    """Of several conditions the least true one counts."""
    both = attrs.evolve(PAID, modality=frozenset({"video"}))
    assert holds(both, **plan("pro"), modality="video") is Truth.TRUE
    assert holds(both, **plan("pro")) is Truth.UNKNOWN
    assert holds(both, **plan("free")) is Truth.FALSE


def test_the_account_that_hosts_is_what_counts() -> None:
    """Ours stands for it where we host; where we join, and on another platform, it says nothing."""
    ours: dict[str, Any] = {"our_account": Account(plan="paid")}
    assert holds(PAID, **ours) is Truth.TRUE
    assert holds(PAID, host=False, **ours) is Truth.UNKNOWN
    assert holds(PAID, **ours, **plan("free")) is Truth.FALSE
    assert holds(PAID, **plan("paid", platform="p")) is Truth.TRUE
    assert holds(PAID, **plan("paid", platform="other")) is Truth.UNKNOWN


def test_the_join_decides_what_was_deferred_to_it() -> None:
    """Access that is known at the join is what it is supposed to be there."""
    platform = built()
    found = case(catalogue=Catalogue(platforms={"p": platform}), access=State.DEFERRED)
    when = When(access=frozenset({"phone"}))
    assert met(attrs.evolve(found, deferred={"access": "phone"}), platform, when) is Truth.TRUE


def test_an_answer_fills_what_is_unknown() -> None:
    """While it is asked what would settle a verdict, answers stand for what the meeting does not state."""
    platform = built()
    asked = case(catalogue=Catalogue(platforms={"p": platform}))
    answers = {
        "host_account.plan": "paid",
        "host_account.settings.x": True,
        "host_account.opted_out_regions": frozenset({"china"}),
        "attendance": 7,
    }
    when = attrs.evolve(
        PAID, settings=frozenset({("x", True)}), opted_out=frozenset({"china"}), participants_at_least=7
    )
    assert met(asked, platform, when) is Truth.UNKNOWN
    assert met(attrs.evolve(asked, answers=answers), platform, when) is Truth.TRUE


def test_of_one_source_the_latest_statement_counts() -> None:
    """A later one replaces an earlier one where it holds, and only once it is public."""
    early, late = said("no", known_from=MAY), said("yes", known_from=JULY)
    assert tell(early, late) == YES
    assert tell(early, late, known=MAY) == NO
    assert tell(early, attrs.evolve(late, valid=Span(start=Edge.at(JULY)))) == NO
    assert tell(early, attrs.evolve(late, valid=Span(start=Edge(MAY, JULY)))) is None


def test_one_under_a_condition_speaks_before_one_without() -> None:
    """Of two statements of one day, the special one counts where its condition is met, the general one for the rest."""
    general, special = said("no", known_from=MAY), said("yes", known_from=MAY, when=PAID)
    assert tell(general, special, **plan("paid")) == YES
    assert tell(general, special, **plan("free")) == NO
    assert tell(general, special) is None
    assert tell(special, **plan("free")) is None


def test_sources_that_disagree_leave_a_fact_unknown() -> None:
    """Different sources stand side by side; one that found nothing documented disagrees with nobody."""
    assert tell(said("no"), said("yes", by="lab")) is None
    assert tell(said("yes"), said("yes", by="lab")) == YES
    assert tell(said("yes"), said("undocumented", by="lab")) == YES
    assert tell(said("undocumented"), said("not-assessed", by="lab")) is None
    assert tell(said("undocumented")) == frozenset({"undocumented"})


def test_a_stale_statement_settles_nothing_and_still_disagrees() -> None:
    """Past its review a statement says nothing of its own, and takes certainty from one that differs."""
    old = said("no", review_by=MAY)
    assert tell(old) is None
    assert tell(old, said("yes", by="lab")) is None
    assert tell(old, said("no", by="lab")) == NO
    assert tell(old, on="2020-04-01") == NO


def test_the_caller_is_one_more_source() -> None:
    """What the caller asserts fills a gap; where it differs it takes certainty away, and never overrides."""
    claim: dict[str, Any] = {"platforms": {"p": {"f": YES}}}
    assert tell(**claim) == YES
    assert tell(said("yes", when=PAID), **claim) == YES
    assert tell(said("no", when=PAID), **claim) is None
    assert tell(said("no"), **claim) is None
    assert tell(said("no", valid=Span(end=Edge.at(MAY))), **claim) == YES


def test_what_a_fact_hangs_on_is_asked_for() -> None:
    """The unknown facts of the meeting are named, with the words that count; a version and states are not asked."""
    when = attrs.evolve(PAID, client_since="5.0", access=frozenset({"phone"}), settings=frozenset({("x", True)}))
    when = attrs.evolve(when, participants_at_most=9)
    platform = built(said("no", known_from=MAY), said("yes", known_from=MAY, when=when))
    found = case(catalogue=Catalogue(platforms={"p": platform}), access="phone")
    assert hinges(found, platform, "f", day("2020-06-01")) == {
        "host_account.plan": {"paid"},
        "host_account.settings.x": frozenset(),
        "attendance": {"9"},
    }
    assert hinges(found, built(said("no")), "f", day("2020-06-01")) == {}


LIVES: Final = Platform(
    id="p", name="P", launched=Edge(MAY, JULY), launched_known_from=MAY, retired=Edge.at(JULY), retired_known_from=MAY
)


@pytest.mark.parametrize(
    ("on", "known", "begun", "ended"),
    [
        ("2020-04-01", JULY, Truth.FALSE, Truth.FALSE),
        ("2020-06-01", JULY, Truth.UNKNOWN, Truth.FALSE),
        ("2020-08-01", JULY, Truth.TRUE, Truth.TRUE),
        ("2020-08-01", day("2020-04-01"), Truth.UNKNOWN, Truth.FALSE),
        (None, JULY, Truth.UNKNOWN, Truth.UNKNOWN),
    ],
)
def test_a_platform_begins_and_ends(on: str | None, known: datetime, begun: Truth, ended: Truth) -> None:
    """Inside an uncertain range nobody knows; an end of which nobody had heard is none, and a beginning no certainty."""
    found = case(catalogue=Catalogue(platforms={"p": LIVES}), known=known)
    moment = None if on is None else day(on)
    assert (launched(found, LIVES, moment), retired(found, LIVES, moment)) == (begun, ended)


def test_the_horizon_sees_what_becomes_known_and_what_names_end() -> None:
    """An answer may change when a beginning, an end or a statement becomes public, and when a name begins or ends."""
    meeting: dict[str, Any] = {"starts": day("2020-04-01"), "ends": day("2020-04-02")}
    learnt = attrs.evolve(LIVES, launched=Edge.at(day("2019-01-01")), retired=Edge.at(day("2019-01-02")))
    soon = attrs.evolve(learnt, launched_known_from=day("2020-04-20"), retired_known_from=day("2020-04-10"))
    found = case(catalogue=Catalogue(platforms={"p": soon}), known=day("2020-04-01"), **meeting)
    assert horizon(found) == day("2020-04-10")
    named = Platform(id="p", name="P", dated_aliases=(Alias(name="q", valid=Span(end=Edge.at(MAY))),))
    assert horizon(case(catalogue=Catalogue(platforms={"p": named}), **meeting)) == MAY


def test_a_telling_says_why_a_fact_does_not_read() -> None:
    """Disagreement, a review that is past, an uncertain day and a condition are told apart."""
    found = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="s")
    statements = (
        *(attrs.evolve(each, name="disagreement") for each in (said("no"), said("yes", by="lab"))),
        attrs.evolve(said("no", review_by=MAY), name="stale"),
        attrs.evolve(said("no", valid=Span(start=Edge(MAY, JULY))), name="uncertain"),
        attrs.evolve(said("no", when=PAID), name="depends"),
        attrs.evolve(said("no"), name=""),
        attrs.evolve(said("no", valid=Span(end=Edge.at(MAY))), name="elsewhen"),
        attrs.evolve(said("no", known_from=JULY), name="later"),
    )
    platform = attrs.evolve(built(*statements), findings=(found,))
    told = telling(Catalogue(platforms={"p": platform}), platform, as_of=day("2020-06-01"), known_at=day("2020-06-01"))
    assert {each.fact: each.why for each in told.facts} == {
        each: each for each in ("", "depends", "disagreement", "stale", "uncertain")
    }
    assert (told.findings, told.elsewhen, told.launched, told.retired) == ((found,), 1, Truth.TRUE, Truth.FALSE)


STATEMENTS: Final = st.lists(
    st.builds(
        said,
        st.sampled_from(("yes", "no", "undocumented")),
        by=st.sampled_from(("vendor", "lab")),
        when=st.builds(
            When,
            plan=st.sampled_from((frozenset[str](), frozenset({"paid"}), frozenset({"free"}))),
            access=st.sampled_from((frozenset[str](), frozenset({"phone"}))),
            participants_at_most=st.sampled_from((None, 10)),
            states_none_of=st.sampled_from((frozenset[str](), frozenset({"CN"}))),
        ),
        known_from=st.sampled_from((MAY, JULY)),
        review_by=st.sampled_from((None, None, None, MAY)),
    ),
    max_size=5,
)
FACTS: Final = st.fixed_dictionaries(
    {
        "host_account": st.sampled_from((Account(plan="free"), Account(plan="paid"))),
        "access": st.sampled_from(("phone", "browser")),
        "attendance": st.sampled_from((Attendance(count=9, states=frozenset({"CN"})), Attendance(count=11))),
        "platforms": st.sampled_from(({}, {"p": {"f": YES}})),
    }
)


@settings(deadline=None, max_examples=300)
@given(statements=STATEMENTS, facts=FACTS, hidden=st.sets(st.sampled_from(("host_account", "access", "attendance"))))
def test_knowing_more_of_the_meeting_never_turns_a_fact_round(
    statements: list[PlatformFact], facts: dict[str, Any], hidden: set[str]
) -> None:
    """What reads with facts of the meeting hidden reads the same with them stated (laws 1 and 2)."""
    less = tell(*statements, **{name: each for name, each in facts.items() if name not in hidden})
    assert less is None or tell(*statements, **facts) == less
