"""Test what of the language a plan looks up, remembers, or evaluates each time: it answers what the definition does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from tests.engine.agreed import agreed, verdicts
from tests.engine.houses import GUEST, HOUSE, NOON, PERMIT, case, on, require, rule, rules, with_zoom

from meetgate.model import (
    Account,
    All,
    Assumption,
    Atom,
    Attendance,
    Attested,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Edge,
    Effect,
    Exposed,
    Is,
    Kind,
    Label,
    Level,
    Members,
    Not,
    Number,
    OrderTest,
    Organisation,
    Participant,
    Platform,
    PlatformClass,
    PlatformFact,
    Quantifier,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
    Unaddressed,
    Vocabulary,
    When,
)
from meetgate.model import Any as Either

LATER: Final = NOON + timedelta(days=1)
HOUR: Final = timedelta(hours=1)
PUBLIC: Final = Is(fact="public", values=frozenset({True}))
CRISIS: Final = Is(fact="circumstances.crisis", values=frozenset({True}))
FROM_RU: Final = Is(fact="state", values=frozenset({"RU"}))
SINCE: Final = Span(start=Edge.at(LATER))


def some(test: Condition, *, of: str = "participants", quantifier: Quantifier = Quantifier.ANY) -> Some:
    """Build a condition on some or all who take part."""
    return Some(of=of, quantifier=quantifier, test=test)


def members(fact: str, *values: str, within: bool = False) -> Members:
    """Build a test of a set."""
    return Members(fact=fact, test=SetTest.WITHIN if within else SetTest.ANY_OF, values=frozenset(values))


def fact(name: str, *values: str, **more: Any) -> PlatformFact:
    """Build a statement on a platform."""
    return PlatformFact(name=name, values=frozenset(values), asserted_by=more.pop("by", "vendor"), source="s", **more)


def forbidding(*conditions: Condition, **more: Any) -> Any:
    """Build a rule set that permits Zoom, and forbids it under each of these conditions."""
    told = [rule(f"no-{number}", Effect.FORBID, "zoom", when=each) for number, each in enumerate(conditions)]
    return rules(PERMIT, *told, **more)


def people(*states: str | None, firm: Organisation | None = HOUSE) -> tuple[Participant, ...]:
    """Return somebody from each state."""
    return tuple(Participant(state=each, organisation=firm) for each in states)


@pytest.mark.parametrize(
    "test",
    [
        Not(FROM_RU),
        All((FROM_RU, Is(fact="device", values=frozenset({"managed"})))),
        Either((FROM_RU, Is(fact="platform.e2ee", values=frozenset({True})))),
        All((Not(FROM_RU), Level(test=OrderTest.AT_LEAST, label=Label.of("GB:SECRET")))),
        members("organisation.kinds", "company"),
        members("organisation.kinds", "company", within=True),
    ],
)
def test_whatever_is_asked_of_each_participant_is_asked_of_all(test: Condition) -> None:
    """Tests of a member may be nested, may read the platform or the label, and may ask for legal kinds."""
    firm = Organisation(id="firm.example", kinds=frozenset({Kind("company", SINCE)}), kinds_complete=True)
    once = Organisation(id="once.example", kinds=frozenset({Kind("company")}), kinds_complete=True)
    told = forbidding(some(test), some(test, quantifier=Quantifier.ALL), Either((some(test), PUBLIC)))
    lists = [people("GB"), people("RU", "GB"), people("RU"), people(None), (), None, people("RU", firm=None)]
    lists += [people("RU", firm=firm), people("GB", firm=once)]
    known = [{"participants": each, "participants_complete": each is not None} for each in lists]
    open_ = [{"participants": each, "participants_complete": False} for each in lists]
    held = with_zoom(facts=(fact("e2ee", "yes"),))
    agreed(*(case(told, extra=(held,), device="managed", **each) for each in (*known, *open_)))


def test_two_tests_of_one_set_or_list_in_one_rule_are_both_made() -> None:
    """A rule that asks twice of the same set, or of the same list, holds where both answers do."""
    topics = All((members("topics", "a", "b"), Not(members("topics", "c")), members("topics", "a", "c", within=True)))
    states = All((some(FROM_RU), some(Is(fact="state", values=frozenset({"CN"})))))
    told = forbidding(topics, states)
    sets = [frozenset({"a"}), frozenset({"a", "c"}), frozenset({"b"}), frozenset[str](), None]
    lists = [people("RU"), people("RU", "CN"), people("CN", None)]
    agreed(*(case(told, topics=each, participants=one) for each in sets for one in lists))


def test_the_label_and_circumstances_are_told_apart_where_no_column_holds_them() -> None:
    """Alternatives of a label, of circumstances, of a role and of a head count are looked up together."""
    secret = Level(test=OrderTest.AT_LEAST, label=Label.of("GB:SECRET"))
    told = forbidding(
        Either((secret, CRISIS)),
        Either((Number(test=OrderTest.AT_LEAST, bound=3), members("topics", "a"))),
        Either((Is(fact="role", values=frozenset({"host"})), Is(fact="purpose", values=frozenset({"tea"})))),
        Either((Attested(kind="evaluation"), PUBLIC)),
        Either((Is(fact="facts.house-rules/floor", values=frozenset({"third"})), PUBLIC)),
    )
    labels = [(), None, (Label.of("GB:SECRET"),), (Label.of("GB:OFFICIAL"),)]
    stated: list[dict[str, Any]] = [
        *({"classification": each} for each in labels),
        *({"circumstances": {"crisis": each}} for each in (True, False, 1, 1.0, ["yes"])),
        *({"attendance": Attendance(at_least=each)} for each in (2, 3, 4)),
        *({"purpose": each} for each in ("tea", "coffee", "rum")),
        *({"public": each} for each in (True, False, 1)),
        *({"facts": {"house-rules/floor": each}} for each in ("third", "first", ["third"])),
        {"topics": frozenset({"a", "z"})},
    ]
    agreed(*(case(told, **each) for each in stated))


def test_a_label_that_its_scheme_excludes_is_invalid_for_every_meeting_that_has_it() -> None:
    """What is invalid forbids everything; the same label is found invalid again, and another is not."""
    wrong = Label(atoms=frozenset({Atom("GB", "SECRET")}), marks=frozenset({"SENSITIVE"}), marks_complete=True)
    doubtful = attrs.evolve(wrong, marks=frozenset[str](), marks_complete=False)
    told = rules(PERMIT)
    cases = [case(told, classification=(each,)) for each in (wrong, wrong, doubtful, Label.of("GB:OFFICIAL"))]
    assert verdicts(*cases) == ["forbidden", "forbidden", "undetermined", "permitted"]


def test_what_a_rule_set_assumes_reads_trusts_and_calls_a_kind_counts_inside_it_alone() -> None:
    """Two rule sets with the same words may mean different things: neither hears of the other's."""
    e2ee = Is(fact="platform.e2ee", values=frozenset({True}))
    asked = (e2ee, PUBLIC, some(members("organisation.kinds", "sect")), members("topics", "a"))
    assumed = (
        Assumption(fact="public", value=True, by="us", because="we say so"),
        Assumption(fact="topics", value=frozenset({"a"}), by="us", because="we say so"),
    )
    own: list[dict[str, Any]] = [
        {"assumes": assumed},
        {"reads": {"partial": "no"}},
        {"trusts": frozenset({"lab"})},
        {"vocabulary": Vocabulary(kinds=frozenset({"sect"}))},
        {},
    ]
    sets = [forbidding(*asked, name=f"rules-{number}", **each) for number, each in enumerate(own)]
    zoom = with_zoom(facts=(fact("e2ee", "partial"), fact("e2ee", "yes", by="lab")))
    firms = [HOUSE, Organisation(id="sect.example", kinds=frozenset({Kind("sect")}))]
    stated: list[dict[str, Any]] = [{}, {"public": False}, {"topics": frozenset[str]()}, {"public": True}]
    cases = [
        case(*sets, extra=(zoom,), participants=people("GB", firm=each), organisations=(each,), **more)
        for each in firms
        for more in stated
    ]
    agreed(*cases)
    for each in sets:
        agreed(*(attrs.evolve(one, rule_sets=(each,)) for one in cases))


