"""Collect what a permission obliges to, and say whether it is met, in conflict, or beyond the edition (section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._attest import attested
from meetgate.engine._bind import binds_anybody, binds_home
from meetgate.engine._case import Case, Sight, sight_of
from meetgate.engine._evaluate import covers
from meetgate.engine._facts import has_feature, head_count, reads_as, required
from meetgate.engine._speech import holds
from meetgate.engine._time import (
    doubtful,
    in_force,
    instants,
    launched,
    possible,
    reading,
    retired,
    rule_in_force,
)
from meetgate.model import (
    ADVISED_AGAINST,
    All,
    Any,
    Attested,
    Cause,
    Condition,
    Disclose,
    Due,
    Effect,
    Is,
    Not,
    Obligation,
    Phase,
    Platform,
    RuleSet,
    Some,
    Truth,
    all_of,
    any_of,
    truth,
)

#: What an obligation to switch a configurable feature on is called, before the feature's name.
SWITCH: Final = "enable-"
#: What the obligation is called to keep a meeting as small as its platform.
ROOM: Final = "max-participants"


@attrs.frozen(kw_only=True)
class Match:
    """Be one obligation as one rule asks for it, and whether that rule matches.

    `rule_set` says how platform facts read. `unlisted` is unknown where nobody can tell what else it conflicts
    with; `unlisted_needs`, where nobody said with what the meeting may need.
    """

    obligation: Obligation
    held: Truth
    rule: str
    because: str
    disclose: Disclose
    rule_set: RuleSet = attrs.field(factory=lambda: RuleSet(name=""))
    unlisted: Truth = Truth.FALSE
    unlisted_needs: Truth = Truth.FALSE


def matches(case: Case, platform: Platform, *, home_only: bool = False) -> tuple[Match, ...]:
    """Collect every possible match of every bound or possibly bound rule set, over all instants.

    `home_only` leaves guests out: what they ask for must not make a better platform unavailable to a tier.
    """
    # A deferred fact favours permission in grants and objections only: in `require` it is unknown.
    case = attrs.evolve(case, deferred={}) if case.deferred else case
    judged, later = instants(case, platform)
    certain = [each for instant in judged for each in _at(case, platform, instant, home_only=home_only)]
    possible = [
        attrs.evolve(each, held=each.held & Truth.UNKNOWN)
        for moment in later
        for each in _at(case, platform, moment, home_only=home_only)
    ]
    found = [each for each in (*certain, *possible) if each.held is not Truth.FALSE]
    return tuple(sorted(found, key=lambda each: (each.obligation.kind, each.rule)))


def _at(case: Case, platform: Platform, instant: datetime | None, *, home_only: bool) -> Iterator[Match]:
    bound = binds_home if home_only else binds_anybody
    for rule_set in case.rule_sets:
        if not rule_set.observe:
            heard = bound(case, rule_set, instant) & in_force(case, rule_set, instant)
            yield from _asked(case, rule_set, platform, instant=instant, heard=heard)
    yield from room_for(case, platform, instant)


def room_for(case: Case, platform: Platform, instant: datetime | None) -> Iterator[Match]:
    """Yield the obligation to stay as few as the platform takes, where the head count is not known to fit."""
    limit = capacity(case, platform, instant)
    room = least_room(case, platform, instant) if limit is None else limit
    least, most = head_count(_sight(case, platform, instant))
    if room is not None and least <= room and (most is None or most > room):
        yield Match(
            obligation=Obligation(kind=ROOM, phase=Phase.SETUP, value=str(room)),
            held=Truth.UNKNOWN if limit is None else Truth.TRUE,
            rule="catalogue/capacity",
            because="the head count is not known to fit the platform",
            disclose=Disclose.PUBLIC,
        )


def _sight(case: Case, platform: Platform, instant: datetime | None, rule_set: RuleSet | None = None) -> Sight:
    return sight_of(case, rule_set or RuleSet(name=""), platform, instant)


def _asked(
    case: Case, rule_set: RuleSet, platform: Platform, *, instant: datetime | None, heard: Truth
) -> Iterator[Match]:
    sight = sight_of(case, rule_set, platform, instant)
    for rule in rule_set.rules:
        name = f"{rule_set.name}/{rule.id}"
        if rule.effect is Effect.REQUIRE and rule.obligation is not None:
            held = heard & holds(sight, rule)
            yield Match(
                obligation=rule.obligation,
                held=held,
                rule=name,
                because=rule.because,
                disclose=rule.disclose,
                rule_set=rule_set,
            )
        if rule.strength == ADVISED_AGAINST:
            continue  # advice asks for nothing, a switch neither
        picked = heard & any_of(covers(sight, each) for each in rule.platforms) & rule_in_force(sight, rule)
        for fact in features(sight, rule.when):
            if fact not in case.unswitched and reads_as(sight, fact, "switch"):
                yield attrs.evolve(_switch(sight, fact), held=picked, rule=name, disclose=rule.disclose)


def _switch(sight: Sight, feature: str) -> Match:
    """Return the obligation to switch a feature on, in conflict with what the feature then disables.

    Where the catalogue says nothing of that, other obligations are taken not to be disabled; for what the
    meeting itself needs, nobody can tell.
    """
    fact = f"{feature}.disables"
    disabled = reading(sight.case, sight.platform, fact, sight.instant)
    unlisted = Truth.UNKNOWN if doubtful(sight.case, sight.platform, fact, sight.instant) else Truth.FALSE
    return Match(
        obligation=Obligation(
            kind=f"{SWITCH}{feature}", phase=Phase.SETUP, conflicts=(disabled or frozenset()) - {"none"}
        ),
        held=Truth.TRUE,
        rule="",
        because=f"{sight.platform.name} has {feature} only where it is switched on",
        disclose=Disclose.HOME,
        rule_set=sight.rule_set,
        unlisted=unlisted,
        unlisted_needs=Truth.UNKNOWN if disabled is None else Truth.FALSE,
    )


def features(sight: Sight, condition: Condition) -> Iterator[str]:
    """Name the platform facts that a condition asks for as a feature."""
    match condition:
        case All(of=parts) | Any(of=parts):
            for each in parts:
                yield from features(sight, each)
        case Not(of=inner) | Some(test=inner):
            yield from features(sight, inner)
        case Is(fact="requires.met"):
            yield from sorted(required(sight) or ())
        case Is(fact=fact, values=values) if fact.startswith("platform.") and values <= {True, False}:
            yield fact.removeprefix("platform.")
        case _:
            pass


def features_of(condition: Condition) -> frozenset[str] | None:
    """Return the platform facts that a condition asks for as features, None where they hang on the meeting."""
    match condition:
        case All(of=parts) | Any(of=parts):
            found = [features_of(each) for each in parts]
            return None if None in found else frozenset[str]().union(*(each for each in found if each is not None))
        case Not(of=inner) | Some(test=inner):
            return features_of(inner)
        case Is(fact="requires.met"):
            return None
        case Is(fact=fact, values=values) if fact.startswith("platform.") and values <= {True, False}:
            return frozenset({fact.removeprefix("platform.")})
        case _:
            return frozenset()


def names_feature(condition: Condition) -> bool:
    """Say whether a condition may ask for platform facts as features."""
    return features_of(condition) != frozenset()


def switches(found: tuple[Match, ...]) -> tuple[str, ...]:
    """Name the features that are to be switched on."""
    kinds = [each.obligation.kind for each in found]
    return tuple(dict.fromkeys(kind.removeprefix(SWITCH) for kind in kinds if kind.startswith(SWITCH)))


def capacity(case: Case, platform: Platform, instant: datetime | None) -> int | None:
    """Return how many participants the platform takes, None where no limit is stated, or none that can be read."""
    values = reading(case, platform, "capacity", instant)
    numbers = [int(each) for each in values or () if each.isdecimal()]
    return min(numbers, default=None)


def over_capacity(case: Case, platform: Platform, instant: datetime | None) -> Truth:
    """Say whether more heads are certain than the platform takes; a stated limit that is unknown may be any."""
    limit = capacity(case, platform, instant)
    least, _ = head_count(_sight(case, platform, instant))
    if limit is not None:
        return truth(value=least > limit)
    limits = _limits(case, platform, instant)
    if limits is None:
        return Truth.UNKNOWN
    return truth(value=None if least > min(limits, default=least) else False)


def _limits(case: Case, platform: Platform, instant: datetime | None) -> list[int] | None:
    """Return every limit that may apply, the caller's among them; None where one is stale or no number."""
    told = possible(case, platform, "capacity", instant)
    claimed = case.meeting.platforms.get(platform.id, {}).get("capacity", frozenset())
    values = sorted(claimed.union(*(each.values for each in told.statements)))
    readable = not told.stale and all(each.isdecimal() for each in values)
    return [int(each) for each in values] if readable else None


