"""Compile rule sets, a catalogue and one state of knowledge into masks (second stage of the plan).

A plan is a value: it is never changed, it can be pickled, and one plan serves many threads. What it remembers of
the meetings that it met is bounded and can always be worked out again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from meetgate.engine._aspects import EXPOSED, FINDINGS, OF_PLATFORM, aspects, words
from meetgate.engine._bits import Pair, bits, mask_of
from meetgate.engine._bonds import Bonds, bonds
from meetgate.engine._case import arranged, granted
from meetgate.engine._columns import PLAIN, Column, ListColumn, Part, column, set_column, together
from meetgate.engine._covers import Covers
from meetgate.engine._dated import Dated, dated
from meetgate.engine._keys import Clock, Lens, clock, reader
from meetgate.engine._lower import Line, Lowered, is_advice, lower
from meetgate.engine._obligations import features_of, names_feature
from meetgate.engine._report import labelled
from meetgate.engine._tables import Group, Masks, Rest, Tables
from meetgate.model import (
    ALWAYS,
    WITHOUT_CONDITION,
    Catalogue,
    Effect,
    Obligation,
    Outcome,
    Platform,
    RuleSet,
    Schemes,
    Span,
    Waiver,
    canonical,
    digest,
)

#: Conditions that stand in this many lines, as the only one that no column holds, are looked at once for all of them.
_SHARED: Final = 4
#: How many such conditions have a group of their own.
_GROUPS: Final = 16
#: So few platforms are looked at one by one, however few lines there are.
_FEW: Final = 16

_OBJECTING: Final = frozenset({Effect.NEVER, Effect.FORBID})


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
    picked = Covers(sets, platforms, house, catalogue, known_at)
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
    # Whatever reads the platform is held by no column.
    switching = those(
        bool(line.rest) and line.waiver is None and not is_advice(line.rule) and names_feature(line.rule.when)
        for line in lines
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
