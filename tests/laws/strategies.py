"""Draw worlds: rule sets, waivers, catalogues, schemes and meetings as values, out of a small vocabulary.

A world is `free` (any condition may stand in any rule) or `polar` (law 6: permit and except are downward-closed
in what makes a meeting more sensitive, forbid, never and require upward-closed). Choices are biased so that
every effect and every verdict is met often (`test_draws.py` measures it).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import TypeVar

import attrs
from hypothesis import strategies as st
from tests.laws.vocabulary import (
    CA,
    GB,
    GUEST,
    HOME,
    LEVELS,
    MOMENTS,
    ORGANISATIONS,
    PLATFORMS,
    STATES,
    THIRD,
    TOPICS,
)
from tests.laws.worlds import World

from meetgate.model import (
    ALWAYS,
    EVERYONE,
    Account,
    All,
    Any,
    Atom,
    Attendance,
    Attestation,
    Attested,
    Audience,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Derivation,
    Edge,
    Effect,
    Equivalence,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Kind,
    Label,
    Level,
    Meeting,
    Members,
    Not,
    Number,
    Obligation,
    OrderTest,
    Organisation,
    Participant,
    Phase,
    Platform,
    PlatformClass,
    PlatformFact,
    Quantifier,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
    State,
    Unaddressed,
    Waiver,
)
from meetgate.rules._derive import derived, with_derived

T = TypeVar("T")


class Direction(enum.Enum):
    """Name which way a condition may go when a meeting becomes more sensitive."""

    UP = "up"
    DOWN = "down"
    FREE = "free"


@cache
def mostly(usual: st.SearchStrategy[T], rare: st.SearchStrategy[T], *, times: int = 4) -> st.SearchStrategy[T]:
    """Draw the usual, and once in a while the rare."""
    return st.integers(0, times).flatmap(lambda number: rare if number == times else usual)


@cache
def subsets(members: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    """Draw a set of these members."""
    return st.frozensets(st.sampled_from(members), min_size=least)


# Time ---------------------------------------------------------------------------------------------------------------


@cache
@st.composite
def edges(draw: st.DrawFn) -> Edge:
    """Draw a moment that is certain, or a range."""
    first = draw(st.integers(0, len(MOMENTS) - 1))
    last = draw(mostly(st.just(first), st.integers(first, len(MOMENTS) - 1), times=3))
    return Edge(MOMENTS[first], MOMENTS[last])


@cache
def spans() -> st.SearchStrategy[Span]:
    """Draw a span: mostly always, else with certain or uncertain edges."""
    dated = st.builds(Span, start=st.none() | edges(), end=st.none() | edges())
    return mostly(st.just(ALWAYS), dated, times=3)


# Labels -------------------------------------------------------------------------------------------------------------


@cache
def labels() -> st.SearchStrategy[Label]:
    """Draw a label of a meeting: a string, or an object with absent or stated categories, marks and audience."""
    text = st.sampled_from(LEVELS).map(Label.of)
    return mostly(text, _label_objects(), times=2)


@cache
@st.composite
def _label_objects(draw: st.DrawFn) -> Label:
    (atom,) = Label.of(draw(st.sampled_from(LEVELS))).atoms
    audience = draw(mostly(st.just(EVERYONE), audiences(), times=2))
    known = draw(st.booleans())
    return Label(
        atoms=frozenset({atom}),
        categories=draw(mostly(st.just(frozenset[str]()), st.just(frozenset({"ATOMAL"})))),
        categories_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        marks=draw(mostly(st.just(frozenset[str]()), st.just(frozenset({"SENSITIVE"})))),
        marks_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        audience=audience if known else EVERYONE,
        audience_complete=known,
    )


@cache
def audiences() -> st.SearchStrategy[Audience]:
    """Draw a finite or co-finite audience."""
    return st.builds(Audience, subsets(("GB", "US", "CN")), cofinite=st.booleans())


@cache
def bounds() -> st.SearchStrategy[Label]:
    """Draw the label that a rule names: one level, or one of each authority."""
    one = st.sampled_from(LEVELS).map(Label.of)
    both = st.builds(
        lambda gb, ca: Label(atoms=frozenset({Atom("GB", gb), Atom("CA", ca)})),
        st.sampled_from(GB.levels),
        st.sampled_from(CA.levels),
    )
    return mostly(one, both, times=3)


@cache
@st.composite
def schemes(draw: st.DrawFn) -> Schemes:
    """Draw the two schemes, with no, one or two equivalences between them."""
    link = st.builds(
        Equivalence,
        marked=st.sampled_from([Atom("GB", each) for each in GB.levels]),
        carried_as=st.sampled_from([Atom("CA", each) for each in CA.levels]),
        valid=spans(),
    )
    links = draw(st.lists(link, max_size=2))
    return Schemes(by_authority={"GB": GB, "CA": CA}, equivalences=tuple({each.name: each for each in links}.values()))


# Conditions ---------------------------------------------------------------------------------------------------------


@cache
def _members(fact: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.builds(Members, fact=st.just(fact), test=st.just(SetTest.ANY_OF), values=subsets(values, least=1))


@cache
def _within(fact: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.builds(Members, fact=st.just(fact), test=st.just(SetTest.WITHIN), values=subsets(values))


@cache
def upward() -> st.SearchStrategy[Condition]:
    """Draw a condition that only becomes truer when a meeting becomes more sensitive."""
    return st.one_of(
        _members("topics", TOPICS),
        _members("detrimental_to", STATES),
        _members("information", ("patient-data",)),
        _members("classification.marks", ("SENSITIVE",)),
        st.builds(Level, test=st.just(OrderTest.AT_LEAST), label=bounds()),
        st.just(Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))),
        st.just(Exposed(asserted_by=frozenset({"lab", "agency"}), kinds=frozenset({"storage", "key-custody"}))),
        st.builds(
            Some, of=st.sampled_from(("participants", "organisations")), quantifier=st.just(Quantifier.ANY), test=each()
        ),
        st.builds(Number, test=st.just(OrderTest.AT_LEAST), bound=st.integers(1, 3)),
    )


@cache
def downward() -> st.SearchStrategy[Condition]:
    """Draw a condition that only becomes less true when a meeting becomes more sensitive."""
    return st.one_of(
        _within("topics", TOPICS[:1]),
        _within("detrimental_to", STATES[:1]),
        _within("classification.categories", ("ATOMAL",)),
        st.builds(Level, test=st.just(OrderTest.AT_MOST), label=bounds()),
        st.builds(Some, of=st.just("participants"), quantifier=st.just(Quantifier.ALL), test=each()),
        st.builds(Number, test=st.just(OrderTest.AT_MOST), bound=st.integers(1, 3)),
        st.builds(
            Level,
            test=st.just(OrderTest.AT_MOST),
            label=bounds(),
            platform_fact=st.just("accredited_for"),
        ),
    )


@cache
def each() -> st.SearchStrategy[Condition]:
    """Draw a condition on one participant or organisation."""
    of_organisation = st.sampled_from(
        (
            Is(fact="state", values=frozenset({"GB"})),
            Is(fact="device", values=frozenset({"managed"})),
            Is(fact="organisation.id", values=frozenset({HOME, GUEST})),
            Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=frozenset({"company"})),
            Members(fact="kinds", test=SetTest.ANY_OF, values=frozenset({"parliament"})),
        )
    )
    return mostly(of_organisation, of_organisation.map(Not), times=3)


@cache
def neutral() -> st.SearchStrategy[Condition]:
    """Draw a condition on what makes a meeting neither more nor less sensitive."""
    return st.sampled_from(
        (
            Is(fact="public", values=frozenset({True})),
            Is(fact="public", values=frozenset({True})),
            Is(fact="confidential", values=frozenset({False})),
            Is(fact="purpose", values=frozenset({"briefing"})),
            Is(fact="circumstances.crisis", values=frozenset({True})),
            Is(fact="facts.home-rules/floor", values=frozenset({"third"})),
            Is(fact="device", values=frozenset({"managed"})),
            Is(fact="access", values=frozenset({"browser", "phone"})),
            Is(fact="modality", values=frozenset({"audio"})),
            Is(fact="role", values=frozenset({"host"})),
            Is(fact="host_account.plan", values=frozenset({"enterprise"})),
            Is(fact="platform.e2ee", values=frozenset({True})),
            Is(fact="requires.met", values=frozenset({True})),
            Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset({"CN"})),
            Members(fact="host_account.opted_out_regions", test=SetTest.ANY_OF, values=frozenset({"CN"})),
            Is(fact="platform.tier", values=frozenset({"gold"})),
            Attested(kind="evaluation"),
            Attested(kind="approval", never_expires=True),
            Attested(kind="approval", roles=("officer", "minister"), never_expires=True),
        )
    )


@cache
def conditions(direction: Direction) -> st.SearchStrategy[Condition]:
    """Draw a condition that goes this way, up to two levels of all, any and not."""
    turned = {
        Direction.UP: upward() | downward().map(Not),
        Direction.DOWN: downward() | upward().map(Not),
        Direction.FREE: upward() | downward(),
    }[direction]
    leaf = st.one_of(turned, neutral(), neutral().map(Not))
    if direction is Direction.FREE:
        leaf = mostly(leaf, leaf.map(Not))
    several = st.lists(leaf, min_size=1, max_size=3).map(tuple)
    whole = st.one_of(leaf, leaf, several.map(All), several.map(Any))
    return mostly(whole, st.just(All()), times=3)


# Rules --------------------------------------------------------------------------------------------------------------

_FORBIDDING = frozenset({Effect.NEVER, Effect.FORBID, Effect.REQUIRE})


@cache
@st.composite
def selectors(draw: st.DrawFn, *, editions: bool) -> Selector:
    """Draw a selector: mostly a name, else by vendor, by the vendor's state or by a fact."""
    by = draw(mostly(st.just(SelectorKind.PLATFORM), st.sampled_from(SelectorKind), times=5))
    match by:
        case SelectorKind.PLATFORM:
            return Selector(value=draw(st.sampled_from(PLATFORMS)), editions=editions)
        case SelectorKind.VENDOR:
            return Selector(by=by, value="acme")
        case SelectorKind.VENDOR_STATE:
            return Selector(by=by, value="US")
        case SelectorKind.FACT:
            return Selector(by=by, value="tier", fact_values=frozenset({"gold"}))
        case SelectorKind.CLASS:
            return Selector(by=by, value=draw(st.sampled_from(("named", "such", "any"))), editions=editions)


