from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.engine.houses import on, require, rule, rules, with_zoom
from tests.interchange.exports import core

from meetgate.interchange import ExportError
from meetgate.model import (
    ALWAYS,
    All,
    Assumption,
    Attested,
    Audience,
    Binding,
    Condition,
    Criterion,
    Effect,
    Is,
    Label,
    Level,
    Members,
    OrderTest,
    PlatformFact,
    Quantifier,
    Rule,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Unaddressed,
    When,
)

_TOP = Label.of("GB:SECRET")


def _told(*rule_sets: Any, **more: Any) -> str:
    with pytest.raises(ExportError) as caught:
        core(*rule_sets, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (Attested(kind="pentest"), "it asks for an attestation, `pentest`"),
        (Is(fact="requires.met", values=frozenset({True})), "the fact `requires.met` is not told to others"),
        (Members(fact="kinds", test=SetTest.ANY_OF, values=frozenset({"x"})), "the fact `kinds` is not told to others"),
        (
            Level(test=OrderTest.AT_MOST, label=_TOP, platform_fact="accredited_for"),
            "depends on what the platform is accredited for",
        ),
        (Level(test=OrderTest.AT_MOST, label=_TOP, audience_admits=frozenset({"participants"})), "audience admits"),
        (
            Level(test=OrderTest.AT_MOST, label=Label(atoms=_TOP.atoms, audience=Audience.only("GB"))),
            "it compares audiences",
        ),
        (Some(of="participants", quantifier=Quantifier.ANY, test=All()), "it asks of participants"),
        (
            Some(of="participants", quantifier=Quantifier.ANY, test=Is(fact="device", values=frozenset({"managed"}))),
            "it asks of participants what is not told to others",
        ),
    ],
)
def test_a_condition_outside_the_boolean_core_is_refused(when: Condition, why: str) -> None:
    """What the two formulas cannot say of a meeting is refused by the rule that asks for it."""
    told = _told(rules(rule("ban", Effect.FORBID, "zoom", when=when)))
    assert "`house-rules/ban`: " in told
    assert why in told


def test_a_statement_that_depends_on_the_meeting_is_refused() -> None:
    """A fact of the platform that holds under a condition, by plan or by a switch cannot be folded."""
    when = When(access=frozenset({"browser"}))
    free = PlatformFact(name="e2ee", values=frozenset({"yes"}), asserted_by="lab", source="x", when=when)
    paid = PlatformFact(name="mfa", values=frozenset({"paid-only"}), asserted_by="lab", source="x")
    yes = frozenset({True})
    asks = [
        rule("a", Effect.FORBID, "zoom", when=Is(fact="platform.e2ee", values=yes)),
        rule("b", Effect.FORBID, "zoom", when=Is(fact="platform.mfa", values=yes)),
        rule("c", Effect.FORBID, "teams", when=Is(fact="platform.mfa", values=yes)),
    ]
    told = _told(rules(*asks), zoom=with_zoom(facts=(free, paid)))
    assert "`house-rules/a`: what is stated of `e2ee` of `zoom` depends on the meeting" in told
    assert "`house-rules/b`: `zoom` has `mfa` only where it is switched on or paid for" in told
    # A rule that picks no such platform reads nothing of it.
    assert "house-rules/c" not in told


def test_the_silence_of_a_rule_set_is_refused_where_it_hangs_on_such_a_statement() -> None:
    """Which platforms a rule set leaves unaddressed may hang on a fact that cannot be folded, of the base too."""
    when = When(access=frozenset({"browser"}))
    fact = PlatformFact(name="e2ee", values=frozenset({"yes"}), asserted_by="lab", source="x", when=when)
    selector = Selector(by=SelectorKind.FACT, value="e2ee", fact_values=frozenset({"yes"}))
    ranked = Rule(id="first", effect=Effect.PREFER, ranks=((selector,),))
    told = _told(rules(ranked, unaddressed=Unaddressed.DENY), zoom=with_zoom(facts=(fact,)))
    assert "`house-rules`: what is stated of `e2ee` of `zoom` depends on the meeting" in told
    base = rules(ranked, name="house")
    told = _told(base, rules(unaddressed=Unaddressed.PERMIT), base={"house"}, zoom=with_zoom(facts=(fact,)))
    assert "`house`: what is stated of `e2ee` of `zoom` depends on the meeting" in told


def test_everything_that_is_refused_is_listed_at_its_place() -> None:
    """All rules and rule sets that lie outside are told at once, in the order of the text."""
    tier = Rule(id="tiers", effect=Effect.TIER, ranks=(on("zoom"),), at="house.yaml:9")
    attested = rule("late", Effect.FORBID, "zoom", when=Attested(kind="pentest"), at="house.yaml:20")
    who = Assumption(fact="topics", value="x", by="me", because="so")
    first = rules(attested, tier, require("record"), file="house.yaml", assumes=(who,))
    second = rules(name="other", binds="x")
    kind = Binding(any=(Criterion(kind="parliament"),))
    with pytest.raises(ExportError) as caught:
        core(first, attrs.evolve(second, binds=kind))
    found = [(each.file, each.line, each.message.partition(":")[0]) for each in caught.value.diagnostics]
    assert found == [
        ("house.yaml", 0, "`house-rules/require-record-`"),
        ("house.yaml", 0, "`house-rules`"),
        ("house.yaml", 9, "`house-rules/tiers`"),
        ("house.yaml", 20, "`house-rules/late`"),
        ("other", 0, "`other`"),
    ]
    assert all(each.code == "X001" and each.help for each in caught.value.diagnostics)


@pytest.mark.parametrize(
    "binds",
    [
        Binding(any=(Criterion(organisation="house.example", state="GB"),)),
        Binding(any=(Criterion(organisation="house.example"),), none=(Criterion(kind="school"),)),
        Binding(any=(Criterion(valid=ALWAYS),)),
    ],
)
def test_a_rule_set_binds_by_ids_or_is_refused(binds: Binding) -> None:
    """States and legal kinds of organisations are read by nobody else; the base, or a rule set for the house, asks for none."""
    assert "binds organisations by more than their id" in _told(attrs.evolve(rules(), binds=binds))
    core(attrs.evolve(rules(house=True), binds=binds))
    core(attrs.evolve(rules(), binds=binds), base={"house-rules"})


def test_half_a_character_is_refused() -> None:
    """A text that neither language can write down is no condition of another engine."""
    when = Is(fact="purpose", values=frozenset({"\ud800"}))
    assert "text that is not Unicode" in _told(rules(rule("ban", Effect.FORBID, "zoom", when=when)))
