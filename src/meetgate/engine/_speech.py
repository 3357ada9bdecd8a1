"""Say what one rule set says of one platform at one instant, before anybody asks whom it binds (section 2)."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import attrs

from meetgate.engine._case import Case, Sight, sight_of
from meetgate.engine._evaluate import covers, evaluate
from meetgate.engine._time import rule_in_force
from meetgate.model import (
    ADVISED_AGAINST,
    Effect,
    Outcome,
    Platform,
    Rule,
    RuleSet,
    Truth,
    Unaddressed,
    Waiver,
    all_of,
    any_of,
    same_person,
    truth,
)

#: A rule and whether it holds.
Held = tuple[Rule, Truth]


@attrs.frozen(kw_only=True)
class Speech:
    """Be what a rule set says: the objections, the grants and the advice that hold, or may hold."""

    objections: tuple[Held, ...]
    grants: tuple[Held, ...]
    advice: tuple[Held, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return forbid, unknown, permit or abstain."""
        objected = any_of(held for _, held in self.objections)
        granted = any_of(held for _, held in self.grants)
        if objected is Truth.TRUE:
            return Outcome.FORBID
        if objected is Truth.UNKNOWN or granted is Truth.UNKNOWN:
            return Outcome.UNKNOWN
        return Outcome.PERMIT if granted is Truth.TRUE else Outcome.ABSTAIN


def speech(case: Case, rule_set: RuleSet, platform: Platform, instant: datetime | None) -> Speech:
    """Evaluate the rules of one rule set: never, forbid less exceptions and waivers, permit."""
    sight = sight_of(case, rule_set, platform, instant)
    said = [(rule, _objects(sight, rule)) for rule in _of(rule_set, Effect.NEVER, Effect.FORBID)]
    # What is only advised against is heard, and does not object.
    objections = [each for each in said if each[0].strength != ADVISED_AGAINST]
    advice = [each for each in said if each[0].strength == ADVISED_AGAINST]
    grants = [(rule, holds(sight, rule)) for rule in _of(rule_set, Effect.PERMIT)]
    grants += [(rule, holds(sight, rule)) for rule in _of(rule_set, Effect.EXCEPT) if rule.grants]
    silence = ~addressed(sight)
    match rule_set.unaddressed:
        case Unaddressed.DENY:
            objections.append((UNADDRESSED_DENY, silence))
        case Unaddressed.PERMIT:
            run_by_house = any_of(
                addressed(sight_of(case, each, platform, instant)) for each in case.rule_sets if each.name in case.base
            )
            # Definite only where the silence is; a possible grant is open, not refused (law 2).
            grants.append((UNADDRESSED_PERMIT, silence & run_by_house))
        case Unaddressed.ABSTAIN:
            pass
        case _:
            assert_never(rule_set.unaddressed)
    return Speech(
        objections=tuple(each for each in objections if each[1] is not Truth.FALSE),
        grants=tuple(each for each in grants if each[1] is not Truth.FALSE),
        advice=tuple(each for each in advice if each[1] is not Truth.FALSE),
    )


UNADDRESSED_DENY = Rule(id="unaddressed", effect=Effect.FORBID, because="the rule set denies what it does not address")
UNADDRESSED_PERMIT = Rule(
    id="unaddressed", effect=Effect.PERMIT, because="the rule set permits what it does not address and the house runs"
)


def is_unaddressed(rule: Rule) -> bool:
    """Say whether the rule is the one that stands for a rule set's silence."""
    return rule is UNADDRESSED_DENY


def addressed(sight: Sight) -> Truth:
    """Say whether some rule's selector covers the platform; conditions, force and disputes do not count."""
    ranked = [each for rule in sight.rule_set.rules for group in rule.ranks for each in group]
    picked = [each for rule in sight.rule_set.rules for each in rule.platforms]
    return any_of(covers(sight, each) for each in (*picked, *ranked))


def _of(rule_set: RuleSet, *effects: Effect) -> list[Rule]:
    return [rule for rule in rule_set.rules if rule.effect in effects]


def holds(sight: Sight, rule: Rule) -> Truth:
    """Say whether a rule holds for the platform: selector, force, condition; a disputed one is never certain."""
    picked = any_of(covers(sight, each) for each in rule.platforms)
    if picked is Truth.FALSE:
        return Truth.FALSE
    return applies(sight, rule) & picked


def applies(sight: Sight, rule: Rule) -> Truth:
    """Say whether a rule holds, whatever the platform's name."""
    found = rule_in_force(sight, rule) & evaluate(sight, rule.when)
    if rule.disputed is None:
        return found
    ruling = sight.case.answers.get(f"ruling:{sight.rule_set.key}/{rule.id}", Truth.UNKNOWN)
    return found & (ruling if isinstance(ruling, Truth) else Truth.UNKNOWN)


def _objects(sight: Sight, rule: Rule) -> Truth:
    """Say whether an objection stands; an exception or a waiver that hangs on an unknown leaves it unknown."""
    found = holds(sight, rule)
    if rule.effect is Effect.NEVER or found is Truth.FALSE:
        return found
    lifts = [holds(sight, each) for each in _of(sight.rule_set, Effect.EXCEPT) if rule.id in each.lifts]
    lifts += [waived(sight, rule, each) for each in sight.case.waivers]
    return found & ~any_of(lifts)


def waived(sight: Sight, rule: Rule, waiver: Waiver) -> Truth:
    """Say whether a waiver lifts a forbid: its form must hold definitely, its scope and expiry are Kleene."""
    if not well_formed(waiver, sight.rule_set, rule) or waiver.expires is None:
        return Truth.FALSE
    running = truth(value=None if sight.instant is None else sight.instant < waiver.expires)
    picked = any_of(covers(sight, each) for each in waiver.platforms) if waiver.platforms else Truth.TRUE
    return all_of([running, picked, evaluate(sight, waiver.scope)])


def well_formed(waiver: Waiver, rule_set: RuleSet, rule: Rule) -> bool:
    """Say whether the form of a waiver definitely holds for a rule: whoever asks does not approve, and an end is stated."""
    return (
        waiver.ruleset == rule_set.name
        and rule.id in waiver.rules
        and waiver.expires is not None
        and waiver.approver is not None
        and waiver.requester is not None
        and not same_person(waiver.approver, waiver.requester)
        and waiver.approved_by_role in rule.waivable_by
    )