@cache
def obligations() -> st.SearchStrategy[Obligation]:
    """Draw an obligation; some conflict with each other, some need a fact of the platform."""
    return st.sampled_from(
        (
            Obligation(kind="waiting-room", phase=Phase.SETUP),
            Obligation(kind="waiting-room", phase=Phase.SETUP, value="on"),
            Obligation(kind="waiting-room", phase=Phase.SETUP, value="off"),
            Obligation(kind="recording", phase=Phase.DURING, conflicts=frozenset({"no-recording"})),
            Obligation(kind="no-recording", phase=Phase.DURING),
            Obligation(kind="evaluation", phase=Phase.BEFORE),
            Obligation(kind="evaluation", phase=Phase.SETUP),
            Obligation(kind="approval", phase=Phase.BEFORE, never_expires=True),
            Obligation(kind="encrypt", phase=Phase.SETUP, needs="e2ee"),
            Obligation(kind="quiet", phase=Phase.SETUP, conflicts=frozenset({"cloud"})),
            Obligation(kind="delete", phase=Phase.AFTER),
        )
    )


@cache
@st.composite
def rules(draw: st.DrawFn, number: int, *, polar: bool, usual: tuple[Effect, ...]) -> list[Rule]:
    """Draw a rule; `permit` with `only` is two, as the rule language writes it."""
    effect = draw(st.sampled_from(usual))
    upwards = effect in _FORBIDDING
    ordered = effect in {Effect.PREFER, Effect.TIER}
    direction = Direction.FREE if not polar else Direction.UP if upwards else Direction.DOWN
    if ordered and polar:
        direction = Direction.FREE  # tiers and preferences come after the stratum that law 6 speaks about
    rule = Rule(
        id=f"r{number}",
        effect=effect,
        platforms=() if ordered else tuple(draw(st.lists(selectors(editions=upwards), min_size=1, max_size=3))),
        when=draw(conditions(direction)),
        in_force=draw(mostly(st.just(ALWAYS), spans(), times=5)),
        lifts=draw(st.frozensets(st.sampled_from(("r0", "r1", "r2", "r0/only", "r1/only")), min_size=1))
        if effect is Effect.EXCEPT
        else frozenset(),
        grants=effect is Effect.EXCEPT and draw(st.booleans()),
        waivable_by=frozenset({"officer"}) if effect in _FORBIDDING and draw(st.booleans()) else frozenset(),
        disputed=draw(mostly(st.none(), st.just("report"), times=8)),
        strength=draw(mostly(st.none(), st.sampled_from(("advised-against", "advised-against", "ban")), times=2))
        if effect in {Effect.FORBID, Effect.NEVER}
        else None,
        obligation=draw(obligations()) if effect is Effect.REQUIRE else None,
        ranks=draw(_ranks()) if ordered else (),
    )
    return [rule, only(rule)] if effect is Effect.PERMIT and draw(mostly(st.just(False), st.just(True))) else [rule]  # noqa: FBT003  # the value drawn


