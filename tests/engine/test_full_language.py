"""Test what the engine makes of classes, readings, advice, needs, findings on named states, the house and revisions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest
from tests.engine.houses import (
    GUEST,
    HOUSE,
    NOON,
    PERMIT,
    asks,
    case,
    define,
    on,
    require,
    rule,
    rules,
    with_zoom,
    zoom,
)

from meetgate.engine import report
from meetgate.model import (
    Account,
    Binding,
    Cause,
    Condition,
    Disclose,
    Edge,
    Effect,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Not,
    Obligation,
    Platform,
    PlatformClass,
    PlatformFact,
    Rule,
    Selector,
    SelectorKind,
    Source,
    Span,
    State,
    Verdict,
)

_E2EE: Final = Is(fact="platform.e2ee", values=frozenset({True}))
_MET: Final = Is(fact="requires.met", values=frozenset({True}))
_PUBLIC: Final = Is(fact="public", values=frozenset({True}))


def _fact(name: str, *values: str, **more: Any) -> PlatformFact:
    return PlatformFact(name=name, values=frozenset(values), asserted_by=more.pop("by", "s"), source="s", **more)


def _of_class(name: str, effect: Effect = Effect.FORBID, *, editions: bool = True, **more: Any) -> Rule:
    selector = Selector(by=SelectorKind.CLASS, value=name, editions=editions)
    return Rule(id="class-rule", effect=effect, platforms=(selector,), **more)


def _messengers(*members: str, excludes: tuple[str, ...] = (), closed: bool = False) -> dict[str, PlatformClass]:
    return {"messengers": PlatformClass(members=on(*members), excludes=on(*excludes), closed=closed)}


# Trust --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trusts", "verdict"),
    [((), Verdict.UNDETERMINED), (("agency",), Verdict.NOT_COVERED), (("vendor",), Verdict.PERMITTED)],
)
def test_only_the_statements_of_whom_a_rule_set_trusts_count_in_it(trusts: tuple[str, ...], verdict: Verdict) -> None:
    """An agency and a vendor contradict each other: nobody can say, unless the rule set hears one of them only."""
    platform = with_zoom(facts=(_fact("e2ee", "no", by="agency"), _fact("e2ee", "yes", by="vendor")))
    permit = attrs.evolve(PERMIT, when=_E2EE)
    assert zoom(case(rules(permit, trusts=frozenset(trusts)), extra=(platform,))).verdict is verdict


# Classes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "verdict"),
    [
        (_messengers("zoom"), Verdict.FORBIDDEN),
        (_messengers("teams"), Verdict.UNDETERMINED),
        (_messengers("teams", closed=True), Verdict.PERMITTED),
        (_messengers("teams", excludes=("zoom",)), Verdict.PERMITTED),
        (_messengers("zoom", excludes=("zoom",)), Verdict.PERMITTED),
        ({}, Verdict.UNDETERMINED),
    ],
)
def test_an_open_class_leaves_others_unknown(classes: dict[str, PlatformClass], verdict: Verdict) -> None:
    """A member is covered, what is excluded is not, and of any other nobody can tell unless the class is closed."""
    assert zoom(case(rules(PERMIT, _of_class("messengers"), classes=classes))).verdict is verdict


def test_any_is_every_platform_of_every_rule_set() -> None:
    """`{class: any}` covers whatever there is."""
    decided = define(case(rules(_of_class("any", Effect.PERMIT, editions=False))))
    assert {each.verdict for each in decided.values()} == {Verdict.PERMITTED}


def test_a_class_is_as_wide_as_the_rule_that_uses_it() -> None:
    """In a forbid a member's name means every edition, in a permit exactly that platform."""
    edition = Platform(id="zoom/x", name="Zoom X")
    closed = _messengers("zoom", closed=True)
    permit = rule("permit", Effect.PERMIT, "zoom/x")
    forbidden = define(case(rules(permit, _of_class("messengers"), classes=closed), extra=(edition,)))
    assert forbidden["zoom/x"].verdict is Verdict.FORBIDDEN
    granted = _of_class("messengers", Effect.PERMIT, editions=False)
    permitted = define(case(rules(granted, classes=closed), extra=(edition,)))
    assert (permitted["zoom"].verdict, permitted["zoom/x"].verdict) == (Verdict.PERMITTED, Verdict.NOT_COVERED)


def test_what_a_class_leaves_open_is_asked_for_as_a_ruling() -> None:
    """Only whoever gave the directive can say what else is meant; facts that decide are asked for too."""
    assert asks(case(rules(PERMIT, _of_class("messengers"), classes=_messengers("teams")))) == (
        ("ruling:house-rules/messengers",),
    )
    by_fact = Selector(by=SelectorKind.FACT, value="kind", fact_values=frozenset({"messenger"}))
    closed = {"messengers": PlatformClass(members=(by_fact,), closed=True)}
    asked = asks(case(rules(PERMIT, _of_class("messengers"), classes=closed)))
    assert ("platform:zoom.kind",) in asked