def least_room(case: Case, platform: Platform, instant: datetime | None) -> int | None:
    """Return the smallest limit that may apply where it cannot be told which one does, None where none may."""
    return min(_limits(case, platform, instant) or [], default=None)


def obstacles(case: Case, platform: Platform, found: tuple[Match, ...], instant: datetime | None) -> dict[Cause, Truth]:
    """Say which clauses make the platform unavailable at an instant, apart from tiers."""
    available = case.meeting.available
    out = truth(value=available is not None and platform.id not in available)
    return {
        Cause.RETIRED: retired(case, platform, instant),
        Cause.CAPACITY: over_capacity(case, platform, instant),
        Cause.NOT_AVAILABLE: out | ~launched(case, platform, instant),
        Cause.OBLIGATIONS_CONFLICT: any_of(
            [
                *(one.held & other.held & _clash(one, other) for one in found for other in found),
                *(each.held & _in_the_way(each, need) for each in found for need in case.meeting.needs or ()),
            ]
        ),
        Cause.OBLIGATIONS_UNSUPPORTED: any_of(
            each.held & ~has_feature(_sight(case, platform, instant, each.rule_set), each.obligation.needs)
            for each in found
            if each.obligation.needs is not None
        ),
    }


def _clash(one: Match, other: Match) -> Truth:
    """Say whether two obligations cannot be met together."""
    if conflict(one.obligation, other.obligation):
        return Truth.TRUE
    alike = one.obligation.kind == other.obligation.kind
    return Truth.FALSE if alike else one.unlisted | other.unlisted


