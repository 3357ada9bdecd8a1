"""Check what a rule set means: names, levels, dates, the polarity law (stage `lint`)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic
from meetgate.model import CHOICES, FLAG_FACTS, STATES, Edge, Effect
from meetgate.rules._assume import closes
from meetgate.rules._dates import edge, zone_of
from meetgate.rules._elaborate import is_flag, items_of, kind_of
from meetgate.rules._lint_matrix import lint_matrix
from meetgate.rules._lint_names import lint_classes, lint_identities, lint_platforms, lint_sources, lint_trust, named
from meetgate.rules._lint_when import lint_conditions, lint_kind, lint_values
from meetgate.rules._platform_facts import lint_platform_fact
from meetgate.rules._polarity import Polarity, polarity
from meetgate.rules._reading import Reading, found, members_of
from meetgate.rules.kinds import AGAINST
from meetgate.rules.kinds import KINDS as RULE_KINDS


def lint_rule_set(reading: Reading) -> list[Diagnostic]:
    """Return everything that is wrong with what a rule set means."""
    return [each for check in CHECKS for each in check(reading)]


def _bindings(reading: Reading) -> Iterator[Diagnostic]:
    binds = reading.document["binds"]
    if binds.is_text:
        return
    if "any" not in binds and "organisation" not in binds:
        yield found("E120", binds, "the rule set binds nobody", "add `any` or `organisation`")
    for each in _criteria(reading):
        if {key for key, _ in each.members} <= {"from", "until"}:
            # It would bind, or spare, everybody there is.
            yield found("E120", each, "the criterion says when, and not whom", "add `kind`, `state` or `organisation`")
        if "kind" in each:
            yield from lint_kind(each["kind"], reading.kinds)
    for _, node in members_of(reading, "organisations"):
        for each in node["kinds"].items if "kinds" in node else ():
            yield from lint_kind(each, reading.kinds)


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
        yield found("E114", window["zone"], f"unknown time zone {quoted(window['zone'].text)}", hint)
    # Whether a day exists does not hang on the zone, so a wrong zone hides no wrong day.
    whole = yield from _window(window, zone or _UTC)
    for node in _criteria(reading):
        yield from _window(node, zone or _UTC)
    for node in (rule["in_force"] for rule, _ in reading.rules if "in_force" in rule):
        start, end = yield from _window(node, zone or _UTC)
        too_early = end is not None and whole[0] is not None and end.latest <= whole[0].earliest
        too_late = start is not None and whole[1] is not None and whole[1].latest <= start.earliest
        if too_early or too_late:
            yield found("E128", node, "the rule is in force only when its rule set is not", "widen one of the windows")


def _window(node: Node, zone: ZoneInfo) -> Generator[Diagnostic, None, tuple[Edge | None, Edge | None]]:
    """Check the days of one window, and return its edges."""
    edges = {key: edge(node[key].text, zone) for key in ("from", "until") if key in node}
    for key, read in edges.items():
        if read is None:
            yield found("E112", node[key], f"{quoted(node[key].text)} is no day or range of days")
    start, end = edges.get("from"), edges.get("until")
    if start is not None and end is not None and end.latest <= start.earliest:
        yield found("E113", node, "the window ends before it begins", "swap `from` and `until`")
    return start, end


def _header(reading: Reading) -> Iterator[Diagnostic]:
    document, rule_set = reading.document, reading.rule_set
    if rule_set.status == "approved" and not rule_set.approved_by:
        yield found("E115", document["status"], "nobody is named who approved the rule set", "add `approved_by`")
    if not rule_set.monotone and not rule_set.monotone_because:
        yield found("E116", document["monotone"], "monotony is given up without a reason", "add `monotone_because`")


def _readings(reading: Reading) -> Iterator[Diagnostic]:
    document = reading.document
    for name, node in members_of(reading, "terms"):
        if "interpretive" not in node:
            yield found(
                "W103", node, f"the term {quoted(name)} does not say that it is a reading", "add `interpretive`"
            )
    if reading.rule_set.status == "reconstruction" and "interpretation" not in document:
        message = "the reconstruction does not say how it was read"
        yield found("W103", document["status"], message, "add `interpretation`")


_GRANTING: Final = frozenset({Effect.PERMIT, Effect.EXCEPT})
_OBJECTING: Final = frozenset({Effect.NEVER, Effect.FORBID, Effect.REQUIRE})


def _monotony(reading: Reading) -> Iterator[Diagnostic]:
    if not reading.rule_set.monotone:
        return
    nodes = {rule["id"].text: rule for rule, _ in reading.rules}
    matrix = reading.document.get("matrix")
    for rule in reading.rule_set.rules:
        moves = polarity(rule.when)
        opens = rule.effect in _GRANTING and Polarity.UP in moves
        eases = rule.effect in _OBJECTING and Polarity.DOWN in moves
        # The forbid that `only` adds mirrors its permit: one report is enough. A table is reported as a whole.
        holder = nodes.get(rule.id) or (None if "/" in rule.id else matrix)
        if (opens or eases) and holder is not None:
            what = "grants more" if opens else "objects less"
            hint = "turn the test round, or write `monotone: no` and `monotone_because`"
            # Of two rules with one id the later may have no condition.
            yield found("E109", holder.get("when") or holder, f"the rule {what} the more restricted the talk is", hint)


_SETS: Final = frozenset({"topics", "information", "detrimental_to"})
_FLAG_WORDS: Final = frozenset({"yes", "no", "true", "false"})


def _assumable(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the facts that may be assumed, with the values they can have; none listed: any."""
    return {
        **dict.fromkeys(("purpose", *_SETS), frozenset[str]()),
        **dict.fromkeys(FLAG_FACTS, _FLAG_WORDS),
        **{f"circumstances.{each}": _FLAG_WORDS for each in reading.circumstances},
        **CHOICES,
        **{f"facts.{name}": values for name, values in reading.own_facts.items()},
    }


