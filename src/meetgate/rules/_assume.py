"""Say whether an assumption closes: its value must grant no more than any other value would."""

from __future__ import annotations

from typing import assert_never

from meetgate.model import (
    All,
    Any,
    Assumption,
    Attested,
    Condition,
    Effect,
    Exposed,
    Is,
    Level,
    Members,
    Not,
    Number,
    RuleSet,
    SetTest,
    Some,
)


def closes(rule_set: RuleSet, fact: str) -> bool:
    """Say whether the assumed value of a fact leaves every grant false and every objection true that tests it.

    Checked test by test, so an assumption that would close only through the interplay of several is refused:
    an author who needs it can state it in a context file, with a name and a reason.
    """
    assumed = next(each for each in rule_set.assumes if each.fact == fact)
    granting = {Effect.PERMIT, Effect.EXCEPT}
    counted = [rule for rule in rule_set.rules if rule.effect not in {Effect.PREFER, Effect.TIER}]
    return all(_least(rule.when, assumed, wanted=rule.effect not in granting) for rule in counted)


def _least(condition: Condition, assumed: Assumption, *, wanted: bool) -> bool:
    """Say whether every test of the fact comes out as wanted, which is the value that grants least."""
    match condition:
        case All(of=parts) | Any(of=parts):
            return all(_least(each, assumed, wanted=wanted) for each in parts)
        case Not(of=inner):
            return _least(inner, assumed, wanted=not wanted)
        case Is(fact=fact, values=values):
            return fact != assumed.fact or (assumed.value in values) is wanted
        case Members(fact=fact, test=test, values=values):
            return fact != assumed.fact or _holds(assumed, test, values) is wanted
        case Level() | Exposed() | Some() | Number() | Attested():
            # None of these reads a fact that a rule set may assume, but for findings on adverse interests.
            against = isinstance(condition, Exposed) and condition.states is None
            return not (against and assumed.fact == "detrimental_to")
        case _:
            assert_never(condition)


def _holds(assumed: Assumption, test: SetTest, values: frozenset[str]) -> bool:
    members = assumed.value if isinstance(assumed.value, frozenset) else frozenset({str(assumed.value)})
    return bool(members & values) if test is SetTest.ANY_OF else members <= values
