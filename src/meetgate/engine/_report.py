"""Report what became of each rule set: whom it binds, whether it is in force, what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from meetgate.engine._bind import binds, binds_anybody
from meetgate.engine._case import Case
from meetgate.engine._speech import speech
from meetgate.engine._time import in_force, instants
from meetgate.model import RuleSet, RuleSetReport, Truth


def report(case: Case) -> dict[str, RuleSetReport]:
    """Return the reports by rule set, as of the meeting's first instant."""
    return {label: report_on(case, rule_set) for label, rule_set in labelled(case.rule_sets).items()}


def labelled(rule_sets: Iterable[RuleSet]) -> dict[str, RuleSet]:
    """Return rule sets by what they are called: `NAME`, or `NAME@REVISION` where several of one name are loaded."""
    listed = list(rule_sets)
    counts = Counter(each.name for each in listed)
    return {each.name if counts[each.name] == 1 else f"{each.name}@{each.revision}": each for each in listed}


def report_on(case: Case, rule_set: RuleSet) -> RuleSetReport:
    """Report what became of one rule set."""
    instant = instants(case)[0][0]
    bound = binds_anybody(case, rule_set, instant)
    whom = [each.shown for each in case.present if binds(case, rule_set, each, instant) is not Truth.FALSE]
    heard = bound is not Truth.FALSE
    return RuleSetReport(
        revision=rule_set.revision,
        digest=rule_set.digest,
        status=rule_set.status,
        observed=rule_set.observe,
        bound=bound.plain,
        whom=tuple(whom),
        in_force=in_force(case, rule_set, instant).plain,
        outcome={
            name: speech(case, rule_set, platform, instant).outcome
            for name, platform in case.catalogue.platforms.items()
            if heard
        },
    )