# Readings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reads", "verdict"),
    [
        ({"partial"}, {}, Verdict.UNDETERMINED),
        ({"partial"}, {"partial": "no"}, Verdict.NOT_COVERED),
        ({"partial"}, {"partial": "yes"}, Verdict.PERMITTED),
        ({"partial"}, {"partial": "switch"}, Verdict.CONDITIONAL),
        ({"yes"}, {"yes": "unknown"}, Verdict.UNDETERMINED),
        ({"configurable", "yes"}, {}, Verdict.CONDITIONAL),
        ({"yes", "no"}, {}, Verdict.UNDETERMINED),
        ({"no", "not-applicable"}, {}, Verdict.NOT_COVERED),
        ({"paid-only", "configurable"}, {}, Verdict.CONDITIONAL),
        ({"partial"}, {"partial": "plan"}, Verdict.PERMITTED),
    ],
)
def test_values_read_as_the_rule_set_says(values: set[str], reads: dict[str, str], verdict: Verdict) -> None:
    """A rule set may read values its own way; several values must all be met, and yes beside no says nothing."""
    platform = with_zoom(facts=(_fact("e2ee", *values),))
    permit = attrs.evolve(PERMIT, when=_E2EE)
    account = Account(plan="pro")
    decided = case(rules(permit, reads=reads), extra=(platform,), host_account=account)
    assert zoom(decided).verdict is verdict


def test_what_an_edition_must_have_is_read_by_the_rule_set_that_asks() -> None:
    """An obligation is beyond the edition where its rule set reads the fact as no."""
    platform = with_zoom(facts=(_fact("e2ee", "partial"),))
    asked = require("encrypt", needs="e2ee")
    assert zoom(case(rules(PERMIT, asked), extra=(platform,))).verdict is Verdict.UNDETERMINED
    refused = zoom(case(rules(PERMIT, asked, reads={"partial": "no"}), extra=(platform,)))
    assert refused.cause is Cause.OBLIGATIONS_UNSUPPORTED


def test_a_plan_is_asked_for_where_a_value_reads_as_one() -> None:
    """The plan settles what hangs on it, also where other values of the fact hang on nothing."""
    platform = with_zoom(facts=(_fact("e2ee", "paid-only", "yes"),))
    assert asks(case(rules(attrs.evolve(PERMIT, when=_E2EE)), extra=(platform,))) == (("host_account.plan",),)


# What the meeting requires and needs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requires", "verdict"),
    [
        (None, Verdict.UNDETERMINED),
        (frozenset(), Verdict.PERMITTED),
        (State.NONE, Verdict.PERMITTED),
        (frozenset({"mfa"}), Verdict.PERMITTED),
        (frozenset({"e2ee"}), Verdict.CONDITIONAL),
        (frozenset({"recording"}), Verdict.NOT_COVERED),
        (frozenset({"mfa", "elsewhere"}), Verdict.UNDETERMINED),
    ],
)
def test_what_the_meeting_requires_must_be_had(requires: Any, verdict: Verdict) -> None:
    """Every feature must be had; a switch is an obligation, and what nobody states of the platform is unknown."""
    facts = (_fact("mfa", "yes"), _fact("e2ee", "configurable"), _fact("recording", "no"))
    decided = case(rules(attrs.evolve(PERMIT, when=_MET)), extra=(with_zoom(facts=facts),), requires=requires)
    assert zoom(decided).verdict is verdict


def test_what_the_meeting_requires_is_asked_for() -> None:
    """Where it is unknown it is asked for; where it is known, the facts of the platform are."""
    ruled = rules(attrs.evolve(PERMIT, when=_MET))
    platform = with_zoom(facts=(_fact("recording", "no"),))
    assert asks(case(ruled, extra=(platform,))) == (("requires",),)
    assert asks(case(ruled)) == (("requires",),)
    assert asks(case(ruled, extra=(platform,), requires=frozenset({"mfa"}))) == (("platform:zoom.mfa",),)


