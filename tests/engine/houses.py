"""Build small cases by hand, for the tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs

from meetgate.engine import (
    Case,
    Ruling,
    case_of,
    compile_plan,
    horizon,
    missing,
    ranking,
    report,
    waivers_in_use,
)
from meetgate.engine import define as defined
from meetgate.model import (
    Binding,
    Catalogue,
    Criterion,
    Effect,
    Meeting,
    Obligation,
    Organisation,
    Phase,
    Platform,
    PlatformDecision,
    Rule,
    RuleSet,
    Scheme,
    Schemes,
    Selector,
    Verdict,
)

NOON: Final = datetime(2020, 4, 22, 12, tzinfo=UTC)
HOUSE: Final = Organisation(id="house.example", kinds=frozenset(), state="GB", part_of="realm", kinds_complete=True)
GUEST: Final = Organisation(id="guest.example", kinds=frozenset(), state="TW", part_of="isle", kinds_complete=True)
GB: Final = Scheme(
    authority="GB",
    levels=("OFFICIAL", "SECRET"),
    below={"SECRET": frozenset({"OFFICIAL"})},
    excludes=frozenset({("SECRET", "SENSITIVE")}),
)
TW: Final = Scheme(authority="TW", levels=("LOW", "HIGH"), below={"HIGH": frozenset({"LOW"})}, absent_audience="owner")
SCHEMES: Final = Schemes(by_authority={"GB": GB, "TW": TW})


def on(*names: str, editions: bool = False) -> tuple[Selector, ...]:
    """Return selectors of platforms by name."""
    return tuple(Selector(value=each, editions=editions) for each in names)


def rule(name: str, effect: Effect, *platforms: str, **more: Any) -> Rule:
    """Build a rule on platforms by name."""
    return Rule(id=name, effect=effect, platforms=on(*platforms), **more)


PERMIT: Final = rule("permit", Effect.PERMIT, "zoom")


def require(kind: str, *, phase: Phase = Phase.SETUP, **more: Any) -> Rule:
    """Build a rule that obliges on Zoom."""
    obligation = Obligation(kind=kind, phase=phase, **more)
    return rule(f"require-{kind}-{more.get('value', '')}", Effect.REQUIRE, "zoom", obligation=obligation)


def rules(*listed: Rule, name: str = "house-rules", binds: str = "house.example", **more: Any) -> RuleSet:
    """Build a rule set that binds one organisation."""
    return RuleSet(name=name, binds=Binding(any=(Criterion(organisation=binds),)), rules=listed, **more)


def meeting(**facts: Any) -> Meeting:
    """Build a meeting whose people and times are known."""
    known: dict[str, Any] = {
        "starts": NOON,
        "ends": NOON + timedelta(hours=1),
        "convener": HOUSE,
        "organisations": (HOUSE,),
        "participants": (),
        "participants_complete": True,
    }
    return Meeting(**{**known, **facts})


def case(*rule_sets: RuleSet, extra: tuple[Platform, ...] = (), **more: Any) -> Case:
    """Build a case at noon, decided for the house; what is not a setting of the case is a fact of the meeting."""
    settings = {field for field in ("home", "base", "waivers", "known_at", "unlisted_unbound") if field in more}
    facts = {name: value for name, value in more.items() if name not in {*settings, "schemes", "meeting"}}
    listed: tuple[Platform, ...] = (Platform(id="zoom", name="Zoom"), Platform(id="teams", name="Teams"), *extra)
    known: dict[str, Platform] = {each.id: each for each in listed}
    chosen: dict[str, Any] = {"home": ("house.example",), "known_at": NOON}
    return case_of(
        more.get("meeting") or meeting(**facts),
        rule_sets=rule_sets,
        catalogue=Catalogue(platforms=known),
        schemes=more.get("schemes", SCHEMES),
        **(chosen | {name: more[name] for name in settings}),
    )


def ruled(case: Case) -> Ruling:
    """Return what a plan of the case's policy answers."""
    plan = compile_plan(
        case.rule_sets,
        catalogue=case.catalogue,
        schemes=case.schemes,
        known_at=case.known_at,
        base=case.base,
        waivers=case.waivers,
    )
    return plan.run(case)


def define(case: Case) -> dict[str, PlatformDecision]:
    """Return what the definition answers, which a plan answers too: in all of its parts, twice if asked twice."""
    answer = defined(case)
    if not (case.answers or case.deferred or case.unswitched):
        ruling = ruled(case)
        permitted = [name for name, each in answer.items() if each.verdict is Verdict.PERMITTED]
        assert ruling.decisions() == answer
        assert ruling.verdicts == {name: each.verdict for name, each in answer.items()}
        assert (ruling.permitted, ruling.ranking()) == (tuple(permitted), ranking(case, permitted))
        assert (ruling.reports(), ruling.waivers()) == (report(case), waivers_in_use(case))
        assert ruling.valid_until() == horizon(case)
    return answer


def zoom(decided: Case) -> PlatformDecision:
    """Return the verdict on Zoom."""
    return define(decided)["zoom"]


def asks(decided: Case) -> tuple[tuple[str, ...], ...]:
    """Return what would settle the verdict on Zoom."""
    return missing(decided, decided.catalogue.platforms["zoom"]).sets


def with_zoom(**more: Any) -> Platform:
    """Return Zoom with facts."""
    return attrs.evolve(Platform(id="zoom", name="Zoom"), **more)
