"""Compile rule sets, a catalogue and one state of knowledge into masks (second stage of the plan).

A plan is a value: it is never changed, it can be pickled, and one plan serves many threads. What it remembers of
the meetings that it met is bounded and can always be worked out again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._aspects import EXPOSED, FINDINGS, OF_PLATFORM, aspects, words
from meetgate.engine._bits import Memo, Pair, bits, mask_of, pair_of
from meetgate.engine._bonds import Bonds, bonds
from meetgate.engine._case import Case, Sight, arranged, granted
from meetgate.engine._columns import PLAIN, Column, ListColumn, Part, SetColumn, Together, column, set_column, together
from meetgate.engine._dated import Dated, dated
from meetgate.engine._evaluate import covers
from meetgate.engine._hearing import reason
from meetgate.engine._keys import Clock, Key, Lens, Reader, clock, reader
from meetgate.engine._lower import Line, Lowered, is_advice, lower
from meetgate.engine._obligations import features_of, names_feature
from meetgate.engine._report import labelled
from meetgate.model import (
    ALWAYS,
    WITHOUT_CONDITION,
    Catalogue,
    Effect,
    Meeting,
    Obligation,
    Outcome,
    Platform,
    PlatformClass,
    PlatformDecision,
    Reason,
    RuleSet,
    RuleSetReport,
    Schemes,
    Selector,
    SelectorKind,
    Span,
    Waiver,
    canonical,
    digest,
)

#: Conditions that stand in this many lines, as the only one that no column holds, are looked at once for all of them.
_SHARED: Final = 4
#: How many such conditions have a group of their own.
_GROUPS: Final = 16
_VECTORS: Final = 8192
_EPOCHS: Final = 16
#: So few platforms are looked at one by one, however few lines there are.
_FEW: Final = 16

_OBJECTING: Final = frozenset({Effect.NEVER, Effect.FORBID})


@attrs.frozen(kw_only=True)
class Rest:
    """Be a condition that no column holds, with what it depends on; `wide` says that platforms may differ in it."""

    part: Part
    readers: tuple[Reader, ...]
    wide: bool
    #: Whether it reads findings and what the talk is against, and nothing else.
    exposed: bool


@attrs.frozen(kw_only=True)
class Masks:
    """Sort the lines by what they do."""

    objecting: int
    advising: int
    granting: int
    requiring: int
    ranking: int
    #: Rules that may make a configurable feature necessary.
    switching: int
    #: Those that never hold for certain.
    disputed: int
    #: Those of which something is asked beyond who grants and who objects.
    asking: int


#: Lines that share one condition, by the number of it, beside what columns hold; -1 stands for none.
Group = tuple[int, int]


@attrs.frozen(kw_only=True, eq=False)
class Tables:
    """Be a policy under one state of knowledge, as masks; build it with `tabulate`.

    It knows what was public from `since` (included) to `until` (excluded); None is open.
    """

    digest: str
    rule_sets: tuple[RuleSet, ...]
    catalogue: Catalogue
    schemes: Schemes
    base: frozenset[str]
    waivers: tuple[Waiver, ...]
    since: datetime | None
    until: datetime | None
    #: Platforms, sorted by id; the number of each is the number of its bit in every mask over platforms.
    platforms: tuple[Platform, ...]
    ids: tuple[str, ...]
    every: int
    lines: tuple[Line, ...]
    ranges: tuple[tuple[int, int], ...]
    full: int
    #: What meetings state in one word, together; from where people come; sets; and everything else that is looked up.
    words: Together | None
    people: ListColumn | None
    sets: tuple[SetColumn, ...]
    columns: tuple[Column | ListColumn, ...]
    dated: Dated | None
    forces: Dated | None
    masks: Masks
    #: Which platforms each line picks; None where that changes with what the catalogue says.
    covers: tuple[Pair | None, ...]
    #: The platforms that each line may pick, none where that changes.
    picks: tuple[int, ...]
    rests: tuple[Rest, ...]
    #: The conditions of each line that no column holds, by number.
    kept: Mapping[int, tuple[int, ...]]
    groups: tuple[Group, ...]
    #: Lines without such a condition, which pick certain platforms.
    unconditional: int
    #: Those of the groups that share a condition.
    sharing: tuple[Group, ...]
    #: Lines that are looked at one by one.
    odd: int
    #: Whether more than grants and objections may count: for every case, or for cases that some lines reach.
    hindered: bool
    burdened: bool
    #: The exceptions and waivers of each forbid, as a mask too; all that have some, and all of these.
    lifters: Mapping[int, tuple[int, ...]]
    lifted_by: Mapping[int, int]
    liftable: int
    lifting: int
    #: What lines ask for that conflicts with nothing: the obligation, and the platforms on which it is asked for.
    duties: Mapping[int, tuple[Obligation, int]]
    simple: int
    #: The features that the conditions of switching lines name, None where that hangs on what the meeting requires.
    features: Mapping[int, frozenset[str] | None]
    #: By platform, its bit and the lines that may pick it, and those that surely do; whether those are always the same.
    seats: tuple[tuple[int, int], ...]
    surely: tuple[int, ...]
    plain: bool
    #: Whether there are so many platforms that few lines are gone through rather than they.
    wide: bool
    #: Where something holds that asks for nothing.
    always: Pair
    bonds: Bonds
    lens: Lens
    #: Whether some label may be one that its scheme excludes.
    excludes: bool
    #: Whether something in the catalogue may make a platform unavailable.
    obstructed: bool
    #: Lines with conditions that no column holds.
    shared: int
    #: What a decision calls each rule set; those that no line stands for, or that only observe; whether any prefers.
    labels: tuple[str, ...]
    apart: tuple[int, ...]
    prefers: bool
    #: The instants at which labels of each authority change.
    scheme_cuts: Mapping[str, tuple[datetime, ...]]
    abstaining: Mapping[str, Outcome]
    #: Whether several revisions of one rule set are held, so that reasons do not stand in the order of lines.
    revised: bool
    reasons: Memo[int, Reason] = attrs.field(factory=lambda: Memo[int, Reason](_VECTORS), repr=False)
    vectors: Memo[Key, Pair] = attrs.field(factory=lambda: Memo[Key, Pair](_VECTORS), repr=False)
    unheard: Memo[int, dict[str, RuleSetReport]] = attrs.field(
        factory=lambda: Memo[int, dict[str, RuleSetReport]](_EPOCHS), repr=False
    )
    places: Memo[int, tuple[int, ...]] = attrs.field(factory=lambda: Memo[int, tuple[int, ...]](_VECTORS), repr=False)
    decided: Memo[Key, PlatformDecision] = attrs.field(
        factory=lambda: Memo[Key, PlatformDecision](_VECTORS), repr=False
    )
    lines_named: Memo[int, str] = attrs.field(factory=lambda: Memo[int, str](_VECTORS), repr=False)
    names: Memo[int, tuple[str, ...]] = attrs.field(factory=lambda: Memo[int, tuple[str, ...]](_VECTORS), repr=False)

    def knows(self, known_at: datetime) -> bool:
        """Say whether the plan was compiled for what was known at an instant."""
        return (self.since is None or self.since <= known_at) and (self.until is None or known_at < self.until)

    def places_of(self, platforms: int) -> tuple[int, ...]:
        """Return the numbers of the platforms of a mask."""
        known = self.places.get(platforms)
        return self.places.keep(platforms, tuple(bits(platforms))) if known is None else known

    def reason_of(self, number: int) -> Reason:
        """Return the reason that a line is."""
        known = self.reasons.get(number)
        if known is None:
            line = self.lines[number]
            known = self.reasons.keep(number, reason(self.rule_sets[line.rule_set], line.rule))
        return known

    def name_of(self, number: int) -> str:
        """Return `RULESET/RULE` of a line."""
        known = self.lines_named.get(number)
        if known is None:
            line = self.lines[number]
            known = self.lines_named.keep(number, f"{self.rule_sets[line.rule_set].name}/{line.rule.id}")
        return known

    def serves(self, case: Case) -> bool:
        """Say whether a case is of the plan's policy and state of knowledge, with nothing supposed."""
        return (
            (case.rule_sets is self.rule_sets or case.rule_sets == self.rule_sets)
            and (case.catalogue is self.catalogue or case.catalogue == self.catalogue)
            and (case.schemes is self.schemes or case.schemes == self.schemes)
            and (case.base is self.base or case.base == self.base)
            and (case.waivers is self.waivers or case.waivers == self.waivers)
            and (self.since is None or self.since <= case.known_at)
            and (self.until is None or case.known_at < self.until)
            and not (case.answers or case.deferred or case.unswitched)
        )


