"""Make one of what is the same: participants by address, organisations by id (semantics, section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from meetgate.model import Kind, Organisation, Participant


def merged_participants(
    participants: tuple[Participant, ...] | None,
) -> tuple[tuple[Participant, ...] | None, tuple[str, ...]]:
    """Merge participants with equal addresses, attribute by attribute; disagreement is unknown, and a warning."""
    if participants is None:
        return None, ()
    addresses = [each.address.lower() for each in participants if each.address is not None]
    if len({*addresses}) == len(addresses):
        return participants, ()
    groups: dict[object, list[Participant]] = {}
    for number, each in enumerate(participants):
        # Without an address, nobody is the same person as anybody.
        groups.setdefault(number if each.address is None else each.address.lower(), []).append(each)
    warnings: list[str] = []
    return tuple(_one_person(each, warnings) for each in groups.values()), tuple(warnings)


def _one_person(same: list[Participant], warnings: list[str]) -> Participant:
    name = f"participant `{same[0].address}`"
    both = _merge(same, ("state", "device", "access", "client"), name=name, warnings=warnings)
    firms = list(dict.fromkeys(each.organisation for each in same if each.organisation is not None))
    one_firm = len(firms) == 1 or (len({each.id for each in firms} - {None}) == 1 and all(each.id for each in firms))
    if firms and not one_firm:
        warnings.append(f"{name} belongs to two organisations: taken as unknown")
    return attrs.evolve(same[0], organisation=_one_organisation(firms, warnings) if one_firm else None, **both)


def merged_organisations(organisations: Iterable[Organisation]) -> tuple[tuple[Organisation, ...], tuple[str, ...]]:
    """Merge organisations with equal ids; one without an id is the same as its exact copy only."""
    groups: dict[object, list[Organisation]] = {}
    for each in dict.fromkeys(organisations):
        groups.setdefault(each if each.id is None else each.id, []).append(each)
    warnings: list[str] = []
    merged = [_one_organisation(each, warnings) for each in groups.values()]
    return tuple(sorted(merged, key=lambda one: (one.shown, one.name or ""))), tuple(warnings)


def _one_organisation(same: list[Organisation], warnings: list[str]) -> Organisation:
    # Whoever says no more than the id adds nothing.
    same = [each for each in same if each != Organisation(id=each.id)] or same[:1]
    if len(same) == 1:
        return same[0]
    name = f"organisation `{same[0].shown}`"
    both = _merge(same, ("name", "state", "part_of"), name=name, warnings=warnings)
    kinds = frozenset[Kind]().union(*(each.kinds for each in same))
    lists = [each.kinds for each in same if each.kinds_complete]
    ruled_out = any(kinds - each for each in lists)
    if ruled_out:
        warnings.append(f"{name} has kinds that one statement rules out: their list is taken as open")
    closed = bool(lists) and not ruled_out
    aliases = frozenset[str]().union(*(each.aliases for each in same))
    return attrs.evolve(same[0], kinds=kinds, kinds_complete=closed, aliases=aliases, **both)


def _merge(same: Sequence[object], names: tuple[str, ...], *, name: str, warnings: list[str]) -> dict[str, Any]:
    """Merge all statements at once: two by two, a third could bring back what the first two disagree on."""
    merged: dict[str, Any] = {}
    for attribute in names:
        stated = {getattr(each, attribute) for each in same} - {None}
        merged[attribute] = next(iter(stated)) if len(stated) == 1 else None
        if len(stated) > 1:
            warnings.append(f"{name} has two values of `{attribute}`: taken as unknown")
    return merged
