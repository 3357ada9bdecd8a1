"""Lay the rules of all rule sets out in one row, and take their conditions apart (first stage of the plan).

A *line* is one rule of one rule set, or what stands for a rule set's silence, or a waiver of rules of one rule set.
Its number is the number of its bit in every mask over rules. The conjuncts of its condition are sorted into those
that columns hold and the rest, which is evaluated only where all the columns leave the line standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from meetgate.engine._aspects import CATALOGUE, FACT, Aspect, aspects
from meetgate.engine._columns import PLAIN, Part, fits, set_test
from meetgate.engine._speech import UNADDRESSED_DENY, UNADDRESSED_PERMIT, well_formed
from meetgate.model import (
    ADVISED_AGAINST,
    ANY_PLATFORM,
    All,
    Condition,
    Edge,
    Effect,
    Rule,
    RuleSet,
    Selector,
    SelectorKind,
    Span,
    Unaddressed,
    Waiver,
)

#: Effects of rules that move the first stratum; the others rank.
_SPEAKING: Final = frozenset({Effect.NEVER, Effect.FORBID, Effect.EXCEPT, Effect.PERMIT, Effect.REQUIRE, Effect.TIER})


@attrs.frozen(kw_only=True)
class Line:
    """Be one line: the rule, the number of its rule set, and the conjuncts that no column holds.

    `waiver` is the waiver that the line stands for, `silence` says that it stands for a rule set's silence.
    """

    rule: Rule
    rule_set: int
    rest: tuple[Part, ...] = ()
    waiver: Waiver | None = None
    silence: bool = False


@attrs.define(kw_only=True)
class Slot:
    """Be where the lines of one condition go: to a column, if one can hold it; sets and lists take one test a line."""

    part: Part
    column: Aspect | None = None
    once: bool = False
    lines: list[int] = attrs.field(factory=list[int])


@attrs.define(kw_only=True)
class Lowered:
    """Gather lines while rule sets are lowered; it is looked at afterwards and not kept."""

    lines: list[Line] = attrs.field(factory=list[Line])
    #: When each line is in force inside its rule set, and when its rule set is.
    spans: list[Span] = attrs.field(factory=list[Span])
    forces: list[Span] = attrs.field(factory=list[Span])
    #: The numbers of the lines by the part of a condition that stands in them, by aspect.
    held: dict[Aspect, dict[Part, list[int]]] = attrs.field(factory=dict[Aspect, dict[Part, list[int]]])
    sets: dict[str, dict[Condition, list[int]]] = attrs.field(factory=dict[str, dict[Condition, list[int]]])
    #: First line and number of lines of each rule set.
    ranges: list[tuple[int, int]] = attrs.field(factory=list[tuple[int, int]])
    _sorted: dict[Part, Slot] = attrs.field(factory=dict[Part, Slot])

    def add(self, line: Line, span: Span, rule_set: RuleSet) -> None:
        """Add a line, the condition of its rule taken apart."""
        number = len(self.lines)
        rest: list[Part] = []
        taken: set[Aspect] = set()
        context = line.rule_set if _own(rule_set) else PLAIN
        for each in conjuncts(line.rule.when):
            slot = self._sorted.get((each, context)) or self._sort((each, context), rule_set)
            if slot.column is None or slot.column in taken:
                rest.append(slot.part)
                continue
            if slot.once:
                taken.add(slot.column)
            slot.lines.append(number)
        self.lines.append(attrs.evolve(line, rest=tuple(rest)) if rest else line)
        self.spans.append(span)
        self.forces.append(rule_set.in_force)

    def _sort(self, asked: Part, rule_set: RuleSet) -> Slot:
        """Find the column that can hold a condition, by the one aspect that it reads."""
        condition, context = asked
        read = aspects(condition)
        part = (condition, context if context != PLAIN and _counts(rule_set, read) else PLAIN)
        aspect = next(iter(read)) if len(read) == 1 else None
        if aspect is None or not fits(aspect, condition):
            slot = Slot(part=part)
        elif aspect[0] == FACT and part[1] == PLAIN and set_test(condition) is not None:
            lines = self.sets.setdefault(aspect[1], {}).setdefault(condition, [])
            slot = Slot(part=part, column=("set", *aspect), once=True, lines=lines)
        else:
            lines = self.held.setdefault(aspect, {}).setdefault(part, [])
            slot = Slot(part=part, column=aspect, once=aspect[0] != FACT, lines=lines)
        self._sorted[asked] = slot
        return slot


def _own(rule_set: RuleSet) -> bool:
    """Say whether conditions may mean something else inside this rule set than elsewhere."""
    return bool(rule_set.assumes or rule_set.reads or rule_set.trusts or rule_set.vocabulary.kinds)


def _counts(rule_set: RuleSet, read: frozenset[Aspect]) -> bool:
    """Say whether what a rule set assumes, reads, trusts or calls a kind may count in what a condition reads."""
    assumed = {each.fact for each in rule_set.assumes}
    plain = {aspect[1] for aspect in read if aspect[0] == FACT}
    lists = any(aspect[0] in {"people", "bodies", "opaque"} for aspect in read)
    return lists or CATALOGUE in read or bool(assumed & plain)


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Yield the conditions that must all hold."""
    if isinstance(condition, All):
        for each in condition.of:
            yield from conjuncts(each)
    else:
        yield condition