def test_rules_that_pick_platforms_by_facts_follow_the_facts() -> None:
    """Selectors of facts, alone or inside a class, pick other platforms at other times and under other claims."""
    gold = Selector(by=SelectorKind.FACT, value="tier", fact_values=frozenset({"gold"}))
    classes = {
        "golden": PlatformClass(members=(gold,), closed=True),
        "rest": PlatformClass(members=(Selector(by=SelectorKind.CLASS, value="any"),), excludes=(gold,)),
    }
    by_class = tuple(Selector(by=SelectorKind.CLASS, value=each) for each in ("golden", "nobody-knows"))
    picked = rules(
        attrs.evolve(rule("gold", Effect.PERMIT), platforms=(gold,)),
        attrs.evolve(rule("class", Effect.FORBID, when=PUBLIC), platforms=by_class),
        attrs.evolve(
            rule("rest", Effect.FORBID, when=CRISIS), platforms=(Selector(by=SelectorKind.CLASS, value="rest"),)
        ),
        attrs.evolve(require("locked"), platforms=(gold,)),
        classes=classes,
    )
    zoom = with_zoom(facts=(fact("tier", "gold", valid=Span(end=Edge.at(LATER))), fact("tier", "silver", valid=SINCE)))
    stated: list[dict[str, Any]] = [
        {},
        {"starts": LATER, "ends": LATER + HOUR},
        {"ends": LATER + HOUR},
        {"public": True},
        {"circumstances": {"crisis": True}},
        {"platforms": {"teams": {"tier": frozenset({"gold"})}}},
        {"platforms": {"zoom": {"tier": frozenset({"silver"})}}},
        {"fulfils": frozenset({"locked"})},
    ]
    agreed(
        *(
            case(picked, extra=(zoom,), **{"public": False, "circumstances": {"crisis": False}, **each})
            for each in stated
        )
    )


