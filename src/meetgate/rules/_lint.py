"""Check what a rule set means: names, levels, dates, the polarity law (stage `lint`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic
from meetgate.model import CHOICES, CIRCUMSTANCES, FLAG_FACTS, KINDS, Catalogue, Effect, RuleSet, Schemes
from meetgate.rules._assume import closes
from meetgate.rules._codes import RULE_CODES
from meetgate.rules._dates import edge, zone_of
from meetgate.rules._elaborate import items_of, kind_of
from meetgate.rules._polarity import Polarity, polarity


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Hold the names that rule sets may use: platforms, and levels of classification schemes."""

    catalogue: Catalogue
    schemes: Schemes


@attrs.frozen(kw_only=True)
class Reading:
    """Hold one rule set as text and as meaning, with the names that it may use."""

    document: Node
    rule_set: RuleSet
    vocabulary: Vocabulary


def lint_rule_set(reading: Reading) -> list[Diagnostic]:
    """Return everything that is wrong with what a rule set means."""
    return [each for check in CHECKS for each in check(reading)]


def _found(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    line, column = node.place
    return Diagnostic(
        file=node.file,
        line=line,
        column=column,
        code=code,
        message=message,
        help=hint,
        severity=RULE_CODES[code].severity,
    )


def _rules(reading: Reading) -> Iterator[tuple[Node, Node]]:
    """Yield each rule with the value of its kind key."""
    for node in items_of(reading.document, "rules"):
        yield node, node[kind_of(node)]


def _platforms(reading: Reading) -> Iterator[Diagnostic]:
    names = reading.vocabulary.catalogue.names()
    vendors = {each.vendor for each in reading.vocabulary.catalogue.platforms.values() if each.vendor}
    for _, value in _rules(reading):
        for node in _vendors(value):
            if node.text not in vendors:
                hint = did_you_mean(node.text, vendors) or "`meetgate platforms list` shows all"
                yield _found("E101", node, f"unknown vendor {quoted(node.text)}", hint)
        for node in _names(value):
            if node.text not in names:
                hint = did_you_mean(node.text, names) or "`meetgate platforms list` shows all"
                yield _found("E101", node, f"unknown platform {quoted(node.text)}", hint)


def _names(value: Node) -> Iterator[Node]:
    """Yield the platform names in the value of a kind key, groups and obligations included."""
    if value.is_text:
        yield value
    elif value.is_list:
        for each in value.items:
            yield from _names(each)
    elif value.is_mapping and "platforms" in value:
        yield from _names(value["platforms"])


def _vendors(value: Node) -> Iterator[Node]:
    """Yield the vendor names in the value of a kind key, obligations included."""
    if value.is_list:
        for each in value.items:
            yield from _vendors(each)
    elif value.is_mapping and "platforms" in value:
        yield from _vendors(value["platforms"])
    elif value.is_mapping and "vendor" in value:
        yield value["vendor"]


def _sources(reading: Reading) -> Iterator[Diagnostic]:
    known = [key for key, _ in reading.document["sources"].members]
    for rule, _ in _rules(reading):
        node = rule["source"]
        if node.text not in known:
            hint = did_you_mean(node.text, known) or f"this rule set lists {quoted_all(known)}"
            yield _found("E104", node, f"unknown source {quoted(node.text)}", hint)


def _identities(reading: Reading) -> Iterator[Diagnostic]:
    seen: dict[str, Node] = {}
    forbids = {each.id for each in reading.rule_set.rules if each.effect is Effect.FORBID}
    for rule, _ in _rules(reading):
        node = rule["id"]
        if node.text in seen:
            yield _found("E106", node, f"the rule id {quoted(node.text)} is taken by {seen[node.text].at}")
        seen.setdefault(node.text, node)
        lifted = rule.get("lifts")
        for each in lifted.items if lifted is not None else ():
            if each.text not in forbids:
                hint = did_you_mean(each.text, forbids) or "only forbids of this rule set can be lifted"
                yield _found("E105", each, f"no forbid is called {quoted(each.text)}", hint)


def _conditions(reading: Reading) -> Iterator[Diagnostic]:
    for rule, _ in _rules(reading):
        when = rule.get("when")
        if when is not None:
            yield from _condition(reading, when)
    terms = reading.document.get("terms")
    for _, node in () if terms is None else terms.members:
        yield from _levels(reading, node)


def _condition(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    for key, inner in node.members:
        if key in {"all", "any"}:
            for each in inner.items:
                yield from _condition(reading, each)
        elif key == "not":
            yield from _condition(reading, inner)
        else:
            yield from _LEAVES.get(key, _fine)(reading, inner)


def _fine(_: Reading, __: Node) -> Iterator[Diagnostic]:
    return iter(())


def _classification(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    if not node.is_text:
        yield from _levels(reading, node)
        return
    terms = reading.document.get("terms")
    known = [] if terms is None else [key for key, _ in terms.members]
    if node.text not in known:
        hint = did_you_mean(node.text, known) or 'write `{at_most: "AUTHORITY:LEVEL"}`, or declare it in `terms`'
        yield _found("E108", node, f"unknown term {quoted(node.text)}", hint)


def _levels(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    if {key for key, _ in node.members} == {"interpretive"}:
        yield _found("E119", node, "the test of the classification tests nothing", "add `at_most` or another test")
    for key in ("at_most", "at_least", "within"):
        bound = node.get(key)
        if bound is None:
            continue
        inner = bound["if_none"] if bound.is_mapping else bound
        for each in inner.items if inner.is_list else (inner,):
            yield from _level(reading, each)


def _level(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    authority, colon, level = node.text.partition(":")
    schemes = reading.vocabulary.schemes.by_authority
    if not colon:
        named = [f"{each}:{node.text}" for each, scheme in schemes.items() if node.text in scheme.levels]
        hint = f"did you mean {quoted_all(named)}?" if named else 'write `"AUTHORITY:LEVEL"`'
        yield _found("E102", node, f"the level {quoted(node.text)} names no authority", hint)
    elif authority not in schemes:
        hint = f"schemes are loaded for {quoted_all(sorted(schemes))}"
        yield _found("E103", node, f"no classification scheme of {quoted(authority)} is loaded", hint)
    elif level not in schemes[authority].levels:
        hint = did_you_mean(level, schemes[authority].levels)
        listed = f"levels of {quoted(authority)} are {quoted_all(schemes[authority].levels)}"
        yield _found("E103", node, f"unknown level {quoted(level)}", hint or listed)


def _circumstances(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = CIRCUMSTANCES | reading.rule_set.vocabulary.circumstances
    for key, inner in node.members:
        if key not in known:
            hint = did_you_mean(key, known) or "declare it under `vocabulary: {circumstances: [...]}`"
            yield _found("E107", inner, f"unknown circumstance {quoted(key)}", hint)


def _facts(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = _own_facts(reading)
    for key, inner in node.members:
        if key not in known:
            hint = did_you_mean(key, known) or "declare it under `vocabulary: {facts: {...}}`"
            yield _found("E107", inner, f"unknown fact {quoted(key)}", hint)
            continue
        for held in [each for _, each in inner.members] if inner.is_mapping else [inner]:
            yield from _values(held, known[key])


def _own_facts(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the facts that the rule set declares, as conditions write them, with their values."""
    return {f"{reading.rule_set.name}/{name}": values for name, values in reading.rule_set.vocabulary.facts.items()}


def _values(node: Node, allowed: Collection[str]) -> Iterator[Diagnostic]:
    """Report values that a fact cannot have; a fact that declares none takes every value."""
    for each in node.items if node.is_list else (node,):
        if allowed and each.text not in allowed:
            hint = did_you_mean(each.text, allowed) or f"its values are {quoted_all(sorted(allowed))}"
            yield _found("E117", each, f"the fact cannot have the value {quoted(each.text)}", hint)


def _blocks(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    known = KINDS | reading.rule_set.vocabulary.kinds
    for _, block in node.members:
        if len(block.members) > MOST_ATTRIBUTES:
            yield _found("E110", block, f"the block tests {len(block.members)} attributes", "test at most three")
        kind = block.get("kind")
        for each in () if kind is None else kind.items:
            yield from _kind(each, known)


#: More attributes in one block would make rule sets too large to prove anything about.
MOST_ATTRIBUTES: Final = 3


def _kind(node: Node, known: Iterable[str]) -> Iterator[Diagnostic]:
    if node.text not in known:
        hint = did_you_mean(node.text, known) or "add it under `vocabulary: {kinds: [...]}`"
        yield _found("E111", node, f"unknown kind of organisation {quoted(node.text)}", hint)


_LEAVES: Final[dict[str, Callable[[Reading, Node], Iterator[Diagnostic]]]] = {
    "classification": _classification,
    "circumstances": _circumstances,
    "facts": _facts,
    "participants": _blocks,
    "organisations": _blocks,
}


def _bindings(reading: Reading) -> Iterator[Diagnostic]:
    known = KINDS | reading.rule_set.vocabulary.kinds
    binds = reading.document["binds"]
    if binds.is_text:
        return
    if "any" not in binds and "organisation" not in binds:
        yield _found("E120", binds, "the rule set binds nobody", "add `any` or `organisation`")
    for each in _criteria(reading):
        if "kind" in each:
            yield from _kind(each["kind"], known)
    declared = reading.document.get("organisations")
    for _, node in () if declared is None else declared.members:
        kinds = node.get("kinds")
        for each in () if kinds is None else kinds.items:
            yield from _kind(each, known)


_UTC: Final = ZoneInfo("UTC")


def _criteria(reading: Reading) -> Iterator[Node]:
    """Yield the criteria by which organisations are bound, or spared."""
    binds = reading.document["binds"]
    for key in ("any", "none") if binds.is_mapping else ():
        listed = binds.get(key)
        yield from () if listed is None else listed.items


def _times(reading: Reading) -> Iterator[Diagnostic]:
    window = reading.document["in_force"]
    zone = zone_of(window["zone"].text)
    if zone is None:
        hint = "use a name of the IANA database, such as `Europe/London`"
        yield _found("E114", window["zone"], f"unknown time zone {quoted(window['zone'].text)}", hint)
    for node in (window, *_criteria(reading), *(rule["in_force"] for rule, _ in _rules(reading) if "in_force" in rule)):
        # Whether a day exists does not hang on the zone, so a wrong zone hides no wrong day.
        edges = {key: edge(node[key].text, zone or _UTC) for key in ("from", "until") if key in node}
        for key, found in edges.items():
            if found is None:
                yield _found("E112", node[key], f"{quoted(node[key].text)} is no day or range of days")
        start, end = edges.get("from"), edges.get("until")
        if start is not None and end is not None and end.latest <= start.earliest:
            yield _found("E113", node, "the window ends before it begins", "swap `from` and `until`")


def _header(reading: Reading) -> Iterator[Diagnostic]:
    document, rule_set = reading.document, reading.rule_set
    if rule_set.status == "approved" and not rule_set.approved_by:
        yield _found("E115", document["status"], "nobody is named who approved the rule set", "add `approved_by`")
    if not rule_set.monotone and not rule_set.monotone_because:
        yield _found("E116", document["monotone"], "monotony is given up without a reason", "add `monotone_because`")


def _readings(reading: Reading) -> Iterator[Diagnostic]:
    document = reading.document
    terms = document.get("terms")
    for name, node in () if terms is None else terms.members:
        if "interpretive" not in node:
            yield _found(
                "W103", node, f"the term {quoted(name)} does not say that it is a reading", "add `interpretive`"
            )
    if reading.rule_set.status == "reconstruction" and "interpretation" not in document:
        message = "the reconstruction does not say how it was read"
        yield _found("W103", document["status"], message, "add `interpretation`")


_GRANTING: Final = frozenset({Effect.PERMIT, Effect.EXCEPT})
_OBJECTING: Final = frozenset({Effect.NEVER, Effect.FORBID, Effect.REQUIRE})


def _monotony(reading: Reading) -> Iterator[Diagnostic]:
    if not reading.rule_set.monotone:
        return
    nodes = {rule["id"].text: rule for rule, _ in _rules(reading)}
    for rule in reading.rule_set.rules:
        moves = polarity(rule.when)
        opens = rule.effect in _GRANTING and Polarity.UP in moves
        eases = rule.effect in _OBJECTING and Polarity.DOWN in moves
        # The forbid that `only` adds mirrors its permit: one report is enough.
        if (opens or eases) and rule.id in nodes:
            what = "grants more" if opens else "objects less"
            hint = "turn the test round, or write `monotone: no` and `monotone_because`"
            # Of two rules with one id the later may have no condition.
            node = nodes[rule.id].get("when") or nodes[rule.id]
            yield _found("E109", node, f"the rule {what} the more restricted the talk is", hint)


_SETS: Final = frozenset({"topics", "information", "detrimental_to"})
_FLAG_WORDS: Final = frozenset({"yes", "no", "true", "false"})


def _assumable(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the facts that may be assumed, with the values they can have; none listed: any."""
    circumstances = CIRCUMSTANCES | reading.rule_set.vocabulary.circumstances
    return {
        **dict.fromkeys(("purpose", *_SETS), frozenset[str]()),
        **dict.fromkeys(FLAG_FACTS, _FLAG_WORDS),
        **{f"circumstances.{each}": _FLAG_WORDS for each in circumstances},
        **CHOICES,
        **{f"facts.{name}": values for name, values in _own_facts(reading).items()},
    }


def _single(fact: str, node: Node) -> Iterator[Diagnostic]:
    if len(node.items) != 1 and fact not in _SETS:
        yield _found("E117", node, f"the fact {quoted(fact)} has {len(node.items)} values, one wanted")


def _assumptions(reading: Reading) -> Iterator[Diagnostic]:
    assumed = reading.document.get("assume")
    known = _assumable(reading)
    for fact, node in () if assumed is None else assumed.members:
        if fact not in known:
            yield _found("E107", node, f"unknown fact {quoted(fact)}", did_you_mean(fact, known))
            continue
        wrong = [*_values(node["value"], known[fact]), *_single(fact, node["value"])]
        yield from wrong
        if not wrong and not closes(reading.rule_set, fact):
            yield _found("E118", node["value"], f"the assumption on {quoted(fact)} would open a platform")


def _exceptions(reading: Reading) -> Iterator[Diagnostic]:
    granted = {each for rule in reading.rule_set.rules if rule.effect is Effect.PERMIT for each in rule.platforms}
    for rule in reading.rule_set.rules:
        if rule.effect is Effect.EXCEPT and not rule.grants and not granted & set(rule.platforms):
            node = next(each for each, _ in _rules(reading) if each["id"].text == rule.id)
            hint = "add a permit for the platform, or `grants: yes`"
            yield _found("W101", node, f"the exception {quoted(rule.id)} can never help: nothing is permitted", hint)


def _editions(reading: Reading) -> Iterator[Diagnostic]:
    platforms = reading.vocabulary.catalogue.platforms
    exact = {each.value for rule in reading.rule_set.rules for each in rule.platforms if not each.editions}
    whole = {each.value for rule in reading.rule_set.rules for each in rule.platforms if each.editions}
    for node, value in _rules(reading):
        if not node.flag_of("only", default=False):
            continue
        named = {reading.vocabulary.catalogue.names().get(each.text, each.text) for each in _names(value)}
        left = sorted(each.id for each in platforms.values() if each.product in named - whole and each.id not in exact)
        if left:
            message = f"editions beside this `only` are left unaddressed: {quoted_all(left)}"
            yield _found("W102", value, message, "name them, or let them stay not covered")


#: Every check of the stage, each a function from a reading to diagnostics.
CHECKS: Final[tuple[Callable[[Reading], Iterator[Diagnostic]], ...]] = (
    _platforms,
    _sources,
    _identities,
    _conditions,
    _bindings,
    _times,
    _header,
    _readings,
    _monotony,
    _assumptions,
    _exceptions,
    _editions,
)