def only(permit: Rule) -> Rule:
    """Return the forbid that `only: true` adds to a permit."""
    return attrs.evolve(permit, id=f"{permit.id}/only", effect=Effect.FORBID, when=Not(permit.when))


@cache
def _ranks() -> st.SearchStrategy[tuple[tuple[Selector, ...], ...]]:
    group = st.lists(selectors(editions=False), min_size=1, max_size=2).map(tuple)
    return st.lists(group, min_size=2, max_size=3).map(tuple)


#: Effects, as often as they are to be met: without permits there is nothing to decide.
USUAL = (*[Effect.PERMIT] * 5, *[Effect.FORBID] * 2, *[Effect.NEVER] * 2, *Effect)
_GENTLE = (*[Effect.PERMIT] * 5, *[Effect.REQUIRE] * 3, Effect.PREFER, Effect.TIER)

#: The house permits everything, so that a verdict hangs on what else is said.
HOUSE = Rule(id="house", effect=Effect.PERMIT, platforms=tuple(Selector(value=each) for each in PLATFORMS))

#: And it wants something in return, so that a verdict hangs on whether that is promised.
DUTY = Rule(
    id="duty",
    effect=Effect.REQUIRE,
    platforms=HOUSE.platforms,
    obligation=Obligation(kind="delete", phase=Phase.AFTER),
)


