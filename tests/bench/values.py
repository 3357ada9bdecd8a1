"""Turn a drawn workload into the package's own values: rule sets, a catalogue, a scheme, and cases to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs
from tests.bench.workload import TOP, DrawnMeeting, DrawnRule, Workload

from meetgate.engine import Case, case_of
from meetgate.model import (
    ANY_PLATFORM,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Edge,
    Effect,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Label,
    Level,
    Meeting,
    Members,
    OrderTest,
    Organisation,
    Participant,
    Platform,
    Quantifier,
    Rule,
    RuleSet,
    Scheme,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Source,
    Span,
    Waiver,
)
from meetgate.model import All as Every

FIRST_DAY: Final = datetime(2020, 1, 1, tzinfo=UTC)
KNOWN_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
#: The house's own rule set, which always binds home: the rules that are no organisation's.
HOUSE: Final = "house"
AUTHORITY: Final = "XB"
FINDER: Final = "finder"
WAY: Final = "key-custody"
SOURCE: Final = "memo"


@attrs.frozen(kw_only=True)
class Values:
    """Hold what a plan is compiled from."""

    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes
    base: frozenset[str] = frozenset({HOUSE})
    waivers: tuple[Waiver, ...] = ()


def values_of(workload: Workload) -> Values:
    """Return the workload as values: one rule set for the house, one for each organisation."""
    owned: dict[str | None, list[Rule]] = {None: [], **{each: [] for each in workload.organisations}}
    for drawn in workload.rules:
        owned[drawn.organisation].append(_rule(workload, drawn))
    return Values(
        rule_sets=tuple(_rule_set(owner, rules) for owner, rules in owned.items()),
        catalogue=_catalogue(workload),
        schemes=Schemes(by_authority={AUTHORITY: _scheme()}),
    )


def level(number: int) -> str:
    """Return how a level is written."""
    return f"{AUTHORITY}:L{number}"


def moment(day: int, hour: int = 0) -> datetime:
    """Return an hour of a drawn day."""
    return FIRST_DAY + timedelta(days=day, hours=hour)


def _scheme() -> Scheme:
    levels = tuple(f"L{number}" for number in range(TOP + 1))
    below = {each: frozenset(levels[:number]) for number, each in enumerate(levels)}
    return Scheme(authority=AUTHORITY, levels=levels, below=below, name="bench", owner="GB")


def _catalogue(workload: Workload) -> Catalogue:
    """Return the platforms with their findings, which are all: silence is a no."""
    return Catalogue(
        platforms={
            name: Platform(
                id=name,
                name=name,
                findings=tuple(
                    Finding(authority=FINDER, state=state, kinds=frozenset({WAY}), source=SOURCE)
                    for state in sorted(states)
                ),
            )
            for name, states in zip(workload.platforms, workload.exposure, strict=True)
        },
        findings_complete=(FindingsComplete(authority=FINDER, through=datetime(2100, 1, 1, tzinfo=UTC)),),
    )


def _rule_set(owner: str | None, rules: Sequence[Rule]) -> RuleSet:
    """Return one rule set; permits that are about a topic must be owned up to."""
    return RuleSet(
        name=HOUSE if owner is None else f"rules-of-{owner}",
        binds=Binding() if owner is None else Binding(any=(Criterion(organisation=owner),)),
        rules=tuple(rules),
        sources={SOURCE: Source(title="Memo")},
        monotone=False,
        monotone_because="permits are drawn with topics",
    )


def _rule(workload: Workload, drawn: DrawnRule) -> Rule:
    parts = tuple(_tests(drawn))
    begins, ends = drawn.days or (None, None)
    return Rule(
        id=drawn.id,
        effect=Effect.FORBID if drawn.forbids else Effect.PERMIT,
        platforms=_selectors(workload, drawn),
        when=parts[0] if len(parts) == 1 else Every(parts),
        because="drawn",
        source=SOURCE,
        in_force=Span(
            start=None if begins is None else Edge.at(moment(begins)),
            end=None if ends is None else Edge.at(moment(ends)),
        ),
    )


def _selectors(workload: Workload, drawn: DrawnRule) -> tuple[Selector, ...]:
    if drawn.platforms is None:
        return (Selector(by=SelectorKind.CLASS, value=ANY_PLATFORM, editions=drawn.forbids),)
    chosen = [workload.platforms[number] for number in sorted(drawn.platforms)]
    return tuple(Selector(value=name, editions=drawn.forbids) for name in chosen)


def _tests(drawn: DrawnRule) -> Iterator[Condition]:
    for test, bound in ((OrderTest.AT_MOST, drawn.at_most), (OrderTest.AT_LEAST, drawn.at_least)):
        if bound is not None:
            yield Level(test=test, label=attrs.evolve(Label.of(level(bound)), audience_complete=False))
    if drawn.topics:
        yield Members(fact="topics", test=SetTest.ANY_OF, values=drawn.topics)
    if drawn.adverse:
        yield Exposed(asserted_by=frozenset({FINDER}), kinds=frozenset({WAY}))
    if drawn.states:
        how_many = Quantifier.ANY if drawn.forbids else Quantifier.ALL
        yield Some(of="participants", quantifier=how_many, test=Is(fact="state", values=frozenset(drawn.states)))
    if drawn.device is not None:
        yield Is(fact="device", values=frozenset({drawn.device}))
    if drawn.crisis is not None:
        yield Is(fact="circumstances.crisis", values=frozenset({drawn.crisis}))


def meeting_of(drawn: DrawnMeeting) -> Meeting:
    """Return a meeting of which everything is stated."""
    parties = [(drawn.organisation, drawn.people), *([(drawn.guest, drawn.guests)] if drawn.guest else [])]
    return Meeting(
        id=drawn.id,
        starts=moment(drawn.day, 12),
        ends=moment(drawn.day, 13),
        home=(drawn.organisation,),
        convener=Organisation(id=drawn.organisation),
        organisations=(),
        participants=tuple(
            Participant(state=state, organisation=Organisation(id=party))
            for party, states in parties
            for state in states
        ),
        participants_complete=True,
        classification=(Label.of(level(drawn.level)),),
        topics=drawn.topics,
        detrimental_to=drawn.against,
        device=drawn.device,
        circumstances={"crisis": drawn.crisis},
    )


def cases_of(values: Values, meetings: Sequence[Meeting], *, rule_sets: tuple[RuleSet, ...] = ()) -> list[Case]:
    """Return the meetings as cases, with the rule sets of a plan if they are to be decided by it.

    All cases share one tuple of rule sets: a gatekeeper has one too, and does not build it for each meeting.
    """
    shared = rule_sets or tuple(sorted(values.rule_sets, key=lambda each: each.name))
    return [attrs.evolve(_case(values, each), rule_sets=shared) for each in meetings]


def _case(values: Values, meeting: Meeting) -> Case:
    return case_of(
        meeting,
        rule_sets=(),
        catalogue=values.catalogue,
        schemes=values.schemes,
        known_at=KNOWN_AT,
        home=meeting.home,
        base=values.base,
        waivers=values.waivers,
    )
