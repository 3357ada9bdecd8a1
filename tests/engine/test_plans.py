"""Test what a plan is: a value for one policy and one state of knowledge, and what else it is asked than verdicts."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from tests.engine.agreed import agreed, plan_for, verdicts
from tests.engine.houses import GUEST, HOUSE, NOON, PERMIT, case, on, require, rule, rules, with_zoom
from tests.laws.agreement import differences, parts_of

from meetgate.engine import Case, Defined, Plans, define, missing
from meetgate.model import (
    ADVISED_AGAINST,
    All,
    Attestation,
    Binding,
    Criterion,
    Edge,
    Effect,
    Is,
    Not,
    Obligation,
    Organisation,
    Phase,
    Platform,
    PlatformFact,
    Rule,
    Span,
    Verdict,
    Waiver,
    When,
)

LATER: Final = NOON + timedelta(days=1)
HOUR: Final = timedelta(hours=1)
PUBLIC: Final = Is(fact="public", values=frozenset({True}))
CRISIS: Final = Is(fact="circumstances.crisis", values=frozenset({True}))
E2EE: Final = Is(fact="platform.e2ee", values=frozenset({True}))
NO_PUBLIC: Final = rule("no-public", Effect.FORBID, "zoom", when=PUBLIC)


def fact(name: str, *values: str, **more: Any) -> PlatformFact:
    """Build a statement on a platform."""
    return PlatformFact(name=name, values=frozenset(values), asserted_by="vendor", source="s", **more)


def plans(case: Case) -> Plans:
    """Hold the plans of the policy of a case."""
    return Plans(case.rule_sets, catalogue=case.catalogue, schemes=case.schemes, base=case.base, waivers=case.waivers)


def test_a_case_of_another_policy_is_refused() -> None:
    """A plan does not answer for rules that it never saw, nor for what was known at another time."""
    zoom = with_zoom(facts=(fact("e2ee", "yes", known_from=LATER), fact("e2ee", "no", known_from=NOON)))
    here = case(rules(PERMIT, NO_PUBLIC), extra=(zoom,))
    plan = plan_for(here)
    waiver = Waiver(id="w", ruleset="house-rules", rules=frozenset({"no-public"}))
    others = [
        attrs.evolve(here, rule_sets=case(rules(PERMIT)).rule_sets),
        attrs.evolve(here, catalogue=case().catalogue),
        attrs.evolve(here, schemes=case(schemes=None).schemes),
        attrs.evolve(here, base=frozenset({"house-rules"})),
        attrs.evolve(here, waivers=(waiver,)),
        attrs.evolve(here, known_at=LATER),
        attrs.evolve(here, known_at=NOON - HOUR),
        attrs.evolve(here, answers={"public": True}),
        attrs.evolve(here, deferred={"device": "managed"}),
        attrs.evolve(here, unswitched=frozenset({"e2ee"})),
    ]
    assert (plan.knows(NOON), plan.knows(LATER), plan.knows(NOON - HOUR)) == (True, False, False)
    assert plan.serves(here)
    assert plan.rule_sets == here.rule_sets
    for each in others:
        assert not plan.serves(each)
        with pytest.raises(ValueError, match="another policy or another state of knowledge"):
            plan.run(each)


def test_a_plan_can_be_pickled_and_answers_the_same() -> None:
    """A copy in another process has the same key and the same answers, and remembers nothing at first."""
    here = case(rules(PERMIT, NO_PUBLIC, require("locked")), public=False)
    plan = plan_for(here)
    agreed(here, plan=plan)
    copy = pickle.loads(pickle.dumps(plan))  # noqa: S301  # what was pickled on the same line
    assert copy.digest == plan.digest == plan_for(here).digest
    assert copy.digest != plan_for(attrs.evolve(here, base=frozenset({"house-rules"}))).digest
    agreed(here, plan=copy)


def test_a_policy_holds_a_plan_for_each_state_of_knowledge_that_is_asked_for() -> None:
    """What became public later is not known before; plans are compiled once, and a few of them are kept."""
    facts = [fact("e2ee", "yes", known_from=NOON + HOUR * number) for number in range(6)]
    here = case(
        rules(PERMIT, rule("plain", Effect.FORBID, "zoom", when=Not(E2EE))), extra=(with_zoom(facts=tuple(facts)),)
    )
    held = plans(here)
    first = held.at(NOON)
    assert held.at(NOON + HOUR / 2) is first
    assert held.at(NOON - HOUR) is not first
    assert held.at(NOON) is first
    for number in range(1, 6):
        assert held.at(NOON + HOUR * number).knows(NOON + HOUR * number)
    assert held.at(NOON) is not first
    early, late = (attrs.evolve(here, known_at=each) for each in (NOON - HOUR, NOON))
    assert [held(each).verdicts["zoom"].value for each in (early, late)] == ["undetermined", "permitted"]


def test_the_definition_answers_in_the_same_form() -> None:
    """What decided platforms otherwise can be asked for all that a plan can be asked for."""
    here = case(rules(PERMIT, NO_PUBLIC), public=None)
    ruling, defined = plan_for(here).run(here), Defined(here, define(here))
    assert parts_of(ruling) == parts_of(defined)
    assert ruling.missing("zoom") == defined.missing("zoom") == missing(here, here.catalogue.platforms["zoom"])
    assert ruling["zoom"] == defined.decisions()["zoom"]
    with pytest.raises(KeyError):
        ruling["jitsi"]


def test_what_would_settle_a_verdict_is_asked_of_those_who_may_be_bound() -> None:
    """Rule sets that bind nobody change nothing of what is asked, and are not searched."""
    own = rules(PERMIT, NO_PUBLIC)
    guests = rules(rule("crisis", Effect.FORBID, "zoom", when=CRISIS), name="guest-rules", binds="guest.example")
    observed = rules(rule("never", Effect.NEVER, "zoom", when=CRISIS), name="observed", observe=True)
    for known in ({"organisations": ()}, {"organisations": (GUEST,)}, {"organisations": None}, {"ends": None}):
        here = case(own, guests, observed, public=None, circumstances={}, **dict[str, Any](known))
        plan = plan_for(here)
        assert plan.run(here).missing("zoom") == missing(here, here.catalogue.platforms["zoom"])
        agreed(here, plan=plan)


def test_what_statements_on_platforms_hang_on_is_asked() -> None:
    """Where a statement holds under some plan, licence, client or account setting, that is what would settle it."""
    told = rules(
        PERMIT, rule("plain", Effect.FORBID, "zoom", when=Not(E2EE)), attrs.evolve(require("hidden"), when=E2EE)
    )
    whens = [
        When(plan=frozenset({"pro"}), settings=frozenset({("lobby", True)})),
        When(licence=frozenset({"edu"})),
        When(client=frozenset({"app"}), client_since="5.0"),
        When(access=frozenset({"browser"}), modality=frozenset({"audio"})),
        When(opted_out=frozenset({"CN"}), opted_in=frozenset({"US"})),
        When(participants_at_least=3),
        When(states_any_of=frozenset({"RU"})),
    ]
    for when in whens:
        zoom = with_zoom(facts=(fact("e2ee", "yes", when=when), fact("e2ee", "no")))
        here = case(told, extra=(zoom,), participants_complete=False)
        plan = plan_for(here)
        assert plan.run(here).missing("zoom") == missing(here, zoom)
        agreed(here, plan=plan)


def test_the_rules_that_may_hold_are_named() -> None:
    """Rules that do not hold, or that bind nobody, are not among them; those that might hold are."""
    other = rules(PERMIT, name="other", binds="stranger.example")
    tier = Rule(id="tier", effect=Effect.TIER, ranks=(on("zoom"), on("teams")))
    here = rules(PERMIT, NO_PUBLIC, rule("crisis", Effect.FORBID, "zoom", when=CRISIS), tier)
    either = rules(PERMIT, rule("either", Effect.FORBID, "zoom", when=Not(All((PUBLIC, CRISIS)))))
    plan = plan_for(case(here, other))
    for _ in range(2):
        asked = case(here, other, public=False, circumstances={})
        assert plan.run(asked).rules() == ("house-rules/crisis", "house-rules/permit")
    for public, found in ((True, ("house-rules/permit",)), (False, ("house-rules/either", "house-rules/permit"))):
        asked = case(either, public=public, circumstances={"crisis": True})
        assert plan_for(asked).run(asked).rules() == found


def test_tiers_block_what_stands_below_a_platform_that_home_may_use() -> None:
    """A better platform that home may use blocks the others for certain, one that it may be allowed to use perhaps."""
    acme, jitsi, webex = (
        Platform(id=each, name=each, vendor=vendor)
        for each, vendor in (("acme", "acme"), ("jitsi", None), ("webex", "x"))
    )
    permits = [rule(f"permit-{each}", Effect.PERMIT, each) for each in ("zoom", "teams", "acme", "jitsi", "webex")]
    tier = Rule(
        id="tier", effect=Effect.TIER, ranks=(on("zoom"), on("teams", "zoom"), on("acme", "jitsi")), when=CRISIS
    )
    second = Rule(id="second", effect=Effect.TIER, ranks=(on("webex"), on("acme")), in_force=Span(start=Edge.at(LATER)))
    own = rules(*permits, NO_PUBLIC, tier, second)
    guests = rules(rule("theirs", Effect.FORBID, "zoom"), tier, name="guest-rules", binds="guest.example")
    third = Rule(id="third", effect=Effect.TIER, ranks=(on("jitsi"), on("teams")))
    soon = rules(third, name="soon", in_force=Span(start=Edge.at(LATER)))
    stated: list[dict[str, Any]] = [
        {"public": public, "circumstances": {"crisis": crisis}, "organisations": organisations, **more}
        for public in (True, False, None)
        for crisis in (True, False, None)
        for organisations in ((HOUSE,), (GUEST,))
        for more in (
            {},
            {"ends": LATER + HOUR},
            {"ends": None},
            {"home": None},
            {"starts": LATER, "ends": LATER + HOUR},
        )
    ]
    found = Counter(
        verdicts(*(case(own, guests, soon, extra=(acme, jitsi, webex), **each) for each in stated), platform="acme")
    )
    assert {"unavailable", "undetermined", "permitted"} <= found.keys()


def test_what_a_platform_lacks_or_is_too_small_for_makes_it_unavailable() -> None:
    """Capacity, launch, retirement, what the caller has, and what obligations need, at every instant of the meeting."""
    limited = with_zoom(facts=(fact("capacity", "2"), fact("e2ee", "partial", "no")))
    born = Platform(id="born", name="Born", launched=Edge(NOON, LATER))
    dead = Platform(id="dead", name="Dead", retired=Edge(LATER, LATER + HOUR))
    names = ("zoom", "teams", "born", "dead")
    told = rules(
        *(rule(f"permit-{each}", Effect.PERMIT, each) for each in names),
        attrs.evolve(require("encrypt", needs="e2ee"), when=PUBLIC, platforms=on(*names)),
        attrs.evolve(require("small", conflicts=frozenset({"recording"})), in_force=Span(start=Edge.at(LATER))),
        require("before", phase=Phase.BEFORE),
    )
    attested = (Attestation(kind="before", platform="zoom", on=NOON.date(), expires=LATER.date()),)
    stated: list[dict[str, Any]] = [
        {},
        {"public": False, "available": frozenset({"zoom"})},
        {"public": True},
        {"public": True, "ends": None},
        {"ends": LATER + HOUR / 2, "needs": frozenset({"recording"})},
        {"starts": LATER, "ends": LATER + HOUR, "needs": frozenset({"recording"})},
        {"public": False, "attestations": attested, "attestations_complete": True},
        {"public": False, "attestations": attested, "ends": LATER + HOUR},
        {"public": False, "fulfils": frozenset({"before", "max-participants"})},
        {"public": False, "enforces": frozenset({"max-participants"}), "participants_complete": False},
        {"participants": None, "participants_complete": False},
        {"platforms": {"teams": {"capacity": frozenset({"1"})}}},
        {"starts": None, "ends": None},
    ]
    agreed(*(case(told, extra=(limited, born, dead), **each) for each in stated))


def test_features_that_might_be_switched_on_are_tried_while_their_rule_is_in_force() -> None:
    """A configurable feature makes the definition answer, for rules of the time and of whoever is bound."""
    switchable = with_zoom(facts=(fact("e2ee", "configurable"), fact("e2ee.disables", "recording")))
    told = rules(
        PERMIT,
        rule("plain", Effect.FORBID, "zoom", when=All((Not(E2EE), PUBLIC))),
        rule("later", Effect.FORBID, "zoom", when=Not(E2EE), in_force=Span(start=Edge.at(LATER))),
        rule("teams", Effect.PERMIT, "teams", when=E2EE),
        attrs.evolve(require("quiet"), when=Not(PUBLIC)),
    )
    later = rules(*told.rules[:1], told.rules[2])
    stated: list[dict[str, Any]] = [
        {"public": True},
        {"public": False},
        {"public": None},
        {"public": True, "needs": frozenset({"recording"})},
        {"public": False, "starts": LATER, "ends": LATER + HOUR},
        {"public": False, "ends": LATER + HOUR},
        {"home": None},
    ]
    for each in (told, later):
        agreed(*(case(each, extra=(switchable,), **one) for one in stated))


def test_obligations_that_do_not_hold_anywhere_oblige_to_nothing() -> None:
    """A duty whose condition fails on every platform is no duty; one that may hold is owed perhaps."""
    unmet = attrs.evolve(require("locked"), when=Not(All((PUBLIC, CRISIS))))
    on_e2ee = attrs.evolve(require("hidden"), when=E2EE)
    plain = with_zoom(facts=(fact("e2ee", "no"),))
    stated: list[dict[str, Any]] = [{"public": True, "circumstances": {"crisis": each}} for each in (True, False, None)]
    agreed(*(case(rules(PERMIT, unmet, on_e2ee), extra=(plain,), **each) for each in stated))
    nothing = Rule(id="nothing", effect=Effect.REQUIRE, platforms=on("zoom"))
    agreed(case(rules(PERMIT, nothing)))


def test_rule_sets_that_say_nothing_bind_nobody_or_are_several_revisions_are_all_reported() -> None:
    """Observed, empty, dated, disputed, advising and revised rule sets come out as the definition has them."""
    sets = (
        rules(PERMIT, NO_PUBLIC),
        rules(PERMIT, attrs.evolve(NO_PUBLIC, because="again"), revision=2),
        rules(rule("never", Effect.NEVER, "zoom"), name="observed", observe=True),
        rules(name="empty"),
        rules(rule("later", Effect.FORBID, "zoom"), name="later", in_force=Span(start=Edge(LATER, LATER + HOUR))),
        rules(rule("argued", Effect.FORBID, "teams", disputed="somebody says no"), name="argued"),
        rules(rule("advice", Effect.FORBID, "teams", strength=ADVISED_AGAINST, when=PUBLIC), name="advising"),
        rules(Rule(id="order", effect=Effect.PREFER, ranks=(on("teams"), on("zoom"))), name="order"),
        attrs.evolve(rules(PERMIT, name="nobody"), binds=Binding()),
        attrs.evolve(rules(rule("teams", Effect.PERMIT, "teams"), name="house"), house=True, binds=Binding()),
    )
    stated: list[dict[str, Any]] = [
        {"public": True},
        {"public": False},
        {"public": None, "ends": LATER + HOUR},
        {"starts": LATER, "ends": LATER + HOUR},
        {"starts": None, "ends": None},
        {"home": None, "organisations": None},
    ]
    agreed(*(case(*sets, **each) for each in stated))


def test_waivers_lift_until_they_expire_and_within_their_scope() -> None:
    """A waiver of some rules, on some platforms, for some meetings, counts for those and is reported in use."""
    waivable = attrs.evolve(NO_PUBLIC, waivable_by=frozenset({"officer"}), platforms=on("zoom", "teams"))
    told = rules(PERMIT, rule("teams", Effect.PERMIT, "teams"), waivable)
    whole = Waiver(
        id="w1",
        ruleset="house-rules",
        rules=frozenset({"no-public"}),
        approver="ann",
        approved_by_role="officer",
        requester="bob",
        expires=LATER,
        platforms=on("zoom"),
        scope=CRISIS,
    )
    lacking = attrs.evolve(whole, id="w2", expires=None)
    foreign = attrs.evolve(whole, id="w3", ruleset="strange", platforms=())
    stated: list[dict[str, Any]] = [
        {"circumstances": {"crisis": True}},
        {"circumstances": {"crisis": False}},
        {"circumstances": {}},
        {"circumstances": {"crisis": True}, "starts": LATER, "ends": LATER + HOUR},
        {"circumstances": {"crisis": True}, "ends": LATER + HOUR},
        {"circumstances": {"crisis": True}, "ends": None},
    ]
    for waivers in (
        (whole,),
        (lacking, foreign),
        (whole, lacking, foreign, attrs.evolve(whole, id="w4", platforms=())),
    ):
        agreed(*(case(told, public=True, waivers=waivers, **each) for each in stated))


def test_verdicts_and_reasons_are_gathered_over_the_instants_of_a_meeting() -> None:
    """A meeting across dates, and one whose end nobody knows, is as bad as its worst instant."""
    told = rules(
        PERMIT,
        rule("zoom-later", Effect.FORBID, "zoom", in_force=Span(start=Edge.at(LATER)), when=PUBLIC),
        rule("teams-now", Effect.PERMIT, "teams", in_force=Span(end=Edge.at(LATER))),
        attrs.evolve(require("later"), in_force=Span(start=Edge.at(LATER))),
        rule("advice", Effect.FORBID, "zoom", strength=ADVISED_AGAINST, in_force=Span(start=Edge.at(LATER))),
        Rule(
            id="owed",
            effect=Effect.REQUIRE,
            platforms=on("teams"),
            obligation=Obligation(kind="owed", phase=Phase.AFTER),
        ),
    )
    kinds = Organisation(id="guest.example")
    ends = (NOON + HOUR, LATER, LATER + HOUR, None)
    found = agreed(
        *(
            case(
                told,
                public=public,
                ends=each,
                organisations=(kinds,),
                attestations=attested,
                attestations_complete=True,
            )
            for public in (True, False, None)
            for each in ends
            for attested in ((), (Attestation(kind="later", on=NOON.date(), expires=LATER.date()),))
        )
    )
    assert {each.verdicts["zoom"] for each in found} >= {Verdict.PERMITTED, Verdict.FORBIDDEN, Verdict.UNDETERMINED}


def test_criteria_that_bind_many_are_remembered_by_what_they_tell_apart() -> None:
    """The second organisation of the same kind is bound as the first was."""
    told = attrs.evolve(rules(PERMIT, NO_PUBLIC), binds=Binding(any=(Criterion(state="TW"),)))
    firms = [
        Organisation(id=f"f{number}.example", state=state) for number, state in enumerate(("TW", "TW", "GB", None))
    ]
    cases = [case(told, home=(each.id or "",), organisations=(each,), public=True) for each in firms]
    plan = plan_for(cases[0])
    assert [differences(plan, each) for each in (*cases, *cases)] == [{}] * 8