def learnt(catalogue: Catalogue) -> tuple[datetime, ...]:
    """Return, sorted, the instants at which something on platforms became public."""
    found: set[datetime | None] = set()
    for platform in catalogue.platforms.values():
        found.update(each.known_from for each in platform.facts)
        found.update(each.known_from for each in platform.findings)
        found.update((platform.launched_known_from, platform.retired_known_from))
    return tuple(sorted(each for each in found if each is not None))


def tabulate(
    rule_sets: Iterable[RuleSet],
    *,
    catalogue: Catalogue,
    known_at: datetime,
    schemes: Schemes | None = None,
    base: Iterable[str] = (),
    waivers: Iterable[Waiver] = (),
) -> Tables:
    """Compile a policy for what was known at an instant (aware)."""
    sets = arranged(rule_sets)
    scales = schemes or Schemes()
    waived = granted(waivers)
    house = frozenset(base)
    lowered = lower(sets, waived)
    lines = tuple(lowered.lines)
    platforms = tuple(platform for _, platform in sorted(catalogue.platforms.items()))
    picked = _Covers(sets, platforms, house, catalogue, known_at)
    cover = tuple(picked.of(line) for line in lines)
    adverse = frozenset(each.state for platform in platforms for each in platform.findings)
    rests, kept = _rests(lines, adverse)
    masks = _masks(lines)
    lifters = _lifters(lines)
    duties = dict(_duties(lines, kept, cover))
    groups, odd = _groups(lines, kept, cover)
    edges = learnt(catalogue)
    place = bisect_right(edges, known_at)
    size = len(lines)
    bound = bonds(sets, lowered.ranges, house)
    single, others, lists = _columns(lowered, size, dated=_labels_change(scales))
    seats = _seats(cover, len(platforms), size)
    plain = all(definite is possible for _, definite, possible in seats)
    hinders = any(_hinders(platform) for platform in platforms)
    excludes = any(each.excludes or each.conflicts for each in (*scales.by_authority.values(), *scales.earlier))
    spans, forces = _dated(lowered.spans), _dated(lowered.forces)
    return Tables(
        digest=_digest(sets, (catalogue.digest, scales.digest), house, waived, known=place),
        rule_sets=sets,
        catalogue=catalogue,
        schemes=scales,
        base=house,
        waivers=waived,
        since=edges[place - 1] if place else None,
        until=edges[place] if place < len(edges) else None,
        platforms=platforms,
        ids=tuple(each.id for each in platforms),
        every=(1 << len(platforms)) - 1,
        lines=lines,
        ranges=tuple(lowered.ranges),
        full=(1 << size) - 1,
        words=together(single) if single else None,
        people=next((each for each in lists if each.by_state), None),
        sets=tuple(set_column(fact, tests.items(), size) for fact, tests in lowered.sets.items()),
        columns=(*others, *(each for each in lists if not each.by_state)),
        dated=spans,
        forces=forces,
        masks=masks,
        covers=cover,
        picks=tuple(0 if each is None else each[1] for each in cover),
        rests=rests,
        kept=kept,
        groups=groups,
        unconditional=next((lines for lines, rest in groups if rest < 0), 0),
        sharing=tuple(each for each in groups if each[1] >= 0),
        odd=odd,
        hindered=hinders or excludes or not plain,
        burdened=bool(masks.asking or masks.ranking),
        lifters=lifters,
        lifted_by={number: mask_of(several, size) for number, several in lifters.items()},
        liftable=mask_of(lifters, size),
        lifting=mask_of({each for several in lifters.values() for each in several}, size),
        duties=duties,
        simple=mask_of(duties, size),
        features={number: features_of(lines[number].rule.when) for number in bits(masks.switching)},
        seats=tuple((bit, possible) for bit, _, possible in seats),
        surely=tuple(definite for _, definite, _ in seats),
        wide=len(platforms) > _FEW,
        always=((1 << len(platforms)) - 1, (1 << len(platforms)) - 1),
        plain=plain,
        bonds=bound,
        lens=_lens(lines, catalogue, _clock(sets, catalogue, scales, waived, parts=(bound, spans, forces))),
        excludes=excludes,
        obstructed=hinders,
        shared=mask_of(kept, size),
        labels=tuple(labelled(sets)),
        apart=tuple(number for number, each in enumerate(sets) if each.observe or not lowered.ranges[number][1]),
        prefers=any(rule.effect is Effect.PREFER for each in sets if not each.observe for rule in each.rules),
        scheme_cuts={each: tuple(sorted(scales.cuts((each,)))) for each in _authorities(scales)},
        abstaining={each.id: Outcome.ABSTAIN for each in platforms},
        revised=any(each.one_of_several for each in sets),
    )


