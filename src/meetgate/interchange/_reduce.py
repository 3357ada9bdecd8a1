"""Reduce one rule set to policies: what each rule says of each platform, and whom it is said for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import attrs

from meetgate.errors import Diagnostic
from meetgate.interchange._binding import binds_anybody, binds_home, unsayable
from meetgate.interchange._condition import covered, evaluated
from meetgate.interchange._fold import View, World, at, covers
from meetgate.interchange._formula import FALSE, UNKNOWN, Kleene, On, constant, some
from meetgate.interchange._refusal import refusal
from meetgate.model import ADVISED_AGAINST, Effect, Rule, RuleSet, Selector, Unaddressed, any_of

#: Effects that change verdicts and that no pair of formulas says.
_BEYOND: Final[Mapping[Effect, str]] = {
    Effect.REQUIRE: "an obligation is not part of the boolean core",
    Effect.TIER: "a tier is not part of the boolean core",
}
_OBJECTS: Final = frozenset({Effect.NEVER, Effect.FORBID})


@attrs.frozen(kw_only=True)
class Policy:
    """Be one rule as others are told it: whether it grants or objects, and when it definitely and possibly does."""

    id: str
    grants: bool
    held: Kleene


@attrs.frozen(kw_only=True)
class Reduced:
    """Be what became of one rule set."""

    policies: tuple[Policy, ...]
    refusals: tuple[Diagnostic, ...]
    left_out: tuple[str, ...]
    facts_read: frozenset[str]


#: How one rule set sees each platform.
Views = Mapping[str, View]


@attrs.frozen(kw_only=True)
class _Said:
    """Be whether a rule holds, platform by platform."""

    rule: Rule
    on: Mapping[str, Kleene]


def reduced(world: World, rule_set: RuleSet, *, key: str, house: Iterable[RuleSet]) -> Reduced:
    """Reduce one rule set, which policies call `key`; `house` are the base rule sets."""
    said: list[_Said] = []
    looked: list[tuple[RuleSet, Rule | None, Views]] = []
    for rule in filter(speaks, rule_set.rules):
        views = _views(world, rule_set)
        said.append(_Said(rule=rule, on={name: _held(view, rule) for name, view in views.items()}))
        looked.append((rule_set, rule, views))
    silent, run = _views(world, rule_set), [(each, _views(world, each)) for each in house]
    looked += [(rule_set, None, silent), *((each, None, views) for each, views in run)]
    spoken = [*_grants(said), *_objections(said), *_silence(rule_set, silent, run=[views for _, views in run])]
    refused = [
        refusal(one, rule, what) for one, rule, views in looked for view in views.values() for what in view.refused
    ]
    return Reduced(
        policies=tuple(_bound(world, rule_set, key, each) for each in spoken),
        refusals=(*_as_a_whole(rule_set, world.base), *refused),
        left_out=tuple(f"{key}/{each.id}" for each in rule_set.rules if not speaks(each)),
        facts_read=frozenset(fact for _, _, views in looked for view in views.values() for fact in view.facts_read),
    )


def speaks(rule: Rule) -> bool:
    """Say whether a rule grants, objects or lifts: what is advised against only warns, what is preferred ranks."""
    return rule.effect in {*_OBJECTS, Effect.PERMIT, Effect.EXCEPT} and rule.strength != ADVISED_AGAINST


def _as_a_whole(rule_set: RuleSet, base: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what cannot be told of a rule set, and its rules that lie beyond."""
    if not (rule_set.house or rule_set.name in base) and unsayable(rule_set):
        yield refusal(rule_set, None, "it binds organisations by more than their id")
    if rule_set.assumes:
        yield refusal(rule_set, None, "it assumes facts that nobody stated")
    for rule in rule_set.rules:
        if rule.effect in _BEYOND:
            yield refusal(rule_set, rule, _BEYOND[rule.effect])


def _views(world: World, rule_set: RuleSet) -> Views:
    return {
        name: View(world=world, rule_set=rule_set, platform=platform)
        for name, platform in sorted(world.catalogue.platforms.items())
    }


def _picked(view: View, selectors: Iterable[Selector]) -> Kleene:
    listed = tuple(selectors)
    return at(view, lambda moment: constant(any_of(covers(view, each, moment) for each in listed)))


def _held(view: View, rule: Rule) -> Kleene:
    """Return whether a rule holds for a platform: selector, force, condition; a disputed one is never certain."""
    picked = _picked(view, rule.platforms)
    if picked == FALSE:
        return FALSE
    found = picked & covered(rule.in_force) & evaluated(view, rule.when)
    return found if rule.disputed is None else found & UNKNOWN


#: What is said, by the rule's id, whether it grants, and of which platforms it holds.
_Spoken = tuple[str, bool, Mapping[str, Kleene]]


def _grants(said: list[_Said]) -> Iterator[_Spoken]:
    for each in said:
        if each.rule.effect is Effect.PERMIT or (each.rule.effect is Effect.EXCEPT and each.rule.grants):
            yield each.rule.id, True, each.on


def _objections(said: list[_Said]) -> Iterator[_Spoken]:
    """Yield what objects: an exception that is definite lifts a forbid for certain, one that is possible perhaps."""
    exceptions = [each for each in said if each.rule.effect is Effect.EXCEPT]
    for each in said:
        if each.rule.effect is Effect.NEVER:
            yield each.rule.id, False, each.on
        elif each.rule.effect is Effect.FORBID:
            lifts = [one.on for one in exceptions if each.rule.id in one.rule.lifts]
            yield (
                each.rule.id,
                False,
                {name: held & ~some(one[name] for one in lifts) for name, held in each.on.items()},
            )


def _silence(rule_set: RuleSet, views: Views, *, run: Iterable[Views]) -> Iterator[_Spoken]:
    """Yield what a rule set says of the platforms that none of its rules addresses; `run` is how the base sees them."""
    listed = list(run)
    if rule_set.unaddressed is Unaddressed.DENY:
        yield "unaddressed", False, {name: ~_addressed(view) for name, view in views.items()}
    elif rule_set.unaddressed is Unaddressed.PERMIT:
        house = {name: some([_addressed(each[name]) for each in listed]) for name in views}
        yield "unaddressed", True, {name: ~_addressed(view) & house[name] for name, view in views.items()}


def _addressed(view: View) -> Kleene:
    """Return whether some rule's selector covers the platform; conditions, force and disputes do not count."""
    rules = view.rule_set.rules
    ranked = [each for rule in rules for group in rule.ranks for each in group]
    return _picked(view, [*(each for rule in rules for each in rule.platforms), *ranked])


def _bound(world: World, rule_set: RuleSet, key: str, spoken: _Spoken) -> Policy:
    """Return a policy: home grants, guests object, while the rule set is in force."""
    name, grants, on = spoken
    whom: Callable[[RuleSet, frozenset[str]], Kleene] = binds_home if grants else binds_anybody
    held = _by_platform(on) & covered(rule_set.in_force) & whom(rule_set, world.base)
    return Policy(id=f"{key}/{name}", grants=grants, held=held)


def _by_platform(on: Mapping[str, Kleene]) -> Kleene:
    """Return one pair for all platforms, in which those of which the same holds stand together."""
    alike: dict[Kleene, set[str]] = {}
    for name, held in on.items():
        alike.setdefault(held, set()).add(name)
    groups = [(On(frozenset(names)), held) for held, names in alike.items() if held != FALSE]
    return some(Kleene(asked, asked) & held for asked, held in groups)
