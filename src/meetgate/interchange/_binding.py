"""Say whom a rule set binds, by the ids of the organisations that a request names."""

from __future__ import annotations

import attrs

from meetgate.interchange._condition import covered
from meetgate.interchange._formula import (
    FAILS,
    FALSE,
    HOLDS,
    TRUE,
    Flag,
    Group,
    Has,
    Kleene,
    both,
    either,
    every,
    neg,
    overlaps,
    some,
)
from meetgate.model import Criterion, RuleSet

_BY_ID = Criterion()


def unsayable(rule_set: RuleSet) -> bool:
    """Say whether a rule set picks organisations by anything but their id."""
    listed = (*rule_set.binds.any, *rule_set.binds.none)
    plain = all(attrs.evolve(each, organisation=None, valid=_BY_ID.valid) == _BY_ID for each in listed)
    return not plain or any(each.organisation is None for each in listed)


def binds_home(rule_set: RuleSet, base: frozenset[str]) -> Kleene:
    """Return whether the rule set binds home, and may grant: the base and one for the house always do."""
    if rule_set.house or rule_set.name in base:
        return TRUE
    unknown = Kleene(FAILS, neg(Has(Group.SETS, "home")))
    return unknown | _binds(rule_set, "home", "home.complete")


def binds_anybody(rule_set: RuleSet, base: frozenset[str]) -> Kleene:
    """Return whether the rule set binds anybody who is, or may be, present, and may object."""
    closed = either(Flag("organisations.complete", value=True), Flag("unlisted_unbound", value=True))
    unlisted = FALSE if rule_set.house else Kleene(FAILS, neg(closed))
    listed = _binds(rule_set, "organisations.id", "organisations.id.complete")
    return binds_home(rule_set, base) | listed | unlisted


def _binds(rule_set: RuleSet, name: str, complete: str) -> Kleene:
    """Return whether the rule set binds some organisation of a set; one without an id may be any."""
    found: dict[Kleene, set[str]] = {}
    for each in sorted(_names(rule_set)):
        found.setdefault(_bound(rule_set, each), set()).add(each)
    named = some(
        held & Kleene(overlaps(name, ids), overlaps(name, ids)) for held, ids in found.items() if held != FALSE
    )
    nameless = _bound(rule_set, None)
    return named | Kleene(FAILS, both(nameless.possibly, neg(Flag(complete, value=True))))


def _names(rule_set: RuleSet) -> set[str]:
    """Return every id, and every alias that a rule set declares, of an organisation that it may bind."""
    ids = {each.organisation for each in rule_set.binds.any if each.organisation is not None}
    return ids | {alias for each in rule_set.organisations for alias in each.aliases if each.id in ids}


def _bound(rule_set: RuleSet, name: str | None) -> Kleene:
    """Return whether the rule set binds the organisation that a request calls by this name, or by none."""
    known = name if name is None else _canonical(rule_set, name)
    picked = some(_meets(known, each) for each in rule_set.binds.any)
    return picked & every(~_meets(known, each) for each in rule_set.binds.none)


def _canonical(rule_set: RuleSet, name: str) -> str | None:
    return next((each.id for each in rule_set.organisations if name in {each.id, *each.aliases}), name)


def _meets(known: str | None, criterion: Criterion) -> Kleene:
    if known is not None and known != criterion.organisation:
        return FALSE
    return covered(criterion.valid) & (Kleene(FAILS, HOLDS) if known is None else TRUE)
