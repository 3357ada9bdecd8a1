"""Tell what an answer rests on besides verdicts: reports of rule sets, the order of platforms, and until when it holds.

Everything here is what `report`, `ranking`, `horizon` and `waivers_in_use` say, found by the masks of a plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

from meetgate.engine._bind import binds
from meetgate.engine._bits import Pair, bits
from meetgate.engine._case import Case
from meetgate.engine._listen import Heard, bound, gather, numbers_of
from meetgate.engine._rank import ranking
from meetgate.engine._report import report_on
from meetgate.engine._tables import Tables
from meetgate.engine._time import in_force, own_cuts
from meetgate.engine._waivers import waivers_in_use
from meetgate.model import Organisation, Outcome, RuleSet, RuleSetReport, Truth


def ranked(plan: Tables, case: Case, permitted: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the permitted platforms in groups of equal preference, best first; ties stand by id."""
    if plan.prefers:
        return ranking(case, permitted)
    return (tuple(permitted),) if permitted else ()


def reports(heard: Heard) -> dict[str, RuleSetReport]:
    """Return what became of each rule set, as of the meeting's first instant."""
    plan, case = heard.plan, heard.case
    stretch = plan.lens.clock.sets[heard.stretch]
    unheard = plan.unheard.get(stretch)
    if unheard is None:
        unheard = plan.unheard.keep(stretch, _unheard(plan, case, heard.instant))
    found = dict(unheard)
    _, (surely, maybe) = bound(heard)
    for number in numbers_of(plan, maybe):
        rule_set = plan.rule_sets[number]
        lines = ((1 << plan.ranges[number][1]) - 1) << plan.ranges[number][0]
        found[plan.labels[number]] = _told(heard, rule_set, lines, bound=True if surely & lines else None)
    for number in plan.apart:
        found[plan.labels[number]] = report_on(case, plan.rule_sets[number])
    return found


def _unheard(plan: Tables, case: Case, instant: datetime | None) -> dict[str, RuleSetReport]:
    """Return the reports of all rule sets as if they bound nobody."""
    return {
        plan.labels[number]: _report(rule_set, bound=False, force=in_force(case, rule_set, instant))
        for number, rule_set in enumerate(plan.rule_sets)
    }


def _report(rule_set: RuleSet, *, bound: bool | None, force: Truth) -> RuleSetReport:
    return RuleSetReport(
        revision=rule_set.revision,
        digest=rule_set.digest,
        status=rule_set.status,
        observed=rule_set.observe,
        bound=bound,
        whom=(),
        in_force=force.plain,
        outcome={},
    )


def _told(heard: Heard, rule_set: RuleSet, lines: int, *, bound: bool | None) -> RuleSetReport:
    plan, case = heard.plan, heard.case
    everybody: Pair = plan.full, plan.full
    objected = gather(heard, plan.masks.objecting & lines, everybody)
    granted = gather(heard, plan.masks.granting & lines, everybody)
    whom = [each.shown for each in case.present if _bound(heard, rule_set, lines, each)]
    return RuleSetReport(
        revision=rule_set.revision,
        digest=rule_set.digest,
        status=rule_set.status,
        observed=rule_set.observe,
        bound=bound,
        whom=tuple(whom),
        in_force=in_force(case, rule_set, heard.instant).plain,
        outcome=_outcomes(plan, objected, granted),
    )


def _bound(heard: Heard, rule_set: RuleSet, lines: int, organisation: Organisation) -> bool:
    """Say whether a rule set binds an organisation, or may; the house's own is asked, since it binds home anyway."""
    plan, case = heard.plan, heard.case
    if lines & plan.bonds.ours:
        return bool(rule_set.binds.any) and binds(case, rule_set, organisation, heard.instant) is not Truth.FALSE
    row = plan.bonds.row(case, organisation, heard.instant, plan.lens.clock.bonds[heard.stretch])
    return bool(row[1] & lines)


def _outcomes(plan: Tables, objected: Pair, granted: Pair) -> dict[str, Outcome]:
    """Return what one rule set says of each platform."""
    found = dict(plan.abstaining)
    told = (
        (granted[0], Outcome.PERMIT),
        (objected[1] | (granted[1] & ~granted[0]), Outcome.UNKNOWN),
        (objected[0], Outcome.FORBID),
    )
    for platforms, outcome in told:
        for number in bits(platforms):
            found[plan.platforms[number].id] = outcome
    return found


def outlook(heard: Heard) -> datetime | None:
    """Return the earliest instant after the meeting, or after now, at which the answer may become another."""
    plan, case = heard.plan, heard.case
    last = case.meeting.ends or heard.instant
    edges = [] if plan.until is None else [plan.until]
    if last is not None:
        tables = [plan.lens.clock.own, *(plan.scheme_cuts.get(each, ()) for each in _authorities(case))]
        edges += [cuts[place] for cuts in tables if (place := bisect_right(cuts, last)) < len(cuts)]
        edges += [each for each in _own(case) if each > last]
    return min(edges, default=None)


def _authorities(case: Case) -> set[str]:
    return {atom.authority for label in case.meeting.classification or () for atom in label.atoms}


def _own(case: Case) -> Iterable[datetime]:
    """Return the instants at which something that the meeting itself states changes."""
    return own_cuts(case) if case.dated else ()


def waived(plan: Tables, case: Case) -> tuple[str, ...]:
    """Return the waivers in use."""
    return waivers_in_use(case) if plan.waivers else ()
