"""Tell what a plan found: verdicts at once; rules, reasons and obligations when somebody asks, from the same masks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import compress
from typing import Final

import attrs

from meetgate.engine._bits import Pair, bits, truth_at
from meetgate.engine._case import Case
from meetgate.engine._demands import NOTHING, barrier, unsupported
from meetgate.engine._hearing import warning
from meetgate.engine._listen import Heard, bound_only, listen
from meetgate.engine._missing import Missing, missing
from meetgate.engine._obligations import Match, dues, room_for
from meetgate.engine._outlook import outlook, ranked, reports, waived
from meetgate.engine._run import Stratum, Verdicts, at_once, stratum, under_tiers, verdict_of
from meetgate.engine._tables import Tables
from meetgate.engine._told import Told, may_speak, told_by
from meetgate.model import (
    WORST_FIRST,
    Cause,
    Due,
    Obligation,
    PlatformDecision,
    Reason,
    RuleSetReport,
    Truth,
    Verdict,
)

_GOOD: Final = frozenset({Verdict.CONDITIONAL, Verdict.PERMITTED})
_UNAVAILABLE: Final = WORST_FIRST.index(Verdict.UNAVAILABLE)
_UNCOVERED: Final = WORST_FIRST.index(Verdict.NOT_COVERED)
_UNDETERMINED: Final = WORST_FIRST.index(Verdict.UNDETERMINED)


#: What a shortcut keeps of what it heard: the instant, its stretch, the lines that may hold, those
#: that are not certain, home's, anybody's.
Kept = tuple[datetime, int, int, int, int, int]


class Ruling:
    """Be the answer of a plan to one case: verdicts are known, everything else is worked out when it is asked for."""

    __slots__ = ("_found", "_heard", "_told", "case", "masks", "permitted", "plan")

    def __init__(
        self,
        plan: Tables,
        case: Case,
        masks: Verdicts,
        heard: Heard | Kept,
        *,
        found: Stratum | None = None,
    ) -> None:
        """Hold the platforms of each verdict, and what was heard first; the rest is worked out when it is asked for."""
        self.plan = plan
        self.case = case
        self.masks = masks
        self._heard = heard
        self._found = found
        self._told: dict[str, PlatformDecision] | None = None
        #: The ids of the permitted platforms, sorted.
        names = plan.names.get(masks[5])
        self.permitted = _named(plan, masks[5]) if names is None else names

    @property
    def heard(self) -> Heard:
        """Return what was heard at the first instant."""
        heard = self._heard
        if isinstance(heard, tuple):
            instant, stretch, possible, unsure, mine, theirs = heard
            masks = possible, possible & ~unsure, (mine, mine), (theirs, theirs)
            heard = self._heard = Heard(self.plan, self.case, instant, stretch, masks)
        return heard

    @property
    def found(self) -> Stratum:
        """Return the verdicts with all that they rest on."""
        if self._found is None:
            heard = self.heard
            if heard.possible & heard.anybody[1] & self.plan.masks.requiring:
                self._found = stratum(self.plan, self.case, [heard], 1, alone=False)
            else:
                self._found = Stratum([heard], 1, NOTHING, [self.masks[:4]], self.masks)
        return self._found

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict on every platform, by id."""
        return {each.id: verdict_of(self.masks, number) for number, each in enumerate(self.plan.platforms)}

    def rules(self) -> tuple[str, ...]:
        """Return the rules that hold or may hold for somebody who is bound, on some platform, as `RULESET/RULE`."""
        plan, kept = self.plan, self._heard
        if isinstance(kept, tuple):
            found = kept[2] & kept[5]
            if found & plan.shared:
                found = may_speak(self.heard)
        else:
            found = 0
            for each in self.found.heard:
                found |= may_speak(each)
        return tuple([plan.name_of(number) for number in bits(found & ~plan.masks.ranking)])

    def missing(self, platform: str) -> Missing:
        """Return what to ask about an undetermined platform.

        The search is the definition's. Rule sets that bind nobody for certain bind nobody whatever is answered:
        the search is spared them.
        """
        return missing(bound_only(self.found.heard), self.case.catalogue.platforms[platform])

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Return the permitted platforms in groups of equal preference, best first."""
        return ranked(self.plan, self.case, self.permitted)

    def reports(self) -> dict[str, RuleSetReport]:
        """Return what became of each rule set, as of the meeting's first instant."""
        return reports(self.heard)

    def valid_until(self) -> datetime | None:
        """Return the earliest instant after the meeting, or after now, at which the answer may become another."""
        return outlook(self.heard)

    def waivers(self) -> tuple[str, ...]:
        """Return, sorted, the ids of the waivers that are not without effect."""
        return waived(self.plan, self.case)

    def __getitem__(self, platform: str) -> PlatformDecision:
        """Return the verdict on one platform with its reasons; raises `KeyError` for an id the catalogue lacks."""
        return self.decisions()[platform]

    def decisions(self) -> dict[str, PlatformDecision]:
        """Return the verdict on every platform with its reasons: what the definition answers."""
        if self._told is None:
            self._told = self._decisions()
        return self._told

    def _decisions(self) -> dict[str, PlatformDecision]:
        first = self.found
        told = [told_by(each) for each in first.heard]
        plain = len(told) == 1 and not (first.demands.lines or first.demands.room[1] or told[0].advising is not None)
        numbers = self._verdict_numbers()
        answer: dict[str, PlatformDecision] = {}
        for number, name in enumerate(self.plan.ids):
            verdict = numbers[number]
            if number in first.told:
                decided = first.told[number]
            elif plain and verdict != _UNAVAILABLE:
                decided = self._shared(number, verdict, told[0])
            else:
                decided = self._first(number, told)
            answer[name] = _under_tiers(decided, first.blocked, number) if first.blocked[1] else decided
        return answer

    def _verdict_numbers(self) -> list[int]:
        """Return, by platform, the number of its verdict in the first stratum, worst first."""
        found = [0] * len(self.plan.ids)
        for verdict, mask in enumerate(self.found.first):
            for place in self.plan.places_of(mask):
                found[place] = verdict
        return found

    def _shared(self, number: int, verdict: int, told: Told) -> PlatformDecision:
        """Return a verdict that lines alone give; it is the same value whenever the same lines give it."""
        reasons = objections = 0
        if verdict == 0:
            reasons = told.objecting_surely[number]
        else:
            if verdict != _UNCOVERED:
                table = told.granting if verdict == _UNDETERMINED else told.granting_surely
                reasons = table[number]
            if verdict <= _UNDETERMINED:
                objections = told.objecting[number]
        key = number, verdict, reasons, objections
        known = self.plan.decided.get(key)
        if known is not None:
            return known
        certain = tuple(bits(reasons))
        decided = PlatformDecision(
            platform=self.plan.ids[number],
            verdict=WORST_FIRST[verdict],
            cause=None if verdict else self._objection(certain),
            reasons=self._reasons(certain),
            open=self._reasons(tuple(bits(objections))),
        )
        return self.plan.decided.keep(key, decided)

    def _first(self, number: int, told: Sequence[Told]) -> PlatformDecision:
        """Return the verdict of the first stratum on one platform, from the instants in which it was reached."""
        first, platform = self.found, self.plan.platforms[number]
        verdict = verdict_of(first.first, number)
        deciding: Sequence[int] = range(len(told))
        if len(told) > 1:
            deciding = [each for each in deciding if self._at(each, number) is verdict] or deciding
        warnings = self._warnings(number, told)
        possible = [line for each in deciding for line in bits(told[each].objecting[number])]
        match verdict:
            case Verdict.FORBIDDEN:
                certain = [line for each in deciding for line in bits(told[each].objecting_surely[number])]
                return PlatformDecision(
                    platform=platform.id,
                    verdict=verdict,
                    cause=self._objection(certain),
                    reasons=self._reasons(certain),
                    warnings=warnings,
                )
            case Verdict.UNAVAILABLE:
                return PlatformDecision(
                    platform=platform.id,
                    verdict=verdict,
                    cause=self._obstacle(deciding, number),
                    obligations=self._dues(number),
                    warnings=warnings,
                )
            case Verdict.NOT_COVERED:
                return PlatformDecision(
                    platform=platform.id, verdict=verdict, open=self._reasons(possible), warnings=warnings
                )
            case _:
                good = verdict in _GOOD
                tables = [told[each].granting_surely if good else told[each].granting for each in deciding]
                grants = [line for table in tables for line in bits(table[number])]
                return PlatformDecision(
                    platform=platform.id,
                    verdict=verdict,
                    reasons=self._reasons(grants),
                    open=() if good else self._reasons(possible),
                    obligations=self._dues(number),
                    warnings=warnings,
                )

    def _at(self, instant: int, number: int) -> Verdict:
        """Return the verdict at one instant alone."""
        bad = self.found.bad[instant]
        verdict = next((each for each, mask in zip(WORST_FIRST, bad, strict=False) if mask >> number & 1), None)
        if verdict is not None:
            return verdict
        return Verdict.CONDITIONAL if self.found.demands.unmet >> number & 1 else Verdict.PERMITTED

    def _objection(self, certain: Sequence[int]) -> Cause:
        """Return why a platform is forbidden: a rule, a rule set's silence, or else an invalid label."""
        if any(not self.plan.lines[each].silence for each in certain):
            return Cause.RULE
        return Cause.UNADDRESSED_DENY if certain else Cause.INVALID_LABEL

    def _obstacle(self, deciding: Sequence[int], number: int) -> Cause:
        """Return the first reason for which a platform cannot be had."""
        first = self.found
        causes: dict[Cause, int] = {}
        for each in deciding:
            heard = first.heard[each]
            ended, small, away, _ = barrier(heard)
            here = {
                Cause.RETIRED: ended,
                Cause.CAPACITY: small,
                Cause.NOT_AVAILABLE: away,
                Cause.OBLIGATIONS_CONFLICT: first.demands.clash,
                Cause.OBLIGATIONS_UNSUPPORTED: unsupported(heard, first.demands),
            }
            for cause, pair in here.items():
                causes[cause] = causes.get(cause, 0) | pair[0]
        return next(cause for cause in Cause if causes.get(cause, 0) >> number & 1)

    def _reasons(self, lines: Sequence[int]) -> tuple[Reason, ...]:
        plan = self.plan
        if plan.revised or len(self.found.heard) > 1:
            return tuple(sorted({plan.reason_of(each) for each in lines}))
        return tuple(dict.fromkeys(plan.reason_of(each) for each in lines))

    def _warnings(self, number: int, told: Sequence[Told]) -> tuple[str, ...]:
        tables = [each.advising for each in told if each.advising is not None]
        lines = [line for table in tables for line in bits(table[number])]
        if not lines:
            return ()
        reasons = sorted({self.plan.reason_of(each) for each in lines})
        return tuple(dict.fromkeys(warning(each) for each in reasons))

    def _dues(self, number: int) -> tuple[Due, ...]:
        """Return what is owed on one platform."""
        first, plan = self.found, self.plan
        owed = first.demands
        if not (owed.lines or owed.room[1] >> number & 1):
            return ()
        matches = [
            self._match(line, obligation, truth_at(pair, number))
            for line, pair in owed.lines.items()
            if pair[1] >> number & 1 and (obligation := plan.lines[line].rule.obligation) is not None
        ]
        for place, heard in enumerate(first.heard):
            room = room_for(self.case, plan.platforms[number], heard.instant)
            matches += [attrs.evolve(each, held=each.held if place < first.judged else Truth.UNKNOWN) for each in room]
        ordered = sorted(matches, key=lambda each: (each.obligation.kind, each.rule))
        return dues(self.case, plan.platforms[number], tuple(ordered))

    def _match(self, number: int, obligation: Obligation, held: Truth) -> Match:
        line = self.plan.lines[number]
        rule, rule_set = line.rule, self.plan.rule_sets[line.rule_set]
        return Match(
            obligation=obligation,
            held=held,
            rule=f"{rule_set.name}/{rule.id}",
            because=rule.because,
            disclose=rule.disclose,
            rule_set=rule_set,
        )


