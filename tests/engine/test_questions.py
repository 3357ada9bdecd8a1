from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from tests.engine.houses import GUEST, HOUSE, NOON, PERMIT, SCHEMES, asks, case, require, rule, rules, with_zoom, zoom

from meetgate.engine import questions
from meetgate.model import (
    All,
    Atom,
    Attested,
    Disclose,
    Edge,
    Effect,
    Equivalence,
    Exposed,
    Finding,
    Is,
    Kind,
    Label,
    Level,
    Members,
    Number,
    OrderTest,
    Organisation,
    Participant,
    PlatformFact,
    Quantifier,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
    Verdict,
    Waiver,
)

PUBLIC = Is(fact="public", values=frozenset({True}))
SCHOOL = frozenset({"school"})


def asked(decided: Any) -> dict[str, Disclose]:
    """Return what may be asked about Zoom, and how far each may be named."""
    return {name: each.disclose for name, each in questions(decided, decided.catalogue.platforms["zoom"]).items()}


def stated(name: str, *values: str, **more: Any) -> PlatformFact:
    """Build a platform fact."""
    return PlatformFact(name=name, values=frozenset(values), asserted_by="s", source="s", **more)


def test_the_scope_of_a_waiver_is_asked_for() -> None:
    """A waiver that may lift a forbid asks for what its scope tests."""
    ban = rule("ban", Effect.FORBID, "zoom", waivable_by=frozenset({"office"}))
    waiver = Waiver(
        id="w",
        ruleset="house-rules",
        rules=frozenset({"ban"}),
        approver="a",
        approved_by_role="office",
        requester="b",
        expires=NOON + timedelta(days=1),
        scope=PUBLIC,
    )
    assert asks(case(rules(PERMIT, ban), waivers=(waiver,))) == (("public",),)


def test_what_selectors_and_obligations_need_is_asked_for() -> None:
    """Facts of the platform that pick it, or that an obligation needs, are asked of the catalogue's keeper."""
    picked = attrs.evolve(
        PERMIT, platforms=(Selector(by=SelectorKind.FACT, value="label", fact_values=frozenset({"red"})),)
    )
    assert asks(case(rules(picked))) == (("platform:zoom.label",),)
    assert asks(case(rules(PERMIT, require("seal", needs="e2ee")))) == (("platform:zoom.e2ee",),)