def _digest(
    rule_sets: Sequence[RuleSet],
    worlds: Sequence[str],
    base: Iterable[str],
    waivers: Iterable[Waiver],
    *,
    known: int,
) -> str:
    """Return the key of a plan: the digests of everything that it was compiled from."""
    said = {
        "rulesets": [[each.name, each.revision, each.digest] for each in rule_sets],
        "worlds": list(worlds),
        "base": sorted(base),
        "waivers": [repr(each) for each in waivers],
        "known": known,
    }
    return digest(canonical(said))


def _dated(spans: Sequence[Span]) -> Dated | None:
    return None if all(each is ALWAYS or each == ALWAYS for each in spans) else dated(spans)


def _authorities(schemes: Schemes) -> set[str]:
    return {*schemes.by_authority, *(each.marked.authority for each in schemes.equivalences)}


def _labels_change(schemes: Schemes) -> bool:
    held = (*schemes.by_authority.values(), *schemes.earlier)
    spans = [each.valid for each in held] + [group.valid for each in held for group in each.groups]
    return any(each != ALWAYS for each in (*spans, *(link.valid for link in schemes.equivalences)))


def _columns(lowered: Lowered, size: int, *, dated: bool) -> tuple[list[Column], list[Column], list[ListColumn]]:
    """Build the columns: those of an attribute of meetings, other ones, and those of lists."""
    held = [column(aspect, [*parts.items()], size, dated=dated) for aspect, parts in lowered.held.items()]
    single = [each for each in held if isinstance(each, Column) and each.read is not None]
    others = [each for each in held if isinstance(each, Column) and each.read is None]
    return single, others, [each for each in held if isinstance(each, ListColumn)]