@pytest.mark.parametrize(
    ("disables", "needs", "verdict"),
    [
        (("cloud-recording",), {"cloud-recording"}, Verdict.UNAVAILABLE),
        (("cloud-recording",), {"breakout-rooms"}, Verdict.CONDITIONAL),
        (("none",), {"cloud-recording"}, Verdict.CONDITIONAL),
        ((), {"cloud-recording"}, Verdict.UNDETERMINED),
        ((), None, Verdict.CONDITIONAL),
        (("cloud-recording",), None, Verdict.CONDITIONAL),
    ],
)
def test_a_switch_may_take_what_the_meeting_needs(
    disables: tuple[str, ...], needs: set[str] | None, verdict: Verdict
) -> None:
    """A feature that must be switched on takes other features with it; where nobody says which, a need is open."""
    facts = [_fact("e2ee", "configurable")] + ([_fact("e2ee.disables", *disables)] if disables else [])
    permit = attrs.evolve(PERMIT, when=_E2EE)
    stated = None if needs is None else frozenset(needs)
    found = zoom(case(rules(permit), extra=(with_zoom(facts=tuple(facts)),), needs=stated))
    assert found.verdict is verdict
    assert found.cause is (Cause.OBLIGATIONS_CONFLICT if verdict is Verdict.UNAVAILABLE else None)


def test_what_a_switch_disables_is_asked_for_where_something_is_needed() -> None:
    """The fact of the platform settles the verdict."""
    platform = with_zoom(facts=(_fact("e2ee", "configurable"),))
    permit = attrs.evolve(PERMIT, when=_E2EE)
    asked = asks(case(rules(permit), extra=(platform,), needs=frozenset({"cloud-recording"})))
    assert asked == (("platform:zoom.e2ee.disables",),)


def test_a_switch_is_in_conflict_with_obligations_too() -> None:
    """What is disabled and asked for cannot both be; where sources disagree on it, nobody can tell."""
    one, other = _fact("e2ee.disables", "recording"), _fact("e2ee.disables", "none", by="other")
    permit, asked = attrs.evolve(PERMIT, when=_E2EE), require("recording")
    switch = _fact("e2ee", "configurable")
    certain = zoom(case(rules(permit, asked), extra=(with_zoom(facts=(switch, one)),)))
    assert certain.cause is Cause.OBLIGATIONS_CONFLICT
    silent = zoom(case(rules(permit, asked), extra=(with_zoom(facts=(switch,)),)))
    assert silent.verdict is Verdict.CONDITIONAL
    argued = case(rules(permit, asked), extra=(with_zoom(facts=(switch, one, other)),))
    assert zoom(argued).verdict is Verdict.UNDETERMINED
    twice = rules(permit, attrs.evolve(permit, id="again"), require("a"))
    assert zoom(case(twice, extra=(with_zoom(facts=(switch,)),))).verdict is Verdict.CONDITIONAL


def test_a_need_is_in_conflict_with_what_a_rule_set_asks_for() -> None:
    """An obligation that excludes what the meeting needs makes the platform unavailable to it."""
    asked = require("no-recording", conflicts=frozenset({"cloud-recording"}))
    found = zoom(case(rules(PERMIT, asked), needs=frozenset({"cloud-recording"})))
    assert (found.verdict, found.cause) == (Verdict.UNAVAILABLE, Cause.OBLIGATIONS_CONFLICT)
    assert zoom(case(rules(PERMIT, asked), needs=frozenset())).verdict is Verdict.CONDITIONAL


# Findings about named states ----------------------------------------------------------------------------------------


def _exposed(*states: str) -> Condition:
    return Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset(states))


@pytest.mark.parametrize(
    ("states", "complete", "verdict"),
    [
        (("CN",), False, Verdict.FORBIDDEN),
        (("RU", "CN"), False, Verdict.FORBIDDEN),
        (("RU",), False, Verdict.UNDETERMINED),
        (("RU",), True, Verdict.PERMITTED),
    ],
)
def test_findings_on_named_states_do_not_hang_on_the_talk(
    states: tuple[str, ...], verdict: Verdict, *, complete: bool
) -> None:
    """A platform is exposed to a state whatever is discussed; silence counts only where findings are complete."""
    finding = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="s")
    forbid = rule("exposed", Effect.FORBID, "zoom", when=_exposed(*states))
    decided = case(rules(PERMIT, forbid), extra=(with_zoom(findings=(finding,)),))
    if complete:
        window = FindingsComplete(authority="lab", through=datetime(2030, 1, 1, tzinfo=UTC))
        decided = attrs.evolve(decided, catalogue=attrs.evolve(decided.catalogue, findings_complete=(window,)))
    assert zoom(decided).verdict is verdict


def test_only_the_named_states_are_asked_for() -> None:
    """What was found about other states does not matter, nor does what the talk is against."""
    finding = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="s")
    forbid = rule("exposed", Effect.FORBID, "zoom", when=_exposed("RU"))
    asked = asks(case(rules(PERMIT, forbid), extra=(with_zoom(findings=(finding,)),)))
    assert asked == (("platform:zoom.exposed_to.RU",),)


# Advice -------------------------------------------------------------------------------------------------------------

