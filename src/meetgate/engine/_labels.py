"""Compare labels: at most, at least, valid; what two authorities never agreed on is unknown (semantics, section 6)."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any

import attrs

from meetgate.engine._case import Case
from meetgate.model import EVERYONE, Atom, Audience, Equivalence, Label, Truth, all_of, any_of, join, truth


def classification(case: Case) -> Label | None:
    """Return the join of all labels of the meeting; None where no classification is stated."""
    labels = labels_of(case)
    if labels is None:
        return None
    return reduce(lambda one, other: join(case.schemes, one, other), (closed(case, each) for each in labels), Label())


def labels_of(case: Case) -> tuple[Label, ...] | None:
    """Return the labels of the meeting, their gaps filled by the answers that `missing` tries."""
    answer = case.answers.get("classification")
    labels = (answer,) if isinstance(answer, Label) else case.meeting.classification
    return None if labels is None else tuple(_filled(case, each) for each in labels)


def _filled(case: Case, label: Label) -> Label:
    changes: dict[str, Any] = {}
    for name in ("marks", "categories"):
        answer = case.answers.get(f"classification.{name}")
        if isinstance(answer, frozenset) and not getattr(label, f"{name}_complete"):
            changes |= {name: getattr(label, name) | answer, f"{name}_complete": True}
    audience = case.answers.get("classification.audience")
    if isinstance(audience, Audience) and not label.audience_complete:
        changes |= {"audience": label.audience & audience, "audience_complete": True}
    return attrs.evolve(label, **changes)


def labels_readable(case: Case, instant: datetime | None) -> bool:
    """Say whether every level that the meeting states is one that its scheme has."""
    return all(_known(case, atom, instant) for label in case.meeting.classification or () for atom in label.atoms)


def label_gaps(case: Case, *, marks: list[frozenset[str]], categories: list[frozenset[str]]) -> dict[str, list[object]]:
    """Return what the stated labels leave open, with the values to try."""
    labels = case.meeting.classification or ()
    gaps: dict[str, list[object]] = {}
    excluded = [frozenset({mark}) for mark in sorted({mark for each in labels for mark in _excluded(case, each)})]
    if not all(each.marks_complete for each in labels):
        gaps["classification.marks"] = [*marks, *excluded]
    if not all(each.categories_complete for each in labels):
        gaps["classification.categories"] = [*categories, *excluded, frozenset({"(anything else)"})]
    if not all(closed(case, each).audience_complete for each in labels):
        gaps["classification.audience"] = [EVERYONE, Audience.only()]
    return gaps


def closed(case: Case, label: Label) -> Label:
    """Return the label with the audience that its scheme gives to one that names none."""
    if label.audience_complete:
        return label
    meanings = {
        (case.schemes.by_authority[atom.authority].absent_audience, atom.authority)
        for atom in label.atoms
        if atom.authority in case.schemes.by_authority
    }
    match [*meanings]:
        case [("everyone", _)]:
            return attrs.evolve(label, audience=label.audience & EVERYONE, audience_complete=True)
        case [("owner", authority)]:
            return attrs.evolve(label, audience=label.audience & Audience.only(authority), audience_complete=True)
        case _:
            return label


def at_most(case: Case, label: Label, bound: Label, instant: datetime | None) -> Truth:
    """Say whether `label <= bound`: levels in their own authority, fewer categories, no narrower audience."""
    levels = all_of(_atom_at_most(case, atom, bound, instant) for atom in label.atoms)
    categories = truth(value=_subset(label, bound))
    readers = Truth.FALSE
    if bound.audience <= label.audience:
        readers = Truth.TRUE if label.audience_complete else Truth.UNKNOWN
    return levels & categories & readers


def _subset(label: Label, bound: Label) -> bool | None:
    if not label.categories <= bound.categories:
        return False
    return True if label.categories_complete else None


def _atom_at_most(case: Case, atom: Atom, bound: Label, instant: datetime | None) -> Truth:
    if not _known(case, atom, instant):
        return Truth.UNKNOWN
    own = [upper for upper in bound.atoms if upper.authority == atom.authority]
    links = _links(case, atom, {upper.authority for upper in bound.atoms})
    carried = any_of(
        _equivalent(case, link, instant)
        & truth(value=case.schemes.below(atom, link.marked))
        & any_of(truth(value=case.schemes.below(link.carried_as, upper)) for upper in bound.atoms)
        for link in links
    )
    if own:
        return any_of(truth(value=case.schemes.below(atom, upper)) for upper in own) | carried
    linked = any_of(_equivalent(case, link, instant) for link in links)
    return carried if linked is Truth.TRUE else carried | Truth.UNKNOWN


def at_least(case: Case, label: Label, bound: Label, instant: datetime | None) -> Truth:
    """Say whether each level of `bound` has a level of `label` at or above it."""
    return all_of(any_of(_reaches(case, atom, lower, instant) for atom in label.atoms) for lower in bound.atoms)


def _reaches(case: Case, atom: Atom, lower: Atom, instant: datetime | None) -> Truth:
    if not _known(case, atom, instant):
        return Truth.UNKNOWN
    if atom.authority == lower.authority:
        return truth(value=case.schemes.below(lower, atom))
    below = case.schemes.below
    links = _links(case, atom, {lower.authority})
    above = any_of(
        _equivalent(case, link, instant) & truth(value=below(link.marked, atom) and below(lower, link.carried_as))
        for link in links
    )
    under = any_of(
        _equivalent(case, link, instant)
        & truth(value=below(atom, link.marked) and link.carried_as != lower and below(link.carried_as, lower))
        for link in links
    )
    return above | (~under & Truth.UNKNOWN)


def _links(case: Case, atom: Atom, authorities: set[str]) -> list[Equivalence]:
    return [
        each
        for each in case.schemes.equivalences
        if each.marked.authority == atom.authority and each.carried_as.authority in authorities
    ]


def _equivalent(case: Case, link: Equivalence, instant: datetime | None) -> Truth:
    found = link.valid.covers(instant)
    answer = case.answers.get(f"equivalence:{link.name}")
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def _known(case: Case, atom: Atom, instant: datetime | None) -> bool:
    scheme = case.schemes.by_authority.get(atom.authority)
    return scheme is not None and case.schemes.known(atom) and scheme.valid.covers(instant) is Truth.TRUE


def invalid(case: Case) -> Truth:
    """Say whether some label that was stated is one that its scheme excludes; a join is never checked."""
    return any_of(_invalid(case, label) for label in labels_of(case) or ())


def _invalid(case: Case, label: Label) -> Truth:
    excluded = _excluded(case, label)
    if excluded & (label.marks | label.categories):
        return Truth.TRUE
    return truth(value=False if not excluded or (label.marks_complete and label.categories_complete) else None)


def _excluded(case: Case, label: Label) -> set[str]:
    """Return the marks and categories that make a label of these levels invalid."""
    return {
        mark
        for atom in label.atoms
        if atom.authority in case.schemes.by_authority
        for level, mark in case.schemes.by_authority[atom.authority].excludes
        if level == atom.level
    }
