"""Compare an answer with what a case in plain terms expects.

    permitted      PERMITTED; or CONDITIONAL where every obligation that is not met is one that the case names, or
                   asks to switch on a feature that the platform has and the case demands
    forbidden      FORBIDDEN or UNAVAILABLE
    undetermined   UNDETERMINED; CONDITIONAL on something to be attested before; NOT_COVERED with an open objection
    not_addressed  NOT_COVERED
    not_bound      every rule set of the case reported as binding nobody present
    warn           a warning on the platform, which is not forbidden
    obligations    each one carried by a platform that the case permits
    prefer         no platform of a later group ranks level with one of an earlier, or above it

A platform in no list is not judged, and an empty list judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from tests.corpus import words
from tests.corpus.words import slug
from tests.corpus.world import World, stems
from tests.corpus.writer import listed

from meetgate.model import Due, PlatformDecision, Preview, Verdict

Plain = Mapping[str, Any]
#: How many of the words of a plain obligation its kind has to have, where no table lists it.
_ENOUGH: Final = 0.34
#: How the kind of an obligation begins that the engine adds where a demanded feature has to be switched on.
_SWITCH: Final = "enable-"
_LISTS: Final = ("permitted", "forbidden", "undetermined", "not_addressed", "warn")
KNOWN: Final = frozenset({*_LISTS, "note", "not_bound", "obligations", "prefer"})


def expected_platforms(expect: Plain, world: World) -> frozenset[str]:
    """Return every platform that a case judges; those that no catalogue has are added to it, without facts."""
    named = [each for key in _LISTS for each in _names(expect, key)]
    ranked = [each for group in _groups(expect) for each in group]
    return frozenset(world.platform(str(each)) for each in (*named, *ranked))


def _names(expect: Plain, key: str) -> list[str]:
    return [str(each) for each in listed(expect.get(key) or [])]


def _groups(expect: Plain) -> list[list[str]]:
    return [[str(each) for each in listed(group)] for group in listed(expect.get("prefer") or [])]


def judge(expect: Plain, answer: Preview, *, world: World, policies: Sequence[str]) -> tuple[str, ...]:
    """Return what is otherwise than expected; nothing where the case passes."""
    return tuple(_differences(expect, answer, world, policies))


def _differences(expect: Plain, answer: Preview, world: World, policies: Sequence[str]) -> Iterator[str]:
    obligations = _names(expect, "obligations")
    features = {fact.name for platform in world.catalogue.platforms.values() for fact in platform.facts}
    switches = frozenset(f"{_SWITCH}{each}" for each in features)
    for key in _LISTS:
        for name in _names(expect, key):
            each = answer[world.platform(str(name))]
            if not _TESTS[key](_without(each, switches), obligations):
                yield f"{name}: expected {key}, got {shown(each)}"
    if expect.get("not_bound"):
        yield from _bound(answer, policies)
    permitted = [answer[world.platform(str(name))] for name in _names(expect, "permitted")]
    yield from _unsaid(obligations, permitted)
    yield from _ranked(_groups(expect), answer, world)
    for key in sorted(expect.keys() - KNOWN):
        yield f"nobody knows what `{key}` expects"


def _without(each: PlatformDecision, kinds: frozenset[str]) -> PlatformDecision:
    """Leave out obligations that the engine adds by itself: to switch on a feature that is demanded."""
    return attrs.evolve(each, obligations=tuple(due for due in each.obligations if due.kind not in kinds))


def _permitted(each: PlatformDecision, obligations: Sequence[str]) -> bool:
    if each.verdict is Verdict.CONDITIONAL:
        still = [due for due in each.obligations if due.met is not True]
        return all(any(says(text, due) for text in obligations) for due in still)
    return each.verdict is Verdict.PERMITTED


def _undetermined(each: PlatformDecision, _: Sequence[str]) -> bool:
    if each.verdict is Verdict.CONDITIONAL:
        return any(due.phase == "before" and due.met is not True for due in each.obligations)
    return each.verdict is Verdict.UNDETERMINED or (each.verdict is Verdict.NOT_COVERED and bool(each.open))


_TESTS: Final[Mapping[str, Callable[[PlatformDecision, Sequence[str]], bool]]] = {
    "permitted": _permitted,
    "forbidden": lambda each, _: each.verdict in {Verdict.FORBIDDEN, Verdict.UNAVAILABLE},
    "undetermined": _undetermined,
    "not_addressed": lambda each, _: each.verdict is Verdict.NOT_COVERED,
    "warn": lambda each, _: bool(each.warnings) and each.verdict is not Verdict.FORBIDDEN,
}


def says(text: str, due: Due) -> bool:
    """Say whether a plain obligation is what an obligation of the answer asks for.

    It is if a table says so, or if the kind is its slug; else if kind and sentence have enough of its words, endings
    aside.
    """
    plain = slug(text)
    if plain in words.OBLIGATIONS:
        return due.kind in words.OBLIGATIONS[plain]
    wanted, found = stems(plain), stems(slug(f"{due.kind} {due.because}"))
    shared = wanted & found
    return plain == due.kind or (bool(shared) and len(shared) >= _ENOUGH * min(len(wanted), len(found)))


def _unsaid(obligations: Sequence[str], permitted: Sequence[PlatformDecision]) -> Iterator[str]:
    for text in obligations:
        dues = [due for each in permitted for due in each.obligations]
        if not any(says(text, due) for due in dues):
            listed = ", ".join(sorted({due.kind for due in dues})) or "nothing"
            yield f"expected the obligation `{text}`, obliged to {listed}"


def _bound(answer: Preview, policies: Sequence[str]) -> Iterator[str]:
    for key, each in sorted(answer.rulesets.items()):
        if key.partition("@")[0] in policies and each.bound is not False:
            yield f"{key}: expected to bind nobody present, {'binds' if each.bound else 'may bind'}"


def _ranked(groups: Sequence[Sequence[str]], answer: Preview, world: World) -> Iterator[str]:
    rank = {name: number for number, group in enumerate(answer.ranking) for name in group}
    ids = [[world.platform(str(name)) for name in group] for group in groups]
    for number, group in enumerate(ids):
        for first, second in ((a, b) for later in ids[number + 1 :] for a in group for b in later):
            if first in rank and second in rank and rank[first] >= rank[second]:
                yield f"expected {first} to rank above {second}"


def shown(each: PlatformDecision) -> str:
    """Say a verdict with what it rests on, in one line."""
    cause = f" ({each.cause.value})" if each.cause is not None else ""
    rules = [f"{reason.ruleset}/{reason.rule}" for reason in each.reasons]
    still = [f"obliges to {due.kind}" for due in each.obligations if due.met is not True]
    may = [f"may object: {reason.ruleset}/{reason.rule}" for reason in each.open]
    asks = [f"asks for {' and '.join(facts)}" for facts in each.missing[:1]]
    because = "; ".join([*rules, *may, *asks, *still])
    return f"{each.verdict.value}{cause}" + (f" [{because}]" if because else "")