@pytest.mark.parametrize("unaddressed", Unaddressed)
@pytest.mark.parametrize("floating", ["", "own", "base"])
def test_silence_speaks_of_what_no_rule_addresses(unaddressed: Unaddressed, floating: str) -> None:
    """Deny forbids, and permit grants of what the base addresses, whatever is not addressed at the time."""
    gold = Selector(by=SelectorKind.FACT, value="tier", fact_values=frozenset({"gold"}))
    vendor = Selector(by=SelectorKind.VENDOR, value="acme")
    own = attrs.evolve(PERMIT, platforms=(gold,) if floating == "own" else on("zoom"))
    base = attrs.evolve(rule("base", Effect.PERMIT), platforms=(gold, vendor) if floating == "base" else on("teams"))
    told = rules(own, unaddressed=unaddressed)
    house = rules(base, name="base-rules")
    zoom = with_zoom(facts=(fact("tier", "gold", valid=SINCE),), vendor="acme")
    stated: list[dict[str, Any]] = [{}, {"starts": LATER, "ends": LATER + HOUR}, {"home": None}]
    agreed(
        *(
            case(told, house, extra=(zoom, Platform(id="jitsi", name="Jitsi")), base=("base-rules",), **each)
            for each in stated
        )
    )


def _criteria(*criteria: Criterion, none: tuple[Criterion, ...] = (), **more: Any) -> Any:
    return attrs.evolve(forbidding(PUBLIC, name="criteria", **more), binds=Binding(any=criteria, none=none))


