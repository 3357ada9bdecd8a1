"""Run test files: decide their meetings and compare."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from meetgate.audit import MemoryStore
from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.gatekeeper import Gatekeeper, Request
from meetgate.gatekeeper._circumstances import House
from meetgate.gatekeeper.policy import Policy, pack_names, read_policy
from meetgate.model import Platform, PlatformDecision, Preview, Reason, Verdict
from meetgate.testing._read import problem
from meetgate.testing._values import CaseFile, Expected, Result, Stated, Test

_GOOD: Final = frozenset({Verdict.PERMITTED, Verdict.CONDITIONAL})


def run_cases(cases: CaseFile, *, rules: Sequence[str] | None = None) -> tuple[Result, ...]:
    """Decide every meeting of every test and compare; `rules` takes the place of the file's own policy.

    Raises:
        RuleSetError: a rule set cannot be loaded, or the file names a platform, rule or rule set nobody knows.
        CatalogueError: a catalogue file cannot be loaded.
    """
    policy = policy_of(cases, rules=rules)
    unknown = [each for test in cases.tests for each in _unknown(test, policy)]
    if unknown:
        raise RuleSetError.of(unknown)
    gate = Gatekeeper(policy, store=MemoryStore(), house=House(home=cases.home))
    ids = policy.catalogue.names()
    named: dict[str, set[str]] = {}
    for test in cases.tests:
        for name in test.meetings:
            named.setdefault(name, set()).update(ids[each] for each in test.expect)
    decided = {name: _decided(gate, cases.meetings[name], ask_about=about) for name, about in named.items()}
    return tuple(_result(test, name, decided[name]) for test in cases.tests for name in test.meetings)


def _decided(gate: Gatekeeper, stated: Stated, *, ask_about: Container[str]) -> Preview:
    """Decide a meeting; nobody reads what to ask about a platform that no test of it names."""
    return gate.preview_request(Request(meeting=stated.meeting), known_at=stated.known_at, ask_about=ask_about)


def policy_of(cases: CaseFile, *, rules: Sequence[str] | None = None) -> Policy:
    """Read the policy of a test file; `rules` takes the place of its rule sets.

    Raises:
        RuleSetError: a rule set or a waiver cannot be loaded.
        CatalogueError: a catalogue file cannot be loaded.
    """
    origins = [_origin(cases.file, each) for each in cases.policy] if rules is None else rules
    policy = read_policy(
        rules=origins,
        base=[_origin(cases.file, each) for each in cases.base],
        catalogue=[_origin(cases.file, each) for each in cases.catalogue],
        waivers=[_origin(cases.file, each) for each in cases.waivers],
    )
    known = policy.catalogue.names()
    bare = {name: Platform(id=name, name=name) for name in cases.platforms if name not in known}
    catalogue = attrs.evolve(policy.catalogue, platforms={**policy.catalogue.platforms, **bare})
    return attrs.evolve(policy, catalogue=catalogue)


def _origin(file: str, name: str) -> str:
    """Return a path as seen from the folder of the file; what is no file there is the name of a pack."""
    path = Path(file).parent / name
    return os.fspath(path) if path.is_file() and name not in pack_names() else name


def _unknown(test: Test, policy: Policy) -> Iterator[Diagnostic]:
    """Report names that nobody knows: a misspelt platform or rule would be a test of nothing."""
    expect = dict(test.node["expect"].members)
    platforms = policy.catalogue.names()
    for name in test.expect:
        if name not in platforms:
            yield _unknown_name("T106", expect[name], "platform", (name, platforms))
    rules = {f"{each.name}/{rule.id}" for each in policy.rule_sets for rule in each.rules}
    ids = rules | {each.partition("/")[2] for each in rules}
    for name, node in expect.items():
        stated = () if node.is_text else (*node.texts_of("because"), *node.texts_of("open"))
        for rule in stated if name in test.expect else ():
            if rule not in ids:
                yield _unknown_name("T107", node, "rule", (rule, ids))
    names = {each.name for each in policy.rule_sets}
    for name in test.unbound:
        if name not in names:
            yield _unknown_name("T108", test.node["unbound"], "rule set", (name, names))
    for name in (each for group in test.prefer for each in group):
        if name not in platforms:
            yield _unknown_name("T106", test.node["prefer"], "platform", (name, platforms))


def _unknown_name(code: str, node: Node, what: str, name: tuple[str, Iterable[str]]) -> Diagnostic:
    word, known = name
    return problem(code, node, f"unknown {what} {quoted(word)}", did_you_mean(word, known))


def _result(test: Test, name: str, answer: Preview) -> Result:
    found = tuple(_differences(test, answer))
    agrees = ("it comes out as stated, though it is disputed: remove `disputed`",)
    disputed = test.disputed is not None
    return Result(
        file=test.node.file,
        at=test.at,
        name=test.name,
        meeting=name,
        case=test.case,
        disputed=test.disputed,
        failures=(() if found else agrees) if disputed else found,
        differs=found if disputed else (),
    )


def _differences(test: Test, answer: Preview) -> Iterator[str]:
    named = {answer.names.get(name, name) for name in test.expect}
    for name, expected in test.expect.items():
        yield from _compared(answer[name], expected)
    for name, each in sorted(answer.platforms.items()):
        if name not in named and not test.others_any and each.verdict in _GOOD:
            yield _told(each, "a platform that is not listed must not be permitted", test.at)
    for name in test.unbound:
        reports = [each for key, each in answer.rulesets.items() if key.partition("@")[0] == name]
        if any(each.bound is not False for each in reports):
            yield f"{test.at}: {quoted(name)} is expected to bind nobody present, and it does or may"
    yield from _ranked(test, answer)


def _compared(each: PlatformDecision, expected: Expected) -> Iterator[str]:
    if expected.verdict is not None and each.verdict is not expected.verdict:
        yield _told(each, f"expected {expected.verdict.value}", expected.at)
    cause = None if each.cause is None else each.cause.value
    if expected.cause is not None and cause != expected.cause:
        yield _told(each, f"expected the cause {expected.cause}", expected.at)
    yield from _lacking(each, "because of", (expected.because, each.reasons), expected.at)
    yield from _lacking(each, "possible objection", (expected.open, each.open), expected.at)
    if expected.ask and set(expected.ask) not in [set(facts) for facts in each.missing]:
        asked = " or ".join(quoted_all(facts) for facts in each.missing) or "nothing"
        yield _told(each, f"expected to ask for {quoted_all(expected.ask)}, asks for {asked}", expected.at)
    due = {one.kind for one in each.obligations if one.met is not True}
    if expected.obligations is not None and due != set(expected.obligations):
        wanted = quoted_all(sorted(expected.obligations)) or "no obligation"
        yield _told(each, f"expected {wanted}, got {quoted_all(sorted(due)) or 'none'}", expected.at)
    if expected.warnings is not None and expected.warnings is not bool(each.warnings):
        yield _told(each, f"expected {'a' if expected.warnings else 'no'} warning", expected.at)


def _lacking(
    each: PlatformDecision, what: str, pair: tuple[tuple[str, ...], tuple[Reason, ...]], at: str
) -> Iterator[str]:
    wanted, reasons = pair
    given = {form for reason in reasons for form in (reason.rule, f"{reason.ruleset}/{reason.rule}")}
    lacking = [rule for rule in wanted if rule not in given]
    if lacking:
        yield _told(each, f"expected {what} {quoted_all(lacking)}", at)


def _told(each: PlatformDecision, wanted: str, at: str) -> str:
    """Say what was expected and what came out, with the rules that decided and where they stand."""
    cause = "" if each.cause is None else f" ({each.cause.value})"
    head = f"{at}: {each.platform}: {wanted}; got {each.verdict.value}{cause}"
    rules = [_reason("decided by", one) for one in each.reasons] + [_reason("may object:", one) for one in each.open]
    asks = [f"    asks for {quoted_all(facts)}" for facts in each.missing[:1]]
    return "\n".join([head, *rules, *asks])


def _reason(word: str, reason: Reason) -> str:
    because = " ".join(reason.because.split())  # one line, whatever the author wrote: no line of ours can be faked
    return f"    {word} {reason.effect} {reason.ruleset}/{reason.rule} ({reason.at or 'no place'}): {because}"


def _ranked(test: Test, answer: Preview) -> Iterator[str]:
    """Report platforms of a later group that rank above one of an earlier; those not permitted have no rank."""
    rank = {name: number for number, group in enumerate(answer.ranking) for name in group}
    groups = [[answer.names.get(name, name) for name in group] for group in test.prefer]
    for earlier, group in enumerate(groups):
        for later in groups[earlier + 1 :]:
            for first, second in ((a, b) for a in group for b in later):
                if first in rank and second in rank and rank[first] >= rank[second]:
                    yield f"{test.at}: {quoted(first)} is expected to rank above {quoted(second)}, and does not"
