from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from tests.rules.texts import FORBID, NAMES, found, load, permit

from meetgate.model import (
    ALWAYS_TRUE,
    All,
    Any,
    Attested,
    Condition,
    Effect,
    Exposed,
    Is,
    Label,
    Level,
    Members,
    Not,
    Number,
    Obligation,
    OrderTest,
    Phase,
    Quantifier,
    Rule,
    Selector,
    SelectorKind,
    SetTest,
    Some,
)
from meetgate.rules import KINDS, canonical_form, expand

#: What the examples of `except` lifts, and where the examples of all kinds are sourced.
_BESIDE: Final = {"except": (FORBID,)}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_example_of_each_kind_loads_and_has_its_effect(name: str) -> None:
    """The example on a kind's page is a rule of that kind, valid as it stands."""
    rules = load(*_BESIDE.get(name, ()), KINDS[name].example).rules
    assert KINDS[name].effect in {each.effect for each in rules}


def _only(*rules: str) -> Rule:
    (rule,) = load(*rules).rules
    return rule


def test_forbid_and_never_mean_every_edition() -> None:
    """A product name in an objecting rule picks its editions, an edition only itself."""
    for effect in ("never", "forbid"):
        rule = _only(permit("{public: no}", effect=f"{effect}: [zoom, zoom/x]"))
        assert rule.platforms == (Selector(value="zoom", editions=True), Selector(value="zoom/x"))


def test_permit_prefer_and_except_mean_exactly_one_platform() -> None:
    """A product name in a granting or ranking rule picks no edition."""
    assert _only(permit("{public: yes}", effect="permit: zoom")).platforms == (Selector(value="zoom"),)
    ranked = _only(permit("{public: yes}", effect="prefer: [zoom, [skype, jitsi-meet]]")).ranks
    assert ranked == ((Selector(value="zoom"),), (Selector(value="skype"), Selector(value="jitsi-meet")))
    lifting = load(FORBID, permit("{public: yes}", effect="except: [zoom], lifts: [ban], grants: yes")).rules[1]
    assert (lifting.platforms, lifting.lifts, lifting.grants) == ((Selector(value="zoom"),), frozenset({"ban"}), True)


def test_require_carries_an_obligation_for_every_edition() -> None:
    """A requirement names what is to be done and when."""
    rule = _only(permit("{public: no}", effect="require: {kind: lobby, phase: setup, platforms: [zoom]}"))
    assert rule.obligation == Obligation(kind="lobby", phase=Phase.SETUP)
    assert rule.platforms == (Selector(value="zoom", editions=True),)


def test_only_forbids_the_same_platforms_when_the_condition_fails() -> None:
    """`only` adds the forbid `<id>/only` on exactly the permit's platforms, in force when the permit is."""
    effect = "permit: [zoom], only: yes, in_force: {until: 2021-01-01}, disclose: officers"
    granted, limit = load(permit("{public: yes}", effect=effect)).rules
    assert (limit.id, limit.effect, limit.when) == ("rule/only", Effect.FORBID, Not(granted.when))
    assert (limit.platforms, limit.in_force, limit.disclose) == (granted.platforms, granted.in_force, granted.disclose)
    assert limit.platforms == (Selector(value="zoom"),)


def test_an_exception_may_lift_what_only_adds() -> None:
    """`<id>/only` is the name of a forbid, so an exception can name it."""
    lifting = permit("{circumstances: {crisis: yes}}", name="crisis", effect="except: [whereby], lifts: [rule/only]")
    assert found(permit("{public: yes}", effect="permit: [whereby], only: yes"), lifting) == ()


def test_no_only_adds_nothing() -> None:
    """`only: no` is as good as silence."""
    assert len(load(permit("{public: yes}", effect="permit: [jitsi-meet], only: no")).rules) == 1