def _masks(lines: Sequence[Line]) -> Masks:
    size = len(lines)

    def those(test: Iterable[bool]) -> int:
        return mask_of((number for number, holds in enumerate(test) if holds), size)

    rules = [line.rule for line in lines]
    requiring = those(each.effect is Effect.REQUIRE and each.obligation is not None for each in rules)
    switching = those(
        line.waiver is None and not is_advice(line.rule) and names_feature(line.rule.when) for line in lines
    )
    return Masks(
        objecting=those(each.effect in _OBJECTING and not is_advice(each) for each in rules),
        advising=those(each.effect in _OBJECTING and is_advice(each) for each in rules),
        granting=those(
            each.effect is Effect.PERMIT or (each.effect is Effect.EXCEPT and each.grants) for each in rules
        ),
        requiring=requiring,
        ranking=those(each.effect is Effect.TIER for each in rules),
        switching=switching,
        disputed=those(each.disputed is not None for each in rules),
        asking=requiring | switching,
    )


def _rests(lines: Sequence[Line], adverse: frozenset[str]) -> tuple[tuple[Rest, ...], dict[int, tuple[int, ...]]]:
    """Number the conditions that no column holds, and say which lines have which."""
    numbers: dict[Part, int] = {}
    kept = {
        number: tuple(numbers.setdefault(part, len(numbers)) for part in line.rest)
        for number, line in enumerate(lines)
        if line.rest
    }
    return tuple(_rest(part, adverse) for part in numbers), kept


def _rest(part: Part, adverse: frozenset[str]) -> Rest:
    read = aspects(part[0])
    told = words([part[0]]).values
    return Rest(
        part=part,
        readers=tuple(
            reader(each, told, also=adverse if each in EXPOSED and FINDINGS in read else frozenset())
            for each in sorted(read)
        ),
        wide=bool(read & OF_PLATFORM),
        exposed=read == EXPOSED and part[1] == PLAIN,
    )


def _lifters(lines: Sequence[Line]) -> dict[int, tuple[int, ...]]:
    """Say which exceptions and waivers lift which forbids."""
    by_name: dict[tuple[int, str], list[int]] = {}
    for number, line in enumerate(lines):
        if line.rule.effect is Effect.EXCEPT:
            for name in line.rule.lifts:
                by_name.setdefault((line.rule_set, name), []).append(number)
    if not by_name:
        return {}
    return {
        number: tuple(by_name[line.rule_set, line.rule.id])
        for number, line in enumerate(lines)
        if line.rule.effect is Effect.FORBID and not line.silence and (line.rule_set, line.rule.id) in by_name
    }


def _duties(
    lines: Sequence[Line], kept: Mapping[int, tuple[int, ...]], cover: Sequence[Pair | None]
) -> Iterator[tuple[int, tuple[Obligation, int]]]:
    """Yield what lines ask for on certain platforms, and which no other obligation, need or feature can be in the way of."""
    for number, line in enumerate(lines):
        asked, where = line.rule.obligation, cover[number]
        if line.rule.effect is not Effect.REQUIRE or asked is None or where is None or number in kept:
            continue
        if asked.needs is None and asked.value is None and not asked.conflicts and where[0] == where[1]:
            yield number, (asked, where[1])


