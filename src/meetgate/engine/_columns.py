"""Hold, for each aspect of a meeting, which rules are compatible with each of its values.

A column looks one aspect up and returns two masks over the rules: those that may still hold, and those of them of
which that is not certain. A rule whose condition does not read the aspect may hold whatever the value; where the
value is unknown, a rule that reads it may hold too, and is not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final, cast

import attrs

from meetgate.engine._aspects import FACT, HEADS, LABEL, LISTS, Aspect
from meetgate.engine._bits import Memo, mask_of
from meetgate.engine._case import Sight, sight_of, state_of
from meetgate.engine._evaluate import evaluate
from meetgate.engine._keys import Key, View, listed, projection
from meetgate.model import (
    FLAG_FACTS,
    SET_FACTS,
    WORD_FACTS,
    Condition,
    Meeting,
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
#: The rules that may hold, and those of them of which that is not certain.
Row = tuple[int, int]
#: Stands where a condition is evaluated that does not read the platform.
ANY: Final = Platform(id="", name="")
#: The facts that are attributes of a meeting.
_PLAIN: Final = frozenset({*FLAG_FACTS, *WORD_FACTS, *SET_FACTS})
#: A value that so few rules mention lists them, and has no row.
_FEW: Final = 4
#: Among so few rules, a row costs no more than a list.
_SMALL: Final = 4096
_ROWS: Final = 1024
#: From so many members on, those that no rule mentions are left out in one step.
_MANY: Final = 8


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
    #: Whether what the aspect says changes with time: levels and groups of a scheme do.
    dated: bool = False
    rows: Memo[Key, Row] = attrs.field(factory=lambda: Memo[Key, Row](_ROWS), eq=False, repr=False)

    @property
    def read(self) -> tuple[str, str] | None:
        """Return the attribute of a meeting that holds the aspect, and the name in it; None where none does."""
        if self.aspect == LABEL:
            return None if self.dated else ("classification", "")
        if self.aspect[0] != FACT:
            return None
        head, _, rest = self.aspect[1].partition(".")
        plain = head in _PLAIN and not rest
        return (head, rest) if plain or head == "circumstances" else None

    def row(self, view: View) -> Row:
        """Return the rules that are compatible with what the meeting states."""
        key = view.key(self.aspect)
        found = self.rows.get(key)
        if found is None:
            found = self.work_out(view)
            if key is not None:
                self.rows.keep(key, found)
        return found

    def work_out(self, view: View) -> Row:
        """Evaluate every part."""
        possible, unsure = self.full, 0
        for part, lines in self.parts:
            found = truth_of(view, part)
            if found is Truth.FALSE:
                possible &= ~lines
            elif found is Truth.UNKNOWN:
                unsure |= lines
        return possible, unsure & possible


@attrs.frozen(kw_only=True)
class Together:
    """Be the columns of facts that are one word, or one label, each: looked up at once, as one key.

    What a meeting states of them is mostly what some other meeting stated too.
    """

    columns: tuple[Column, ...]
    facts: Callable[[Meeting], object]
    rows: Memo[object, Row] = attrs.field(factory=lambda: Memo[object, Row](_ROWS), eq=False, repr=False)

    def row(self, view: View) -> Row:
        """Return the rules that are compatible with all that the meeting states of them."""
        case = view.case
        if not case.typed:
            return self._each(view)
        key = self.facts(case.meeting), case.circumstances
        try:
            return self.rows.get(key) or self.rows.keep(key, self._each(view))
        except TypeError:  # an unhashable value is no fact, and no key: each column says what it is
            return self._each(view)

    def _each(self, view: View) -> Row:
        possible, unsure = self.columns[0].full, 0
        for column in self.columns:
            maybe, doubtful = column.row(view)
            possible &= maybe
            unsure |= doubtful
        return possible, unsure & possible


def together(columns: Sequence[Column]) -> Together:
    """Put columns together, each of which reads an attribute of a meeting."""
    reads = [each.read for each in columns]
    facts = sorted({head for head, name in filter(None, reads) if not name})
    # Where circumstances alone are read, any attribute that is the same for many meetings does.
    return Together(columns=tuple(columns), facts=attrgetter(*(facts or ["role"])))


@attrs.frozen(kw_only=True)
class Touched:
    """Hold which rules mention a value: as a mask, or as their numbers where they are few."""

    rows: Mapping[str, int]
    lists: Mapping[str, tuple[int, ...]]

    def of(self, value: str) -> int:
        """Return the rules that mention a value."""
        found = self.rows.get(value)
        if found is None:
            found = 0
            for number in self.lists.get(value, ()):
                found |= 1 << number
        return found


def touched(mentions: Mapping[str, list[int]], size: int) -> Touched:
    """Build the table: a row costs as much as `size` bits, so a value that few rules mention has none."""
    few = 0 if size <= _SMALL else _FEW
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
    read: Callable[[Meeting], object] | None
    any: int
    none: int
    within: int
    known: frozenset[str]
    #: By value, the rules that test for it: those of `any` and `none`, and those of `within`.
    hit: Touched
    kept: Touched
    full: int

    def row(self, meeting: Meeting) -> Row:
        """Return the rules that are compatible with what the meeting states."""
        value = self.read(meeting) if self.read is not None else stated(meeting, self.fact)
        if value.__class__ is not frozenset:
            value = stated(meeting, self.fact)
            if value is State.NONE:
                value = frozenset[str]()
            if not isinstance(value, frozenset):
                return self.full, self.any | self.none | self.within
        members = cast("frozenset[str]", value)
        # Who tests for any of the members must meet one; who tests for none of them must not.
        hit, row_of = 0, self.hit.rows.get
        for each in members if len(members) < _MANY else members & self.known:
            row = row_of(each)
            if row:
                hit |= row
            elif each in self.known:
                hit |= self.hit.of(each)
        failed = hit ^ self.any
        if self.within and members:
            own = members & self.known
            failed |= self._outside(own) if len(own) == len(members) else self.within
        return self.full ^ failed, 0

    def _outside(self, members: Iterable[str]) -> int:
        """Return the rules of `within` that do not admit every one of these members."""
        admitted = self.within
        for each in members:
            admitted &= self.kept.of(each)
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
    sorted_ = ((set_test(condition), numbers) for condition, numbers in tests)
    for (kind, test), numbers in ((found, numbers) for found, numbers in sorted_ if found is not None):
        lines[kind] += numbers
        table = kept if kind == "within" else hit
        for value in test.values:
            table.setdefault(value, []).extend(numbers)
    masks = {name: mask_of(numbers, size) for name, numbers in lines.items()}
    return SetColumn(
        fact=fact,
        read=attrgetter(fact) if fact in _PLAIN else None,
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
    #: Whether only the states are read from which people come.
    by_state: bool
    sets: Memo[frozenset[str | None], Row] = attrs.field(
        factory=lambda: Memo[frozenset[str | None], Row](_ROWS), eq=False, repr=False
    )
    rows: Memo[Key, Row] = attrs.field(factory=lambda: Memo[Key, Row](_ROWS), eq=False, repr=False)

    def row(self, view: View) -> Row:
        """Return the rules that are compatible with who takes part."""
        states = view.case.states
        if not (self.by_state and view.case.meeting.participants_complete):
            return self._row(view)
        # All are listed, and nothing is asked but where they come from.
        return self.sets.get(states) or self.sets.keep(states, self._row(view))

    def _row(self, view: View) -> Row:
        members, complete = listed(view.case, self.name)
        some = unsure = 0
        every = self.all
        for possible, doubtful in self._found(view, members):
            some |= possible & ~doubtful
            every &= possible
            unsure |= doubtful
        if not complete or not members:
            # Of a list with gaps, and of an empty one, nobody can say that all of it is so.
            unsure |= self.all if complete else self.all | self.any
        # Of those who ask for anybody, one who is found settles it, whoever else is unknown.
        possible = self.rest | every | (self.any & (some | unsure))
        return possible, possible & unsure & ~(some & self.any)

    def _found(self, view: View, members: tuple[Participant | Organisation, ...]) -> Iterable[Row]:
        """Return what the tests find, once for all members that they cannot tell apart."""
        if not self.by_state:
            distinct = self._distinct(view, members)
            return [self.rows.get(key) or self._work_out(view, key, member) for key, member in distinct]
        states, known = view.case.states, self.rows.get
        return [known(each) or self._work_out(view, each, _from(members, each)) for each in states]

    def _distinct(
        self, view: View, members: tuple[Participant | Organisation, ...]
    ) -> Iterable[tuple[Key, Participant | Organisation]]:
        """Return one member for each that can be told apart, by its key; whoever changes with time has none."""
        known, attributes = view.lens.words.values, self.aspect[1:]
        keyed = [(projection(each, attributes, known), each) for each in members]
        distinct: dict[Key, Participant | Organisation] = {key: each for key, each in keyed if key is not None}
        return [*distinct.items(), *((key, each) for key, each in keyed if key is None)]

    def _work_out(self, view: View, key: Key, member: Participant | Organisation) -> Row:
        """Evaluate every test of one member; what changes with time is not remembered."""
        possible = unsure = 0
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
                if found is Truth.UNKNOWN:
                    unsure |= lines
        row = possible, unsure
        return row if key is None and not self.by_state else self.rows.keep(key, row)


def _from(members: tuple[Participant | Organisation, ...], state: str | None) -> Participant:
    """Return one participant from a state, who is among these."""
    people = (each for each in members if isinstance(each, Participant))
    return next(each for each in people if state_of(each) == state)


_STATES: Final[Aspect] = (LISTS["participants"], "state")

#: What a plan looks up; each returns the rules that remain.
AnyColumn = Column | SetColumn | ListColumn


def fits(aspect: Aspect, condition: Condition) -> bool:
    """Say whether a condition that reads this aspect alone can be held in a column."""
    if aspect[0] in LISTS.values():
        return isinstance(condition, Some)
    return aspect[0] == FACT or aspect in {LABEL, HEADS}


def column(aspect: Aspect, parts: Sequence[tuple[Part, list[int]]], size: int, *, dated: bool) -> AnyColumn:
    """Build the column of an aspect from its parts, each with the numbers of the rules that it stands in.

    `dated` says that labels mean different things at different times.
    """
    held = tuple((part, mask_of(lines, size)) for part, lines in parts)
    full = (1 << size) - 1
    if aspect[0] not in LISTS.values():
        return Column(aspect=aspect, parts=held, full=full, dated=dated and aspect == LABEL)
    masks = {Quantifier.ANY: 0, Quantifier.ALL: 0}
    for (condition, _), lines in held:
        masks[cast("Some", condition).quantifier] |= lines
    some, every = masks[Quantifier.ANY], masks[Quantifier.ALL]
    name = next(name for name, kind in LISTS.items() if kind == aspect[0])
    return ListColumn(
        aspect=aspect,
        name=name,
        parts=held,
        any=some,
        all=every,
        rest=full & ~(some | every),
        by_state=aspect == _STATES,
    )
