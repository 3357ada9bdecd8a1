"""Reduce rule sets to their boolean core: rules that grant or object, each as a pair of formulas."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Final, assert_never

import attrs

from meetgate.interchange._condition import microseconds
from meetgate.interchange._fold import INSTANT, World, public
from meetgate.interchange._formula import (
    FAILS,
    AtLeast,
    Atom,
    Constant,
    Flag,
    Formula,
    Group,
    Has,
    Kleene,
    On,
    Overlaps,
    Within,
    Word,
    atoms,
    both,
    either,
    neg,
)
from meetgate.interchange._reduce import Policy, reduced
from meetgate.interchange._refusal import refusal, refused
from meetgate.model import Catalogue, Platform, RuleSet, Schemes, Truth

#: What an invalid label is called in a request.
INVALID: Final = "label.invalid"
_DATED: Final = Has(Group.NUMBERS, INSTANT)
#: The name before the policies that no rule stands for.
GUARD: Final = "(export)"


@attrs.frozen(kw_only=True)
class Core:
    """Be rule sets as foreign engines can be told them, folded at `instant` by what was known at `known_at`.

    It answers for meetings in [`since`, `until`), None being open: at these instants the catalogue or a scheme
    states something else, and a new export is due. `left_out` names what is not told and changes no verdict.
    """

    policies: tuple[Policy, ...]
    platforms: frozenset[str]
    schemes: Schemes
    instant: datetime
    known_at: datetime
    since: datetime | None
    until: datetime | None
    rule_sets: tuple[str, ...]
    left_out: tuple[str, ...]
    #: The facts of platforms that are folded: a caller's claim about one of them cannot be told any more.
    platform_facts: frozenset[str]

    @cached_property
    def reads(self) -> frozenset[tuple[Group, str]]:
        """Return the attributes that a request carries, as far as they are known."""
        formulas = [side for each in self.policies for side in (each.held.definitely, each.held.possibly)]
        return frozenset(read for each in formulas for atom in atoms(each) if (read := _read(atom)) is not None)


def _read(atom: Atom) -> tuple[Group, str] | None:
    match atom:
        case Has(group=group, name=name):
            return group, name
        case Flag(name=name):
            return Group.FLAGS, name
        case Word(name=name):
            return Group.WORDS, name
        case Overlaps(name=name) | Within(name=name):
            return Group.SETS, name
        case AtLeast(name=name):
            return Group.NUMBERS, name
        case On() | Constant():
            return None
        case _:
            assert_never(atom)


def core_of(
    rule_sets: Iterable[RuleSet],
    *,
    catalogue: Catalogue,
    instant: datetime,
    known_at: datetime,
    schemes: Schemes | None = None,
    base: Iterable[str] = (),
) -> Core:
    """Reduce rule sets to what Cedar and Rego can be told.

    `instant` is the moment at which catalogue and schemes are folded (aware), `known_at` the time by which that was
    known (aware), `base` names the rule sets that always bind home.

    Raises:
        ExportError: something lies outside the boolean core; every rule that does is listed with its place.
    """
    world = World(
        catalogue=catalogue, schemes=schemes or Schemes(), instant=instant, known_at=known_at, base=frozenset(base)
    )
    listed = {(each.name, each.revision): each for each in rule_sets}
    ordered = [listed[key] for key in sorted(listed)]
    house = [each for each in ordered if each.name in world.base]
    heard = {_key(each, ordered): each for each in ordered if not each.observe}
    found = {key: reduced(world, each, key=key, house=house) for key, each in heard.items()}
    policies = tuple(policy for each in found.values() for policy in each.policies)
    refusals = [each for one in found.values() for each in one.refusals]
    refusals += [refusal(heard[key], None, _GARBLED) for key, one in found.items() if _garbled(one.policies)]
    if refusals:
        raise refused(refusals)
    since, until = _window(world)
    return Core(
        policies=(*policies, *_guards(world, since, until)),
        platforms=frozenset(catalogue.platforms),
        schemes=world.schemes,
        instant=instant,
        known_at=known_at,
        since=since,
        until=until,
        rule_sets=tuple(f"{each.name} revision {each.revision} {each.digest}".rstrip() for each in ordered),
        left_out=(
            *(name for each in found.values() for name in each.left_out),
            *(each.name for each in ordered if each.observe),
        ),
        platform_facts=frozenset(name for each in found.values() for name in each.facts_read),
    )


def _key(rule_set: RuleSet, ordered: list[RuleSet]) -> str:
    alone = sum(each.name == rule_set.name for each in ordered) == 1
    return rule_set.name if alone else f"{rule_set.name}@{rule_set.revision}"


_GARBLED: Final = "it holds text that is not Unicode, which no other engine reads"


def _garbled(policies: Iterable[Policy]) -> bool:
    """Say whether half a surrogate pair stands in a text: neither language has a way to write it."""
    texts = [text for each in policies for text in (each.id, *_texts(each.held))]
    return any(unicodedata.category(sign) == "Cs" for text in texts for sign in text)


def _texts(held: Kleene) -> Iterator[str]:
    for atom in (*atoms(held.definitely), *atoms(held.possibly)):
        match atom:
            case Word(name=name, values=values) | Overlaps(name=name, values=values) | Within(name=name, values=values):
                yield from (name, *values)
            case Has(name=name) | Flag(name=name) | AtLeast(name=name):
                yield name
            case On(platforms=platforms):
                yield from platforms
            case Constant():
                pass
            case _:
                assert_never(atom)


def _window(world: World) -> tuple[datetime | None, datetime | None]:
    """Return the instants around the moment of the export between which nothing that was folded changes."""
    schemes = world.schemes
    authorities = {*schemes.by_authority, *(each.authority for each in schemes.earlier)}
    cuts = {*world.catalogue.cuts, *schemes.cuts(authorities)}
    before = [each for each in cuts if each <= world.instant]
    after = [each for each in cuts if each > world.instant]
    return max(before, default=None), min(after, default=None)


def _gone(world: World, moment: datetime | None) -> Formula:
    """Return the platforms that are not known to be launched, or may have been retired."""
    names = [each.id for each in world.catalogue.platforms.values() if not _there(world, each, moment)]
    return On(frozenset(names)) if names else FAILS


def _there(world: World, platform: Platform, moment: datetime | None) -> bool:
    """Say whether the platform can be used for certain: begun, and not ended as far as that was public."""
    begun, ended = platform.launched, platform.retired
    if ended is not None and public(platform.retired_known_from, world):
        ended_by_then = Truth.UNKNOWN if moment is None else ended.passed(moment)
        if ended_by_then is not Truth.FALSE:
            return False
    if begun is None:
        return True
    known = public(platform.launched_known_from, world)
    return known and moment is not None and begun.passed(moment) is Truth.TRUE


def _guards(world: World, since: datetime | None, until: datetime | None) -> Iterator[Policy]:
    """Yield what objects beside the rules: a meeting for which the export does not answer, and an invalid label."""
    early: Formula = FAILS if since is None else neg(AtLeast(INSTANT, microseconds(since)))
    late: Formula = FAILS if until is None else AtLeast(INSTANT, microseconds(until))
    outside = both(_DATED, either(early, late))
    yield Policy(id=f"{GUARD}/window", grants=False, held=Kleene(FAILS, outside))
    gone = both(_DATED, _gone(world, world.instant)), both(neg(_DATED), _gone(world, None))
    yield Policy(id=f"{GUARD}/launched-or-retired", grants=False, held=Kleene(FAILS, either(*gone)))
    schemes = (*world.schemes.by_authority.values(), *world.schemes.earlier)
    if any(each.excludes or each.conflicts for each in schemes):
        held = Kleene(Flag(INVALID, value=True), neg(Flag(INVALID, value=False)))
        yield Policy(id=f"{GUARD}/label", grants=False, held=held)
