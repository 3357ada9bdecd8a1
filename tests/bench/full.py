"""Add to a workload's values what the boolean core leaves out, and take facts away: every verdict then occurs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

import attrs
from tests.bench.values import FIRST_DAY, KNOWN_AT, Values

from meetgate.model import (
    ALWAYS,
    All,
    Condition,
    Effect,
    Is,
    Meeting,
    Not,
    Obligation,
    Phase,
    Rule,
    RuleSet,
    Waiver,
)

#: What rules ask for, and when it is due.
OBLIGATIONS: Final = (
    ("waiting-room", Phase.SETUP),
    ("no-recording", Phase.DURING),
    ("minutes", Phase.AFTER),
    ("briefing", Phase.BEFORE),
)
_OFFICE: Final = "security"
_CRISIS: Final = Is(fact="circumstances.crisis", values=frozenset({True}))
_HIDDEN: Final = ("classification", "topics", "detrimental_to", "device", "circumstances", "starts", "participants")


def full(values: Values, *, seed: int = 4) -> Values:
    """Return the values with nevers, exceptions, `only`, requirements and waivers among the rules.

    One rule in five is joined by another: the rules of the core stay, so that the two can be compared.
    """
    chance = Random(seed)  # noqa: S311  # drawn alike on every machine, and no secret
    rule_sets = tuple(
        attrs.evolve(each, rules=tuple(added for rule in each.rules for added in _joined(chance, rule)))
        for each in values.rule_sets
    )
    return attrs.evolve(values, rule_sets=rule_sets, waivers=tuple(_waivers(chance, rule_sets)))


def _joined(chance: Random, rule: Rule) -> Iterator[Rule]:
    """Yield a rule, changed or not, and what belongs to it."""
    forbids, roll = rule.effect is Effect.FORBID, chance.random()
    if forbids and roll < 0.05:
        yield attrs.evolve(rule, effect=Effect.NEVER)
    elif forbids and roll < 0.2:
        yield rule
        yield _exception(rule, grants=roll < 0.1)
    elif forbids and roll < 0.3:
        yield attrs.evolve(rule, waivable_by=frozenset({_OFFICE}))
    elif not forbids and roll < 0.1:
        yield from (rule, _only(rule))
    elif not forbids and roll < 0.2:
        yield from (rule, _requirement(chance, rule))
    else:
        yield rule


def _exception(rule: Rule, *, grants: bool) -> Rule:
    """Return the rule that lifts a forbid in a crisis."""
    return Rule(
        id=f"{rule.id}-unless",
        effect=Effect.EXCEPT,
        platforms=tuple(attrs.evolve(each, editions=False) for each in rule.platforms),
        when=_CRISIS,
        because="drawn",
        source=rule.source,
        lifts=frozenset({rule.id}),
        grants=grants,
    )


def _only(rule: Rule) -> Rule:
    """Return the forbid that `only` adds to a permit: on its platforms, whenever it does not hold."""
    return attrs.evolve(rule, id=f"{rule.id}/only", effect=Effect.FORBID, when=Not(rule.when))


def _requirement(chance: Random, rule: Rule) -> Rule:
    """Return a rule that asks for something wherever a permit counts."""
    kind, phase = chance.choice(OBLIGATIONS)
    return attrs.evolve(
        rule,
        id=f"{rule.id}-asks",
        effect=Effect.REQUIRE,
        in_force=ALWAYS,
        obligation=Obligation(kind=kind, phase=phase),
    )


def _waivers(chance: Random, rule_sets: Sequence[RuleSet]) -> Iterator[Waiver]:
    """Yield a waiver for one waivable forbid in three, of which some have expired at some meetings."""
    for rule_set in rule_sets:
        for rule in rule_set.rules:
            if rule.waivable_by and chance.random() < 1 / 3:
                yield Waiver(
                    id=f"waives-{rule_set.name}-{rule.id}",
                    ruleset=rule_set.name,
                    rules=frozenset({rule.id}),
                    approver="a.boss",
                    approved_by_role=_OFFICE,
                    requester="a.clerk",
                    because="drawn",
                    expires=FIRST_DAY + (KNOWN_AT - FIRST_DAY) * chance.random(),
                    scope=_scope(chance),
                )


def _scope(chance: Random) -> Condition:
    return All() if chance.random() < 0.5 else Is(fact="device", values=frozenset({"managed"}))


def varied(meetings: Sequence[Meeting], platforms: Sequence[str], *, seed: int = 4) -> list[Meeting]:
    """Return meetings as they come: some obligations are met, a third lacks a fact, some know what they have."""
    chance = Random(seed)  # noqa: S311  # drawn alike on every machine, and no secret
    return [_varied(chance, each, platforms) for each in meetings]


def _varied(chance: Random, meeting: Meeting, platforms: Sequence[str]) -> Meeting:
    kinds = [kind for kind, _ in OBLIGATIONS]
    met = frozenset(each for each in kinds if chance.random() < 0.6)
    had = frozenset(chance.sample(list(platforms), len(platforms) * 3 // 4)) if chance.random() < 0.2 else None
    told = attrs.evolve(meeting, fulfils=met, available=had, attestations=(), attestations_complete=True)
    return _hidden(chance, told) if chance.random() < 1 / 3 else told


def lacking(meetings: Sequence[Meeting], *, seed: int = 4) -> list[Meeting]:
    """Return the meetings with one fact hidden in each."""
    chance = Random(seed)  # noqa: S311  # drawn alike on every machine, and no secret
    return [_hidden(chance, each) for each in meetings]


def _hidden(chance: Random, meeting: Meeting) -> Meeting:
    return attrs.evolve(meeting, **_without(chance, meeting, chance.choice(_HIDDEN)))


def _without(chance: Random, meeting: Meeting, fact: str) -> dict[str, Any]:
    """Return what changes where a fact is not stated; of participants, where one of them comes from."""
    match fact:
        case "circumstances":
            return {"circumstances": {}}
        case "participants":
            people = list(meeting.participants or ())
            number = chance.randrange(len(people))
            people[number] = attrs.evolve(people[number], state=None)
            return {"participants": tuple(people)}
        case _:
            return {fact: None}
