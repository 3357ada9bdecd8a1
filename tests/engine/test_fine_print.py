"""Check what the sentences of the semantics say where two of them meet; each case once broke a law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import attrs
import pytest
from tests.engine.houses import define

from meetgate.engine import Case, case_of, missing
from meetgate.model import Any as Either
from meetgate.model import (
    Atom,
    Attendance,
    Attestation,
    Attested,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Edge,
    Effect,
    Is,
    Kind,
    Label,
    Meeting,
    Number,
    Obligation,
    OrderTest,
    Organisation,
    Participant,
    Phase,
    Platform,
    PlatformFact,
    Quantifier,
    Rule,
    RuleSet,
    Scheme,
    Schemes,
    Selector,
    SelectorKind,
    Some,
    Span,
    Unaddressed,
    Verdict,
)

NOON: Final = datetime(2020, 2, 1, 12, tzinfo=UTC)
ZOOM: Final = Platform(id="zoom", name="Zoom")
JITSI: Final = Platform(id="jitsi", name="Jitsi")
ON_ZOOM: Final = (Selector(value="zoom"),)
PERMIT: Final = Rule(id="permit", effect=Effect.PERMIT, platforms=ON_ZOOM)
OURS: Final = Binding(any=(Criterion(organisation="home"),))
THEIRS: Final = Binding(any=(Criterion(organisation="guest"),))
E2EE: Final = Is(fact="platform.e2ee", values=frozenset({True}))
PUBLIC: Final = Is(fact="public", values=frozenset({True}))


def _case(*rule_sets: RuleSet, platforms: tuple[Platform, ...] = (ZOOM,), **more: Any) -> Case:
    stated: dict[str, Any] = {
        "starts": NOON,
        "ends": NOON + timedelta(hours=1),
        "convener": Organisation(id="home"),
        "organisations": (Organisation(id="guest"),),
        "participants": (),
        "participants_complete": True,
    }
    apart = {name: more.pop(name) for name in ("base", "schemes") if name in more}
    return case_of(
        Meeting(**(stated | {name: value for name, value in more.items() if name != "home"})),
        rule_sets=rule_sets,
        catalogue=Catalogue(platforms={each.id: each for each in platforms}),
        known_at=NOON,
        home=more.get("home", ("home",)),
        **apart,
    )


def _ours(*rules: Rule, **more: Any) -> RuleSet:
    return RuleSet(name="ours", binds=OURS, rules=rules, **more)


def _when(condition: Condition) -> Rule:
    return attrs.evolve(PERMIT, when=condition)


def _require(name: str, kind: str, *, on: str = "zoom", **more: Any) -> Rule:
    obligation = Obligation(kind=kind, **({"phase": Phase.SETUP} | more))
    return Rule(id=name, effect=Effect.REQUIRE, platforms=(Selector(value=on),), obligation=obligation)


def _verdicts(case: Case) -> dict[str, Verdict]:
    return {name: each.verdict for name, each in define(case).items()}


def _zoom(case: Case) -> Verdict:
    return _verdicts(case)["zoom"]


def _with(*facts: PlatformFact) -> tuple[Platform, ...]:
    return (attrs.evolve(ZOOM, facts=facts),)


def _fact(name: str, value: str, **more: Any) -> PlatformFact:
    return PlatformFact(name=name, values=frozenset({value}), **({"asserted_by": "vendor", "source": "s"} | more))


def test_a_guest_does_not_soften_an_obligation_of_home() -> None:
    """What home wants before the meeting is not met because a guest wants the same at set-up (law 5)."""
    ours = _ours(PERMIT, _require("ask", "approval", phase=Phase.BEFORE))
    theirs = RuleSet(name="a", binds=THEIRS, rules=(_require("ask", "approval"),))
    enforced = frozenset({"approval"})
    assert _zoom(_case(ours, enforces=enforced)) is Verdict.CONDITIONAL
    case = _case(ours, theirs, enforces=enforced)
    assert _zoom(case) is Verdict.CONDITIONAL
    assert [(each.phase, each.met) for each in define(case)["zoom"].obligations] == [("before", None), ("setup", True)]


def test_an_obligation_is_met_only_for_everybody_who_asks() -> None:
    """Of two that ask for one attestation, the one for whom it expires decides."""
    endless = _require("endless", "approval", phase=Phase.BEFORE, never_expires=True)
    bounded = _require("bounded", "approval", phase=Phase.BEFORE)
    on_file = (Attestation(kind="approval", on=date(2020, 1, 1)),)
    assert _zoom(_case(_ours(PERMIT, endless), attestations=on_file)) is Verdict.PERMITTED
    assert _zoom(_case(_ours(PERMIT, endless, bounded), attestations=on_file)) is Verdict.CONDITIONAL


def test_a_guest_never_opens_a_lower_tier() -> None:
    """What guests ask of the better platform does not take it away from a tier of home's (law 5)."""
    both = (Selector(value="zoom"), Selector(value="jitsi"))
    tier = Rule(id="tier", effect=Effect.TIER, ranks=((Selector(value="jitsi"),), ON_ZOOM))
    ours = _ours(attrs.evolve(PERMIT, platforms=both), tier)
    clash = (
        _require("one", "record", on="jitsi", conflicts=frozenset({"no-record"})),
        _require("two", "no-record", on="jitsi"),
    )
    theirs = RuleSet(name="theirs", binds=THEIRS, rules=clash)
    assert _verdicts(_case(ours, platforms=(ZOOM, JITSI)))["zoom"] is Verdict.UNAVAILABLE
    decided = _verdicts(_case(ours, theirs, platforms=(ZOOM, JITSI)))
    assert decided == {"jitsi": Verdict.UNAVAILABLE, "zoom": Verdict.UNAVAILABLE}


