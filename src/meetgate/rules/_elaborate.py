"""Turn a checked document into a rule set of core form: kinds desugar, days become instants, names become ids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from meetgate.documents import Node
from meetgate.model import (
    ALWAYS_TRUE,
    FLAG_FACTS,
    SET_FACTS,
    Assumption,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Derivation,
    Disclose,
    Kind,
    Members,
    Organisation,
    PlatformClass,
    Rule,
    RuleSet,
    Selector,
    SelectorKind,
    Source,
    Unaddressed,
)
from meetgate.model import Vocabulary as Words
from meetgate.rules._dates import span, zone_of
from meetgate.rules._derive import derived, rewritten, with_derived
from meetgate.rules._level import Terms, classification
from meetgate.rules._matrix import drawn, rules_of
from meetgate.rules._when import condition
from meetgate.rules.kinds import KINDS, Pick, by_catalogue

_UTC: Final = ZoneInfo("UTC")


def elaborate(document: Node, catalogue: Catalogue) -> RuleSet:
    """Return the rule set that a checked document means; what lint will refuse has some meaning here too."""
    terms = terms_of(document)
    names = catalogue.names()
    zone, pick = _zone(document), picker(names)
    derives = derived(_derivation(node, terms) for node in items_of(document, "derive"))
    matrix = document.get("matrix")
    rules = [rule for node in items_of(document, "rules") for rule in _rules(node, terms=terms, zone=zone, pick=pick)]
    rules += [] if matrix is None else rules_of(matrix, terms, names)
    approved = document.get("approved_by")
    issuer = document["issuer"]
    return RuleSet(
        name=document["ruleset"].text,
        revision=document["revision"].number,
        status=document["status"].text,
        approved_by="" if approved is None else ", ".join(approved[key].text for key in ("name", "office", "on")),
        title=document["title"].text,
        issuer=issuer["name"].text,
        issuer_state=issuer.text_of("state") or None,
        binds=_binding(document["binds"], zone),
        house=document["binds"].is_text,
        in_force=span(document["in_force"], zone),
        zone=document["in_force"]["zone"].text,
        unaddressed=Unaddressed(document.text_of("unaddressed", Unaddressed.ABSTAIN.value)),
        rules=tuple(_finished(rule, derives, names) for rule in rules),
        sources={key: _source(node) for key, node in document["sources"].members},
        assumes=tuple(_assumption(key, node) for key, node in _members(document, "assume")),
        organisations=tuple(_organisation(key, node) for key, node in _members(document, "organisations")),
        vocabulary=_vocabulary(document.get("vocabulary")),
        classes={key: _class(node, names) for key, node in _members(document, "class")},
        reads={key: node.text for key, node in _members(document, "reads")},
        trusts=frozenset(document.texts_of("trusts")),
        derives=derives,
        matrix=None if matrix is None else drawn(matrix),
        observe=document.text_of("enforcement", "bind") == "observe",
        monotone=document.flag_of("monotone", default=True),
        monotone_because=document.text_of("monotone_because"),
        file=document.file,
    )


def terms_of(document: Node) -> Terms:
    """Return the terms that a rule set declares, in core form."""
    return {key: classification(node, {}) for key, node in _members(document, "terms")}


def _members(document: Node, key: str) -> tuple[tuple[str, Node], ...]:
    node = document.get(key)
    return () if node is None else node.members


def items_of(document: Node, key: str) -> tuple[Node, ...]:
    """Return the items of a list of a rule set; none where the list is absent."""
    node = document.get(key)
    return () if node is None else node.items


def kind_of(node: Node) -> str:
    """Return the name of the kind of a rule: the one kind key that it has."""
    return next(name for name in KINDS if name in node)


def _zone(document: Node) -> ZoneInfo:
    return zone_of(document["in_force"]["zone"].text) or _UTC


def _rules(node: Node, *, terms: Terms, zone: ZoneInfo, pick: Pick) -> tuple[Rule, ...]:
    kind = KINDS[kind_of(node)]
    when, disputed = node.get("when"), node.get("disputed")
    rule = Rule(
        id=node["id"].text,
        effect=kind.effect,
        when=ALWAYS_TRUE if when is None else condition(when, terms),
        because=node["because"].text,
        source=node["source"].text,
        at=node.at,
        in_force=span(node.get("in_force"), zone),
        waivable_by=frozenset(node.texts_of("waivable_by")),
        disputed=None if disputed is None else disputed["against"].text,
        disclose=Disclose(node.text_of("disclose", Disclose.HOME.value)),
        strength=node.text_of("strength") or None,
    )
    return kind.build(node, rule, pick)


def _finished(rule: Rule, derives: tuple[Derivation, ...], names: Mapping[str, str]) -> Rule:
    """Write derived facts into the condition of a rule, and ids of platforms for their aliases."""
    when = rewritten(with_derived(rule.when, derives), lambda leaf: _by_id(leaf, names))
    return rule if when is rule.when else attrs.evolve(rule, when=when)


def _by_id(leaf: Condition, names: Mapping[str, str]) -> Condition:
    if not isinstance(leaf, Members) or leaf.fact != "partners_on":
        return leaf
    return attrs.evolve(leaf, values=frozenset(names.get(each, each) for each in leaf.values))


def _derivation(node: Node, terms: Terms) -> Derivation:
    fact, value = node["fact"].text, node["value"].text
    own = "/" in fact
    return Derivation(
        fact=f"facts.{fact}" if own else fact,
        value=True if value in {"yes", "true"} and (own or is_flag(fact)) else value,
        when=condition(node["when"], terms),
        because=node["because"].text,
        source=node["source"].text,
    )


def is_flag(fact: str) -> bool:
    """Say whether a fact of the meeting is yes or no."""
    return fact in FLAG_FACTS or fact.startswith("circumstances.")


def _class(node: Node, names: Mapping[str, str]) -> PlatformClass:
    excluded = node.get("excludes")
    pick = picker(names)
    return PlatformClass(
        members=pick(node["members"], False),  # noqa: FBT003  # the rule that uses the class says what a name means
        excludes=() if excluded is None else pick(excluded, False),  # noqa: FBT003  # as above
        closed=node.text_of("others", "unknown") == "abstain",
        because=node["because"].text,
        source=node["source"].text,
    )


def picker(names: Mapping[str, str]) -> Pick:
    """Return how platforms are picked when these names are known: aliases become ids."""

    def pick(node: Node, editions: bool) -> tuple[Selector, ...]:  # noqa: FBT001  # the signature that kinds expect
        return tuple(one(each, editions) for each in (node.items if node.is_list else (node,)))

    def one(node: Node, editions: bool) -> Selector:  # noqa: FBT001  # as above
        if node.is_mapping:
            found = by_catalogue(node)
            return attrs.evolve(found, editions=editions and found.by is SelectorKind.CLASS)
        return called(node.text, editions)

    @cache  # rules by the thousand name the same few platforms
    def called(text: str, editions: bool) -> Selector:  # noqa: FBT001  # as above
        name = names.get(text, text)
        return Selector(value=name, editions=editions and "/" not in name)

    return pick


def _binding(node: Node, zone: ZoneInfo) -> Binding:
    if node.is_text:
        return Binding()
    named = tuple(Criterion(organisation=each) for each in node.texts_of("organisation"))
    return Binding(any=(*named, *_criteria(node.get("any"), zone)), none=_criteria(node.get("none"), zone))


def _criteria(listed: Node | None, zone: ZoneInfo) -> tuple[Criterion, ...]:
    return () if listed is None else tuple(_criterion(each, zone) for each in listed)


def _criterion(node: Node, zone: ZoneInfo) -> Criterion:
    return Criterion(
        organisation=node.text_of("organisation") or None,
        kind=node.text_of("kind") or None,
        state=node.text_of("state") or None,
        part_of=node.text_of("part_of") or None,
        valid=span(node, zone),
    )


def _source(node: Node) -> Source:
    fields = [each.name for each in attrs.fields(Source)]
    return Source(**{key: inner.text for key, inner in node.members if key in fields})


def _assumption(fact: str, node: Node) -> Assumption:
    texts = node["value"].texts
    value: str | bool | frozenset[str] = texts[0] if texts else frozenset()
    if fact in SET_FACTS:
        value = frozenset(texts)
    elif is_flag(fact):
        value = texts[:1] in {("yes",), ("true",)}
    return Assumption(
        fact=fact,
        value=value,
        by=node["by"].text,
        because=node["because"].text,
        review_by=node.text_of("review_by") or None,
    )


def _organisation(key: str, node: Node) -> Organisation:
    return Organisation(
        id=key,
        name=node.text_of("name") or None,
        kinds=frozenset(Kind(each) for each in node.texts_of("kinds")),
        kinds_complete=node.flag_of("kinds_complete", default=False),
        state=node.text_of("state") or None,
        part_of=node.text_of("part_of") or None,
        aliases=frozenset(node.texts_of("aliases")),
    )


def _vocabulary(node: Node | None) -> Words:
    if node is None:
        return Words()
    facts = node.get("facts")
    return Words(
        circumstances=frozenset(node.texts_of("circumstances")),
        facts={} if facts is None else {key: frozenset(inner.texts) for key, inner in facts.members},
        kinds=frozenset(node.texts_of("kinds")),
    )
