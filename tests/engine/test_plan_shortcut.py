"""Test the cases of which there are most, and those that only look like them: the plan decides them in one step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, cast

import attrs
import pytest
from tests.engine.agreed import agreed, plan_for, verdicts
from tests.engine.houses import GUEST, NOON, PERMIT, case, require, rule, rules

from meetgate.engine import Case
from meetgate.model import (
    All,
    Attestation,
    Catalogue,
    Edge,
    Effect,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Label,
    Level,
    Members,
    Not,
    OrderTest,
    Organisation,
    Participant,
    Phase,
    Platform,
    Rule,
    RuleSet,
    Schemes,
    SetTest,
    Some,
    Span,
    State,
)
from meetgate.model import Quantifier as Quantified

PUBLIC: Final = Is(fact="public", values=frozenset({True}))
TRADE: Final = Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"trade"}))
FROM_RU: Final = Some(of="participants", quantifier=Quantified.ANY, test=Is(fact="state", values=frozenset({"RU"})))
EXPOSED: Final = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))
LATER: Final = NOON + timedelta(days=1)
NO_PUBLIC: Final = rule("no-public", Effect.FORBID, "zoom", when=PUBLIC)
NO_TRADE: Final = rule("no-trade", Effect.FORBID, "zoom", when=TRADE)


def plain(*rule_sets: RuleSet, **more: Any) -> Case:
    """Build a case under no scheme, with everything stated that most meetings state."""
    known: dict[str, Any] = {"public": False, "topics": frozenset[str](), "detrimental_to": frozenset[str]()}
    return case(*rule_sets, schemes=Schemes(), **{**known, **more})


HOME_RULES: Final = rules(PERMIT, NO_PUBLIC, NO_TRADE)


def test_what_all_state_is_decided_by_what_grants_and_what_objects() -> None:
    """A grant permits, an objection forbids, and what neither speaks of is not covered."""
    here = plain(HOME_RULES)
    assert verdicts(here, plain(HOME_RULES, public=True), plain(HOME_RULES, topics=frozenset({"trade", "tea"}))) == [
        "permitted",
        "forbidden",
        "forbidden",
    ]
    assert verdicts(here, platform="teams") == ["not_covered"]


def test_what_is_not_stated_leaves_the_verdict_open() -> None:
    """An unknown word, set, start or home is no answer: where a rule asks for it, nothing is decided."""
    asked = [{"public": None}, {"topics": None}, {"home": None}, {"starts": None}, {"ends": None}]
    found = verdicts(plain(HOME_RULES), *(plain(HOME_RULES, **each) for each in asked))
    assert found == ["permitted", "undetermined", "undetermined", "undetermined", "permitted", "permitted"]


def test_a_grant_that_is_not_certain_permits_nothing() -> None:
    """A permit that may or may not hold leaves the verdict open, unless another one certainly holds."""
    told = rules(rule("may", Effect.PERMIT, "zoom", when=PUBLIC), rule("does", Effect.PERMIT, "zoom", when=TRADE))
    trade = frozenset({"trade"})
    assert verdicts(plain(told, public=None), plain(told, public=None, topics=trade)) == ["undetermined", "permitted"]


def test_an_objection_that_is_certain_outweighs_whatever_is_not() -> None:
    """Where one forbid certainly holds, an unknown fact of another changes nothing."""
    assert verdicts(plain(HOME_RULES, public=True, topics=None)) == ["forbidden"]


def test_a_device_that_is_left_to_the_join_is_tried() -> None:
    """A fact that is deferred becomes a condition where every answer is allowed, or stays open."""
    managed = Is(fact="device", values=frozenset({"managed"}))
    told = rules(PERMIT, rule("managed-only", Effect.FORBID, "zoom", when=Not(managed)))
    lifted = rules(
        PERMIT,
        rule("managed-only", Effect.FORBID, "zoom", when=Not(managed)),
        rule("but", Effect.EXCEPT, "zoom", lifts=frozenset({"managed-only"}), when=PUBLIC),
    )
    owed = rules(PERMIT, require("locked"), rule("managed-only", Effect.FORBID, "zoom", when=Not(managed)))
    for each in (told, lifted, owed):
        agreed(
            plain(each, device=State.DEFERRED),
            plain(each, device="managed"),
            plain(each, device="private", public=True),
            plain(each, device=State.DEFERRED, public=True),
            plain(each, device=State.DEFERRED, fulfils=frozenset({"locked"})),
            plain(each, device=None),
        )


def test_a_rule_that_begins_or_ends_counts_where_the_meeting_runs() -> None:
    """Before, across and after a date a meeting is judged by what is in force then."""
    dated = rules(
        PERMIT,
        rule("soon", Effect.FORBID, "zoom", when=Not(PUBLIC), in_force=Span(start=Edge.at(LATER))),
        rule("perhaps", Effect.FORBID, "zoom", when=TRADE, in_force=Span(start=Edge(LATER, LATER + timedelta(days=1)))),
    )
    hour = timedelta(hours=1)
    spans = [(NOON, NOON + hour), (LATER - hour, LATER + hour), (LATER, LATER + hour), (NOON, None), (None, None)]
    found = verdicts(*(plain(dated, starts=starts, ends=ends) for starts, ends in spans))
    assert found == ["permitted", "forbidden", "forbidden", "undetermined", "undetermined"]
    trade = frozenset({"trade"})
    agreed(*(plain(dated, starts=starts, ends=ends, topics=trade, public=True) for starts, ends in spans))


def test_rule_sets_of_guests_object_and_do_not_grant() -> None:
    """Whoever is present may object; only home grants, and an organisation that nobody binds changes nothing."""
    guests = rules(
        rule("theirs", Effect.FORBID, "zoom", when=PUBLIC),
        rule("grant", Effect.PERMIT, "teams"),
        name="guest-rules",
        binds="guest.example",
    )
    stranger = Organisation(id="stranger.example", kinds_complete=True)
    some = [
        plain(HOME_RULES, guests, organisations=(GUEST,), public=True),
        plain(HOME_RULES, guests, organisations=(GUEST,)),
        plain(HOME_RULES, guests, organisations=(stranger,), public=True),
        plain(HOME_RULES, guests, organisations=None),
        plain(HOME_RULES, guests, home=("guest.example",), organisations=(GUEST,)),
        plain(HOME_RULES, guests, organisations=(Organisation(id=None, name="nobody knows"),)),
        plain(HOME_RULES, guests, organisations=None, unlisted_unbound=True),
    ]
    agreed(*some)
    agreed(*reversed(some))


def test_people_are_known_by_the_states_from_which_they_come() -> None:
    """A rule on states hears of everybody who is listed, and of those who are not that they may be."""
    told = rules(PERMIT, rule("no-ru", Effect.FORBID, "zoom", when=All((FROM_RU, Not(PUBLIC)))))
    lists = [("GB",), ("GB", "RU"), ("GB", None), ("RU", None), ()]
    people = [tuple(Participant(state=each) for each in states) for states in lists]
    found = verdicts(*(plain(told, participants=each, unlisted_unbound=True) for each in people))
    assert found == ["permitted", "forbidden", "undetermined", "forbidden", "permitted"]
    agreed(*(plain(told, participants=each, participants_complete=False) for each in people))


def exposing(*states: str, count: int = 4, complete: bool = True, also: tuple[Rule, ...] = ()) -> list[Case]:
    """Build cases against these states, under rules that share a condition on findings."""
    lab = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="s")
    windows = (FindingsComplete(authority="lab", through=LATER + timedelta(days=99)),) if complete else ()
    several = [rule(f"x{number}", Effect.FORBID, "zoom", "teams", when=EXPOSED) for number in range(count)]
    told = rules(PERMIT, rule("teams-too", Effect.PERMIT, "teams"), NO_PUBLIC, *several, *also)
    catalogue = Catalogue(
        platforms={
            "zoom": Platform(id="zoom", name="Zoom", findings=(lab,)),
            "teams": Platform(id="teams", name="Teams"),
            "jitsi": Platform(id="jitsi", name="Jitsi"),
        },
        findings_complete=windows,
    )
    against = [frozenset({each}) for each in states] or [frozenset[str]()]
    cases = [plain(told, detrimental_to=each) for each in (*against, None)]
    return [attrs.evolve(each, catalogue=catalogue) for each in cases]


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("count", [1, 4])
def test_rules_that_share_a_condition_on_findings_are_asked_together(*, count: int, complete: bool) -> None:
    """A finding against the state forbids there alone; where the list of findings has gaps it leaves the rest open."""
    cases = exposing("CN", "RU", count=count, complete=complete)
    assert verdicts(*cases)[0] == "forbidden"
    assert verdicts(*cases, platform="teams")[0] == ("permitted" if complete else "undetermined")


def test_two_conditions_on_findings_are_both_asked() -> None:
    """Rules of two authorities may both object to one talk."""
    other = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"key-custody"}))
    also = tuple(rule(f"y{number}", Effect.FORBID, "teams", when=other) for number in range(4))
    agreed(*exposing("CN", "RU", also=also))
    agreed(*exposing("CN", "RU", also=also, complete=False))


def test_conditions_on_findings_count_only_where_all_else_holds() -> None:
    """Rules that share a condition, and that the topics of a talk rule out, are not asked for findings."""
    also = tuple(rule(f"y{number}", Effect.FORBID, "zoom", when=All((EXPOSED, TRADE))) for number in range(4))
    cases = exposing("CN", "RU", count=0, also=also)
    assert verdicts(*cases) == ["permitted", "permitted", "permitted"]
    trade = [attrs.evolve(each.meeting, topics=frozenset({"trade"})) for each in cases]
    talks = [attrs.evolve(each, meeting=meeting) for each, meeting in zip(cases, trade, strict=True)]
    assert verdicts(*talks, *cases)[:3] == ["forbidden", "permitted", "undetermined"]


def test_an_exception_lifts_a_forbid_where_it_holds() -> None:
    """What lifts only in another case lifts nothing here."""
    told = rules(
        PERMIT,
        NO_PUBLIC,
        rule("but", Effect.EXCEPT, "zoom", lifts=frozenset({"no-public"}), when=TRADE),
        rule("grants", Effect.EXCEPT, "teams", lifts=frozenset({"no-public"}), grants=True, when=Not(TRADE)),
    )
    trade = frozenset({"trade"})
    cases = [
        plain(told, public=True),
        plain(told, public=True, topics=trade),
        plain(told, public=True, topics=None),
        plain(told, public=None, topics=trade),
    ]
    assert verdicts(*cases) == ["forbidden", "permitted", "undetermined", "permitted"]


def test_duties_make_a_permission_conditional_until_they_are_met() -> None:
    """What is owed is met by a promise, by a guarantee or by an attestation; nothing else counts."""
    before = require("evaluation", phase=Phase.BEFORE)
    told = rules(PERMIT, require("locked"), before, NO_PUBLIC)
    both = frozenset({"locked", "evaluation"})
    cases = [
        plain(told),
        plain(told, fulfils=both),
        plain(told, enforces=both),
        plain(told, fulfils=frozenset({"evaluation"}), enforces=frozenset({"locked"})),
        plain(told, public=True),
        plain(told, public=None, fulfils=both),
        plain(told, attestations=(Attestation(kind="evaluation", platform="zoom"),), attestations_complete=True),
    ]
    found = verdicts(*cases)
    assert found[:6] == ["conditional", "permitted", "conditional", "permitted", "forbidden", "undetermined"]


def test_duties_that_conflict_are_told_apart_from_those_that_do_not() -> None:
    """Of two things that cannot be had together nothing can be had."""
    told = rules(
        PERMIT, require("recording", conflicts=frozenset({"no-recording"})), require("no-recording"), NO_PUBLIC
    )
    assert verdicts(plain(told), plain(told, public=True)) == ["unavailable", "forbidden"]


def test_odd_values_are_no_facts() -> None:
    """A number is no flag, a list is no set, and what cannot be hashed is unknown: nothing is raised."""
    odd: list[dict[str, Any]] = [
        {"public": cast("Any", 1)},
        {"public": cast("Any", 1.0)},
        {"public": True},
        {"topics": cast("Any", ["trade"])},
        {"topics": State.NONE},
        {"public": cast("Any", ["yes"])},
        {"circumstances": {"crisis": cast("Any", ["yes"])}},
        {"circumstances": {"crisis": 1}},
        {"circumstances": {"crisis": cast("Any", 1.0)}},
        {"circumstances": {"crisis": True}},
        {"facts": {"house-rules/floor": cast("Any", ["third"])}},
        {"device": cast("Any", ["managed"])},
        {"purpose": cast("Any", ["tea"])},
        {"detrimental_to": cast("Any", ["CN"])},
        {"participants": (Participant(state=cast("Any", ["GB"])),), "unlisted_unbound": True},
    ]
    crisis = rule("crisis", Effect.FORBID, "zoom", when=Is(fact="circumstances.crisis", values=frozenset({True})))
    floor = rule("floor", Effect.FORBID, "zoom", when=Is(fact="facts.house-rules/floor", values=frozenset({"third"})))
    tea = rule("tea", Effect.FORBID, "zoom", when=Is(fact="purpose", values=frozenset({"tea"})))
    told = rules(PERMIT, NO_PUBLIC, NO_TRADE, crisis, tea, rule("ru", Effect.FORBID, "teams", when=FROM_RU))
    agreed(plain(told), *(plain(told, **each) for each in odd), plain(told, public=True))
    declared = attrs.evolve(told, rules=(*told.rules, floor))
    agreed(plain(declared), *(plain(declared, **each) for each in odd))


def test_circumstances_alone_are_looked_up_too() -> None:
    """A policy that asks for nothing but circumstances tells meetings apart by them."""
    crisis = Is(fact="circumstances.crisis", values=frozenset({True}))
    told = rules(PERMIT, rule("crisis", Effect.FORBID, "zoom", when=crisis))
    stated = [{}, {"crisis": True}, {"crisis": False}, {"crisis": State.NONE}]
    found = verdicts(*(plain(told, circumstances=each) for each in stated))
    assert found == ["undetermined", "forbidden", "permitted", "permitted"]


def test_many_platforms_are_decided_like_few() -> None:
    """Beyond a number of platforms rules are gone through rather than platforms: the answer is the same."""
    more = tuple(Platform(id=f"p{number:02}", name=f"P{number}") for number in range(30))
    names = [each.id for each in more]
    told = rules(
        PERMIT,
        NO_PUBLIC,
        *(rule(f"permit-{name}", Effect.PERMIT, name) for name in names[:20]),
        *(rule(f"forbid-{name}", Effect.FORBID, name, when=PUBLIC) for name in names[5:28]),
        *(rule(f"trade-{name}", Effect.FORBID, name, when=TRADE) for name in names[:3]),
        *(rule(f"x-{name}", Effect.FORBID, name, when=EXPOSED) for name in names[10:15]),
        *(rule(f"xp-{name}", Effect.PERMIT, name, when=Not(EXPOSED)) for name in names[12:24]),
    )
    trade = frozenset({"trade"})
    stated: list[dict[str, Any]] = [
        {},
        {"public": True},
        {"topics": trade},
        {"public": None},
        {"topics": None},
        {"detrimental_to": None},
    ]
    agreed(*(plain(told, extra=more, **each) for each in stated))
    agreed(*(plain(told, extra=more, detrimental_to=frozenset({"CN"}), **each) for each in stated[:5]))


def test_a_policy_in_which_more_counts_is_decided_the_long_way() -> None:
    """Sets with limits, labels and rule sets that are in force at times are no usual case, and come out the same."""
    within = Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"trade"}))
    limited = rules(PERMIT, rule("within", Effect.FORBID, "zoom", when=Not(within)))
    dated = rules(PERMIT, NO_PUBLIC, in_force=Span(end=Edge.at(LATER)))
    strange = rules(PERMIT, NO_PUBLIC, rule("label", Effect.FORBID, "zoom", when=_secret()))
    for each in (limited, dated, strange, rules(PERMIT), rules(PERMIT, NO_TRADE)):
        agreed(
            plain(each),
            plain(each, topics=frozenset({"trade", "tea"})),
            plain(each, public=True, starts=LATER, ends=None),
        )


def _secret() -> Level:
    return Level(test=OrderTest.AT_LEAST, label=Label.of("GB:SECRET"))


def test_a_plan_takes_its_shortcut_after_it_met_the_words() -> None:
    """What was looked up once is found at once, and the copy of a plan starts anew."""
    here = plain(HOME_RULES)
    plan = plan_for(here)
    first, second = plan.run(here), plan.run(here)
    assert first.permitted == second.permitted == ("zoom",)
