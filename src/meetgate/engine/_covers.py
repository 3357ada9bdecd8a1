"""Work out which platforms the lines of a plan pick, and where that hangs on facts of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from meetgate.engine._bits import Pair, pair_of
from meetgate.engine._case import Case, Sight
from meetgate.engine._evaluate import covers
from meetgate.engine._lower import Line
from meetgate.model import (
    Catalogue,
    Effect,
    Meeting,
    Platform,
    PlatformClass,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
)


class Covers:
    """Work out which platforms lines pick; what several lines name is looked for once."""

    def __init__(
        self,
        rule_sets: Sequence[RuleSet],
        platforms: Sequence[Platform],
        base: frozenset[str],
        catalogue: Catalogue,
        known_at: datetime,
    ) -> None:
        self._rule_sets = rule_sets
        self._platforms = platforms
        self._base = base
        self._every = (1 << len(platforms)) - 1
        self._case = Case(
            meeting=Meeting(),
            rule_sets=(),
            catalogue=catalogue,
            schemes=Schemes(),
            known_at=known_at,
            home=None,
        )
        self._ids = {each.id: 1 << number for number, each in enumerate(platforms)}
        self._found: dict[tuple[Selector, int], Pair | None] = {}

    def of(self, line: Line) -> Pair | None:
        """Return which platforms a line picks, None where that depends on facts of the catalogue."""
        if line.rule.effect is Effect.TIER:
            return self._every, self._every
        if not line.silence:
            return self._any_of(line.rule.platforms, line.rule_set)
        addressed = self._addressed(line.rule_set)
        if addressed is None:
            return None
        silence = self._every & ~addressed[1], self._every & ~addressed[0]
        if line.rule.effect is Effect.FORBID:
            return silence
        house = [self._addressed(number) for number, each in enumerate(self._rule_sets) if each.name in self._base]
        definite = possible = 0
        for each in house:
            if each is None:
                return None
            definite |= each[0]
            possible |= each[1]
        return silence[0] & definite, silence[1] & possible

    def _addressed(self, number: int) -> Pair | None:
        rules = self._rule_sets[number].rules
        ranked = [each for rule in rules for group in rule.ranks for each in group]
        return self._any_of((*(each for rule in rules for each in rule.platforms), *ranked), number)

    def _any_of(self, selectors: Iterable[Selector], number: int) -> Pair | None:
        definite = possible = 0
        for each in selectors:
            found = self._one(each, number)
            if found is None:
                return None
            definite |= found[0]
            possible |= found[1]
        return definite, possible

    def _one(self, selector: Selector, number: int) -> Pair | None:
        if selector.by is SelectorKind.PLATFORM and not selector.editions:
            bit = self._ids.get(selector.value, 0)
            return bit, bit
        asked = (selector, number if selector.by is SelectorKind.CLASS else 0)
        if asked not in self._found:
            self._found[asked] = self._work_out(selector, self._rule_sets[number])
        return self._found[asked]

    def _work_out(self, selector: Selector, rule_set: RuleSet) -> Pair | None:
        if hangs_on_facts(selector, rule_set):
            return None
        sights = (Sight(case=self._case, rule_set=rule_set, platform=each, instant=None) for each in self._platforms)
        return pair_of(covers(each, selector) for each in sights)


def hangs_on_facts(selector: Selector, rule_set: RuleSet) -> bool:
    """Say whether what a selector picks depends on facts of the catalogue, which change."""
    if selector.by is SelectorKind.FACT:
        return True
    if selector.by is not SelectorKind.CLASS:
        return False
    found = rule_set.classes.get(selector.value, PlatformClass(members=()))
    return any(hangs_on_facts(each, rule_set) for each in (*found.members, *found.excludes))
