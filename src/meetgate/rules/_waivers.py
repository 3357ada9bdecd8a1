"""Read waivers: grants outside a rule set, each with who approved it, who asked for it, why, and until when.

A waiver that the engine would pass over in silence (its approver asked for it, the rule is no forbid, the office
may not waive it) is refused here, so that nobody relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from meetgate.documents import (
    Code,
    Node,
    did_you_mean,
    listing,
    parse,
    quoted,
    quoted_all,
    record,
    root,
    text,
    validate,
    whole,
)
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.model import ALWAYS_TRUE, Effect, Rule, RuleSet, Waiver, same_person
from meetgate.rules._dates import edge, zone_of
from meetgate.rules._elaborate import picker
from meetgate.rules._lint_when import lint_condition
from meetgate.rules._polarity import Polarity, polarity
from meetgate.rules._reading import Reading, Vocabulary
from meetgate.rules._when import CONDITION, condition
from meetgate.rules.kinds import SELECTORS

_ID: Final = text("an id", pattern="[a-z0-9][a-z0-9-]*", written="lower case words and dashes")
_WAIVER: Final = record(
    "a grant outside a rule set",
    {
        "id": _ID,
        "ruleset": text("the rule set whose forbids it lifts"),
        "rules": listing("the forbids that it lifts, by id", text("the id of a rule"), least=1),
        "platforms": SELECTORS,
        "scope": CONDITION,
        "approver": text("who approved it"),
        "approved_by_role": text("the office in which the approver did so"),
        "requester": text("who asked for it"),
        "because": text("why"),
        "expires": text("the day from which it no longer holds", pattern=r"\d{4}-\d{2}-\d{2}", written="a day"),
        "zone": text("the zone of that day, a name of the IANA database"),
    },
    required=("id", "ruleset", "rules", "approver", "approved_by_role", "requester", "because", "expires", "zone"),
)
WAIVERS: Final = record(
    "waivers of a deployment",
    {
        "language": whole("the version of the rule language", minimum=1, maximum=1),
        "waivers": listing("the waivers", _WAIVER),
    },
    required=("waivers",),
)

WAIVER_CODES: Final[dict[str, Code]] = {
    "E201": Code(
        name="waiver-unknown-rule-set",
        title="A waiver names a rule set that is not loaded",
        explanation="A waiver lifts forbids of one rule set, which must be loaded with it: otherwise nobody could "
        "say what it lifts. Several revisions of the rule set are one name here.",
        bad="ruleset: gb-ncsc-parlament-2020-04\n",
        good="ruleset: gb-ncsc-parliament-2020-04\n",
    ),
    "E202": Code(
        name="waiver-unknown-rule",
        title="A waiver lifts a rule that does not exist",
        explanation="`rules` names forbids of the rule set by id; what a permit's `only` adds is `ID/only`.",
        bad="rules: [chnia]\n",
        good="rules: [china]\n",
    ),
    "E203": Code(
        name="waiver-not-a-forbid",
        title="A waiver lifts a rule that is no forbid",
        explanation="Only forbids can be waived. A `never` is what nobody may waive, and nothing else objects.",
        bad="rules: [hard-ban] # a never\n",
        good="rules: [ban] # a forbid\n",
    ),
    "E204": Code(
        name="waiver-wrong-office",
        title="The office may not waive the rule",
        explanation="A forbid lists under `waivable_by` the offices that may waive it; without the list nobody may.",
        bad="approved_by_role: secretary\n",
        good="approved_by_role: security-officer\n",
    ),
    "E205": Code(
        name="waiver-by-its-requester",
        title="A waiver is approved by whoever asked for it",
        explanation="Two people stand behind a waiver: one asks, another approves.",
        bad="requester: a.clerk\napprover: a.clerk\n",
        good="requester: a.clerk\napprover: a.boss\n",
    ),
    "E206": Code(
        name="waiver-scope-grows",
        title="A waiver's scope grows with how restricted the talk is",
        explanation="A waiver is a grant: more restricted talk must never fall under it where less restricted talk "
        "does not. Write the bound from above: `at_most`, `none_of`, `within`.",
        bad='scope: {classification: {at_least: "GB:SECRET"}}\n',
        good='scope: {classification: {at_most: "GB:OFFICIAL"}}\n',
    ),
    "E207": Code(
        name="duplicate-waiver",
        title="Two waivers have the same id",
        explanation="Decisions and records name waivers by id. Give each its own.",
        bad="waivers: [{id: a}, {id: a}]\n",
        good="waivers: [{id: a}, {id: b}]\n",
    ),
}


@attrs.frozen(kw_only=True)
class _View:
    """Be one waiver as text, with the revisions of the rule set that it names; none where nothing has the name."""

    node: Node
    targets: tuple[RuleSet, ...]
    every: tuple[RuleSet, ...]
    vocabulary: Vocabulary

    @property
    def waivable(self) -> dict[str, Rule]:
        """Return the rules that the waiver may name, by id; the last revision speaks for all that have the id."""
        return {rule.id: rule for each in self.targets for rule in each.rules}


def load_waivers(
    content: str, *, file: str, rule_sets: Sequence[RuleSet], vocabulary: Vocabulary
) -> tuple[Waiver, ...]:
    """Read the waivers of one file against the rule sets that are loaded.

    Raises:
        RuleSetError: something is wrong; all diagnostics at once, sorted, each with `file:line:column`.
    """
    checked = validate(parse(content, file=file), WAIVERS)
    if checked.value is None or checked.diagnostics:
        raise RuleSetError.of(checked.diagnostics)
    views = [_view(node, rule_sets, vocabulary) for node in root(checked)["waivers"]]
    found = [each for view in views for check in _CHECKS for each in check(view)]
    found += _duplicates([view.node["id"] for view in views])
    if found:
        raise RuleSetError.of(dict.fromkeys(found))
    return tuple(_waiver(view) for view in views)


def _view(node: Node, rule_sets: Sequence[RuleSet], vocabulary: Vocabulary) -> _View:
    every = sorted(rule_sets, key=lambda each: (each.name, each.revision))
    targets = tuple(each for each in every if each.name == node["ruleset"].text)
    return _View(node=node, targets=targets, every=tuple(every), vocabulary=vocabulary)


def _waiver(view: _View) -> Waiver:
    node = view.node
    scope, platforms = node.get("scope"), node.get("platforms")
    return Waiver(
        id=node["id"].text,
        ruleset=node["ruleset"].text,
        rules=frozenset(node["rules"].texts),
        approver=node["approver"].text,
        approved_by_role=node["approved_by_role"].text,
        requester=node["requester"].text,
        because=node["because"].text,
        expires=_expiry(node),
        scope=ALWAYS_TRUE if scope is None else condition(scope, {}),
        # A waiver grants, so a product's name means exactly that platform, as in a permit.
        platforms=() if platforms is None else picker(view.vocabulary.names)(platforms, False),  # noqa: FBT003  # positional in `Pick`
    )


def _expiry(node: Node) -> datetime | None:
    """Return the first instant of the day from which the waiver no longer holds."""
    zone = zone_of(node["zone"].text) or ZoneInfo("UTC")
    found = edge(node["expires"].text, zone)
    return None if found is None else found.earliest.astimezone(UTC)


def _found(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    line, column = node.place
    return Diagnostic(file=node.file, line=line, column=column, code=code, message=message, help=hint)


def _named(view: _View) -> Iterator[Diagnostic]:
    """Report a rule set and rules that do not exist, and rules that cannot be waived or not by this office."""
    if not view.targets:
        node = view.node["ruleset"]
        names = sorted({each.name for each in view.every})
        hint = did_you_mean(node.text, names) or f"loaded are {quoted_all(names) or 'none'}"
        yield _found("E201", node, f"no rule set {quoted(node.text)} is loaded", hint)
        return
    known = view.waivable
    forbids = sorted(name for name, rule in known.items() if rule.effect is Effect.FORBID)
    for node in view.node["rules"]:
        rule = known.get(node.text)
        if rule is None:
            hint = did_you_mean(node.text, forbids) or f"its forbids are {quoted_all(forbids) or 'none'}"
            yield _found("E202", node, f"{quoted(view.targets[0].name)} has no rule {quoted(node.text)}", hint)
        elif rule.effect is not Effect.FORBID:
            yield _found("E203", node, f"the rule {quoted(node.text)} is a {rule.effect.value}, not a forbid")
        else:
            yield from _office(view.node["approved_by_role"], rule)


def _office(node: Node, rule: Rule) -> Iterator[Diagnostic]:
    if node.text not in rule.waivable_by:
        listed = quoted_all(sorted(rule.waivable_by))
        hint = f"waivable by {listed}" if listed else "the rule has no `waivable_by`: nobody may waive it"
        guess = did_you_mean(node.text, rule.waivable_by)
        yield _found("E204", node, f"{quoted(node.text)} may not waive the rule {quoted(rule.id)}", guess or hint)


def _people(view: _View) -> Iterator[Diagnostic]:
    if same_person(view.node["approver"].text, view.node["requester"].text):
        node = view.node["approver"]
        yield _found("E205", node, f"{quoted(node.text)} approves what the same person asked for")


def _platforms(view: _View) -> Iterator[Diagnostic]:
    """Report platforms that nobody knows; classes are words of one rule set, and a waiver stands outside all."""
    names = view.vocabulary.names
    given = view.node.get("platforms")
    for node in () if given is None else given.items if given.is_list else (given,):
        if node.is_text and node.text not in names:
            hint = did_you_mean(node.text, names) or "`meetgate platforms list` shows all"
            yield _found("E101", node, f"unknown platform {quoted(node.text)}", hint)
        elif node.is_mapping and "class" in node and node["class"].text != "any":
            message = f"a waiver knows no class {quoted(node['class'].text)}"
            yield _found("E101", node["class"], message, "list the platforms; only the class `any` is everybody's")


def _times(view: _View) -> Iterator[Diagnostic]:
    zone, day = view.node["zone"], view.node["expires"]
    if zone_of(zone.text) is None:
        hint = "use a name of the IANA database, such as `Europe/London`"
        yield _found("E114", zone, f"unknown time zone {quoted(zone.text)}", hint)
    if edge(day.text, ZoneInfo("UTC")) is None:
        yield _found("E112", day, f"{quoted(day.text)} is no day")


def _scope(view: _View) -> Iterator[Diagnostic]:
    """Report names in the scope that nobody knows, and a scope that more restricted talk falls into."""
    node = view.node.get("scope")
    if node is None or not view.targets:
        return
    reading = Reading(document=view.node, rule_set=view.targets[-1], vocabulary=view.vocabulary)
    unknown = list(lint_condition(reading, node))
    yield from unknown
    if not unknown and Polarity.UP in polarity(condition(node, {})):
        yield _found("E206", node, "the waiver grants more the more restricted the talk is", "turn the test round")


def _duplicates(nodes: Sequence[Node]) -> Iterator[Diagnostic]:
    seen: dict[str, Node] = {}
    for node in nodes:
        first = seen.setdefault(node.text, node)
        if first is not node:
            yield _found("E207", node, f"the waiver id {quoted(node.text)} is taken by {first.at}")


_CHECKS: Final[tuple[Callable[[_View], Iterator[Diagnostic]], ...]] = (_named, _people, _platforms, _times, _scope)
