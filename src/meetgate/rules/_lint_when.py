"""Check what conditions mean: terms, levels, circumstances, facts, blocks, platforms by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic
from meetgate.rules._elaborate import items_of
from meetgate.rules._level import NOTHING
from meetgate.rules._platform_facts import lint_platform_fact
from meetgate.rules._reading import Reading, found, members_of


def lint_conditions(reading: Reading) -> Iterator[Diagnostic]:
    """Check every condition of a rule set, and its terms."""
    holders = [rule for rule, _ in reading.rules] + [*items_of(reading.document, "derive")]
    matrix = reading.document.get("matrix")
    for holder in holders if matrix is None else [*holders, matrix]:
        when = holder.get("when")
        if when is not None:
            yield from lint_condition(reading, when)
    for _, node in members_of(reading, "terms"):
        yield from _levels(reading, node)


def lint_condition(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    """Check one condition."""
    for key, inner in node.members:
        if key in {"all", "any"}:
            for each in inner.items:
                yield from lint_condition(reading, each)
        elif key == "not":
            yield from lint_condition(reading, inner)
        else:
            yield from _LEAVES.get(key, _fine)(reading, inner)


def _fine(_: Reading, __: Node) -> Iterator[Diagnostic]:
    return iter(())


def lint_classification(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    """Check a test of the classification, or the term that stands for one."""
    if not node.is_text:
        yield from _levels(reading, node)
        return
    if node.text not in reading.terms:
        hint = (
            did_you_mean(node.text, reading.terms) or 'write `{at_most: "AUTHORITY:LEVEL"}`, or declare it in `terms`'
        )
        yield found("E108", node, f"unknown term {quoted(node.text)}", hint)


def _levels(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    if {key for key, _ in node.members} == {"interpretive"}:
        yield found("E119", node, "the test of the classification tests nothing", "add `at_most` or another test")
    for key in ("at_most", "at_least", "within"):
        bound = node.get(key)
        if bound is None:
            continue
        inner = bound["if_none"] if bound.is_mapping else bound
        for each in inner.items if inner.is_list else (inner,):
            if not (bound.is_mapping and each.text == NOTHING):
                yield from lint_level(reading, each)


def lint_level(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    """Check one `AUTHORITY:LEVEL`."""
    authority, colon, level = node.text.partition(":")
    schemes = reading.vocabulary.schemes.by_authority
    words = reading.vocabulary.levels.get(authority, ())
    if not colon:
        named = [f"{each}:{node.text}" for each, scheme in sorted(schemes.items()) if node.text in scheme.levels]
        hint = f"did you mean {quoted_all(named)}?" if named else 'write `"AUTHORITY:LEVEL"`'
        yield found("E102", node, f"the level {quoted(node.text)} names no authority", hint)
    elif authority not in schemes:
        hint = f"schemes are loaded for {quoted_all(sorted(schemes))}"
        yield found("E103", node, f"no classification scheme of {quoted(authority)} is loaded", hint)
    elif level not in words:
        hint = did_you_mean(level, words)
        listed = f"levels of {quoted(authority)} are {quoted_all(schemes[authority].levels)}"
        yield found("E103", node, f"unknown level {quoted(level)}", hint or listed)


def _circumstances(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = reading.circumstances
    for key, inner in node.members:
        if key not in known:
            hint = did_you_mean(key, known) or "declare it under `vocabulary: {circumstances: [...]}`"
            yield found("E107", inner, f"unknown circumstance {quoted(key)}", hint)


def _facts(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = reading.own_facts
    for key, inner in node.members:
        if key not in known:
            hint = did_you_mean(key, known) or "declare it under `vocabulary: {facts: {...}}`"
            yield found("E107", inner, f"unknown fact {quoted(key)}", hint)
            continue
        for held in [each for _, each in inner.members] if inner.is_mapping else [inner]:
            yield from lint_values(held, known[key])


def lint_values(node: Node, allowed: Collection[str]) -> Iterator[Diagnostic]:
    """Report values that a fact cannot have; a fact that declares none takes every value."""
    for each in node.items if node.is_list else (node,):
        if allowed and each.text not in allowed:
            hint = did_you_mean(each.text, allowed) or f"its values are {quoted_all(sorted(allowed))}"
            yield found("E117", each, f"the fact cannot have the value {quoted(each.text)}", hint)


def _blocks(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = reading.kinds
    for _, block in node.members:
        if len(block.members) > MOST_ATTRIBUTES:
            yield found("E110", block, f"the block tests {len(block.members)} attributes", "test at most three")
        kind = block.get("kind")
        for each in () if kind is None else kind.items:
            yield from lint_kind(each, known)


#: More attributes in one block would make rule sets too large to prove anything about.
MOST_ATTRIBUTES: Final = 3


def lint_kind(node: Node, known: Iterable[str]) -> Iterator[Diagnostic]:
    """Report a kind of organisation that nobody declared."""
    if node.text not in known:
        hint = did_you_mean(node.text, known) or "add it under `vocabulary: {kinds: [...]}`"
        yield found("E111", node, f"unknown kind of organisation {quoted(node.text)}", hint)


def _partners(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    names = reading.vocabulary.names
    for each in (each for _, inner in node.members for each in inner.items):
        if each.text not in names:
            hint = did_you_mean(each.text, names) or "`meetgate platforms list` shows all"
            yield found("E101", each, f"unknown platform {quoted(each.text)}", hint)


def _platform(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    for key, inner in node.members:
        yield from lint_platform_fact(reading, inner, key)


def _attestation(_: Reading, node: Node) -> Iterator[Diagnostic]:
    if node.is_mapping and "chain" in node and "role" in node:
        yield found(
            "E127", node["role"], "the attestation names both a `role` and a `chain`", "put the office into the chain"
        )


_LEAVES: Final[dict[str, Callable[[Reading, Node], Iterator[Diagnostic]]]] = {
    "classification": lint_classification,
    "circumstances": _circumstances,
    "facts": _facts,
    "participants": _blocks,
    "organisations": _blocks,
    "partners_on": _partners,
    "platform": _platform,
    "attestation": _attestation,
}
