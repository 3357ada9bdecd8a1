"""Draw small worlds by the seed: catalogues, schemes, rule sets of the boolean core, and meetings with gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final, TypeVar

import attrs
from tests.interchange.conditions import LABELS, STATES, TOPICS, condition

from meetgate.engine import Case, case_of
from meetgate.interchange import Core, core_of
from meetgate.model import (
    ALWAYS,
    ALWAYS_TRUE,
    Account,
    Atom,
    Attendance,
    Audience,
    Binding,
    Catalogue,
    Criterion,
    Edge,
    Effect,
    Equivalence,
    Finding,
    FindingsComplete,
    Label,
    Meeting,
    Organisation,
    Participant,
    Platform,
    PlatformClass,
    PlatformFact,
    Rule,
    RuleSet,
    Scheme,
    Schemes,
    Selector,
    SelectorKind,
    Span,
    State,
    Unaddressed,
)

T = TypeVar("T")

HOME: Final = "home.example"
IDS: Final = (HOME, "guest.example", "third.example")
PLATFORMS: Final = ("jitsi", "zoom", "zoom/x")
#: What the catalogue states changes before and after these worlds' meetings, and what rules say within them.
BEFORE: Final = datetime(2020, 1, 1, tzinfo=UTC)
INSTANT: Final = datetime(2020, 4, 1, tzinfo=UTC)
AFTER: Final = datetime(2021, 1, 1, tzinfo=UTC)
KNOWN_AT: Final = datetime(2020, 6, 1, tzinfo=UTC)
MOMENTS: Final = tuple(datetime(2020, month, 1, tzinfo=UTC) for month in (3, 4, 5))

GB: Final = Scheme(
    authority="GB",
    levels=("OFFICIAL", "SECRET", "TOP SECRET"),
    below={"SECRET": frozenset({"OFFICIAL"}), "TOP SECRET": frozenset({"OFFICIAL", "SECRET"})},
    excludes=frozenset({("SECRET", "SENSITIVE")}),
    absent_audience="everyone",
    valid=Span(start=Edge.at(BEFORE)),
    name="gb",
)
OLD: Final = Scheme(
    authority="GB",
    levels=("RESTRICTED", "SECRET"),
    below={"SECRET": frozenset({"RESTRICTED"})},
    valid=Span(end=Edge.at(BEFORE)),
    name="gb-old",
)
CA: Final = Scheme(
    authority="CA",
    levels=("PROTECTED A", "PROTECTED B", "SECRET"),
    below={"PROTECTED B": frozenset({"PROTECTED A"})},
    name="ca",
)
_NOBODY_KNOWS: Final = Edge(BEFORE, AFTER)


def some(random: Random, values: tuple[str, ...], *, least: int = 0) -> frozenset[str]:
    """Return some of the values."""
    return frozenset(random.sample(values, random.randint(least, len(values))))


def maybe(random: Random, chance: float, draw: Callable[[], T]) -> T | None:
    """Return what is drawn, or nothing."""
    return draw() if random.random() < chance else None


@attrs.frozen(kw_only=True)
class World:
    """Be everything that is decided by, and its export."""

    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes
    base: frozenset[str]
    core: Core = attrs.field(
        factory=lambda: core_of((), catalogue=Catalogue(platforms={}), instant=INSTANT, known_at=KNOWN_AT)
    )


def world(random: Random) -> World:
    """Draw a world."""
    catalogue, schemes = _catalogue(random), _schemes(random)
    names = [("house", HOME), *((f"guests-{each}", random.choice(IDS)) for each in range(random.randint(0, 2)))]
    rule_sets = tuple(_rule_set(random, name, binds) for name, binds in names)
    base = frozenset({"house"}) if random.random() < 0.3 else frozenset[str]()
    return exported(World(rule_sets=rule_sets, catalogue=catalogue, schemes=schemes, base=base))


def exported(drawn: World) -> World:
    """Return the world with the export of what it holds."""
    core = core_of(
        drawn.rule_sets,
        catalogue=drawn.catalogue,
        schemes=drawn.schemes,
        instant=INSTANT,
        known_at=KNOWN_AT,
        base=drawn.base,
    )
    return attrs.evolve(drawn, core=core)


def span(random: Random) -> Span:
    """Draw a span: mostly of always, else with edges inside the meetings, or of which nobody knows."""
    edges = [None, *(Edge.at(each) for each in MOMENTS), _NOBODY_KNOWS]
    return ALWAYS if random.random() < 0.7 else Span(start=random.choice(edges), end=random.choice(edges))


def _around(random: Random) -> Span:
    edges = (None, Edge.at(BEFORE), Edge.at(AFTER))
    return ALWAYS if random.random() < 0.6 else Span(start=random.choice(edges), end=random.choice(edges))


def _schemes(random: Random) -> Schemes:
    links = [
        Equivalence(marked=Atom("CA", "PROTECTED B"), carried_as=Atom("GB", "OFFICIAL"), valid=_around(random)),
        Equivalence(marked=Atom("GB", "SECRET"), carried_as=Atom("CA", "SECRET"), valid=_around(random)),
        Equivalence(marked=Atom("GB", "ULTRA"), carried_as=Atom("CA", "SECRET")),
    ]
    return Schemes(
        by_authority={"GB": GB, "CA": CA},
        earlier=(OLD,),
        equivalences=tuple(each for each in links if random.random() < 0.5),
    )


def _catalogue(random: Random) -> Catalogue:
    complete = [FindingsComplete(authority="lab", through=AFTER)] if random.random() < 0.6 else []
    return Catalogue(platforms={name: _platform(random, name) for name in PLATFORMS}, findings_complete=tuple(complete))


def _platform(random: Random, name: str) -> Platform:
    return Platform(
        id=name,
        name=name,
        vendor=maybe(random, 0.7, lambda: random.choice(("Alpha", "Beta"))),
        vendor_state=maybe(random, 0.7, lambda: random.choice(STATES)),
        facts=tuple(_fact(random) for _ in range(random.randint(0, 4))),
        findings=tuple(_finding(random) for _ in range(random.randint(0, 2))),
    )


def _dates(random: Random) -> dict[str, Any]:
    return {
        "valid": _around(random),
        "known_from": random.choice((None, BEFORE, INSTANT, AFTER)),
        "review_by": random.choice((None, None, None, BEFORE, AFTER)),
    }


def _fact(random: Random) -> PlatformFact:
    return PlatformFact(
        name=random.choice(("e2ee", "e2ee", "storage")),
        values=frozenset({random.choice(("yes", "yes", "no", "partial", "undocumented", "not-applicable"))})
        | some(random, ("yes", "no", "partial") if random.random() < 0.3 else ()),
        asserted_by=random.choice(("vendor", "lab")),
        source="a report",
        **_dates(random),
    )


def _finding(random: Random) -> Finding:
    kinds = some(random, ("storage", "key-custody"), least=1)
    return Finding(
        authority=random.choice(("lab", "other")),
        state=random.choice(STATES),
        kinds=kinds,
        source="a report",
        **_dates(random),
    )


def _selector(random: Random) -> Selector:
    name = Selector(value=random.choice(PLATFORMS), editions=random.random() < 0.5)
    fact = frozenset({random.choice(("yes", "no"))})
    return random.choice(
        (
            *[name] * 4,
            *[Selector(by=SelectorKind.CLASS, value="any")] * 3,
            Selector(by=SelectorKind.VENDOR, value="Alpha"),
            Selector(by=SelectorKind.VENDOR_STATE, value="CN"),
            Selector(by=SelectorKind.FACT, value="e2ee", fact_values=fact),
            Selector(by=SelectorKind.CLASS, value="open", editions=random.random() < 0.5),
            Selector(by=SelectorKind.CLASS, value="closed"),
            Selector(by=SelectorKind.CLASS, value="nothing"),
        )
    )


_CLASSES: Final = {
    "open": PlatformClass(members=(Selector(value="zoom"),), excludes=(Selector(value="jitsi"),)),
    "closed": PlatformClass(members=(Selector(by=SelectorKind.VENDOR, value="Beta"),), closed=True),
}


def _rule_set(random: Random, name: str, binds: str) -> RuleSet:
    size = random.randint(1, 5)
    rules = [_rule(random, number) for number in range(size)]
    if name == "house":
        rules.append(
            Rule(id="run", effect=Effect.PERMIT, platforms=(_selector(random), _selector(random)), when=_gate(random))
        )
    none = (Criterion(organisation="third.example", valid=span(random)),) if random.random() < 0.1 else ()
    return RuleSet(
        name=name,
        binds=Binding(any=(Criterion(organisation=binds, valid=span(random)),), none=none),
        house=random.random() < 0.1,
        in_force=span(random) if random.random() < 0.5 else ALWAYS,
        unaddressed=random.choice((*[Unaddressed.ABSTAIN] * 4, Unaddressed.PERMIT, Unaddressed.DENY)),
        rules=tuple(rules),
        organisations=(Organisation(id=binds, aliases=frozenset({"alias.example"})),) if random.random() < 0.2 else (),
        classes=_CLASSES,
        reads={"partial": "no"} if random.random() < 0.3 else {},
        trusts=frozenset({"lab"}) if random.random() < 0.1 else frozenset(),
        observe=name != "house" and random.random() < 0.1,
    )


def _gate(random: Random) -> Any:
    return ALWAYS_TRUE if random.random() < 0.5 else condition(random, 1)


def _rule(random: Random, number: int) -> Rule:
    effect = random.choice(
        (*[Effect.FORBID] * 4, *[Effect.PERMIT] * 4, Effect.NEVER, Effect.EXCEPT, Effect.EXCEPT, Effect.PREFER)
    )
    picked = tuple(_selector(random) for _ in range(random.randint(1, 2)))
    return Rule(
        id=f"r{number}",
        effect=effect,
        platforms=() if effect is Effect.PREFER else picked,
        ranks=(picked,) if effect is Effect.PREFER else (),
        when=condition(random, 2),
        in_force=span(random) if random.random() < 0.4 else ALWAYS,
        lifts=some(random, ("r0", "r1", "r2")) if effect is Effect.EXCEPT else frozenset(),
        grants=effect is Effect.EXCEPT and random.random() < 0.4,
        disputed="a paper" if random.random() < 0.05 else None,
        strength="advised-against" if effect is Effect.FORBID and random.random() < 0.1 else None,
    )


def meeting(random: Random) -> Meeting:
    """Draw a meeting: some know nearly everything of theirs, others little."""
    known = random.choice((1.0, 1.0, 0.9, 0.6))
    starts = maybe(random, max(known, 0.9), lambda: random.choice((*MOMENTS, MOMENTS[1] + timedelta(hours=5))))
    length = timedelta(hours=1) if random.random() < 0.8 else timedelta(days=40)
    people = maybe(random, known, lambda: tuple(_participant(random, known) for _ in range(random.randint(0, 3))))
    return Meeting(
        starts=starts,
        ends=maybe(random, max(known, 0.9), lambda: starts + length) if starts else None,
        **_facts(random, known),
        convener=maybe(random, known, lambda: _organisation(random, known)),
        organisations=maybe(
            random, known, lambda: tuple(_organisation(random, known) for _ in range(random.randint(0, 2)))
        ),
        participants=people,
        participants_complete=random.random() < known,
        attendance=maybe(random, 0.4, lambda: _attendance(random)),
        classification=maybe(random, known, lambda: tuple(_label(random) for _ in range(random.randint(0, 2)))),
        host_account=maybe(
            random, known, lambda: Account(plan=random.choice(("free", "paid")), settings={"lobby": True})
        ),
    )


def _named(name: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {name: value}


def _facts(random: Random, known: float) -> dict[str, Any]:
    def flag() -> Any:
        return random.choice(
            (True, False, True, False, State.NONE, State.DEFERRED) if random.random() < 0.1 else (True, False)
        )

    def own() -> Any:
        return random.choice((True, "x", "y", 3, State.NONE, frozenset({"x"}), frozenset[str]()))

    flags = {name: maybe(random, known, flag) for name in ("public", "confidential")}
    sets = {name: maybe(random, known, lambda: some(random, TOPICS)) for name in ("topics", "information")}
    return {
        **flags,
        **sets,
        "detrimental_to": maybe(random, known, lambda: some(random, STATES)),
        "circumstances": _named("crisis", maybe(random, known, flag)),
        "purpose": maybe(random, known, lambda: random.choice(("training", "sitting", State.NONE))),
        "facts": _named("house/own", maybe(random, known, own)),
        "role": maybe(random, 0.1, lambda: random.choice(("host", "join"))),
    }


def _organisation(random: Random, known: float) -> Organisation:
    return Organisation(
        id=maybe(random, max(known, 0.9), lambda: random.choice((*IDS, *IDS, "alias.example"))),
        state=maybe(random, known, lambda: random.choice(STATES)),
    )


def _participant(random: Random, known: float) -> Participant:
    return Participant(
        state=maybe(random, known, lambda: random.choice(STATES)),
        organisation=maybe(random, max(known, 0.9), lambda: _organisation(random, known)),
    )


def _attendance(random: Random) -> Attendance:
    return Attendance(
        count=maybe(random, 0.3, lambda: random.randint(0, 6)),
        at_least=maybe(random, 0.5, lambda: random.randint(0, 4)),
        at_most=maybe(random, 0.5, lambda: random.randint(2, 6)),
    )


def _label(random: Random) -> Label:
    return Label(
        atoms=frozenset(
            atom for each in sorted(some(random, LABELS)) if random.random() < 0.4 for atom in Label.of(each).atoms
        ),
        categories=some(random, ("STRAP",)) if random.random() < 0.2 else frozenset(),
        categories_complete=random.random() < 0.9,
        marks=some(random, ("SENSITIVE", "PERSONAL")) if random.random() < 0.4 else frozenset(),
        marks_complete=random.random() < 0.9,
        audience=Audience.only("GB") if random.random() < 0.1 else Audience(),
        audience_complete=random.random() < 0.9,
    )


def case(random: Random, drawn: World) -> Case:
    """Draw a meeting of a world, as the engine is asked about it."""
    return case_of(
        meeting(random),
        rule_sets=drawn.rule_sets,
        catalogue=drawn.catalogue,
        schemes=drawn.schemes,
        known_at=KNOWN_AT,
        home=maybe(random, 0.9, lambda: (HOME,) if random.random() < 0.9 else (HOME, "third.example")),
        base=drawn.base,
        unlisted_unbound=random.random() < 0.3,
    )
