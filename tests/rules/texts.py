"""Build rule set texts and read them with the shipped names, as the tests of the language share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from meetgate.errors import Diagnostic
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import RuleSet
from meetgate.rules import Vocabulary, lint, load_rule_set

_SHIPPED: Final = read_policy(rules=())
NAMES: Final = Vocabulary(catalogue=_SHIPPED.catalogue, schemes=_SHIPPED.schemes)

HEAD: Final[Mapping[str, str]] = {
    "ruleset": "house",
    "revision": "1",
    "status": "draft",
    "title": "House rules",
    "issuer": "{name: The house, state: GB}",
    "binds": "{any: [{kind: parliament, state: GB}]}",
    "in_force": "{from: 2020-01-01, zone: Europe/London}",
    "sources": "{memo: {title: Memo}, letter: {title: Letter}, guardian: {title: Report}, guide: {title: Guide}}",
}
FORBID: Final = "{id: ban, forbid: [zoom], because: no, source: memo}"


def text(*rules: str, **keys: str) -> str:
    """Return the text of a rule set with these rules, one a line, and these keys beside or instead of the usual."""
    head = [f"{key}: {value}" for key, value in {**HEAD, **keys}.items()]
    return "\n".join([*head, "rules:", *(f"  - {each}" for each in rules or (FORBID,))]) + "\n"


def permit(when: str, *, name: str = "rule", effect: str = "permit: [jitsi-meet]") -> str:
    """Return a rule under a condition, on a platform without editions."""
    return f"{{id: {name}, {effect}, when: {when}, because: yes it is, source: memo}}"


def load(*rules: str, **keys: str) -> RuleSet:
    """Load the rule set with these rules and keys."""
    return load_rule_set(text(*rules, **keys), file="house.yaml", vocabulary=NAMES)


def found(*rules: str, **keys: str) -> tuple[Diagnostic, ...]:
    """Lint the rule set with these rules and keys."""
    return lint(text(*rules, **keys), file="house.yaml", vocabulary=NAMES)


def place(source: str, needle: str) -> tuple[int, int]:
    """Return line and column, from 1, of the last place at which a text stands."""
    at = source.rindex(needle)
    return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