@pytest.mark.parametrize("states", [("US", "GB", "GB"), ("GB", "GB", "US"), ("GB", "US", "GB")])
def test_a_third_statement_does_not_settle_what_two_disagree_on(states: tuple[str, ...]) -> None:
    """Disagreement is unknown whatever the order, and repeating oneself convinces nobody (law 4)."""
    people = tuple(
        Participant(address="a@example.org", state=each, organisation=Organisation(id="home")) for each in states
    )
    british = Some(of="participants", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"})))
    assert _zoom(_case(_ours(_when(british)), participants=people)) is Verdict.UNDETERMINED


def test_kinds_that_two_closed_lists_agree_on_stay_closed() -> None:
    """Statements of one organisation are merged all at once; an open list adds nothing to a closed one."""
    closed = Organisation(id="guest", kinds=frozenset({Kind("school")}), kinds_complete=True)
    case = _case(_ours(PERMIT), organisations=(closed, Organisation(id="guest", state="GB"), closed))
    guest = next(each for each in case.present if each.id == "guest")
    assert guest == attrs.evolve(closed, state="GB")
    assert case.warnings == ()


def test_silence_that_is_not_certain_is_an_open_grant() -> None:
    """Whether a platform is unaddressed may hang on its vendor: unknown, not refused (law 2)."""
    vendor = Rule(
        id="vendor", effect=Effect.FORBID, platforms=(Selector(by=SelectorKind.VENDOR, value="acme"),), when=PUBLIC
    )
    house = RuleSet(name="house", rules=(Rule(id="prefer", effect=Effect.PREFER, ranks=(ON_ZOOM,)),))
    silent = _ours(vendor, unaddressed=Unaddressed.PERMIT)
    expected = {None: Verdict.UNDETERMINED, "other": Verdict.PERMITTED}
    for name, verdict in expected.items():
        platforms = (attrs.evolve(ZOOM, vendor=name),)
        assert _zoom(_case(house, silent, platforms=platforms, base=["house"], public=False)) is verdict


def test_a_feature_is_switched_on_only_where_the_permission_needs_it() -> None:
    """What is permitted anyway stays so when it turns out that a feature can be configured (law 2)."""
    configurable = _with(_fact("e2ee", "configurable"))
    either = _ours(_when(Either((PUBLIC, E2EE))))
    assert _zoom(_case(either, platforms=configurable, public=True)) is Verdict.PERMITTED
    needed = define(_case(either, platforms=configurable, public=False))["zoom"]
    assert (needed.verdict, [each.kind for each in needed.obligations]) == (Verdict.CONDITIONAL, ["enable-e2ee"])


def test_a_needless_switch_conflicts_with_nothing() -> None:
    """A feature that the permission can do without does not make the platform unavailable (law 2)."""
    clash = _require("record", "cloud-recording", conflicts=frozenset({"enable-e2ee"}))
    rules = _ours(_when(Either((PUBLIC, E2EE))), clash)
    stated: Mapping[str, Any] = {"platforms": _with(_fact("e2ee", "configurable")), "enforces": {"cloud-recording"}}
    assert _zoom(_case(rules, **stated, public=True)) is Verdict.PERMITTED
    assert _zoom(_case(rules, **stated, public=False)) is Verdict.UNAVAILABLE


def test_an_undated_attestation_may_be_later_than_the_meeting() -> None:
    """Hiding when something was attested never makes it valid (law 1)."""
    rules = _ours(_when(Attested(kind="ok", never_expires=True)))
    days = {date(2021, 1, 1): Verdict.NOT_COVERED, None: Verdict.UNDETERMINED, date(2020, 1, 1): Verdict.PERMITTED}
    for day, verdict in days.items():
        on_file = (Attestation(kind="ok", on=day),)
        assert _zoom(_case(rules, attestations=on_file, attestations_complete=True)) is verdict


@pytest.mark.parametrize("values", [("yes", "no"), ("no", "yes")])
def test_a_source_that_contradicts_itself_is_not_believed(values: tuple[str, ...]) -> None:
    """Two statements of one source, public since the same time, are in disagreement in either order."""
    platforms = _with(*(_fact("e2ee", each) for each in values))
    assert _zoom(_case(_ours(_when(E2EE)), platforms=platforms)) is Verdict.UNDETERMINED


def test_a_count_below_those_listed_is_not_believed() -> None:
    """Nobody who is listed is away because a number says so."""
    people = tuple(Participant(address=each, organisation=Organisation(id="home")) for each in ("a@x", "b@x", "c@x"))
    few = Number(test=OrderTest.AT_MOST, bound=1)
    case = _case(_ours(_when(few)), participants=people, attendance=Attendance(count=1))
    assert _zoom(case) is Verdict.NOT_COVERED


@pytest.mark.parametrize(("value", "verdict"), [(1, "undetermined"), ("yes", "undetermined"), (True, "permitted")])
def test_a_fact_of_another_type_is_malformed(value: object, verdict: str) -> None:
    """A number is neither yes nor no, although Python takes 1 for true."""
    rules = _ours(_when(Is(fact="facts.ours/done", values=frozenset({True}))))
    assert _zoom(_case(rules, facts={"ours/done": value})) is Verdict(verdict)


def test_a_label_that_may_be_invalid_is_asked_about() -> None:
    """No rule tests the label, but its marks may still forbid."""
    scheme = Scheme(authority="GB", levels=("SECRET",), below={}, excludes=frozenset({("SECRET", "SENSITIVE")}))
    label = Label(atoms=frozenset({Atom("GB", "SECRET")}), marks_complete=False, categories_complete=False)
    case = _case(_ours(PERMIT), schemes=Schemes(by_authority={"GB": scheme}), classification=(label,))
    assert _zoom(case) is Verdict.UNDETERMINED
    assert missing(case, ZOOM).sets == (("classification.categories", "classification.marks"),)


def test_home_is_asked_for_with_everybody_whom_a_rule_set_names() -> None:
    """Home may be somebody who is not listed; then everybody may be known, and the verdict settled."""
    case = _case(_ours(PERMIT), home=None, convener=Organisation(id="guest"))
    assert _zoom(case) is Verdict.UNDETERMINED
    assert missing(case, ZOOM).sets == (("home",),)


def test_home_of_another_name_is_no_home_of_unknown_kind() -> None:
    """A rule set that binds by kind may bind a home of which nothing else is known: naming it settles nothing."""
    parliament = RuleSet(name="ours", binds=Binding(any=(Criterion(kind="parliament"),)), rules=(PERMIT,))
    case = _case(parliament, home=None)
    assert ("home",) not in missing(case, ZOOM).sets


def test_both_times_are_asked_for_where_both_are_missing() -> None:
    """A window of time is settled by when the meeting starts and when it ends."""
    window = Span(start=Edge.at(NOON), end=Edge.at(NOON + timedelta(days=9)))
    rules = _ours(PERMIT, in_force=window)
    assert missing(_case(rules, starts=None, ends=None), ZOOM).sets == (("ends", "starts"),)
    assert missing(_case(rules, starts=None), ZOOM).sets == (("starts",),)
    early = _case(_ours(PERMIT, in_force=Span(start=Edge(NOON, NOON + timedelta(days=9)))), starts=None)
    assert _zoom(early) is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    "facts",
    [
        (_fact("capacity", "10", review_by=datetime(2020, 1, 1, tzinfo=UTC)),),
        (_fact("capacity", "10"), _fact("capacity", "20", asserted_by="lab")),
    ],
)
def test_a_capacity_that_cannot_be_told_is_no_missing_limit(facts: tuple[PlatformFact, ...]) -> None:
    """A stale limit, and one on which sources disagree, is unknown; only one never stated is no limit (law 1)."""
    case = _case(_ours(PERMIT), platforms=_with(*facts), attendance=Attendance(count=15))
    assert _zoom(case) is Verdict.UNDETERMINED
    assert missing(case, case.catalogue.platforms["zoom"]).sets == (("platform:zoom.capacity",),)