def _single(fact: str, node: Node) -> Iterator[Diagnostic]:
    if len(node.items) != 1 and fact not in _SETS:
        yield found("E117", node, f"the fact {quoted(fact)} has {len(node.items)} values, one wanted")


def _assumptions(reading: Reading) -> Iterator[Diagnostic]:
    known = _assumable(reading)
    for fact, node in members_of(reading, "assume"):
        if fact not in known:
            yield found("E107", node, f"unknown fact {quoted(fact)}", did_you_mean(fact, known))
            continue
        wrong = [*lint_values(node["value"], known[fact]), *_single(fact, node["value"]), *_states(fact, node["value"])]
        yield from wrong
        if not wrong and not closes(reading.rule_set, fact):
            yield found("E118", node["value"], f"the assumption on {quoted(fact)} would open a platform")


def _derivations(reading: Reading) -> Iterator[Diagnostic]:
    own = reading.own_facts
    left = {fact for fact in _assumable(reading) if fact.startswith("facts.")} | {"role", "device", "access"}
    stated = {fact: values for fact, values in _assumable(reading).items() if fact not in left}
    known = {fact: frozenset({"yes", "true"}) if is_flag(fact) else values for fact, values in stated.items()} | dict(
        own
    )
    for node in items_of(reading.document, "derive"):
        fact = node["fact"]
        if fact.text not in known:
            hint = did_you_mean(fact.text, known) or "a fact of the meeting, or `RULESET/fact` of this rule set's own"
            yield found("E107", fact, f"unknown fact {quoted(fact.text)}", hint)
        else:
            yield from lint_values(node["value"], known[fact.text])
            yield from _states(fact.text, node["value"])


def _states(fact: str, node: Node) -> Iterator[Diagnostic]:
    """Report what is no state: no rule could ever test it, and what should object would stay silent."""
    for each in node.items if node.is_list else (node,):
        if fact == "detrimental_to" and each.text not in STATES:
            hint = "write the two capital letters of ISO 3166-1"
            yield found("E117", each, f"the fact cannot have the value {quoted(each.text)}", hint)


def _needs(reading: Reading) -> Iterator[Diagnostic]:
    for rule, value in reading.rules:
        if "require" in rule and "needs" in value:
            yield from lint_platform_fact(reading, value["needs"], value["needs"].text)


def _strengths(reading: Reading) -> Iterator[Diagnostic]:
    for rule, _ in reading.rules:
        strength = rule.get("strength")
        meant = RULE_KINDS[kind_of(rule)].strengths
        limits = "only" in rule and rule["only"].flag
        if strength is not None and strength.text not in meant and not (limits and strength.text in AGAINST):
            hint = f"of such a rule it is {quoted_all(meant)}"
            yield found("W104", strength, f"the strength {quoted(strength.text)} means nothing here", hint)


def _exceptions(reading: Reading) -> Iterator[Diagnostic]:
    granted = {each for rule in reading.rule_set.rules if rule.effect is Effect.PERMIT for each in rule.platforms}
    nodes = {node["id"].text: node for node, _ in reversed(reading.rules)}  # of two with one id, the first
    for rule in reading.rule_set.rules:
        if rule.effect is Effect.EXCEPT and not rule.grants and granted.isdisjoint(rule.platforms):
            node = nodes[rule.id]
            hint = "add a permit for the platform, or `grants: yes`"
            yield found("W101", node, f"the exception {quoted(rule.id)} can never help: nothing is permitted", hint)


def _editions(reading: Reading) -> Iterator[Diagnostic]:
    platforms = reading.vocabulary.catalogue.platforms
    exact = {each.value for rule in reading.rule_set.rules for each in rule.platforms if not each.editions}
    whole = {each.value for rule in reading.rule_set.rules for each in rule.platforms if each.editions}
    names = reading.vocabulary.names
    for node, value in reading.rules:
        if not node.flag_of("only", default=False):
            continue
        picked = {names.get(each.text, each.text) for each in named(value) if each.is_text}
        left = sorted(each.id for each in platforms.values() if each.product in picked - whole and each.id not in exact)
        if left:
            message = f"editions beside this `only` are left unaddressed: {quoted_all(left)}"
            yield found("W102", value, message, "name them, or let them stay not covered")


#: Every check of the stage, each a function from a reading to diagnostics.
CHECKS: Final[tuple[Callable[[Reading], Iterator[Diagnostic]], ...]] = (
    lint_platforms,
    lint_classes,
    lint_sources,
    lint_trust,
    lint_identities,
    lint_conditions,
    lint_matrix,
    _bindings,
    _times,
    _header,
    _readings,
    _strengths,
    _monotony,
    _assumptions,
    _derivations,
    _needs,
    _exceptions,
    _editions,
)