def _in_the_way(match: Match, need: str) -> Truth:
    """Say whether an obligation leaves the meeting without something that it needs."""
    return Truth.TRUE if need in match.obligation.conflicts else match.unlisted_needs


def conflict(one: Obligation, other: Obligation) -> bool:
    """Say whether two obligations cannot be met together: declared so, or one kind with two values."""
    if one.kind == other.kind:
        return None not in {one.value, other.value} and one.value != other.value and one.kind != ROOM
    return other.kind in one.conflicts or one.kind in other.conflicts


def dues(case: Case, platform: Platform, found: tuple[Match, ...]) -> tuple[Due, ...]:
    """Merge the matches by kind, value and phase, and say of each whether it is met for everybody who asks."""
    merged: dict[tuple[str, str, str], list[Match]] = {}
    for each in found:
        asked = each.obligation
        merged.setdefault((asked.kind, asked.value or "", asked.phase.value), []).append(each)
    return tuple(_due(case, platform, same) for _, same in sorted(merged.items()))


def _due(case: Case, platform: Platform, same: list[Match]) -> Due:
    first = same[0].obligation
    widest = min((each.disclose for each in same), key=list(Disclose).index)
    return Due(
        kind=first.kind,
        phase=first.phase.value,
        value=first.value,
        met=all_of(met(case, platform, each.obligation) for each in same).plain,
        because="; ".join(dict.fromkeys(each.because for each in same if each.because)),
        rules=tuple(dict.fromkeys(each.rule for each in same)),
        disclose=widest,
    )


def met(case: Case, platform: Platform, obligation: Obligation) -> Truth:
    """Say whether an obligation is met: listed as fulfilled or enforced, or attested where it comes before."""
    meeting = case.meeting
    promised = obligation.kind in meeting.fulfils
    if obligation.phase is not Phase.BEFORE:
        return truth(value=promised or obligation.kind in meeting.enforces)
    condition = Attested(kind=obligation.kind, never_expires=obligation.never_expires)
    judged, later = instants(case, platform)
    on_file = [attested(_sight(case, platform, instant), condition) for instant in (*judged, *later)]
    return truth(value=promised) | min(on_file, key=lambda each: each.value)