@pytest.mark.parametrize(
    "told",
    [
        _criteria(Criterion(kind="company")),
        _criteria(Criterion(kind="company", state="TW", valid=SINCE)),
        _criteria(Criterion(part_of="isle"), none=(Criterion(organisation="once.example"),)),
        _criteria(Criterion(organisation="house.example"), Criterion(organisation="named.example", kind="company")),
        _criteria(
            Criterion(kind="company"),
            organisations=(Organisation(id="named.example", kinds=frozenset({Kind("company", SINCE)})),),
        ),
        _criteria(Criterion(organisation="guest.example")),
    ],
)
def test_organisations_are_bound_by_what_criteria_tell_of_them(told: Any) -> None:
    """Kinds may be dated, an id may be missing, home may be unknown: whoever may be bound may be bound."""
    company = frozenset({Kind("company")})
    firms = [
        GUEST,
        Organisation(id="once.example", kinds=company, kinds_complete=True, state="TW", part_of="isle"),
        Organisation(id="later.example", kinds=frozenset({Kind("company", SINCE)}), kinds_complete=True),
        Organisation(id="named.example"),
        Organisation(id="open.example", state="TW"),
        Organisation(name="no id", kinds=company),
        Organisation(name="neither"),
    ]
    more: list[dict[str, Any]] = [{}, {"home": None}, {"starts": None, "ends": None}, {"ends": LATER + HOUR}]
    more += [{"starts": LATER, "ends": None}, {"organisations": None}]
    house = rules(PERMIT)
    cases = [
        case(house, told, public=True, **(dict[str, Any](organisations=(each,)) | one))
        for each in firms
        for one in more
    ]
    cases += [case(house, told, public=True, home=(each.id,), organisations=(each,)) for each in firms if each.id]
    agreed(*cases)


def test_statements_that_hang_on_the_meeting_are_told_apart_by_all_that_they_hang_on() -> None:
    """Plan, licence, settings, client, head count and states may each change what a platform can do."""
    whens = [
        When(plan=frozenset({"free"})),
        When(licence=frozenset({"edu"})),
        When(access=frozenset({"browser"})),
        When(modality=frozenset({"audio"})),
        When(participants_at_least=3),
        When(participants_at_most=5),
        When(states_any_of=frozenset({"RU"})),
        When(states_none_of=frozenset({"CN"})),
        When(opted_out=frozenset({"CN"})),
        When(settings=frozenset({("lobby", True)})),
    ]
    stated: list[dict[str, Any]] = [
        {},
        {"host_account": Account(plan="free", platform="zoom")},
        {"host_account": Account(plan="pro", opted_out_regions=frozenset({"CN"}), settings={"lobby": True})},
        {"our_account": Account(plan="free", licence="edu"), "role": "host"},
        {"our_account": Account(plan="free", licence="edu"), "role": "guest"},
        {"access": "browser"},
        {"modality": "audio"},
        {"attendance": Attendance(count=3)},
        {"attendance": Attendance(at_most=9, states=frozenset({"RU"}))},
        {"participants": people("RU", "GB")},
        {"participants": people(None), "participants_complete": False},
        {"participants": None, "participants_complete": False},
    ]
    e2ee = Is(fact="platform.e2ee", values=frozenset({True}))
    for when in whens:
        zoom = with_zoom(facts=(fact("e2ee", "yes", when=when),))
        agreed(*(case(forbidding(Not(e2ee)), extra=(zoom,), **each) for each in stated))


def test_what_callers_claim_of_platforms_is_said_of_their_meeting_alone() -> None:
    """A claim fills a gap in one meeting; the next one has the gap again."""
    e2ee = Is(fact="platform.e2ee", values=frozenset({True}))
    exposed = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset({"CN"}))
    told = forbidding(Not(e2ee), exposed)
    claim = {"zoom": {"e2ee": frozenset({"yes"})}}
    denial = {"zoom": {"e2ee": frozenset({"no"})}, "strange": {"e2ee": frozenset({"no"})}}
    cases = [case(told, platforms=each) for each in ({}, claim, denial, {"teams": {"capacity": frozenset({"1"})}})]
    agreed(*cases)


def test_findings_are_asked_for_whoever_the_talk_is_against() -> None:
    """Unknown, nobody, or strange states: what was found for one talk is not said of another."""
    exposed = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))
    told = forbidding(exposed, All((exposed, PUBLIC)), Either((exposed, PUBLIC)))
    against: list[Any] = [None, frozenset[str](), frozenset({"CN"}), frozenset({"XX"}), ["CN"], frozenset({"CN", "XX"})]
    agreed(*(case(told, detrimental_to=each, public=public) for each in against for public in (True, False, None)))


def test_a_plan_without_platforms_answers_that_there_are_none() -> None:
    """An empty catalogue is a policy too."""
    empty = attrs.evolve(case(forbidding(PUBLIC)), catalogue=Catalogue(platforms={}))
    (ruling,) = agreed(empty)
    assert ruling.decisions() == {}
    assert ruling.ranking() == ()
