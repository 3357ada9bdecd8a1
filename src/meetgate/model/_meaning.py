"""Say what a label means by its schemes: words become levels, marks restrict, groups become their members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import attrs

from meetgate.model._label import Atom, Audience, Label
from meetgate.model._scheme import Group, Mark, MarkKind, Scheme, Schemes
from meetgate.model._states import state_code
from meetgate.model._truth import Truth

#: Length of an ISO 3166-1 alpha-2 code: a party of this length is a state, whose name hides nobody else.
_STATE: Final = 2


def meaning(schemes: Schemes, label: Label, instant: datetime | None = None) -> Label:
    """Return what a label means by the schemes of its authorities.

    Levels get the names that the schemes give them. A mark known as a category becomes one, a mark that limits
    the audience limits it, and both stay marks that rules may test. Groups expand to their members at the
    instant. An audience that nobody states is what the scheme says. What unstated or unknown marks might add
    leaves categories and audience open.
    """
    found = {atom: schemes.find(atom, instant) for atom in label.atoms}
    held = [each for each in found.values() if each is not None]
    vocabulary = [scheme for authority in {atom.authority for atom in found} for scheme in schemes.of(authority)]
    marks = label.marks | _implied(found, schemes)
    known = {text: [mark for each in vocabulary if (mark := each.mark(text)) is not None] for text in marks}
    kinds = (
        {mark.kind for each in vocabulary for mark in each.marks.values()}
        if not label.marks_complete
        else set[MarkKind]()
    )
    categories = {mark.name for each in known.values() for mark in each if mark.kind is MarkKind.CATEGORY}
    strange = any(level in scheme.open_marks for scheme, level in held) and not all(known.values())
    audience, stated = _audience(label, found, [mark for each in known.values() for mark in each], vocabulary, instant)
    limited = audience.cofinite and any(level in scheme.unlisted for scheme, level in held)
    return attrs.evolve(
        label,
        atoms=frozenset(atom if each is None else attrs.evolve(atom, level=each[1]) for atom, each in found.items()),
        marks=marks,
        categories=label.categories | categories,
        categories_complete=label.categories_complete and MarkKind.CATEGORY not in kinds and not strange,
        audience=audience,
        audience_complete=stated and MarkKind.AUDIENCE not in kinds and not limited,
    )


def _implied(found: Mapping[Atom, tuple[Scheme, str] | None], schemes: Schemes) -> frozenset[str]:
    """Return the marks that come with the levels: by the way in which they are written, or by themselves."""
    written = [scheme.marks_of(atom.level) for atom in found for scheme in schemes.of(atom.authority)]
    brought = [each[0].implied.get(each[1], frozenset[str]()) for each in found.values() if each is not None]
    return frozenset[str]().union(*written, *brought)


def _audience(
    label: Label,
    found: Mapping[Atom, tuple[Scheme, str] | None],
    marks: Iterable[Mark],
    vocabulary: Iterable[Scheme],
    instant: datetime | None,
) -> tuple[Audience, bool]:
    """Return the audience, and whether it is all that is stated, by the label itself, its marks or its scheme."""
    groups = [group for each in vocabulary for group in each.groups]
    audience, readable = _expanded(label.audience, groups, instant)
    limits = [mark.audience for mark in marks if mark.audience is not None]
    for each in limits:
        limit, plain = _expanded(each, groups, instant)
        audience, readable = audience & limit, readable and plain
    if label.audience_complete or limits:
        return audience, readable
    absent = [None if place is None else place[0].absent(place[1]) for place in found.values()]
    for place in found.values():
        if place is not None and place[0].absent(place[1]) == "owner":
            audience &= Audience.only(place[0].owner or place[0].authority)
    return audience, bool(absent) and None not in absent


def _expanded(audience: Audience, groups: Iterable[Group], instant: datetime | None) -> tuple[Audience, bool]:
    """Return the audience with trigraphs read and groups expanded, and whether every name could be read.

    A party that may be a member is left out where members are admitted and kept where they are excluded. A
    name that nobody describes may stand for anybody, which matters where it is excluded.
    """
    if not audience.members:
        return audience, True
    listed = list(groups)
    names = {group.name for group in listed}
    doubt = {Truth.TRUE, Truth.UNKNOWN} if audience.cofinite else {Truth.TRUE}
    held = [each.members for each in listed if each.name in audience.members and each.valid.covers(instant) in doubt]
    plain = {state_code(each) for each in audience.members - names}
    readable = not audience.cofinite or all(len(each) == _STATE for each in plain)
    return attrs.evolve(audience, members=frozenset(plain).union(*held)), readable
