"""Compare labels: at most, at least, valid; what two authorities never agreed on is unknown (semantics, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import Any, Final

import attrs

from meetgate.engine._case import Case
from meetgate.engine._time import instants
from meetgate.model import (
    EVERYONE,
    Atom,
    Audience,
    Equivalence,
    Label,
    MarkKind,
    Scheme,
    Truth,
    all_of,
    any_of,
    join,
    meaning,
    truth,
)

#: Stands in `conflicts` of a scheme for "the audience is a list of parties", as REL TO states it.
LISTED: Final = "REL TO"


def classification(case: Case, instant: datetime | None) -> Label | None:
    """Return the join of what all labels of the meeting mean; None where no classification is stated."""
    labels = labels_of(case)
    if labels is None:
        return None
    meant = (understood(case, each, instant) for each in labels)
    return reduce(lambda one, other: join(case.schemes, one, other, instant), meant, Label())


def labels_of(case: Case) -> tuple[Label, ...] | None:
    """Return the labels of the meeting, gaps of marks and categories filled by the answers that `missing` tries."""
    answer = case.answers.get("classification")
    labels = (answer,) if isinstance(answer, Label) else case.meeting.classification
    return None if labels is None else tuple(_filled(case, each, "marks", "categories") for each in labels)


def _filled(case: Case, label: Label, *names: str) -> Label:
    changes: dict[str, Any] = {}
    for name in names:
        answer = case.answers.get(f"classification.{name}")
        if isinstance(answer, frozenset) and not getattr(label, f"{name}_complete"):
            changes |= {name: getattr(label, name) | answer, f"{name}_complete": True}
    return attrs.evolve(label, **changes) if changes else label


def understood(case: Case, label: Label, instant: datetime | None) -> Label:
    """Return what a label means at an instant; gaps that its schemes leave are filled by answers, if any."""
    meant = _filled(case, meaning(case.schemes, label, instant), "categories")
    answer = case.answers.get("classification.audience")
    if isinstance(answer, Audience) and not meant.audience_complete:
        return attrs.evolve(meant, audience=meant.audience & answer, audience_complete=True)
    return meant


def labels_readable(case: Case, instant: datetime | None) -> bool:
    """Say whether every level that the meeting states is one that its scheme has."""
    return all(case.schemes.known(atom, instant) for label in _stated(case) for atom in label.atoms)


def _stated(case: Case) -> tuple[Label, ...]:
    return case.meeting.classification or ()


def label_gaps(case: Case, *, marks: list[frozenset[str]], categories: list[frozenset[str]]) -> dict[str, list[object]]:
    """Return what the stated labels leave open, with the values to try."""
    labels = _stated(case)
    meant = [meaning(case.schemes, each, moment) for each in labels for moment in instants(case)[0]]
    gaps: dict[str, list[object]] = {}
    excluded = {mark for each in labels for scheme, level in _readings(case, each) for mark in _excluded(scheme, level)}
    singles = [frozenset({each}) for each in sorted(excluded)]
    if not all(each.marks_complete for each in labels):
        telling = [frozenset({each}) for each in sorted(_telling(case, labels) - excluded)]
        gaps["classification.marks"] = [*marks, *singles, *telling]
    if not all(each.categories_complete for each in meant):
        gaps["classification.categories"] = [*categories, *singles, frozenset({"(anything else)"})]
    if not all(each.audience_complete for each in meant):
        gaps["classification.audience"] = [EVERYONE, Audience.only()]
    return gaps


def _telling(case: Case, labels: Iterable[Label]) -> set[str]:
    """Return the marks that mean more than how to handle, in the schemes of the labels."""
    schemes = {
        scheme.name + authority: scheme for authority in _authorities(labels) for scheme in case.schemes.of(authority)
    }
    marks = [mark for scheme in schemes.values() for mark in scheme.marks.values()]
    return {mark.name for mark in marks if mark.kind is not MarkKind.HANDLING and not mark.listed}


def _authorities(labels: Iterable[Label]) -> set[str]:
    return {atom.authority for label in labels for atom in label.atoms}


def at_most(case: Case, label: Label, bound: Label, instant: datetime | None) -> Truth:
    """Say whether `label <= bound`: levels in their own authority, fewer categories, no narrower audience.

    A bound that names no audience tests none: who may hear is asked of people and platforms, not of a level.
    """
    readers = Truth.TRUE
    if bound.audience_complete:
        admitted = Truth.TRUE if label.audience_complete else Truth.UNKNOWN
        readers = admitted if bound.audience <= label.audience else Truth.FALSE
    return levels_at_most(case, label, bound, instant) & held(label, bound.categories) & readers


def held(label: Label, categories: frozenset[str]) -> Truth:
    """Say whether every restrictive category of the label is among those that are held."""
    if not label.categories <= categories:
        return Truth.FALSE
    return Truth.TRUE if label.categories_complete else Truth.UNKNOWN


def levels_at_most(case: Case, label: Label, bound: Label, instant: datetime | None) -> Truth:
    """Say whether every level of the label is below some level of the bound; below no level at all, none is."""
    return all_of(_atom_at_most(case, atom, bound, instant) for atom in label.atoms)


def _atom_at_most(case: Case, atom: Atom, bound: Label, instant: datetime | None) -> Truth:
    if not bound.atoms:
        return Truth.FALSE
    place = case.schemes.find(atom, instant)
    if place is None:
        return Truth.UNKNOWN
    scheme, below = place[0], case.schemes.below
    places = {upper: case.schemes.find(upper, instant) for upper in bound.atoms}
    own = [upper for upper, each in places.items() if each is not None and each[0] is scheme]
    links = _links(case, scheme, {upper.authority for upper in bound.atoms}, instant)
    carried = any_of(
        _equivalent(case, link, instant)
        & truth(value=below(atom, link.marked, instant))
        & any_of(truth(value=below(link.carried_as, upper, instant)) for upper in bound.atoms)
        for link in links
    )
    strange = any(each is None and upper.authority == atom.authority for upper, each in places.items())
    linked = any_of(_equivalent(case, link, instant) for link in links)
    settled = bool(own) or linked is Truth.TRUE
    found = any_of(truth(value=below(atom, upper, instant)) for upper in own) | carried
    return found if settled and not strange else found | Truth.UNKNOWN


def at_least(case: Case, label: Label, bound: Label, instant: datetime | None) -> Truth:
    """Say whether each level of `bound` has a level of `label` at or above it."""
    return all_of(any_of(_reaches(case, atom, lower, instant) for atom in label.atoms) for lower in bound.atoms)


def _reaches(case: Case, atom: Atom, lower: Atom, instant: datetime | None) -> Truth:
    place, other, below = case.schemes.find(atom, instant), case.schemes.find(lower, instant), case.schemes.below
    if place is None or other is None:
        return Truth.UNKNOWN
    if place[0] is other[0]:
        return truth(value=below(lower, atom, instant))
    links = _links(case, place[0], {lower.authority}, instant)
    above = any_of(
        _equivalent(case, link, instant)
        & truth(value=below(link.marked, atom, instant) and below(lower, link.carried_as, instant))
        for link in links
    )
    under = any_of(
        _equivalent(case, link, instant)
        & truth(value=below(atom, link.marked, instant) and _strictly_below(case, link.carried_as, lower, instant))
        for link in links
    )
    return above | (~under & Truth.UNKNOWN)


def _strictly_below(case: Case, lower: Atom, upper: Atom, instant: datetime | None) -> bool:
    return case.schemes.below(lower, upper, instant) and not case.schemes.below(upper, lower, instant)


def _links(case: Case, scheme: Scheme, authorities: set[str], instant: datetime | None) -> list[Equivalence]:
    """Return the equivalences of levels of one scheme with levels of these authorities."""
    found: list[Equivalence] = []
    for each in case.schemes.equivalences:
        if each.marked.authority == scheme.authority and each.carried_as.authority in authorities:
            place = case.schemes.find(each.marked, instant)
            found.extend([each] if place is not None and place[0] is scheme else [])
    return found


def _equivalent(case: Case, link: Equivalence, instant: datetime | None) -> Truth:
    found = link.valid.covers(instant)
    answer = case.answers.get(f"equivalence:{link.name}")
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def links_at_stake(case: Case, authorities: Iterable[str]) -> tuple[Equivalence, ...]:
    """Return the equivalences between the authorities that rules name and those of the labels, known or not."""
    read, labels = {*authorities}, labels_of(case)
    own = None if labels is None else _authorities(labels)
    return tuple(
        each
        for each in case.schemes.equivalences
        if each.carried_as.authority in read and (own is None or each.marked.authority in own)
    )


def invalid(case: Case) -> Truth:
    """Say whether some label that was stated is one that its scheme excludes; a join is never checked."""
    return any_of(
        _invalid(label, scheme, level) & _in_force(case, scheme)
        for label in labels_of(case) or ()
        for scheme, level in _readings(case, label)
    )


def _readings(case: Case, label: Label) -> list[tuple[Scheme, str]]:
    """Return each scheme in which the levels of a label may be read, with the level that they are there."""
    return [
        (scheme, level)
        for atom in sorted(label.atoms)
        for scheme in case.schemes.of(atom.authority)
        if (level := scheme.level(atom.level)) is not None
    ]


def _in_force(case: Case, scheme: Scheme) -> Truth:
    """Say whether a scheme is in force at some instant of the meeting: labels are held to the rules of their day."""
    return any_of(scheme.valid.covers(moment) for moment in instants(case)[0])


def _invalid(label: Label, scheme: Scheme, level: str) -> Truth:
    written = [scheme.marks_of(atom.level) for atom in label.atoms]
    listed = frozenset({LISTED}) if _lists(label, scheme) else frozenset[str]()
    marks = label.marks.union(label.categories, listed, *written)
    excluded = _excluded(scheme, level)
    if excluded & marks or any(each <= marks for each in scheme.conflicts):
        return Truth.TRUE
    complete = label.marks_complete and label.categories_complete
    return truth(value=False if complete or not (excluded or scheme.conflicts) else None)


def _lists(label: Label, scheme: Scheme) -> bool:
    """Say whether the label releases to a list of parties other than its owner alone, or carries such a mark."""
    told = [mark for text in label.marks if (mark := scheme.mark(text)) is not None and mark.listed]
    owner = scheme.owner or scheme.authority
    return bool(told) or not (label.audience.cofinite or label.audience.members <= {owner})


def _excluded(scheme: Scheme, level: str) -> set[str]:
    """Return the marks and categories that make a label of this level invalid."""
    return {mark for each, mark in scheme.excludes if each == level}
