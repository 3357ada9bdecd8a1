"""Hold, for each aspect of a meeting, which rules are compatible with each of its values.

A column looks one aspect up and returns two masks over the rules: those that may still hold definitely, and those
that may still hold possibly. A rule whose condition does not read the aspect is in both, whatever the value; where
the value is unknown, a rule that reads it leaves the definite mask and stays in the possible one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final, cast

import attrs

from meetgate.engine._aspects import FACT, HEADS, LABEL, LISTS, Aspect
from meetgate.engine._bits import Memo, Pair, mask_of
from meetgate.engine._case import Sight, sight_of
from meetgate.engine._evaluate import evaluate
from meetgate.engine._keys import Key, View, listed, projection
from meetgate.model import (
    Condition,
    Members,
    Not,
    Organisation,
    Participant,
    Platform,
    Quantifier,
    RuleSet,
    SetTest,
    Some,
    State,
    Truth,
    stated,
)

#: A condition, and the number of the rule set of which assumptions, readings or words count in it.
Part = tuple[Condition, int]
#: Stands for a rule set of which nothing counts.
PLAIN: Final = -1
_BARE: Final = RuleSet(name="")
#: Stands where a condition is evaluated that does not read the platform.
ANY: Final = Platform(id="", name="")
#: Values that are met more often than this one in so many rules have a row; the others list their rules.
_SPARSE: Final = 256
_ROWS: Final = 1024


def truth_of(view: View, part: Part, platform: Platform = ANY) -> Truth:
    """Evaluate a part by the definition."""
    return evaluate(sight_of(view.case, rule_set_of(view, part), platform, view.instant), part[0])


def rule_set_of(view: View, part: Part) -> RuleSet:
    """Return the rule set that counts in a part, a bare one where none does."""
    return _BARE if part[1] == PLAIN else view.case.rule_sets[part[1]]


@attrs.frozen(kw_only=True)
class Column:
    """Be an aspect with one value at a time: a fact, the label, the head count.

    Its rows are worked out by the definition when a value is first met; there are few values that conditions tell
    apart.
    """

    aspect: Aspect
    parts: tuple[tuple[Part, int], ...]
    full: int
    rows: Memo[Key, Pair] = attrs.field(factory=lambda: Memo[Key, Pair](_ROWS), eq=False, repr=False)

    def row(self, view: View) -> Pair:
        """Return the rules that are compatible with what the meeting states."""
        key = view.key(self.aspect)
        found = self.rows.get(key)
        if found is None:
            found = self.work_out(view)
            if key is not None:
                self.rows.keep(key, found)
        return found

    def work_out(self, view: View) -> Pair:
        """Evaluate every part."""
        definite = possible = self.full
        for part, lines in self.parts:
            found = truth_of(view, part)
            if found is not Truth.TRUE:
                definite &= ~lines
                if found is Truth.FALSE:
                    possible &= ~lines
        return definite, possible


@attrs.frozen(kw_only=True)
class Touched:
    """Hold which rules mention a value: as a mask, or as their numbers where they are few."""

    rows: Mapping[str, int]
    lists: Mapping[str, tuple[int, ...]]

    def of(self, values: Iterable[str]) -> int:
        """Return the rules that mention one of these values."""
        found = 0
        for each in values:
            row = self.rows.get(each)
            if row is not None:
                found |= row
            else:
                for number in self.lists.get(each, ()):
                    found |= 1 << number
        return found


def touched(mentions: Mapping[str, list[int]], size: int) -> Touched:
    """Build the table: a row costs as much as `size` bits, so a value that few rules mention has none."""
    few = 1 + size // _SPARSE
    return Touched(
        rows={value: mask_of(lines, size) for value, lines in mentions.items() if len(lines) > few},
        lists={value: tuple(lines) for value, lines in mentions.items() if len(lines) <= few},
    )


@attrs.frozen(kw_only=True)
class SetColumn:
    """Be a fact that is a set, tested by rules for any, for none, or for nothing but some values; one test a rule.

    What no rule mentions is left out first: whoever fills a meeting with strange topics gains nothing.
    """

    fact: str
    simple: bool
    any: int
    none: int
    within: int
    known: frozenset[str]
    #: By value, the rules that test for it: those of `any` and `none`, and those of `within`.
    hit: Touched
    kept: Touched
    full: int

    def row(self, view: View) -> Pair:
        """Return the rules that are compatible with what the meeting states."""
        meeting = view.case.meeting
        value: object = getattr(meeting, self.fact) if self.simple else stated(meeting, self.fact)
        if value.__class__ is not frozenset:
            value = stated(meeting, self.fact)
            if value is State.NONE:
                value = frozenset[str]()
            if not isinstance(value, frozenset):
                return self.full & ~(self.any | self.none | self.within), self.full
        members = cast("frozenset[str]", value)
        own = members & self.known
        failed = self.any if not own else self.hit.of(own) ^ self.any
        if self.within and members:
            failed |= self._outside(own) if len(own) == len(members) else self.within
        found = self.full & ~failed
        return found, found

    def _outside(self, members: Iterable[str]) -> int:
        """Return the rules of `within` that do not admit every one of these members."""
        admitted = self.within
        for each in members:
            admitted &= self.kept.of((each,))
        return self.within & ~admitted


def set_test(condition: Condition) -> tuple[str, Members] | None:
    """Return `any`, `none` or `within` with the test, for a condition that a set column can hold."""
    if isinstance(condition, Members):
        return ("any" if condition.test is SetTest.ANY_OF else "within"), condition
    if isinstance(condition, Not) and isinstance(condition.of, Members) and condition.of.test is SetTest.ANY_OF:
        return "none", condition.of
    return None


def set_column(fact: str, tests: Iterable[tuple[Condition, list[int]]], size: int) -> SetColumn:
    """Build the column of a set from its tests, each with the numbers of the rules that make it."""
    hit: dict[str, list[int]] = {}
    kept: dict[str, list[int]] = {}
    lines: dict[str, list[int]] = {"any": [], "none": [], "within": []}
    for condition, numbers in tests:
        found = set_test(condition)
        if found is not None:
            lines[found[0]] += numbers
            table = kept if found[0] == "within" else hit
            for value in found[1].values:
                table.setdefault(value, []).extend(numbers)
    masks = {name: mask_of(numbers, size) for name, numbers in lines.items()}
    return SetColumn(
        fact=fact,
        simple="." not in fact,
        any=masks["any"],
        none=masks["none"],
        within=masks["within"],
        known=frozenset({*hit, *kept}),
        hit=touched(hit, size),
        kept=touched(kept, size),
        full=(1 << size) - 1,
    )


@attrs.frozen(kw_only=True)
class ListColumn:
    """Be the members of a list, of whom some or all must meet a condition on the same attributes; one test a rule.

    A member counts by what the attributes tell of it: a thousand people of two states are two.
    """

    aspect: Aspect
    name: str
    parts: tuple[tuple[Part, int], ...]
    any: int
    all: int
    #: The rules that do not read the list.
    rest: int
    rows: Memo[Key, Pair] = attrs.field(factory=lambda: Memo[Key, Pair](_ROWS), eq=False, repr=False)

    def row(self, view: View) -> Pair:
        """Return the rules that are compatible with who takes part."""
        members, complete = listed(view.case, self.name)
        some = maybe = 0
        every, perhaps = self.all if complete and members else 0, self.all
        for key, member in self._distinct(view, members):
            found = self.rows.get(key) or self._work_out(view, key, member)
            some |= found[0]
            maybe |= found[1]
            every &= found[0]
            perhaps &= found[1]
        if not complete:
            maybe = self.any
        return self.rest | (some & self.any) | every, self.rest | (maybe & self.any) | perhaps

    def _distinct(
        self, view: View, members: tuple[Participant | Organisation, ...]
    ) -> Iterable[tuple[Key, Participant | Organisation]]:
        """Return one member for each that can be told apart, by its key; whoever changes with time has none."""
        if self.aspect == _STATES:
            return dict(zip(map(_state_of, members), members, strict=True)).items()
        known, attributes = view.lens.words.values, self.aspect[1:]
        keyed = [(projection(each, attributes, known), each) for each in members]
        distinct: dict[Key, Participant | Organisation] = {key: each for key, each in keyed if key is not None}
        return [*distinct.items(), *((key, each) for key, each in keyed if key is None)]

    def _work_out(self, view: View, key: Key, member: Participant | Organisation) -> Pair:
        """Evaluate every test of one member; what changes with time is not remembered."""
        definite = possible = 0
        for part, lines in self.parts:
            sight = Sight(
                case=view.case,
                rule_set=rule_set_of(view, part),
                platform=ANY,
                instant=view.instant,
                element=member,
                prefix=f"{self.name}[].",
            )
            found = evaluate(sight, cast("Some", part[0]).test)
            if found is not Truth.FALSE:
                possible |= lines
                if found is Truth.TRUE:
                    definite |= lines
        return (definite, possible) if key is None else self.rows.keep(key, (definite, possible))


_STATES: Final[Aspect] = (LISTS["participants"], "state")
_state_of = attrgetter("state")

#: What a plan looks up; each returns the rules that remain.
AnyColumn = Column | SetColumn | ListColumn


def fits(aspect: Aspect, condition: Condition) -> bool:
    """Say whether a condition that reads this aspect alone can be held in a column."""
    if aspect[0] in LISTS.values():
        return isinstance(condition, Some)
    return aspect[0] == FACT or aspect in {LABEL, HEADS}


def column(aspect: Aspect, parts: Sequence[tuple[Part, list[int]]], size: int) -> AnyColumn:
    """Build the column of an aspect from its parts, each with the numbers of the rules that it stands in."""
    held = tuple((part, mask_of(lines, size)) for part, lines in parts)
    full = (1 << size) - 1
    if aspect[0] not in LISTS.values():
        return Column(aspect=aspect, parts=held, full=full)
    masks = {Quantifier.ANY: 0, Quantifier.ALL: 0}
    for (condition, _), lines in held:
        masks[cast("Some", condition).quantifier] |= lines
    some, every = masks[Quantifier.ANY], masks[Quantifier.ALL]
    name = next(name for name, kind in LISTS.items() if kind == aspect[0])
    return ListColumn(aspect=aspect, name=name, parts=held, any=some, all=every, rest=full & ~(some | every))
