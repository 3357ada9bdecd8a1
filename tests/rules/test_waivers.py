"""Waivers as documents: what they mean, and everything that is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest
from tests.house import WAIVERS

from meetgate.errors import RuleSetError
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import ALWAYS_TRUE, Selector, Waiver
from meetgate.rules import Vocabulary, load_rule_set, load_waivers

_WORLD: Final = read_policy(rules=())
VOCABULARY: Final = Vocabulary(catalogue=_WORLD.catalogue, schemes=_WORLD.schemes)
RULES: Final = """
ruleset: house
revision: 1
status: draft
title: House rules
issuer: {name: The house, state: GB}
binds: {organisation: example.org}
in_force: {from: 2020-01-01, zone: Europe/London}
sources: {memo: {title: Memo}}
vocabulary: {facts: {phase: [early, late]}}
rules:
  - {id: all, permit: [zoom], because: it is run here, source: memo}
  - {id: ban, forbid: [zoom], when: {public: no}, waivable_by: [security], because: not here, source: memo}
  - {id: stuck, forbid: [zoom], when: {public: no}, because: not here, source: memo}
  - {id: hard, never: [skype], because: not at all, source: memo}
"""
RULE_SETS: Final = (load_rule_set(RULES, file="house.yaml", vocabulary=VOCABULARY),)


def _read(text: str) -> tuple[Waiver, ...]:
    return load_waivers(text, file="waivers.yaml", rule_sets=RULE_SETS, vocabulary=VOCABULARY)


def _refused(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(RuleSetError) as refused:
        _read(text)
    return [(each.line, each.code, each.help) for each in refused.value.diagnostics]


def test_a_waiver_is_read_as_it_is_written() -> None:
    """Every part arrives; the waiver ends with the first instant of its day, in its zone."""
    (waiver,) = _read(WAIVERS)
    assert waiver == Waiver(
        id="summer",
        ruleset="house",
        rules=frozenset({"ban"}),
        approver="a.boss",
        approved_by_role="security",
        requester="a.clerk",
        because="the other service is down",
        expires=datetime(2020, 6, 30, 23, tzinfo=UTC),
        scope=ALWAYS_TRUE,
        platforms=(),
    )


def test_scope_and_platforms_are_read() -> None:
    """A product's name means exactly that platform, since a waiver grants; the scope is a condition."""
    (waiver,) = _read(f"{WAIVERS}    platforms: [zoom]\n    scope: {{facts: {{house/phase: early}}}}\n")
    assert waiver.platforms == (Selector(value="zoom", editions=False),)
    assert waiver.scope != ALWAYS_TRUE


@pytest.mark.parametrize("written", ["zoom", "[zoom, {vendor_state: US}]", "{class: any}"])
def test_platforms_may_be_picked_as_in_a_rule(written: str) -> None:
    """One name, a list, or what the catalogue knows; the built-in class is everything."""
    assert _read(f"{WAIVERS}    platforms: {written}\n")[0].platforms


def test_a_file_may_hold_none() -> None:
    """A list without waivers is a file that grants nothing."""
    assert _read("waivers: []\n") == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("ruleset: house", "ruleset: hause"), [(3, "E201", "did you mean `house`?")]),
        (("ruleset: house", "ruleset: elsewhere"), [(3, "E201", "loaded are `house`")]),
        (("[ban]", "[bann]"), [(4, "E202", "did you mean `ban`?")]),
        (("[ban]", "[zz, qq]"), [(4, "E202", "its forbids are `ban`, `stuck`")] * 2),
        (("[ban]", "[hard]"), [(4, "E203", "")]),
        (("[ban]", "[stuck]"), [(6, "E204", "the rule has no `waivable_by`: nobody may waive it")]),
        (("_role: security", "_role: securty"), [(6, "E204", "did you mean `security`?")]),
        (("_role: security", "_role: typist"), [(6, "E204", "waivable by `security`")]),
        (("a.boss", "a.clerk"), [(5, "E205", "")]),
        (("a.boss", "A.Clerk"), [(5, "E205", "")]),
        (("a.boss", '"a.clerk "'), [(5, "E205", "")]),
        (("a.boss", '"a.\\u200bclerk"'), [(5, "E205", "")]),
        (("2020-07-01", "2020-02-30"), [(9, "E112", "")]),
        (("Europe/London", "London"), [(10, "E114", "use a name of the IANA database, such as `Europe/London`")]),
    ],
)
def test_a_waiver_that_nobody_could_rely_on_is_refused(
    change: tuple[str, str], found: list[tuple[int, str, str]]
) -> None:
    """Each mistake has its code and its line, and the help says what to do."""
    assert _refused(WAIVERS.replace(*change)) == found


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("platforms: [zoon]", "E101"),
        ("platforms: zoon", "E101"),
        ("platforms: [{class: allies}]", "E101"),
        ("scope: {circumstances: {crises: yes}}", "E107"),
        ('scope: {classification: {at_least: "GB:SECRET"}}', "E206"),
        ('scope: {classification: {at_least: "GB:SECRIT"}}', "E103"),
    ],
)
def test_names_of_scope_and_platforms_must_be_known(more: str, code: str) -> None:
    """What nobody knows is refused, and so is a scope that more restricted talk falls into."""
    assert [each for _, each, _ in _refused(f"{WAIVERS}    {more}\n")] == [code]


def test_all_mistakes_come_at_once() -> None:
    """Two waivers with one id, an unknown rule and one approver for himself: all of them, sorted by place."""
    second = WAIVERS.removeprefix("waivers:\n").replace("a.boss", "a.clerk").replace("[ban]", "[bun]")
    assert [(line, code) for line, code, _ in _refused(WAIVERS + second)] == [(11, "E207"), (13, "E202"), (14, "E205")]


def test_where_the_rule_set_is_unknown_its_rules_are_not_judged() -> None:
    """A scope of a rule set that is not loaded is not judged by another's words."""
    text = f"{WAIVERS}    scope: {{facts: {{elsewhere/phase: early}}}}\n".replace(
        "ruleset: house", "ruleset: elsewhere"
    )
    assert [code for _, code, _ in _refused(text)] == ["E201"]


def test_what_is_no_document_of_waivers_is_refused() -> None:
    """A key that is misspelt, or a text that says nothing."""
    assert [code for _, code, _ in _refused("waiver: []\n")] == ["E020", "E021"]
    assert [code for _, code, _ in _refused("")] == ["E010"]
