"""Check what a rule set names: platforms, vendors, classes, sources, and rules by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic
from meetgate.model import ANY_PLATFORM, Effect
from meetgate.rules._elaborate import items_of
from meetgate.rules._platform_facts import lint_platform_fact
from meetgate.rules._reading import Reading, found, members_of


def lint_platforms(reading: Reading) -> Iterator[Diagnostic]:
    """Check every selector: platforms, vendors, classes and facts."""
    names = reading.vocabulary.names
    for node in selectors(reading, names):
        if node.is_text:
            yield from _platform(node, node.text, names)
        elif "vendor" in node:
            yield from _vendor(reading, node["vendor"])
        elif "class" in node:
            yield from _class(reading, node["class"])
        elif "fact" in node:
            yield from lint_platform_fact(reading, node["fact"]["name"], node["fact"]["name"].text)
    for name, column in _columns(reading):
        yield from _platform(column, name, names)


def selectors(reading: Reading, but: Mapping[str, str]) -> Iterator[Node]:
    """Yield every selector that a rule set writes: of rules, groups, obligations and classes.

    Lists that hold nothing `but` these names are left out as a whole: there is nothing to say about them.
    """
    for _, value in reading.rules:
        if not (isinstance(value.value, list) and all(isinstance(each, str) and each in but for each in value.value)):
            yield from named(value)
    for _, node in members_of(reading, "class"):
        for key in ("members", "excludes"):
            if key in node:
                yield from named(node[key])


def named(value: Node) -> Iterator[Node]:
    """Yield the selectors in the value of a kind key, groups and obligations included."""
    if value.is_list:
        for each in value.items:
            yield from named(each)
    elif value.is_mapping and "platforms" in value:
        yield from named(value["platforms"])
    else:
        yield value


def _columns(reading: Reading) -> tuple[tuple[str, Node], ...]:
    matrix = reading.document.get("matrix")
    return () if matrix is None else matrix["columns"].members


def _platform(node: Node, name: str, names: Mapping[str, str]) -> Iterator[Diagnostic]:
    if name not in names:
        hint = did_you_mean(name, names) or "`meetgate platforms list` shows all"
        yield found("E101", node, f"unknown platform {quoted(name)}", hint)


def _vendor(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    vendors = reading.vocabulary.vendors
    if node.text not in vendors:
        hint = did_you_mean(node.text, vendors) or "`meetgate platforms list` shows all"
        yield found("E101", node, f"unknown vendor {quoted(node.text)}", hint)


def _class(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = [ANY_PLATFORM, *reading.rule_set.classes]
    if node.text not in known:
        hint = did_you_mean(node.text, known) or "declare it under `class`"
        yield found("E121", node, f"unknown class {quoted(node.text)}", hint)


def lint_classes(reading: Reading) -> Iterator[Diagnostic]:
    """Check the classes themselves: the name that every rule set has is taken, and they hold no other classes."""
    for name, node in members_of(reading, "class"):
        if name == ANY_PLATFORM:
            yield found("E122", node, "the class `any` is every platform already", "give the class another name")
        for key in ("members", "excludes"):
            for each in named(node[key]) if key in node else ():
                # Everything there is, less what is excluded, is a class that people write.
                if each.is_mapping and "class" in each and each["class"].text != ANY_PLATFORM:
                    yield found("E122", each, "a class is made of platforms, not of classes", "name the platforms")
        yield from _both(reading, node)


def _both(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    """Report platforms named in and out at once: what is excluded would win, and a forbid would stay silent."""
    names = reading.vocabulary.names
    listed = {
        key: {names.get(each.text, each.text): each for each in named(node[key]) if each.is_text}
        for key in ("members", "excludes")
        if key in node
    }
    for name, each in listed.get("excludes", {}).items():
        if name in listed.get("members", {}):
            yield found("E122", each, f"the class both has and excludes {quoted(each.text)}", "leave out one of them")


def lint_trust(reading: Reading) -> Iterator[Diagnostic]:
    """Check that everybody whose statements count states something."""
    platforms = reading.vocabulary.catalogue.platforms.values()
    known = {fact.asserted_by for each in platforms for fact in each.facts}
    trusts = reading.document.get("trusts")
    for node in () if trusts is None else trusts.items:
        if node.text not in known:
            hint = did_you_mean(node.text, known) or "`meetgate platforms show ID` names who states what"
            yield found("E129", node, f"unknown authority {quoted(node.text)}", hint)


def lint_sources(reading: Reading) -> Iterator[Diagnostic]:
    """Check that every source that something rests on is listed."""
    known = {key: None for key, _ in reading.document["sources"].members}
    for node in _cited(reading):
        if node.text not in known:
            hint = did_you_mean(node.text, known) or f"this rule set lists {quoted_all(known)}"
            yield found("E104", node, f"unknown source {quoted(node.text)}", hint)


def _cited(reading: Reading) -> Iterator[Node]:
    """Yield each mention of a source: by rules, disputes, classes, derivations and cells."""
    for rule, _ in reading.rules:
        yield rule["source"]
        if "disputed" in rule:
            yield rule["disputed"]["against"]
    yield from (node["source"] for _, node in members_of(reading, "class"))
    yield from (node["source"] for node in items_of(reading.document, "derive"))
    yield from (cell["source"] for _, column in _columns(reading) for _, cell in column.members)


def lint_identities(reading: Reading) -> Iterator[Diagnostic]:
    """Check that ids tell rules apart, those of a table included, and that exceptions lift forbids."""
    seen: dict[str, str] = {}
    forbids = {each.id for each in reading.rule_set.rules if each.effect is Effect.FORBID}
    for rule, _ in reading.rules:
        node = rule["id"]
        if node.text in seen:
            yield found("E106", node, f"the rule id {quoted(node.text)} is taken by {seen[node.text]}")
        seen.setdefault(node.text, node.at)
        lifted = rule.get("lifts")
        for each in lifted.items if lifted is not None else ():
            if each.text not in forbids:
                hint = did_you_mean(each.text, forbids) or "only forbids of this rule set can be lifted"
                yield found("E105", each, f"no forbid is called {quoted(each.text)}", hint)
    yield from _drawn(reading, seen)


def _drawn(reading: Reading, seen: dict[str, str]) -> Iterator[Diagnostic]:
    """Report ids that a table makes for two columns, or that a written rule has already."""
    matrix = reading.document.get("matrix")
    written = Counter(rule["id"].text for rule, _ in reading.rules)
    made = Counter(rule.id for rule in reading.rule_set.rules) - written
    if matrix is None:
        return
    for name, times in made.items():
        if name in seen or times > 1:
            yield found("E106", matrix["columns"], f"the rule id {quoted(name)} is made by two columns, or taken")