def test_aliases_become_ids() -> None:
    """A platform may be called by any name that the catalogue knows, and digests do not tell them apart."""
    one, other = (load(permit("{public: yes}", effect=f"permit: [{name}]")) for name in ("MS Teams", "microsoft-teams"))
    assert one.digest == other.digest


def test_platforms_can_be_picked_by_catalogue() -> None:
    """Vendors, their states and facts pick platforms; `expand` shows which."""
    rules = load(
        permit("{public: no}", name="vendor", effect="forbid: {vendor: Microsoft}"),
        permit("{public: no}", name="state", effect="forbid: {vendor_state: TW}"),
        permit("{public: no}", name="fact", effect="forbid: {fact: {name: mfa, values: configurable}}"),
        permit("{public: no}", name="product", effect="forbid: zoom"),
        permit("{public: no}", name="exact", effect="permit: zoom"),
        permit("{public: no}", name="rank", effect="prefer: [zoom, [skype]]"),
    )
    picked = expand(rules, NAMES.catalogue)
    assert rules.rules[2].platforms == (
        Selector(by=SelectorKind.FACT, value="mfa", fact_values=frozenset({"configurable"})),
    )
    assert {"microsoft-teams", "microsoft-teams/dod", "skype"} <= set(picked["vendor"])
    assert picked["state"] == ("u-meeting",)
    assert "zoom" in picked["fact"]
    assert picked["product"] == ("zoom", "zoom/china", "zoom/government", "zoom/x")
    assert (picked["exact"], picked["rank"]) == (("zoom",), ("skype", "zoom"))


_YES: Final = True


def _is(fact: str, *values: str | bool) -> Is:
    return Is(fact=fact, values=frozenset(values))


def _set(fact: str, test: SetTest, *values: str) -> Members:
    return Members(fact=fact, test=test, values=frozenset(values))


_OFFICIAL: Final = attrs.evolve(Label.of("GB:OFFICIAL"), audience_complete=False)

CONDITIONS: Final[list[tuple[str, Condition]]] = [
    ("{all: [{public: yes}, {role: host}]}", All((_is("public", _YES), _is("role", "host")))),
    ("{any: [{public: yes}, {confidential: no}]}", Any((_is("public", _YES), _is("confidential", not _YES)))),
    ("{not: {public: yes}}", Not(_is("public", _YES))),
    ("{public: yes, purpose: [a, b]}", All((_is("public", _YES), _is("purpose", "a", "b")))),
    (
        "{topics: {any_of: [x], none_of: [y], within: []}}",
        All(
            (
                _set("topics", SetTest.ANY_OF, "x"),
                Not(_set("topics", SetTest.ANY_OF, "y")),
                _set("topics", SetTest.WITHIN),
            )
        ),
    ),
    ("{detrimental_to: {any_of: [CN]}}", _set("detrimental_to", SetTest.ANY_OF, "CN")),
    (
        "{detrimental_to: {found_exposed: {asserted_by: [citizen-lab], kinds: [key-custody]}}}",
        Exposed(asserted_by=frozenset({"citizen-lab"}), kinds=frozenset({"key-custody"})),
    ),
    ('{classification: {at_most: "GB:OFFICIAL"}}', Level(test=OrderTest.AT_MOST, label=_OFFICIAL)),
    ('{classification: {at_least: ["GB:OFFICIAL"]}}', Level(test=OrderTest.AT_LEAST, label=_OFFICIAL)),
    ('{classification: {within: "GB:OFFICIAL"}}', Level(test=OrderTest.AT_MOST, label=_OFFICIAL)),
    (
        '{classification: {at_most: {platform_fact: cleared, if_none: "GB:OFFICIAL"}}}',
        Level(test=OrderTest.AT_MOST, label=_OFFICIAL, platform_fact="cleared"),
    ),
    ("{classification: {marks_any_of: [S]}}", _set("classification.marks", SetTest.ANY_OF, "S")),
    ("{classification: low}", Not(_set("classification.marks", SetTest.ANY_OF, "SENSITIVE"))),
    ("{circumstances: {must-use-foreign: yes}}", _is("circumstances.must-use-foreign", _YES)),
    ("{facts: {house/phase: review}}", _is("facts.house/phase", "review")),
    ("{facts: {house/done: [yes, no]}}", _is("facts.house/done", _YES, not _YES)),
    ("{facts: {house/phase: {any_of: [review]}}}", _set("facts.house/phase", SetTest.ANY_OF, "review")),
    ("{host_account: {plan: paid}}", _is("host_account.plan", "paid")),
    ("{attestation: evaluation}", Attested(kind="evaluation")),
    (
        "{attestation: {kind: evaluation, role: ciso, never_expires: yes}}",
        Attested(kind="evaluation", roles=("ciso",), never_expires=True),
    ),
    ("{attestation: {kind: evaluation}}", Attested(kind="evaluation")),
    (
        "{participants: {any: {kind: [military], state: NO}}}",
        Some(
            of="participants",
            quantifier=Quantifier.ANY,
            test=All((_set("organisation.kinds", SetTest.ANY_OF, "military"), _is("state", "NO"))),
        ),
    ),
    (
        "{organisations: {all: {kind: company}}}",
        Some(of="organisations", quantifier=Quantifier.ALL, test=_set("kinds", SetTest.ANY_OF, "company")),
    ),
    ("{count: {at_least: 3}}", Number(test=OrderTest.AT_LEAST, bound=3)),
]