def lower(rule_sets: Iterable[RuleSet], waivers: Iterable[Waiver]) -> Lowered:
    """Lay out the lines of rule sets, each with the waivers of its rules.

    Inside a rule set, lines stand in the order in which reasons are given, so that whoever reads bits upwards has
    the reasons sorted.
    """
    found = Lowered()
    granted = tuple(waivers)
    for number, rule_set in enumerate(rule_sets):
        first = len(found.lines)
        for rule in sorted((*_speaking(rule_set), *_silence(rule_set)), key=_order):
            silence = rule is UNADDRESSED_DENY or rule is UNADDRESSED_PERMIT
            found.add(Line(rule=rule, rule_set=number, silence=silence), rule.in_force, rule_set)
        for waiver in granted:
            _add_waiver(found, waiver, number, rule_set)
        found.ranges.append((first, len(found.lines) - first))
    return found


def _speaking(rule_set: RuleSet) -> Iterator[Rule]:
    return (rule for rule in rule_set.rules if rule.effect in _SPEAKING)


def _silence(rule_set: RuleSet) -> Iterator[Rule]:
    """Yield what stands for what a rule set says of platforms that it does not address."""
    if rule_set.unaddressed is Unaddressed.DENY:
        yield UNADDRESSED_DENY
    elif rule_set.unaddressed is Unaddressed.PERMIT:
        yield UNADDRESSED_PERMIT


def _order(rule: Rule) -> tuple[str, str, str]:
    return rule.id, rule.effect.value, rule.because


def _add_waiver(found: Lowered, waiver: Waiver, number: int, rule_set: RuleSet) -> None:
    """Add a line for a waiver that lifts some forbid of the rule set: until it expires, within its scope."""
    lifted = [rule for rule in rule_set.rules if rule.effect is Effect.FORBID and well_formed(waiver, rule_set, rule)]
    if lifted and waiver.expires is not None:
        platforms = waiver.platforms or (EVERYTHING,)
        stands = Rule(
            id=waiver.id,
            effect=Effect.EXCEPT,
            platforms=platforms,
            when=waiver.scope,
            lifts=frozenset(each.id for each in lifted),
        )
        until = Span(end=Edge.at(waiver.expires))
        found.add(Line(rule=stands, rule_set=number, waiver=waiver), until, rule_set)


def is_advice(rule: Rule) -> bool:
    """Say whether a rule only advises: it is heard, and neither objects nor asks for anything."""
    return rule.strength == ADVISED_AGAINST


#: Picks every platform.
EVERYTHING: Final = Selector(by=SelectorKind.CLASS, value=ANY_PLATFORM)
