"""Test what the larger half of the language means: classes, readings, strengths, disputes, accounts, the house."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from tests.rules.texts import FORBID, NAMES, found, load, permit

from meetgate.model import (
    ALWAYS_TRUE,
    All,
    Attested,
    Condition,
    Effect,
    Exposed,
    Is,
    Members,
    Not,
    Obligation,
    Phase,
    PlatformClass,
    Rule,
    Selector,
    SelectorKind,
    SetTest,
)
from meetgate.rules import KINDS, expand
from meetgate.rules import kinds as package
from meetgate.rules._assume import closes

_CLASS = "{messengers: {members: [whatsapp, {vendor: Microsoft}], excludes: [skype], because: so, source: memo}}"


def _is(fact: str, *values: str | bool) -> Condition:
    return Is(fact=fact, values=frozenset(values))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{platform: {mfa: yes}}", _is("platform.mfa", True)),  # noqa: FBT003  # the value of the fact
        ("{platform: {mfa: no}}", _is("platform.mfa", False)),  # noqa: FBT003  # the value of the fact
        ("{platform: {operated_by: acme}}", _is("platform.operated_by", "acme")),
        ("{platform: {mfa: [yes, configurable]}}", _is("platform.mfa", "yes", "configurable")),
        ("{requires: met}", _is("requires.met", True)),  # noqa: FBT003  # the value of the fact
        ("{highly_targeted: yes}", _is("highly_targeted", True)),  # noqa: FBT003  # the value of the fact
        ("{client: {kind: browser}}", _is("client.kind", "browser")),
        ("{client: {version: ['5.0', '5.1']}}", _is("client.version", "5.0", "5.1")),
        ("{host_account: {owner: house}}", _is("host_account.owner", "house")),
        ("{our_account: {settings: {e2ee: no}}}", _is("our_account.settings.e2ee", False)),  # noqa: FBT003  # as above
        (
            "{host_account: {opted_out_regions: {none_of: [CN]}}}",
            Not(Members(fact="host_account.opted_out_regions", test=SetTest.ANY_OF, values=frozenset({"CN"}))),
        ),
        (
            "{host_account: {plan: paid, settings: {e2ee: yes}}}",
            All((_is("host_account.plan", "paid"), _is("host_account.settings.e2ee", True))),  # noqa: FBT003  # as above
        ),
        (
            "{found_exposed: {states: [CN], asserted_by: [lab], kinds: [storage]}}",
            Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset({"CN"})),
        ),
        (
            "{attestation: {kind: approval, chain: [ciso, minister], never_expires: yes}}",
            Attested(kind="approval", roles=("ciso", "minister"), never_expires=True),
        ),
        ("{attestation: {kind: approval, role: ciso}}", Attested(kind="approval", roles=("ciso",))),
        (
            "{partners_on: {any_of: [Skype, zoom]}}",
            Members(fact="partners_on", test=SetTest.ANY_OF, values=frozenset({"skype", "zoom"})),
        ),
    ],
)
def test_what_conditions_mean(written: str, meant: Condition) -> None:
    """Each new test has one core form, and platforms are known by their ids."""
    (rule,) = load(permit(written)).rules
    assert rule.when == meant


def test_a_requirement_says_all_that_an_obligation_can_say() -> None:
    """What is asked for, what the edition must have for it, what it excludes, and whether its proof ever ends."""
    asked = "{kind: k, phase: before, platforms: [zoom], value: on, needs: mfa, conflicts: [a, b], never_expires: yes}"
    (rule,) = load(f"{{id: a, require: {asked}, because: so, source: memo}}").rules
    assert rule.obligation == Obligation(
        kind="k",
        phase=Phase.BEFORE,
        value="on",
        needs="mfa",
        conflicts=frozenset({"a", "b"}),
        never_expires=True,
    )


def test_a_class_is_read_as_widely_as_the_rule_that_uses_it() -> None:
    """Members and exclusions are kept, and a forbid reads their products with every edition."""
    rule_set = load("{id: a, forbid: [{class: messengers}], because: so, source: memo}", **{"class": _CLASS})
    assert rule_set.classes == {
        "messengers": PlatformClass(
            members=(Selector(value="whatsapp"), Selector(by=SelectorKind.VENDOR, value="Microsoft")),
            excludes=(Selector(value="skype"),),
            because="so",
            source="memo",
        )
    }
    assert rule_set.rules[0].platforms == (Selector(by=SelectorKind.CLASS, value="messengers", editions=True),)


def test_rules_show_the_platforms_of_a_class() -> None:
    """An expansion names the members and not what is excluded; `any` is every platform."""
    rules = (
        "{id: a, forbid: [{class: messengers}], because: so, source: memo}",
        "{id: b, permit: [{class: any}], because: so, source: memo}",
        "{id: c, permit: [{class: teams}], because: so, source: memo}",
        "{id: d, forbid: [{class: teams}], because: so, source: memo}",
        "{id: e, tier: [[{vendor_state: TW}], microsoft-teams, {class: any}], because: so, source: memo}",
    )
    teams = "teams: {members: [microsoft-teams], others: abstain, because: so, source: memo}"
    meant = expand(load(*rules, **{"class": _CLASS[:-1] + f", {teams}}}"}), NAMES.catalogue)
    assert "whatsapp" in meant["a"]
    assert "microsoft-teams" in meant["a"]
    assert "skype" not in meant["a"]
    assert set(meant["b"]) == set(NAMES.catalogue.platforms)
    assert meant["c"] == ("microsoft-teams",)
    assert "microsoft-teams/gcc" in meant["d"]
    assert "u-meeting" in meant["e"]


def test_a_class_that_abstains_is_closed() -> None:
    """`others: abstain` says that there are no other members."""
    closed = _CLASS.replace("because", "others: abstain, because")
    assert load(FORBID, **{"class": closed}).classes["messengers"].closed


def test_readings_strengths_and_disputes_are_kept() -> None:
    """How values read, how strongly a rule is meant, and which source contradicts it are part of the digest."""
    rule = "{id: a, forbid: [zoom], because: so, source: memo, strength: should-not, disputed: {against: letter}}"
    one = load(rule, reads="{partial: no, undocumented: unknown}")
    assert dict(one.reads) == {"partial": "no", "undocumented": "unknown"}
    assert (one.rules[0].strength, one.rules[0].disputed) == ("should-not", "letter")
    others = [
        load(rule),
        load(rule.replace("should-not", "ban"), reads="{partial: no, undocumented: unknown}"),
        load(rule.replace("letter", "guide"), reads="{partial: no, undocumented: unknown}"),
    ]
    assert one.digest not in {each.digest for each in others}


@pytest.mark.parametrize(("strength", "limit"), [("recommended", None), ("advised-against", "advised-against")])
def test_the_limit_of_a_permit_has_the_strength_that_says_no(strength: str, limit: str | None) -> None:
    """What is recommended up to a level is forbidden above it; what is advised against above it is warned about."""
    effect = f"permit: [whereby], only: yes, strength: {strength}"
    assert found(permit("{public: yes}", effect=effect)) == ()
    granted, only = load(permit("{public: yes}", effect=effect)).rules
    assert (granted.strength, only.strength, only.effect) == (strength, limit, Effect.FORBID)


def test_a_rule_set_for_the_house_names_nobody() -> None:
    """`binds: house` binds home, whoever it is, and no organisation by name."""
    rule_set = load(FORBID, binds="house")
    assert rule_set.house
    assert rule_set.binds.any == ()
    assert not load(FORBID).house


def test_findings_about_named_states_are_no_test_of_the_talk() -> None:
    """An assumption on adverse interests has nothing to do with them, and they move with nothing."""
    assumed = "{detrimental_to: {value: [CN], by: office, because: so}}"
    named = "{found_exposed: {states: [CN], asserted_by: [lab], kinds: [storage]}}"
    talk = "{detrimental_to: {found_exposed: {asserted_by: [lab], kinds: [storage]}}}"
    assert closes(load(permit(named), assume=assumed), "detrimental_to")
    assert [each.code for each in found(permit(talk))] == ["E109"]
    assert found(permit(named)) == ()


def test_a_new_kind_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module beside the others is found by itself, in the place that its order gives it."""
    (tmp_path / "shun.py").write_text(
        '"""Shun platforms."""\n\n'
        "from meetgate.model import Effect\n"
        "from meetgate.rules.kinds._kind import SELECTORS, Kind, selecting\n\n"
        'KIND = Kind(name="shun", order=25, effect=Effect.FORBID, summary="forbids", shape=SELECTORS, editions=True,\n'
        '    build=selecting("shun", editions=True), example="{}", when_missing="possible")\n'
    )
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    with monkeypatch.context() as patch:
        patch.setattr(package, "KINDS", {})
        kinds = {each.name: each for each in sorted(package.found(), key=lambda kind: (kind.order, kind.name))}
    assert [each for each in kinds if each in {"forbid", "shun", "except"}] == ["forbid", "shun", "except"]
    assert importlib.import_module("meetgate.rules.kinds.shun").KIND.name == "shun"


def test_kinds_have_an_order_of_their_own() -> None:
    """Pages list the kinds from never to tier; a further kind stands where its own order puts it."""
    effects = ["never", "forbid", "except", "permit", "require", "prefer", "tier"]
    assert [each for each in KINDS if each in effects] == effects


def test_a_condition_is_not_needed() -> None:
    """A rule without a condition always holds, in a tier too."""
    (rule,) = load("{id: a, tier: [zoom, skype], because: so, source: memo}").rules
    assert isinstance(rule, Rule)
    assert rule.when == ALWAYS_TRUE
