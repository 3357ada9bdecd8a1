"""Fold classification schemes into tables: of each level, whether it is at most, or at least, what a rule names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from meetgate.model import Atom, Equivalence, Label, Scheme, Schemes, Truth, any_of, truth

#: A level of a scheme.
Place = tuple[Scheme, str]


def key(schemes: Schemes, place: Place) -> str:
    """Return how a request names a level: `AUTHORITY:LEVEL`, with the scheme's name where it was replaced."""
    scheme, level = place
    named = f"{scheme.authority}:{level}"
    return named if schemes.by_authority.get(scheme.authority) is scheme else f"{named} ({scheme.name})"


def places(schemes: Schemes) -> Iterator[Place]:
    """Yield every level of every scheme, replaced ones included: old material keeps its mark."""
    for scheme in (*schemes.by_authority.values(), *schemes.earlier):
        for level in scheme.levels:
            yield scheme, level


def table(schemes: Schemes, test: Callable[[Place], Truth]) -> dict[Truth, frozenset[str]]:
    """Return the levels of which a test is true, unknown and false."""
    found: dict[Truth, set[str]] = {each: set() for each in Truth}
    for place in places(schemes):
        found[test(place)].add(key(schemes, place))
    return {each: frozenset(names) for each, names in found.items()}


def at_most(schemes: Schemes, bound: Label, moment: datetime | None) -> dict[Truth, frozenset[str]]:
    """Return which levels are at most the bound, in their own authority or by an equivalence in force."""
    return table(schemes, lambda place: _at_most(schemes, place, bound, moment))


def _at_most(schemes: Schemes, place: Place, bound: Label, moment: datetime | None) -> Truth:
    if not bound.atoms:
        return Truth.FALSE
    scheme, level = place
    uppers = {each: schemes.find(each, moment) for each in bound.atoms}
    own = [upper[1] for upper in uppers.values() if upper is not None and upper[0] is scheme]
    links = list(_links(schemes, scheme, {each.authority for each in bound.atoms}, moment))
    direct = any_of(truth(value=scheme.at_most(level, upper)) for upper in own)
    carried = any_of(
        link.valid.covers(moment)
        for link, marked in links
        if scheme.at_most(level, marked) and any(schemes.below(link.carried_as, each, moment) for each in bound.atoms)
    )
    linked = any(link.valid.covers(moment) is Truth.TRUE for link, _ in links)
    unread = any(upper is None and each.authority == scheme.authority for each, upper in uppers.items())
    comparable = (own or linked) and not unread
    return direct | carried | (Truth.FALSE if comparable else Truth.UNKNOWN)


def at_least(schemes: Schemes, lower: Atom, moment: datetime | None) -> dict[Truth, frozenset[str]]:
    """Return which levels reach a level that a rule names."""
    wanted = schemes.find(lower, moment)
    return table(schemes, lambda place: _reaches(schemes, place, (lower, wanted), moment))


def _reaches(schemes: Schemes, place: Place, lower: tuple[Atom, Place | None], moment: datetime | None) -> Truth:
    (scheme, level), (atom, wanted) = place, lower
    if wanted is None:
        return Truth.UNKNOWN
    if wanted[0] is scheme:
        return truth(value=scheme.at_most(wanted[1], level))
    above, under = Truth.FALSE, Truth.FALSE
    for link, marked in _links(schemes, scheme, {atom.authority}, moment):
        force, carried = link.valid.covers(moment), link.carried_as
        if scheme.at_most(marked, level) and schemes.below(atom, carried, moment):
            above |= force
        strictly = schemes.below(carried, atom, moment) and not schemes.below(atom, carried, moment)
        if scheme.at_most(level, marked) and strictly:
            under |= force
    return above | (Truth.UNKNOWN & ~under)


def _links(
    schemes: Schemes, scheme: Scheme, authorities: set[str], moment: datetime | None
) -> Iterator[tuple[Equivalence, str]]:
    """Yield the equivalences of levels of a scheme with levels of authorities, and the level that each is about."""
    for each in schemes.equivalences:
        if each.marked.authority == scheme.authority and each.carried_as.authority in authorities:
            marked = schemes.find(each.marked, moment)
            if marked is not None and marked[0] is scheme:
                yield each, marked[1]