def test_an_equivalence_that_may_be_in_force_is_asked_for() -> None:
    """Whether two authorities' levels correspond at the meeting may be the open question."""
    maybe = Span(start=Edge(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    link = Equivalence(marked=Atom("TW", "LOW"), carried_as=Atom("GB", "OFFICIAL"), valid=maybe)
    sure = attrs.evolve(link, marked=Atom("TW", "HIGH"), valid=Span())
    scales = Schemes(by_authority=SCHEMES.by_authority, equivalences=(link, sure))
    level = Level(test=OrderTest.AT_MOST, label=Label.of("GB:OFFICIAL"))
    decided = case(rules(attrs.evolve(PERMIT, when=level)), classification=(Label.of("TW:LOW"),), schemes=scales)
    assert set(asked(decided)) == {"equivalence:TW:LOW/GB:OFFICIAL"}


@pytest.mark.parametrize(
    ("condition", "facts", "platform", "names"),
    [
        (Is(fact="platform.colour", values=frozenset({"red"})), {}, (stated("colour", "red"),), set[str]()),
        (
            Members(fact="platform.certs", test=SetTest.ANY_OF, values=frozenset({"a"})),
            {},
            (stated("certs", "a"),),
            set[str](),
        ),
        (Is(fact="platform.e2ee", values=frozenset({True})), {}, (stated("e2ee", "partial"),), set[str]()),
        (
            Level(test=OrderTest.AT_MOST, label=Label.of("GB:OFFICIAL"), platform_fact="accredited_for"),
            {},
            (),
            {"classification", "platform:zoom.accredited_for"},
        ),
        (
            Level(test=OrderTest.AT_MOST, label=Label.of("GB:OFFICIAL"), platform_fact="accredited_for"),
            {},
            (stated("accredited_for", "GB:SECRET"),),
            {"classification"},
        ),
        (Number(test=OrderTest.AT_MOST, bound=3), {}, (), set[str]()),
        (
            Exposed(asserted_by=frozenset({"sure"}), kinds=frozenset({"storage"})),
            {"detrimental_to": frozenset({"CN"})},
            (),
            set[str](),
        ),
        (Attested(kind="ok"), {"attestations": (), "attestations_complete": True}, (), set[str]()),
        (Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"a"})), {}, (), {"topics"}),
        (
            Some(
                of="participants",
                quantifier=Quantifier.ANY,
                test=Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=SCHOOL),
            ),
            {"participants": (Participant(organisation=Organisation(id="house.example")),)},
            (),
            {"participants[0].organisation.kinds"},
        ),
        (
            Some(of="participants", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"}))),
            {"participants": (Participant(state="GB", organisation=HOUSE),), "participants_complete": False},
            (),
            {"participants"},
        ),
        (
            Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"})),
            {},
            (),
            {"detrimental_to", "platform:zoom.exposed_to.CN"},
        ),
    ],
)
def test_only_what_is_unknown_and_read_is_asked_for(
    condition: Any, facts: dict[str, Any], platform: tuple[PlatformFact, ...], names: set[str]
) -> None:
    """A fact is asked for exactly when a rule reads it and nobody states it."""
    maybe = Span(start=Edge(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    finding = Finding(authority="cl", state="CN", kinds=frozenset({"storage"}), source="s", valid=maybe)
    known = with_zoom(facts=platform, findings=(finding, attrs.evolve(finding, authority="sure", valid=Span())))
    assert set(asked(case(rules(attrs.evolve(PERMIT, when=condition)), extra=(known,), **facts))) == names


def test_answers_about_kinds_settle_a_verdict() -> None:
    """Whether somebody's organisation is a school may be all that is missing."""
    school = Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=SCHOOL)
    when = Some(of="participants", quantifier=Quantifier.ANY, test=school)
    people = (Participant(organisation=Organisation(id="house.example", state="GB", part_of="realm")),)
    decided = case(rules(attrs.evolve(PERMIT, when=when)), participants=people)
    assert ("participants[0].organisation.kinds",) in asks(decided)


def test_rule_sets_that_bind_nobody_ask_nothing() -> None:
    """What an unbound or observed rule set reads is nobody's business."""
    stranger = rules(attrs.evolve(PERMIT, when=PUBLIC), name="x", binds="elsewhere")
    watched = rules(attrs.evolve(PERMIT, when=PUBLIC), name="y", observe=True)
    assert asked(case(rules(PERMIT), stranger, watched)) == {}


def test_a_question_is_disclosed_as_far_as_the_least_restricted_rule_that_asks_it() -> None:
    """A public rule that reads a fact makes the fact's name public."""
    secret = attrs.evolve(PERMIT, when=PUBLIC, disclose=Disclose.OFFICERS)
    told = attrs.evolve(PERMIT, id="told", when=PUBLIC, disclose=Disclose.PUBLIC)
    assert asked(case(rules(secret))) == {"public": Disclose.OFFICERS}
    assert asked(case(rules(secret, told))) == {"public": Disclose.PUBLIC}


def test_of_a_larger_set_only_what_is_needed_is_asked() -> None:
    """Facts that the settling set can do without are left out of it."""
    four = All(tuple(Is(fact=f"circumstances.c{number}", values=frozenset({True})) for number in range(4)))
    idle = rule("idle", Effect.PREFER, when=Is(fact="purpose", values=frozenset({"x"})), ranks=())
    assert asks(case(rules(attrs.evolve(PERMIT, when=four), idle)))[0] == tuple(f"circumstances.c{n}" for n in range(4))


def test_a_fact_outside_its_time_says_nothing() -> None:
    """A statement whose span is over leaves the fact unknown."""
    over = stated("e2ee", "yes", valid=Span(end=Edge.at(NOON - timedelta(days=1))))
    when = attrs.evolve(PERMIT, when=Is(fact="platform.e2ee", values=frozenset({True})))
    assert zoom(case(rules(when), extra=(with_zoom(facts=(over,)),))).verdict is Verdict.UNDETERMINED


def test_the_same_person_listed_twice_is_one() -> None:
    """Equal addresses with equal organisations merge without a warning; differing kinds of one are united."""
    one = Participant(address="a@x", organisation=GUEST)
    assert case(participants=(one, one)).warnings == ()
    open_guest = attrs.evolve(GUEST, kinds_complete=False)
    more = attrs.evolve(open_guest, kinds=frozenset({Kind("school")}))
    merged = case(
        participants=(
            Participant(address="a@x", organisation=open_guest),
            Participant(address="a@x", organisation=more),
        )
    )
    assert merged.warnings == ()
