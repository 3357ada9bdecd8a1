"""Hold a policy under one state of knowledge as masks: what compiling makes, and what running reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs

from meetgate.engine._bits import Memo, Pair, bits
from meetgate.engine._bonds import Bonds
from meetgate.engine._case import Case
from meetgate.engine._columns import Column, ListColumn, Part, SetColumn, Together
from meetgate.engine._dated import Dated
from meetgate.engine._hearing import reason
from meetgate.engine._keys import Key, Lens, Reader
from meetgate.engine._lower import Line
from meetgate.model import (
    Catalogue,
    Obligation,
    Outcome,
    Platform,
    PlatformDecision,
    Reason,
    RuleSet,
    RuleSetReport,
    Schemes,
    Waiver,
)

_VECTORS: Final = 8192
_EPOCHS: Final = 16


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