@pytest.mark.parametrize(("written", "meant"), CONDITIONS)
def test_conditions_have_their_core_form(written: str, meant: Condition) -> None:
    """What an author writes becomes the condition that the engine knows; `NO` stays Norway."""
    rules = load(
        permit(written, effect="prefer: [zoom]"),
        terms="{low: {marks_none_of: [SENSITIVE]}}",
        vocabulary="{facts: {phase: [review], done: [yes, no]}}",
    ).rules
    assert rules[0].when == meant


def test_no_condition_always_holds() -> None:
    """A rule without `when` holds of every meeting."""
    assert load().rules[0].when == ALWAYS_TRUE


def _utc(year: int, month: int, day: int, *, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_uncertain_dates_become_spans_in_their_zone() -> None:
    """A range runs from the first instant of its first day to the last of its last, in the rule set's zone."""
    start = load(in_force="{from: 2020-04-13..2020-04-19, zone: Europe/London}").in_force.start
    assert start is not None
    # British summer time is an hour ahead of UTC.
    assert (start.earliest, start.latest) == (_utc(2020, 4, 12, hour=23), _utc(2020, 4, 19, hour=23))


def test_certain_dates_are_one_instant() -> None:
    """A day begins once, also for a rule of its own."""
    rule = load(permit("{public: no}", effect="forbid: [zoom], in_force: {until: 2020-01-02}")).rules[0]
    assert rule.in_force.start is None
    assert rule.in_force.end is not None
    assert rule.in_force.end.earliest == rule.in_force.end.latest == _utc(2020, 1, 2)


def test_the_header_is_kept() -> None:
    """Approval, binding, organisations, vocabulary, enforcement and sources arrive as they were written."""
    rules = load(
        status="approved",
        approved_by="{name: A. Person, office: Security Office, on: 2026-01-01}",
        binds="{organisation: [a.example], any: [{part_of: b.example}], none: [{kind: military}]}",
        organisations="{a.example: {name: A, kinds: [company], kinds_complete: yes, state: NO, aliases: [c.example]}}",
        vocabulary="{circumstances: [storm], kinds: [lodge]}",
        enforcement="observe",
        unaddressed="deny",
        monotone="no",
        monotone_because="the directive says so",
    )
    assert (rules.approved_by, rules.observe, rules.unaddressed.value) == (
        "A. Person, Security Office, 2026-01-01",
        True,
        "deny",
    )
    assert [each.organisation or each.part_of for each in rules.binds.any] == ["a.example", "b.example"]
    assert [each.kind for each in rules.binds.none] == ["military"]
    (known,) = rules.organisations
    assert (known.id, known.state, known.aliases) == ("a.example", "NO", frozenset({"c.example"}))
    assert rules.vocabulary.circumstances == {"storm"}
    assert rules.sources["memo"].title == "Memo"
    assert not rules.monotone


ASSUMED: Final = [
    ("public", "no", False),
    ("circumstances.crisis", "no", False),
    ("device", "private", "private"),
    ("topics", "[war, peace]", frozenset({"war", "peace"})),
    ("purpose", "leisure", "leisure"),
]


@pytest.mark.parametrize(("fact", "written", "meant"), ASSUMED)
def test_assumptions_are_read_by_the_type_of_their_fact(fact: str, written: str, meant: object) -> None:
    """A flag becomes yes or no, a set a set, and a word stays a word."""
    (assumed,) = load(
        assume=f"{{{fact}: {{value: {written}, by: office, because: so, review_by: 2030-01-01}}}}"
    ).assumes
    assert assumed.value == meant
    assert assumed.review_by == "2030-01-01"


CLOSING: Final = [
    ("public", "no", permit("{public: yes}"), True),
    ("public", "no", permit("{not: {public: yes}}"), False),
    ("public", "yes", permit("{any: [{public: no}, {role: host}]}", effect="forbid: [zoom]"), False),
    ("topics", "[war]", permit("{topics: {any_of: [war]}}", effect="forbid: [zoom]"), True),
    ("topics", "[]", permit("{topics: {any_of: [war]}}", effect="forbid: [zoom]"), False),
    ("topics", "[war]", permit("{all: [{topics: {within: [peace]}}, {count: {at_most: 3}}]}"), True),
    ("purpose", "war", permit("{topics: {none_of: [war]}}"), True),
    ("public", "yes", permit("{public: yes}", effect="prefer: [zoom]"), True),
    (
        "detrimental_to",
        "[CN]",
        permit("{detrimental_to: {found_exposed: {asserted_by: [a], kinds: [storage]}}}", effect="forbid: [zoom]"),
        False,
    ),
    ("facts.house/phase", "review", permit("{facts: {house/phase: {any_of: [review]}}}"), False),
]


@pytest.mark.parametrize(("fact", "value", "rule", "closes"), CLOSING)
def test_an_assumption_may_only_close(fact: str, value: str, rule: str, closes: bool) -> None:  # noqa: FBT001  # a table
    """An assumption that makes a grant true or an objection false is refused, whatever the rest says."""
    keys = {
        "assume": f"{{{fact}: {{value: {value}, by: office, because: so}}}}",
        "vocabulary": "{facts: {phase: [review]}}",
    }
    assert [each.code for each in found(rule, **keys)] == ([] if closes else ["E118"])


DOWN: Final = [
    '{classification: {at_most: "GB:OFFICIAL"}}',
    '{classification: {within: ["GB:OFFICIAL"]}}',
    "{classification: {marks_none_of: [S]}}",
    "{topics: {none_of: [war]}}",
    "{information: {within: [plain]}}",
    "{not: {detrimental_to: {any_of: [CN]}}}",
    "{not: {detrimental_to: {found_exposed: {asserted_by: [a], kinds: [storage]}}}}",
    "{participants: {all: {state: GB}}}",
    "{not: {organisations: {any: {state: CN}}}}",
    "{count: {at_most: 10}}",
]
STILL: Final = [
    "{public: yes}",
    "{not: {role: host}}",
    "{attestation: evaluation}",
    "{facts: {house/phase: {any_of: [review]}}}",
]
BOTH: Final = ["{all: [{topics: {any_of: [a]}}, {topics: {none_of: [b]}}]}", "{topics: {any_of: [a], within: [a, b]}}"]
_FACT: Final = {"vocabulary": "{facts: {phase: [review]}}"}


def _codes(when: str, effect: str, **keys: str) -> list[str]:
    return [each.code for each in found(permit(when, effect=effect), **_FACT, **keys)]


@pytest.mark.parametrize("when", DOWN)
def test_grants_test_downwards_and_objections_upwards(when: str) -> None:
    """What holds of less restricted talk may permit; its opposite may forbid; the other way round is refused."""
    inverse = f"{{not: {when}}}"
    assert (_codes(when, "permit: [jitsi-meet]"), _codes(inverse, "permit: [jitsi-meet]")) == ([], ["E109"])
    for effect in ("forbid: [zoom]", "never: [zoom]", "require: {kind: k, phase: join, platforms: [zoom]}"):
        assert (_codes(when, effect), _codes(inverse, effect)) == (["E109"], [])


@pytest.mark.parametrize("when", STILL)
def test_what_does_not_move_is_free(when: str) -> None:
    """A test of a fact that restriction does not change may stand in any rule."""
    assert _codes(when, "permit: [jitsi-meet]") == _codes(when, "forbid: [zoom]") == []


@pytest.mark.parametrize("when", BOTH)
def test_what_moves_both_ways_only_ranks(when: str) -> None:
    """A condition that may move either way neither grants nor objects; a preference may rest on it."""
    assert _codes(when, "permit: [jitsi-meet]") == _codes(when, "forbid: [zoom]") == ["E109"]
    assert _codes(when, "prefer: [zoom]") == []


def test_monotony_can_be_given_up_with_a_reason() -> None:
    """`monotone: no` with its reason is the explicit way out of the polarity law."""
    assert (
        _codes("{count: {at_least: 50}}", "permit: [jitsi-meet]", monotone="no", monotone_because="large ones only")
        == []
    )


def test_polarity_of_the_earlier_of_two_rules_with_one_id_is_reported() -> None:
    """A second rule of the same id, without a condition, hides no mistake of the first."""
    told = found(permit("{count: {at_least: 50}}"), permit("{public: yes}").replace(", when: {public: yes}", ""))
    assert {each.code for each in told} == {"E106", "E109"}


def test_digest_ignores_what_means_nothing() -> None:
    """Comments, the order of keys and rules, and how a name is written do not change the digest."""
    a, b = permit('{public: yes, classification: {at_most: "GB:OFFICIAL"}}', name="a"), permit("{role: host}", name="b")
    turned = permit('{classification: {at_most: "GB:OFFICIAL"}, public: true}', name="a")
    keys = {"organisations": "{x.example: {state: GB}, y.example: {state: NO}}"}
    plain = load(a, b, **keys)
    moved = load(b, f"{turned} # why", organisations="{y.example: {state: NO}, x.example: {state: GB}}")
    assert plain.digest == moved.digest
    assert canonical_form(plain) == canonical_form(moved)


CHANGES: Final = [
    {"title": "Other"},
    {"revision": "2"},
    {"in_force": "{from: 2020-01-02, zone: Europe/London}"},
    {"in_force": "{from: 2020-01-01..2020-01-02, zone: Europe/London}"},
    {"unaddressed": "deny"},
    {"enforcement": "observe"},
    {"binds": "{any: [{kind: parliament, state: NO}]}"},
]


@pytest.mark.parametrize("keys", CHANGES, ids=str)
def test_digest_follows_the_meaning(keys: dict[str, str]) -> None:
    """Whatever a rule set means enters its digest."""
    assert load(**keys).digest != load().digest


def test_digest_follows_the_rules() -> None:
    """Conditions, effects and ranks enter the digest; the order of ranks is meaning."""
    ranked = permit("{public: yes}", effect="prefer: [zoom, skype]")
    rules = [
        ranked,
        ranked.replace("zoom, skype", "skype, zoom"),
        ranked.replace("zoom, skype", "[skype, zoom]"),
        FORBID,
    ]
    assert len({load(each).digest for each in rules}) == len(rules)
    assert load(ranked.replace("zoom, skype", "[zoom, skype]")).digest == load(rules[2]).digest
