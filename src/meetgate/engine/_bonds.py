"""Say which lines bind home, and which bind anybody who is present, by masks over the lines (semantics, section 3).

A rule set that binds organisations by id alone is found by id, whoever else has rules; of the others, each is asked
for every kind of organisation that their criteria tell apart, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._bind import binds
from meetgate.engine._bits import Memo, Pair
from meetgate.engine._case import Case
from meetgate.engine._keys import Key
from meetgate.model import ALWAYS, Organisation, RuleSet, Truth

_ROWS: Final = 4096
_OTHER: Final = "(another)"


@attrs.frozen(kw_only=True)
class Bonds:
    """Hold whom each rule set binds; a rule set that only observes binds nobody."""

    #: The lines that bind somebody, and those that bind home whoever it is.
    binding: int
    ours: int
    #: Lines by the id that their rule set binds, as first line and number; all such lines together.
    ranges: Mapping[str, tuple[tuple[int, int], ...]]
    by_id: int
    #: The other rule sets by number, each with its lines; the instants at which whom they bind changes.
    others: tuple[tuple[int, int], ...]
    cuts: tuple[datetime, ...]
    ids: frozenset[str]
    states: frozenset[str]
    parents: frozenset[str]
    named: Memo[str | None, int] = attrs.field(factory=lambda: Memo[str | None, int](_ROWS), eq=False, repr=False)
    rows: Memo[Key, Pair] = attrs.field(factory=lambda: Memo[Key, Pair](_ROWS), eq=False, repr=False)

    def of(self, case: Case, instant: datetime | None, stretch: int) -> tuple[Pair, Pair]:
        """Return the lines that bind home, and those that bind anybody present, home included, at an instant.

        `stretch` is the number of the cuts of these bonds that have passed.
        """
        if case.plain and not self.others:
            mine, home = self.ours, case.home or ()
            for each in home:
                mine |= self.named.get(each.id) or self._named(each.id)
            theirs = mine
            if len(case.present) != len(home):
                for each in case.present:
                    theirs |= self.named.get(each.id) or self._named(each.id)
            everybody = case.present_complete or case.unlisted_unbound
            return (mine, mine), (theirs, theirs if everybody else self.binding)
        definite = possible = self.ours
        home = case.home or ()
        if case.home is None:
            possible = self.binding
        for each in home:
            surely, maybe = self.row(case, each, instant, stretch)
            definite |= surely
            possible |= maybe
        ours = definite, possible
        for each in case.present:
            if each not in home:
                surely, maybe = self.row(case, each, instant, stretch)
                definite |= surely
                possible |= maybe
        if not (case.present_complete or case.unlisted_unbound):
            possible = self.binding
        return ours, (definite, possible)

    def _named(self, name: str | None) -> int:
        """Return the lines of rule sets that bind one id."""
        found = self.named.get(name)
        if found is None:
            found = self.named.keep(name, _lines(self.ranges.get(name or "", ())))
        return found

    def row(self, case: Case, organisation: Organisation, instant: datetime | None, stretch: int) -> Pair:
        """Return the lines that bind one organisation."""
        if organisation.id is None:
            definite, possible = 0, self.by_id
        else:
            definite = possible = self._named(organisation.id)
        if not self.others:
            return definite, possible
        surely, maybe = self._by_criteria(case, organisation, instant, stretch)
        return definite | surely, possible | maybe

    def _by_criteria(self, case: Case, organisation: Organisation, instant: datetime | None, stretch: int) -> Pair:
        key = self._key(organisation, stretch)
        found = self.rows.get(key)
        if found is None:
            found = self._work_out(case, organisation, instant)
            if key is not None:
                self.rows.keep(key, found)
        return found

    def _key(self, organisation: Organisation, stretch: int) -> Key:
        """Return what criteria can tell of an organisation at the instant, None where its kinds are dated."""
        if any(each.valid is not ALWAYS and each.valid != ALWAYS for each in organisation.kinds):
            return None
        return (
            _known(organisation.id, self.ids),
            frozenset(each.name for each in organisation.kinds),
            organisation.kinds_complete,
            _known(organisation.state, self.states),
            _known(organisation.part_of, self.parents),
            stretch,
        )

    def _work_out(self, case: Case, organisation: Organisation, instant: datetime | None) -> Pair:
        definite = possible = 0
        for number, lines in self.others:
            found = binds(case, case.rule_sets[number], organisation, instant)
            if found is not Truth.FALSE:
                possible |= lines
                if found is Truth.TRUE:
                    definite |= lines
        return definite, possible


def _known(word: str | None, known: frozenset[str]) -> str | None:
    return word if word is None or word in known else _OTHER


def _lines(ranges: Sequence[tuple[int, int]]) -> int:
    found = 0
    for first, count in ranges:
        found |= ((1 << count) - 1) << first
    return found


def bonds(rule_sets: Sequence[RuleSet], ranges: Sequence[tuple[int, int]], base: frozenset[str]) -> Bonds:
    """Sort rule sets by how they bind."""
    binding: list[tuple[int, int]] = []
    ours: list[tuple[int, int]] = []
    by_id: dict[str, list[tuple[int, int]]] = {}
    others: list[int] = []
    for number, rule_set in enumerate(rule_sets):
        if rule_set.observe:
            continue
        binding.append(ranges[number])
        if rule_set.house or rule_set.name in base:
            ours.append(ranges[number])
        elif _by_id_alone(rule_set):
            for name in {each.organisation for each in rule_set.binds.any if each.organisation is not None}:
                by_id.setdefault(name, []).append(ranges[number])
        else:
            others.append(number)
    told = [rule_sets[number] for number in others]
    criteria = [each for rule_set in told for each in (*rule_set.binds.any, *rule_set.binds.none)]
    declared = [each for rule_set in told for each in rule_set.organisations]
    ids = {each.organisation for each in criteria} | {name for each in declared for name in (each.id, *each.aliases)}
    spans = [each.valid for each in criteria] + [kind.valid for each in declared for kind in each.kinds]
    return Bonds(
        binding=_together(binding),
        ours=_together(ours),
        ranges={name: tuple(each) for name, each in by_id.items()},
        by_id=_together([each for several in by_id.values() for each in several]),
        others=tuple((number, _lines([ranges[number]])) for number in others),
        cuts=tuple(sorted({cut for span in spans for cut in span.cuts})),
        ids=frozenset(each for each in ids if each is not None),
        states=frozenset(each.state for each in criteria if each.state is not None),
        parents=frozenset(each.part_of for each in criteria if each.part_of is not None),
    )


def _by_id_alone(rule_set: RuleSet) -> bool:
    """Say whether the id of an organisation is all that counts."""
    if rule_set.binds.none or rule_set.organisations or not rule_set.binds.any:
        return False
    return all(
        each.organisation is not None
        and each.kind is None
        and each.state is None
        and each.part_of is None
        and each.valid == ALWAYS
        for each in rule_set.binds.any
    )


def _together(ranges: Sequence[tuple[int, int]]) -> int:
    """Return the mask of ranges: neighbours are joined first, since each step costs as much as the whole mask."""
    joined: list[list[int]] = []
    for first, count in sorted(set(ranges)):
        if joined and joined[-1][0] + joined[-1][1] == first:
            joined[-1][1] += count
        else:
            joined.append([first, count])
    return _lines([(first, count) for first, count in joined])