@cache
def bindings() -> st.SearchStrategy[Binding]:
    """Draw whom a rule set binds: mostly home."""
    criteria = st.sampled_from(
        (
            Criterion(organisation=HOME),
            Criterion(organisation=HOME),
            Criterion(organisation=HOME),
            Criterion(organisation=GUEST),
            Criterion(kind="parliament"),
            Criterion(kind="company", state="US"),
            Criterion(part_of="crown"),
        )
    )
    spared = mostly(st.just(()), criteria.map(lambda each: (each,)), times=6)
    return st.builds(Binding, any=st.lists(criteria, min_size=1, max_size=2).map(tuple), none=spared)


@cache
@st.composite
def rule_sets(draw: st.DrawFn, name: str, *, polar: bool = False, binds: Binding | None = None) -> RuleSet:
    """Draw a rule set of one to four rules, bound as given or anyhow."""
    usual = draw(st.sampled_from((USUAL, _GENTLE)))
    count = draw(st.integers(1, 4))
    drawn = [rule for number in range(count) for rule in draw(rules(number, polar=polar, usual=usual))]
    derives = derived(draw(mostly(st.just([]), st.lists(derivations(polar=polar), min_size=1, max_size=2), times=4)))
    drawn = [attrs.evolve(rule, when=with_derived(rule.when, derives)) for rule in drawn]
    return RuleSet(
        name=name,
        binds=draw(bindings()) if binds is None else binds,
        in_force=draw(mostly(st.just(ALWAYS), spans(), times=5)),
        unaddressed=draw(mostly(st.just(Unaddressed.ABSTAIN), st.sampled_from(Unaddressed), times=4)),
        rules=tuple(drawn),
        observe=draw(mostly(st.just(False), st.just(True), times=8)),  # noqa: FBT003  # the value drawn
        classes=CLASSES,
        reads=draw(mostly(st.just({}), st.sampled_from(_READS), times=4)),
        derives=derives,
    )


