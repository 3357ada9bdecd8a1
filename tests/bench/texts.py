"""Write a drawn workload as rule set files, to measure what reading and checking them costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from tests.bench.values import FIRST_DAY, HOUSE, level
from tests.bench.workload import DrawnRule, Workload

_HEAD: Final = """\
ruleset: {name}
language: 1
revision: 1
status: draft
title: Drawn rules
issuer: {{name: the bench, state: GB}}
binds: {binds}
in_force: {{zone: UTC}}
unaddressed: abstain
monotone: no
monotone_because: permits are drawn with topics
sources: {{memo: {{title: Memo, published: 2020-01-01, locator: page 1}}}}
rules:
"""


def texts_of(workload: Workload) -> dict[str, str]:
    """Return the text of each rule set by its name; an organisation without rules has none."""
    owners = (None, *workload.organisations)
    owned: dict[str | None, list[DrawnRule]] = {each: [] for each in owners}
    for rule in workload.rules:
        owned[rule.organisation].append(rule)
    return {_name(owner): _text(workload, owner, rules) for owner, rules in owned.items() if rules}


def _name(owner: str | None) -> str:
    return HOUSE if owner is None else f"rules-of-{owner}"


def _text(workload: Workload, owner: str | None, rules: Sequence[DrawnRule]) -> str:
    binds = "house" if owner is None else f"{{organisation: {owner}}}"
    return _HEAD.format(name=_name(owner), binds=binds) + "".join(_rule(workload, each) for each in rules)


def _rule(workload: Workload, rule: DrawnRule) -> str:
    names = None if rule.platforms is None else [workload.platforms[number] for number in sorted(rule.platforms)]
    whom = "{class: any}" if names is None else ", ".join(names)
    tests = ", ".join(_tests(rule))
    lines = [
        f"  - id: {rule.id}",
        f"    {'forbid' if rule.forbids else 'permit'}: [{whom}]",
        *([f"    when: {{{tests}}}"] if tests else []),
        *([f"    in_force: {{from: {_day(rule.days[0])}, until: {_day(rule.days[1])}}}"] if rule.days else []),
        "    because: drawn",
        "    source: memo",
    ]
    return "\n".join(lines) + "\n"


def _tests(rule: DrawnRule) -> Iterator[str]:
    for word, bound in (("at_most", rule.at_most), ("at_least", rule.at_least)):
        if bound is not None:
            yield f'classification: {{{word}: "{level(bound)}"}}'
    if rule.topics:
        yield f"topics: {{any_of: [{', '.join(sorted(rule.topics))}]}}"
    if rule.adverse:
        yield "detrimental_to: {found_exposed: {asserted_by: [finder], kinds: [key-custody]}}"
    if rule.states:
        yield f"participants: {{{'any' if rule.forbids else 'all'}: {{state: [{', '.join(sorted(rule.states))}]}}}}"
    if rule.device is not None:
        yield f"device: {rule.device}"
    if rule.crisis is not None:
        yield f"circumstances: {{crisis: {'yes' if rule.crisis else 'no'}}}"


def _day(number: int) -> date:
    return (FIRST_DAY + timedelta(days=number)).date()