def _named(plan: Tables, platforms: int) -> tuple[str, ...]:
    """Return the ids of platforms, in one pass over the text of the mask."""
    flags = bin(platforms)[:1:-1].encode().translate(_FLAGS)
    found = tuple(compress(plan.ids, flags))
    return found if plan.wide else plan.names.keep(platforms, found)


#: Turns the digits of a mask into what is false and what is true.
_FLAGS: Final = bytes(1 if each == ord("1") else 0 for each in range(256))


def _under_tiers(first: PlatformDecision, blocked: Pair, number: int) -> PlatformDecision:
    """Return a verdict as tiers leave it."""
    barred = truth_at(blocked, number)
    if barred is Truth.FALSE or first.verdict in {Verdict.FORBIDDEN, Verdict.UNAVAILABLE}:
        return first
    if barred is Truth.TRUE:
        return attrs.evolve(first, verdict=Verdict.UNAVAILABLE, cause=Cause.BETTER_TIER)
    return first if first.verdict is Verdict.NOT_COVERED else attrs.evolve(first, verdict=Verdict.UNDETERMINED)


def run(plan: Tables, case: Case) -> Ruling:
    """Decide a case that the plan serves."""
    once = at_once(plan, case)
    if once is not None:
        return judged(plan, case, [once], 1)
    heard, number = listen(plan, case)
    return judged(plan, case, heard, number)


def judged(plan: Tables, case: Case, heard: Sequence[Heard], number: int) -> Ruling:
    """Decide by what was heard at the first `number` instants, and at those at which the case may still run."""
    found = under_tiers(plan, case, stratum(plan, case, heard, number, alone=False))
    return Ruling(plan, case, found.verdicts, heard[0], found=found)