#: A closed class, and one of which nobody can tell what else is in it.
CLASSES = {
    "named": PlatformClass(
        members=(Selector(value="zoom"), Selector(by=SelectorKind.VENDOR_STATE, value="CN")), closed=True
    ),
    "such": PlatformClass(members=(Selector(value="jitsi"),), excludes=(Selector(value="zoom/x"),)),
}
_READS = ({"partial": "no"}, {"partial": "switch", "yes": "plan"}, {"configurable": "unknown"})


@cache
@st.composite
def derivations(draw: st.DrawFn, *, polar: bool) -> Derivation:
    """Draw a derivation; in law 6 what grows derives what grows, and all else follows from what stays as it is."""
    grows = draw(st.booleans())
    sets = (("information", "patient-data"), ("topics", "nuclear"), ("detrimental_to", "CN"))
    singles = (("public", True), ("confidential", True), ("circumstances.crisis", True), ("purpose", "briefing"))
    fact, value = draw(st.sampled_from(sets if grows else singles))
    free = conditions(Direction.UP if polar else Direction.FREE)
    return Derivation(fact=fact, value=value, when=draw(free if grows or not polar else neutral()))


@cache
def waivers(*, polar: bool = False) -> st.SearchStrategy[Waiver]:
    """Draw a waiver; one in some lacks a part of its form, or has expired."""
    return st.builds(
        Waiver,
        id=st.sampled_from(("w1", "w2")),
        ruleset=st.sampled_from(("home-rules", "guest-rules")),
        rules=st.frozensets(st.sampled_from(("r0", "r1", "r2", "r0/only")), min_size=2),
        approver=st.just("ann"),
        approved_by_role=mostly(st.just("officer"), st.none(), times=6),
        requester=mostly(st.just("bob"), st.just("ann"), times=6),
        expires=mostly(st.sampled_from(MOMENTS), st.none(), times=6),
        scope=mostly(st.just(All()), conditions(Direction.DOWN if polar else Direction.FREE), times=2),
    )


# Catalogue ----------------------------------------------------------------------------------------------------------