_ADVICE: Final = rule(
    "advice", Effect.FORBID, "zoom", strength="advised-against", because="not for crowds", source="memo"
)
_SOURCES: Final = {"memo": Source(title="Memo", published="2020-04-01")}


@pytest.mark.parametrize("effect", [Effect.FORBID, Effect.NEVER])
def test_what_is_advised_against_is_warned_about_and_not_forbidden(effect: Effect) -> None:
    """Advice carries its sentence and source, and leaves the verdict alone."""
    found = zoom(case(rules(PERMIT, attrs.evolve(_ADVICE, effect=effect), sources=_SOURCES)))
    assert found.verdict is Verdict.PERMITTED
    assert found.warnings == ("advised against: not for crowds (Memo, 2020-04-01)",)


def test_advice_that_may_hold_is_warned_about() -> None:
    """Where a fact is missing the warning is given, and where the advice does not hold it is not."""
    advised = rules(PERMIT, attrs.evolve(_ADVICE, when=_PUBLIC), sources=_SOURCES)
    assert zoom(case(advised)).warnings
    assert zoom(case(advised, public=True)).warnings
    assert zoom(case(advised, public=False)).warnings == ()


def test_advice_binds_whom_its_rule_set_binds_and_can_be_lifted() -> None:
    """A guest's advice is heard, nobody's is not, and an exception takes it back."""
    guests = rules(_ADVICE, name="theirs", binds="guest.example", sources=_SOURCES)
    nobodys = rules(_ADVICE, name="theirs", binds="nobody.example", sources=_SOURCES)
    present = (HOUSE, GUEST)
    assert zoom(case(rules(PERMIT), guests, organisations=present)).warnings
    assert zoom(case(rules(PERMIT), nobodys, organisations=present)).warnings == ()
    lift = rule("lift", Effect.EXCEPT, "zoom", lifts=frozenset({"advice"}))
    assert zoom(case(rules(PERMIT, _ADVICE, lift))).warnings == ()


def test_the_words_of_officers_advice_stay_with_officers() -> None:
    """A warning is read by everybody inside, so that it does not repeat what only officers may read."""
    found = zoom(case(rules(PERMIT, attrs.evolve(_ADVICE, disclose=Disclose.OFFICERS), sources=_SOURCES)))
    assert found.warnings == ("advised against, by a rule that only officers may read",)


def test_advice_is_given_at_any_instant() -> None:
    """Advice that begins during the meeting is given, whatever instant decides."""
    later = attrs.evolve(_ADVICE, in_force=Span(start=Edge.at(NOON.replace(minute=30))))
    assert zoom(case(rules(PERMIT, later))).warnings


# The house, and revisions -------------------------------------------------------------------------------------------


def test_a_rule_set_for_the_house_binds_whoever_is_home() -> None:
    """It grants and objects for home without naming it, known or not, and asks nobody who else comes."""
    house = attrs.evolve(rules(PERMIT, name="block"), binds=Binding(), house=True)
    assert zoom(case(house)).verdict is Verdict.PERMITTED
    unknown = case(house, home=None, participants_complete=False)
    assert zoom(unknown).verdict is Verdict.PERMITTED
    told = report(unknown)["block"]
    assert (told.bound, told.whom) == (True, ())


def test_revisions_of_one_name_are_rule_sets_of_their_own() -> None:
    """Each revision is heard in its own window, reported under its number, and told apart in what is asked."""
    change = Edge.at(NOON.replace(minute=30))
    first = rules(PERMIT, in_force=Span(end=change))
    second = rules(attrs.evolve(PERMIT, effect=Effect.FORBID), revision=2, in_force=Span(start=change))
    crossing = case(first, second, first)
    assert zoom(crossing).verdict is Verdict.FORBIDDEN
    assert sorted(report(crossing)) == ["house-rules@1", "house-rules@2"]
    assert zoom(crossing).reasons[0].ruleset == "house-rules"
    assert zoom(case(first, second, ends=NOON.replace(minute=20))).verdict is Verdict.PERMITTED
    assert sorted(report(case(first))) == ["house-rules"]
    vague = attrs.evolve(second, in_force=Span(start=Edge(NOON, NOON.replace(hour=20))))
    assert ("in_force:house-rules@2",) in asks(case(first, vague, ends=NOON.replace(minute=20)))


def test_a_condition_on_nothing_else_keeps_obligations_apart() -> None:
    """An obligation of one kind asked for by two rules is one obligation, and never in conflict with itself."""
    asked = Obligation(kind="k", phase=require("k").obligation.phase)  # type: ignore[union-attr]  # it has one
    both = [attrs.evolve(require("k"), id=name, obligation=asked, when=Not(_PUBLIC)) for name in ("a", "b")]
    assert len(zoom(case(rules(PERMIT, *both), public=False)).obligations) == 1
