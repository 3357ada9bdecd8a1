"""Say whom a rule set binds: home, which may be granted to, and anybody present, who may object (section 3)."""

from __future__ import annotations

from datetime import datetime

import attrs

from meetgate.engine._case import Case, filled
from meetgate.model import KINDS, Criterion, Organisation, RuleSet, Truth, all_of, any_of, truth


def binds_home(case: Case, rule_set: RuleSet, instant: datetime | None) -> Truth:
    """Say whether the rule set binds home, and may therefore grant; the base rule set, and one for the house, always do."""
    if rule_set.house or rule_set.name in case.base:
        return Truth.TRUE
    if case.home is None:
        return Truth.UNKNOWN
    return any_of(binds(case, rule_set, each, instant) for each in case.home)


def binds_anybody(case: Case, rule_set: RuleSet, instant: datetime | None) -> Truth:
    """Say whether the rule set binds anybody who is present, and may therefore object."""
    listed = any_of(binds(case, rule_set, each, instant) for each in case.present)
    return binds_home(case, rule_set, instant) | listed | binds_unlisted(case, rule_set)


def binds_unlisted(case: Case, rule_set: RuleSet) -> Truth:
    """Say whether the rule set binds somebody who is not listed: unknown, unless the list is complete."""
    if case.present_complete or case.unlisted_unbound or rule_set.house:
        return Truth.FALSE
    answer = case.answers.get("participants")
    return truth(value=rule_set.key in answer) if isinstance(answer, frozenset) else Truth.UNKNOWN


def binds(case: Case, rule_set: RuleSet, organisation: Organisation, instant: datetime | None) -> Truth:
    """Say whether the rule set binds one organisation.

    Every platform asks this of the same organisations at the same instants: the case remembers the answer.
    """
    asked = (rule_set.name, rule_set.revision, organisation, instant)
    if asked not in case.bound:
        case.bound[asked] = _binds(case, rule_set, organisation, instant)
    return case.bound[asked]


def _binds(case: Case, rule_set: RuleSet, organisation: Organisation, instant: datetime | None) -> Truth:
    known = _declared(rule_set, organisation)
    picked = any_of(_meets(rule_set, known, each, instant) for each in rule_set.binds.any)
    spared = any_of(_meets(rule_set, known, each, instant) for each in rule_set.binds.none)
    found = picked & ~spared
    answer = case.answers.get(f"binds:{rule_set.key}/{organisation.shown}")
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def _declared(rule_set: RuleSet, organisation: Organisation) -> Organisation:
    """Fill what is unknown of an organisation from what the rule set itself declares of it."""
    for each in rule_set.organisations:
        if organisation.id is not None and organisation.id in {each.id, *each.aliases}:
            return attrs.evolve(filled(organisation, each), id=each.id)
    return organisation


def _meets(rule_set: RuleSet, organisation: Organisation, criterion: Criterion, instant: datetime | None) -> Truth:
    wanted = [
        _same(organisation.id, criterion.organisation),
        Truth.TRUE if criterion.kind is None else has_kind(rule_set, organisation, criterion.kind, instant),
        _same(organisation.state, criterion.state),
        _same(organisation.part_of, criterion.part_of),
        criterion.valid.covers(instant),
    ]
    return all_of(wanted)


def _same(found: str | None, wanted: str | None) -> Truth:
    if wanted is None:
        return Truth.TRUE
    return Truth.UNKNOWN if found is None else truth(value=found == wanted)


def has_kind(rule_set: RuleSet, organisation: Organisation, kind: str, instant: datetime | None) -> Truth:
    """Say whether an organisation has a legal kind at an instant; a kind outside the vocabulary may be any."""
    held = any_of(each.valid.covers(instant) for each in organisation.kinds if each.name == kind)
    vocabulary = KINDS | rule_set.vocabulary.kinds
    readable = all(each.name in vocabulary for each in organisation.kinds)
    return held if organisation.kinds_complete and readable else held | Truth.UNKNOWN


def role_of(case: Case) -> str | None:
    """Return `host` if the convener is definitely home, `join` if definitely not, None if nobody can say."""
    if case.meeting.role is not None:
        return case.meeting.role
    home, convener = case.home, case.meeting.convener
    if home is None or convener is None:
        answer = case.answers.get("role")
        return answer if isinstance(answer, str) else None
    ours = any(each == convener or (each.id is not None and each.id == convener.id) for each in home)
    if ours:
        return "host"
    foreign = convener.id is not None and all(each.id is not None for each in home)
    return "join" if foreign else None