@cache
@st.composite
def platform_facts(draw: st.DrawFn) -> PlatformFact:
    """Draw a fact: a feature, a selectable tier, an accreditation, seldom a capacity."""
    name, values = draw(
        st.sampled_from(
            (
                *[("e2ee", frozenset({each})) for each in ("yes", "yes", "no", "configurable", "paid-only", "partial")],
                ("e2ee", frozenset({"yes", "no"})),
                ("tier", frozenset({"gold"})),
                ("tier", frozenset({"silver"})),
                ("accredited_for", frozenset({"GB:OFFICIAL"})),
                ("accredited_for", frozenset[str]()),
                ("capacity", frozenset({"2"})),
                ("e2ee.disables", frozenset({"cloud"})),
                ("e2ee.disables", frozenset({"recording", "none"})),
            )
        )
    )
    return PlatformFact(
        name=name,
        values=values,
        asserted_by=draw(st.sampled_from(("vendor", "lab"))),
        source="s",
        valid=draw(spans()),
        known_from=draw(st.none() | st.sampled_from(MOMENTS)),
        review_by=draw(mostly(st.none(), st.sampled_from(MOMENTS))),
    )


@cache
def findings() -> st.SearchStrategy[Finding]:
    """Draw a finding of exposure."""
    return st.builds(
        Finding,
        authority=st.sampled_from(("lab", "agency")),
        state=st.sampled_from(STATES),
        kinds=subsets(("storage", "key-custody"), least=1),
        source=st.just("s"),
        valid=spans(),
        known_from=st.none() | st.sampled_from(MOMENTS),
        review_by=mostly(st.none(), st.sampled_from(MOMENTS)),
    )