def _groups(
    lines: Sequence[Line],
    kept: Mapping[int, tuple[int, ...]],
    cover: Sequence[Pair | None],
) -> tuple[tuple[Group, ...], int]:
    """Sort lines into groups that are swept together, and those that are looked at one by one."""
    plain: list[int] = []
    sharing: dict[int, list[int]] = {}
    odd: list[int] = []
    for number in range(len(lines)):
        rest = kept.get(number, ())
        if cover[number] is None or len(rest) > 1:
            odd.append(number)
        elif rest:
            sharing.setdefault(rest[0], []).append(number)
        else:
            plain.append(number)
    size = len(lines)
    groups = [(mask_of(plain, size), -1)] if plain else []
    shared = sorted(sharing.items(), key=lambda each: -len(each[1]))
    for place, (rest_number, numbers) in enumerate(shared):
        if place < _GROUPS and len(numbers) >= _SHARED:
            groups.append((mask_of(numbers, size), rest_number))
        else:
            odd += numbers
    return tuple(groups), mask_of(odd, size)


def _seats(cover: Sequence[Pair | None], platforms: int, size: int) -> tuple[tuple[int, int, int], ...]:
    """Turn what each line picks into the lines that pick each platform."""
    definite: list[list[int]] = [[] for _ in range(platforms)]
    possible: list[list[int]] = [[] for _ in range(platforms)]
    places: dict[int, tuple[int, ...]] = {}
    for number, pair in enumerate(cover):
        for mask, table in zip(pair or (), (definite, possible), strict=False):
            if mask not in places:
                places[mask] = tuple(bits(mask))
            for place in places[mask]:
                table[place].append(number)
    masks = [(mask_of(one, size), mask_of(other, size)) for one, other in zip(definite, possible, strict=True)]
    # Where both are the same lines, they are one integer.
    return tuple((1 << place, one, one if one == other else other) for place, (one, other) in enumerate(masks))


class _Covers:
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


def _hinders(platform: Platform) -> bool:
    """Say whether something in the catalogue may make a platform unavailable."""
    stated = platform.launched is not None or platform.retired is not None
    return stated or any(each.name == "capacity" for each in platform.facts)


def _lens(lines: Sequence[Line], catalogue: Catalogue, moves: Clock) -> Lens:
    facts = [each for platform in catalogue.platforms.values() for each in platform.facts]
    findings = [each for platform in catalogue.platforms.values() for each in platform.findings]
    counts = {int(value) for each in facts if each.name == "capacity" for value in each.values if value.isdecimal()}
    asked = [each.when for each in facts]
    numbers = [number for when in asked for number in (when.participants_at_least, when.participants_at_most)]
    heads = counts.union(number for number in numbers if number is not None)
    catalogued = {"detrimental_to": {each.state for each in findings}, "requires": {each.name for each in facts}}
    conditions = dict.fromkeys(line.rule.when for line in lines)
    return Lens(
        words=words(conditions, heads=heads, also=catalogued),
        clock=moves,
        reads_meeting=any(when != WITHOUT_CONDITION for when in asked),
        reads_states=any(when.states_any_of or when.states_none_of for when in asked),
        reads_heads=any(number is not None for number in numbers),
    )


def _clock(
    rule_sets: Iterable[RuleSet],
    catalogue: Catalogue,
    schemes: Schemes,
    waivers: Iterable[Waiver],
    *,
    parts: tuple[Bonds, Dated | None, Dated | None],
) -> Clock:
    """Return every instant at which something may change that does not hang on the meeting."""
    whom, lines, forces = parts
    held = (*schemes.by_authority.values(), *schemes.earlier)
    spans = {each.valid for each in held} | {each.valid for each in schemes.equivalences}
    spans |= {group.valid for each in held for group in each.groups}
    return clock(
        {cut for rule_set in rule_sets for cut in rule_set.cuts}.union(
            each.expires for each in waivers if each.expires is not None
        ),
        labels={cut for span in spans for cut in span.cuts},
        catalogue=catalogue.cuts,
        bonds=whom.cuts,
        lines=() if lines is None else lines.cuts,
        forces=() if forces is None else forces.cuts,
        sets={cut for rule_set in rule_sets for cut in rule_set.in_force.cuts},
    )
