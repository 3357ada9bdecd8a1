"""Test plans that are large: many rules, many dates, many platforms, many meetings; they answer what small ones do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import attrs
from tests.engine.agreed import agreed, plan_for, verdicts
from tests.engine.houses import NOON, PERMIT, case, on, require, rule, rules
from tests.laws.agreement import differences

from meetgate.engine._bits import Memo, bits
from meetgate.model import (
    All,
    Condition,
    Edge,
    Effect,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Members,
    Not,
    Organisation,
    Participant,
    Platform,
    Quantifier,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
)

PUBLIC: Final = Is(fact="public", values=frozenset({True}))
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
EXPOSED: Final = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))
FROM_RU: Final = Some(of="participants", quantifier=Quantifier.ANY, test=Is(fact="state", values=frozenset({"RU"})))


def topic(*values: str, within: bool = False) -> Members:
    """Build a test of topics."""
    return Members(fact="topics", test=SetTest.WITHIN if within else SetTest.ANY_OF, values=frozenset(values))


def forbids(number: int, *platforms: str, when: Condition, **more: Any) -> Rule:
    """Build one of many rules."""
    return rule(f"n{number:05}", Effect.FORBID, *(platforms or ("zoom",)), when=when, **more)


def test_a_memory_that_is_full_is_emptied_and_goes_on() -> None:
    """However many keys are met, no more than the limit are held, and the last one is."""
    memo = Memo[int, str](3)
    assert [memo.keep(each, str(each)) for each in range(5)] == ["0", "1", "2", "3", "4"]
    assert (memo.get(4), memo.get(0), len(memo.stored)) == ("4", None, 2)


def test_many_bits_are_read_in_ascending_order() -> None:
    """A mask with many bits gives the numbers that one with few would."""
    for numbers in ([], [0], [3, 70], list(range(0, 400, 3))):
        assert [*bits(sum(1 << each for each in numbers))] == numbers


def test_more_dates_than_rows_are_reached_from_the_last_kept_one() -> None:
    """Before, between and after hundreds of dates, in force is what is in force then."""
    spans = [
        Span(start=Edge.at(NOON + DAY * each), end=Edge(NOON + DAY * (each + 1), NOON + DAY * (each + 2)))
        for each in range(0, 1400, 2)
    ]
    told = rules(PERMIT, *(forbids(number, when=PUBLIC, in_force=each) for number, each in enumerate(spans)))
    starts = [NOON - DAY, NOON, NOON + DAY + HOUR, NOON + DAY * 777 + HOUR, NOON + DAY * 778, NOON + DAY * 5000]
    cases = [case(told, starts=each, ends=each + HOUR, public=True) for each in starts]
    plan = plan_for(cases[0])
    found = [plan.run(each).verdicts["zoom"].value for each in cases]
    assert found == ["permitted", "forbidden", "undetermined", "undetermined", "forbidden", "permitted"]
    assert [differences(plan, each) for each in cases] == [{}] * len(cases)
    assert differences(plan, case(told, starts=None, ends=None, public=True)) == {}


def _topics(count: int) -> RuleSet:
    many = [forbids(number, when=topic(f"t{number}", f"u{number // 10}")) for number in range(count)]
    few = [
        forbids(9000, when=Not(topic("x"))),
        forbids(9001, when=PUBLIC),
        forbids(9002, "teams", when=Not(topic("y"))),
    ]
    return rules(PERMIT, rule("teams", Effect.PERMIT, "teams"), *many, *few)


def test_topics_that_few_of_many_rules_name_are_found_by_number() -> None:
    """Among thousands of rules a topic that one names, that many name, or that nobody names, is what it is."""
    told = _topics(4200)
    sets = [
        {"x"},
        {"x", "t17"},
        {"x", "u3"},
        {"y"},
        set[str](),
        {"x", "strange"},
        {f"z{n}" for n in range(20)} | {"t5"},
    ]
    cases = [case(told, topics=frozenset(each), schemes=Schemes(), public=False) for each in sets]
    plan = plan_for(cases[0])
    for each in (*cases, *cases[:3]):
        assert differences(plan, each) == {}
    held = case(told, topics=None, public=False)
    assert plan_for(held).run(held).verdicts["zoom"].value == "undetermined"


def test_topics_that_rules_tolerate_are_found_by_number_too() -> None:
    """Thousands of rules, each of which tolerates other topics, forbid whatever is not among them."""
    granting = [
        rule(f"g{number:05}", Effect.PERMIT, "zoom", when=topic(f"t{number}", "all", within=True))
        for number in range(4200)
    ]
    told = rules(*granting, rule("teams", Effect.PERMIT, "teams"))
    sets = [{"t17"}, {"t17", "all"}, {"t17", "t18"}, {"all"}, set[str](), {"strange"}, {"t17", "strange"}]
    cases = [case(told, topics=frozenset(each)) for each in sets]
    plan = plan_for(cases[0])
    for each in cases[:3]:
        assert differences(plan, each) == {}
    found = [plan.run(each).verdicts["zoom"].value for each in cases]
    assert found == ["permitted", "permitted", "not_covered", "permitted", "permitted", "not_covered", "not_covered"]


def _platforms(count: int) -> tuple[Platform, ...]:
    lab = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="s")
    return tuple(
        Platform(
            id=f"p{number:02}",
            name=f"P{number}",
            vendor="acme" if number % 3 else "other",
            findings=(lab,) if number % 2 else (),
        )
        for number in range(count)
    )


def _stated() -> list[dict[str, Any]]:
    return [
        {},
        {"public": True},
        {"public": None},
        {"topics": frozenset({"a"})},
        {"topics": None},
        {"detrimental_to": frozenset({"CN"})},
        {"detrimental_to": frozenset({"CN"}), "public": True},
        {"detrimental_to": None},
        {"participants": (Participant(state="RU"),), "unlisted_unbound": True},
    ]


def _asked(told: Sequence[RuleSet], extra: tuple[Platform, ...], **more: Any) -> list[Any]:
    usual: dict[str, Any] = {"public": False, "topics": frozenset[str](), "detrimental_to": frozenset[str]()}
    windows = (FindingsComplete(authority="lab", through=NOON + DAY * 99),)
    cases = [case(*told, extra=extra, schemes=Schemes(), **{**usual, **each, **more}) for each in _stated()]
    return [attrs.evolve(one, catalogue=attrs.evolve(one.catalogue, findings_complete=windows)) for one in cases]


def test_many_platforms_are_decided_like_few() -> None:
    """Beyond a number of platforms the lines are gone through rather than the platforms: the answer is the same."""
    extra = _platforms(30)
    names = [each.id for each in extra]
    told = rules(
        *(rule(f"permit-{name}", Effect.PERMIT, name) for name in names[:20]),
        *(forbids(number, name, when=PUBLIC) for number, name in enumerate(names[5:28])),
        *(forbids(100 + number, name, when=topic("a")) for number, name in enumerate(names[:3])),
        forbids(200, *names[18:], when=All((PUBLIC, FROM_RU))),
    )
    shared = rules(*told.rules, *(forbids(300 + number, name, when=EXPOSED) for number, name in enumerate(names[:12])))
    unknown = attrs.evolve(extra[0], vendor=None)
    vendor = Selector(by=SelectorKind.VENDOR, value="acme")
    doubtful = attrs.evolve(rule("vendor", Effect.FORBID, when=PUBLIC), platforms=(vendor,))
    everything = rule("all", Effect.PERMIT, *names, "zoom", "teams")
    for each in (told, shared, rules(*shared.rules, doubtful), rules(everything, *shared.rules), rules(PERMIT)):
        agreed(*_asked([each], extra))
        agreed(*_asked([each], (unknown, *extra[1:])))
    agreed(*_asked([rules(everything, require("locked"))], extra))
    agreed(*_asked([rules(*told.rules, attrs.evolve(require("locked"), platforms=on(*names[:9])))], extra))


def test_many_lines_on_many_platforms_are_swept_platform_by_platform() -> None:
    """Where more lines speak than it is worth going through, certain or not, the platforms are."""
    extra = _platforms(20)
    names = [each.id for each in extra]
    some = [rule(f"p{number:03}", Effect.PERMIT, name) for number, name in enumerate(names[:18] * 2)]
    many = [forbids(number, name, when=PUBLIC) for number, name in enumerate(names[:15] * 2)]
    tier = Rule(id="tier", effect=Effect.TIER, ranks=(on("p01"), on("p02")))
    for told in (
        rules(*some, *many),
        rules(*some, *many, tier),
        rules(*some, *many, in_force=Span(end=Edge.at(NOON + DAY))),
    ):
        agreed(*_asked([told], extra))


def test_rules_that_share_conditions_are_grouped_and_the_rest_is_asked_one_by_one() -> None:
    """More kinds of conditions than there are groups, and rules with several of them, are answered all the same."""
    kinds = [
        Exposed(asserted_by=frozenset({f"lab{number}", "lab"}), kinds=frozenset({"storage"})) for number in range(20)
    ]
    many = [forbids(10 * number + each, "teams", when=kind) for number, kind in enumerate(kinds) for each in range(4)]
    both = forbids(900, "zoom", when=All((kinds[0], kinds[1])))
    told = rules(PERMIT, rule("teams", Effect.PERMIT, "teams"), *many, both)
    agreed(*_asked([told], _platforms(2)))


def test_strangers_do_not_fill_the_memory_of_a_plan() -> None:
    """A thousand meetings with as many words, topics, people and organisations nobody asks for are all decided."""
    guests = rules(forbids(1, when=PUBLIC), name="guest-rules", binds="guest.example")
    told = rules(
        PERMIT,
        forbids(0, when=All((topic("a"), FROM_RU))),
        forbids(2, when=Is(fact="purpose", values=frozenset({"tea"}))),
    )
    first = case(told, guests, schemes=Schemes())
    plan = plan_for(first)
    for number in range(1100):
        strange = Organisation(id=f"o{number}.example")
        asked = case(
            told,
            guests,
            schemes=Schemes(),
            purpose=f"p{number}",
            topics=frozenset({f"t{number}"}),
            participants=(Participant(state=f"S{number}", organisation=strange),),
            organisations=(strange,),
            public=True,
        )
        assert plan.run(asked).permitted == ("zoom",)
    assert differences(plan, first) == {}
    assert verdicts(case(told, guests, schemes=Schemes(), purpose="tea"), plan=plan) == ["forbidden"]