@cache
@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Draw the catalogue of three platforms, one an edition of another."""
    platforms = {
        name: Platform(
            id=name,
            name=name,
            vendor=draw(mostly(st.just("acme"), st.none())),
            vendor_state=draw(st.sampled_from(("US", "CN", None))),
            facts=tuple(draw(st.lists(platform_facts(), max_size=3))),
            findings=tuple(draw(mostly(st.just([]), st.lists(findings(), max_size=2), times=2))),
            retired=draw(mostly(st.none(), edges(), times=9)),
        )
        for name in PLATFORMS
    }
    windows = st.builds(
        FindingsComplete, authority=st.sampled_from(("lab", "agency")), through=st.sampled_from(MOMENTS[2:])
    )
    both = tuple(FindingsComplete(authority=each, through=MOMENTS[4]) for each in ("lab", "agency"))
    complete = draw(mostly(st.just(both), st.lists(windows, max_size=2).map(tuple), times=2))
    return Catalogue(platforms=platforms, findings_complete=complete)


# Meetings -----------------------------------------------------------------------------------------------------------


@cache
def organisations(name: str) -> st.SearchStrategy[Organisation]:
    """Draw what is known of one organisation: mostly all of it."""
    kind = {HOME: "parliament", GUEST: "company", THIRD: "ngo"}[name]
    whole = st.just(
        Organisation(
            id=name,
            kinds=frozenset({Kind(kind)}),
            kinds_complete=True,
            state="GB" if name == HOME else "US",
            part_of="crown" if name == HOME else "nobody",
        )
    )
    some = st.builds(
        Organisation,
        id=mostly(st.just(name), st.none()),
        kinds=st.frozensets(st.builds(Kind, st.sampled_from(("parliament", "company", "sect")), spans()), max_size=2),
        kinds_complete=st.booleans(),
        state=st.sampled_from(("GB", "US", None)),
        part_of=st.sampled_from(("crown", "nobody", None)),
    )
    return mostly(whole, some, times=3)


@cache
@st.composite
def participants(draw: st.DrawFn) -> Participant:
    """Draw a participant; two may have the same address."""
    name = draw(st.sampled_from(ORGANISATIONS))
    return Participant(
        address=draw(st.sampled_from(("a@x.example", "b@x.example", "c@x.example", None))),
        state=draw(mostly(st.just("GB"), st.sampled_from(("US", None)), times=3)),
        organisation=draw(mostly(organisations(name), st.none(), times=6)),
        device=draw(st.sampled_from(("managed", "managed", "private", State.NONE, State.DEFERRED, None))),
    )


@cache
def attestations() -> st.SearchStrategy[Attestation]:
    """Draw an attestation, dated or not, for one platform or for all."""
    days = st.sampled_from((date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 1)))
    return st.builds(
        Attestation,
        kind=st.sampled_from(("evaluation", "approval")),
        platform=mostly(st.none(), st.sampled_from(PLATFORMS), times=2),
        role=st.sampled_from(("officer", "minister", None)),
        on=st.none() | days,
        expires=st.none() | days,
    )


@cache
def states_of(value: st.SearchStrategy[T], *, stated: int = 4) -> st.SearchStrategy[T | State | None]:
    """Draw a fact in one of its states: mostly a value, else stated none or unknown."""
    usual: st.SearchStrategy[T | State | None] = value
    rare: st.SearchStrategy[T | State | None] = st.sampled_from((State.NONE, None))
    return mostly(usual, rare, times=stated)


@cache
def _deferrable(values: tuple[str, ...]) -> st.SearchStrategy[str | State | None]:
    return mostly(st.sampled_from(values), st.sampled_from((State.DEFERRED, State.NONE, None)), times=3)


@cache
def _accounts() -> st.SearchStrategy[Account]:
    """Draw the account that hosts."""
    return st.builds(
        Account,
        plan=st.sampled_from(("free", "enterprise", "enterprise", None)),
        opted_out_regions=st.none() | subsets(("CN", "US")),
    )


@cache
@st.composite
def meetings(draw: st.DrawFn, *, known: bool) -> Meeting:
    """Draw a meeting; where `known`, hardly anything is missing."""
    rarely = 12 if known else 2
    begins = draw(st.integers(0, len(MOMENTS) - 2))
    ends = draw(st.integers(begins + 1, len(MOMENTS) - 1))
    people = draw(st.lists(participants(), max_size=3).map(tuple))
    known_people: tuple[Participant, ...] | None = draw(mostly(st.just(people), st.none(), times=rarely))
    flags: st.SearchStrategy[bool] = st.sampled_from((True, True, False))
    word = st.sampled_from(("briefing", "negotiation"))
    starts: datetime | None = draw(mostly(st.just(MOMENTS[begins]), st.none(), times=rarely))
    crisis: Mapping[str, bool | State | None] = draw(
        st.fixed_dictionaries({}, optional={"crisis": states_of(st.booleans())})
    )
    return Meeting(
        starts=starts,
        ends=draw(mostly(st.just(MOMENTS[ends]), st.none(), times=rarely)),
        convener=draw(mostly(st.sampled_from(ORGANISATIONS).flatmap(organisations), st.none(), times=rarely)),
        organisations=draw(
            mostly(
                st.lists(st.sampled_from(ORGANISATIONS).flatmap(organisations), max_size=1).map(tuple),
                st.none(),
                times=rarely,
            )
        ),
        participants=known_people,
        participants_complete=known_people is not None and draw(mostly(st.just(True), st.just(False), times=rarely)),  # noqa: FBT003  # the value drawn
        attendance=draw(mostly(st.none(), st.builds(Attendance, at_least=st.integers(0, 3)), times=6)),
        classification=draw(mostly(st.lists(labels(), max_size=2).map(tuple), st.none(), times=rarely)),
        information=draw(mostly(subsets(("patient-data",)), st.none(), times=rarely)),
        topics=draw(mostly(subsets(TOPICS), st.none(), times=rarely)),
        detrimental_to=draw(mostly(subsets(STATES), st.none(), times=rarely)),
        public=draw(states_of(flags, stated=rarely)),
        confidential=draw(states_of(flags, stated=rarely)),
        purpose=draw(states_of(word, stated=rarely)),
        circumstances=crisis,
        device=draw(_deferrable(("managed", "private"))),
        access=draw(_deferrable(("browser", "desktop-app"))),
        modality=draw(states_of(st.sampled_from(("audio", "video")), stated=rarely)),
        attestations=draw(mostly(st.lists(attestations(), max_size=3).map(tuple), st.none(), times=rarely)),
        attestations_complete=draw(st.booleans()),
        available=draw(mostly(st.none(), subsets(PLATFORMS), times=9)),
        requires=draw(mostly(st.sampled_from((frozenset[str](), frozenset({"e2ee"}))), st.none(), times=rarely)),
        needs=draw(mostly(st.none(), subsets(("cloud", "recording"), least=1), times=3)),
        host_account=draw(mostly(_accounts(), st.none(), times=rarely)),
        platforms=draw(
            mostly(st.just({}), st.sampled_from([{each: {"e2ee": frozenset({"yes"})}} for each in PLATFORMS]), times=6)
        ),
        fulfils=draw(subsets(("evaluation", "delete", "device:managed", "waiting-room"))),
        enforces=draw(
            mostly(
                st.just(frozenset({"waiting-room", "recording", "no-recording", "encrypt", "max-participants"})),
                st.just(frozenset[str]()),
                times=1,
            )
        ),
        facts=draw(st.fixed_dictionaries({}, optional={"home-rules/floor": states_of(st.just("third"))})),
    )


_DUTY = Rule(
    id="duty",
    effect=Effect.REQUIRE,
    platforms=tuple(Selector(value=each) for each in PLATFORMS),
    obligation=Obligation(kind="delete", phase=Phase.AFTER),
)


_LIFT = Rule(
    id="lift",
    effect=Effect.EXCEPT,
    platforms=tuple(Selector(value=each) for each in PLATFORMS),
    lifts=frozenset({"r0", "r1"}),
)


@cache
@st.composite
def worlds(draw: st.DrawFn, *, polar: bool = False) -> World:
    """Draw everything that one decision rests on; `polar` keeps every condition to law 6."""
    at_home = draw(mostly(st.just(Binding(any=(Criterion(organisation=HOME),))), bindings(), times=3))
    own = draw(rule_sets("home-rules", polar=polar, binds=at_home))
    own = attrs.evolve(own, house=draw(mostly(st.just(False), st.just(True), times=6)))  # noqa: FBT003  # the value drawn
    if draw(st.booleans()):
        own = attrs.evolve(own, rules=(*own.rules, HOUSE, *draw(st.sampled_from(((), (DUTY,))))))
    drawn = [own]
    if draw(st.booleans()):
        drawn.append(draw(rule_sets("guest-rules", polar=polar)))
    if draw(mostly(st.just(False), st.just(True), times=8)):  # noqa: FBT003  # the value drawn
        drawn.append(attrs.evolve(draw(rule_sets("home-rules", polar=polar)), revision=2))
    if draw(mostly(st.just(False), st.just(True), times=2)):  # noqa: FBT003  # the value drawn
        # Without a duty that is often unmet, CONDITIONAL would be too rare for the laws to speak about it.
        drawn[0] = attrs.evolve(drawn[0], rules=(*drawn[0].rules, _DUTY))
    if draw(mostly(st.just(False), st.just(True), times=4)):  # noqa: FBT003  # the value drawn
        drawn[0] = attrs.evolve(drawn[0], rules=(*drawn[0].rules, _LIFT))
    return World(
        meeting=draw(meetings(known=draw(mostly(st.just(True), st.just(False), times=3)))),  # noqa: FBT003  # the value drawn
        rule_sets=tuple(drawn),
        catalogue=draw(catalogues()),
        schemes=draw(schemes()),
        home=draw(mostly(st.just((HOME,)), st.sampled_from(((HOME, GUEST), (GUEST,), None)), times=5)),
        base=frozenset(draw(mostly(st.just(()), st.just(("home-rules",)), times=3))),
        waivers=tuple(draw(mostly(st.just([]), st.lists(waivers(polar=polar), max_size=2), times=2))),
        unlisted_unbound=draw(mostly(st.just(False), st.just(True), times=9)),  # noqa: FBT003  # the value drawn
    )
