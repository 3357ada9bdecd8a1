"""Draw rules and meetings like those of a large administration, as plain data that every engine is fed from.

Most rules belong to one organisation; of the others most are about a topic. Permits test downwards and forbids
upwards, as directives do. Everything follows from the seed.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

import attrs
from tests.bench.naive import NaiveMeeting, NaiveRule

#: Levels are numbers from 0 to this one.
TOP: Final = 4
#: Days are counted from the first one; nothing is dated beyond the last.
DAYS: Final = 2000
#: A window begins and ends where a quarter of a month does, so that at most this many instants tell days apart.
CUTS: Final = 200
#: The states that participants come from, home first; talk is against one of the last ones.
STATES: Final = ("GB", "DE", "FR", "NL", "PL", "US", "CA", "AU", "NZ", "JP", "NO", "SE", "FI", "IE", "CN", "RU", "IR")
ADVERSE: Final = STATES[-3:]
DEVICES: Final = ("managed", "private")
#: The share of rules that are nobody's own, and how many of those are about no topic, however many rules there are.
GENERAL: Final = 0.1
FOR_ALL: Final = 4
_OF_FORBIDS: Final = ("at_least", "at_least", "topics", "topics", "adverse", "states", "device", "crisis", "days")
_OF_PERMITS: Final = ("at_most", "at_most", "at_most", "states", "states", "device", "crisis", "days", "topics")


@attrs.frozen(kw_only=True)
class DrawnRule:
    """Be one rule; what is empty or None is not tested.

    `platforms` None is every platform. `adverse` narrows it to those exposed to a state that the talk is against.
    Of `states`, a forbid asks whether somebody comes from one, a permit whether everybody does. `days` is
    half-open.
    """

    id: str
    organisation: str | None
    forbids: bool
    platforms: frozenset[int] | None = None
    adverse: bool = False
    at_least: int | None = None
    at_most: int | None = None
    topics: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    device: str | None = None
    crisis: bool | None = None
    days: tuple[int, int] | None = None


@attrs.frozen(kw_only=True)
class DrawnMeeting:
    """Be one meeting of an hour at noon of a day; people are the states that they come from.

    `guests` are the people of a second organisation, `guest`.
    """

    id: str
    organisation: str
    level: int
    day: int
    topics: frozenset[str]
    against: frozenset[str]
    people: tuple[str, ...]
    device: str
    crisis: bool
    guest: str | None = None
    guests: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Workload:
    """Hold rules, meetings and platforms, with the states that each platform is exposed to."""

    platforms: tuple[str, ...]
    exposure: tuple[frozenset[str], ...]
    organisations: tuple[str, ...]
    rules: tuple[DrawnRule, ...]
    meetings: tuple[DrawnMeeting, ...]


@attrs.frozen(kw_only=True)
class Shape:
    """Say how much is drawn. `own` gives every rule an organisation of its own, `guests` every meeting a guest."""

    rules: int
    platforms: int = 12
    meetings: int = 300
    own: bool = False
    guests: bool = False
    matching: bool = False
    seed: int = 4

    @property
    def organisations(self) -> int:
        """Return how many organisations there are: they grow with the rules."""
        return self.rules if self.own else max(3, self.rules // 50)

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics that rules know: they grow with the rules."""
        return tuple(f"topic-{number}" for number in range(20 + self.rules // 20))


def draw(shape: Shape) -> Workload:
    """Draw a workload."""
    chance = Random(shape.seed)  # noqa: S311  # drawn alike on every machine, and no secret
    organisations = tuple(f"org-{number}" for number in range(shape.organisations))
    exposure = tuple(frozenset(chance.sample(ADVERSE, chance.choice((0, 0, 1, 2)))) for _ in range(shape.platforms))
    rule = _matching_rule if shape.matching else _rule
    return Workload(
        platforms=tuple(f"p{number:02}" for number in range(shape.platforms)),
        exposure=exposure,
        organisations=organisations,
        rules=tuple(rule(chance, shape, organisations, number) for number in range(shape.rules)),
        meetings=tuple(_meeting(chance, shape, organisations, number) for number in range(shape.meetings)),
    )


def _rule(chance: Random, shape: Shape, organisations: tuple[str, ...], number: int) -> DrawnRule:
    """Draw a rule of one organisation, or one for all, which is about a topic but for a few."""
    general = not shape.own and chance.random() < GENERAL
    forbids = chance.random() < 0.6
    owner = organisations[number] if shape.own else chance.choice(organisations)
    tested = chance.sample(_OF_FORBIDS if forbids else _OF_PERMITS, chance.randint(2, 3) if forbids else 1)
    if general and chance.random() < 1 - FOR_ALL / (GENERAL * shape.rules):
        tested.append("topics")
    drawn = DrawnRule(
        id=f"r{number}",
        organisation=None if general else owner,
        forbids=forbids,
        platforms=_platforms(chance, shape, forbids=forbids),
    )
    return attrs.evolve(drawn, **{name: _tested(chance, shape, name, forbids=forbids) for name in sorted({*tested})})


def _platforms(chance: Random, shape: Shape, *, forbids: bool) -> frozenset[int] | None:
    """Draw the platforms of a rule: a few; one forbid in ten is about all of them."""
    if forbids and chance.random() < 0.1:
        return None
    most = shape.platforms // 3
    return frozenset(chance.sample(range(shape.platforms), chance.randint(1, most)))


def _tested(chance: Random, shape: Shape, name: str, *, forbids: bool) -> Any:
    """Draw what a rule tests one fact against."""
    match name:
        case "at_least":
            return chance.randint(1, TOP)
        case "at_most":
            return chance.randint(1, TOP - 1)
        case "topics":
            return frozenset(chance.sample(shape.topics, chance.randint(1, 3)))
        case "states":
            some = chance.sample(STATES[5:], chance.randint(1, 3)) if forbids else STATES[: chance.randint(6, 15)]
            return frozenset(some)
        case "device":
            return DEVICES[1] if forbids else DEVICES[0]
        case "crisis":
            return chance.random() < 0.5
        case "days":
            first, last = sorted(chance.sample(range(CUTS), 2))
            return first * DAYS // CUTS, last * DAYS // CUTS
        case _:
            return True


def _matching_rule(chance: Random, shape: Shape, organisations: tuple[str, ...], number: int) -> DrawnRule:
    """Draw a rule that every meeting matches. Forbids leave most platforms alone, so that no engine is done early."""
    forbids = chance.random() < 0.5
    alone = range(shape.platforms // 3) if forbids else range(shape.platforms)
    return DrawnRule(
        id=f"r{number}",
        organisation=None if chance.random() < 0.5 else organisations[0],
        forbids=forbids,
        platforms=frozenset(chance.sample(alone, chance.randint(1, 3))),
        at_least=0 if forbids else None,
        at_most=None if forbids else TOP,
        states=frozenset(STATES) if chance.random() < 0.5 else frozenset(),
        days=(0, DAYS) if chance.random() < 0.5 else None,
    )


def _meeting(chance: Random, shape: Shape, organisations: tuple[str, ...], number: int) -> DrawnMeeting:
    organisation = organisations[0] if shape.matching else chance.choice(organisations)
    guest = chance.choice([each for each in organisations if each != organisation]) if shape.guests else None
    return DrawnMeeting(
        id=f"m{number}",
        organisation=organisation,
        level=min(chance.randint(0, TOP), chance.randint(0, TOP)),
        day=chance.randrange(DAYS),
        topics=frozenset(chance.sample(shape.topics, chance.randint(0, 4))),
        against=frozenset(chance.sample(ADVERSE, chance.choice((0, 0, 1, 1, 2)))),
        people=_people(chance, chance.randint(1, 12)),
        device=DEVICES[chance.random() < 0.4],
        crisis=chance.random() < 0.2,
        guest=guest,
        guests=() if guest is None else _people(chance, chance.randint(1, 4)),
    )


def _people(chance: Random, number: int) -> tuple[str, ...]:
    """Draw where people come from: mostly from home."""
    return tuple(STATES[0] if chance.random() < 0.7 else chance.choice(STATES) for _ in range(number))


def naive_rules(workload: Workload, *, guest: str | None = None) -> list[NaiveRule]:
    """Return the rules as the naive loop reads them. What a guest's rules forbid, they forbid to every meeting."""
    kept = [each for each in workload.rules if each.forbids or each.organisation != guest or guest is None]
    return [_naive_rule(workload, each, guest) for each in kept]


def _naive_rule(workload: Workload, rule: DrawnRule, guest: str | None) -> NaiveRule:
    first, last = rule.days or (0, DAYS)
    chosen = range(len(workload.platforms)) if rule.platforms is None else rule.platforms
    return NaiveRule(
        forbids=rule.forbids,
        platforms=sum(1 << each for each in chosen),
        low=0 if rule.at_least is None else rule.at_least,
        high=TOP if rule.at_most is None else rule.at_most,
        first=first,
        last=last - 1,
        organisation=None if rule.organisation == guest else rule.organisation,
        topics=rule.topics or None,
        somebody=(rule.states or None) if rule.forbids else None,
        everybody=None if rule.forbids else (rule.states or None),
        device=rule.device,
        crisis=rule.crisis,
        adverse=rule.adverse,
    )


def naive_meeting(workload: Workload, meeting: DrawnMeeting) -> NaiveMeeting:
    """Return a meeting as the naive loop reads it: sets, and the exposed platforms, are worked out before."""
    exposed = (number for number, states in enumerate(workload.exposure) if states & meeting.against)
    return NaiveMeeting(
        organisation=meeting.organisation,
        level=meeting.level,
        day=meeting.day,
        topics=meeting.topics,
        states=frozenset((*meeting.people, *meeting.guests)),
        device=meeting.device,
        crisis=meeting.crisis,
        exposed=sum(1 << each for each in exposed),
    )
