"""Test that nothing an author writes can pick nothing, or hold of everything, without a word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.rules.texts import FORBID, found, load, permit

from meetgate.model import Edge, Effect


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("{detrimental_to: {any_of: [China]}}", "E024"),
        ("{detrimental_to: {none_of: [CHN]}}", "E024"),
        ("{participants: {any: {state: gb}}}", "E024"),
        ("{participants: {any: {state: []}}}", "E027"),
        ("{organisations: {any: {id: []}}}", "E027"),
        ("{all: []}", "E027"),
        ("{any: []}", "E027"),
        ("{facts: {house/phase: []}}", "E027"),
        ("{}", "E027"),
    ],
)
def test_a_test_that_could_not_match_is_refused(when: str, code: str) -> None:
    """A state by another name, and a test of nothing, would leave a forbid silent or a permit open."""
    rule = permit(when, effect="forbid: [zoom]")
    assert [each.code for each in found(rule, vocabulary="{facts: {phase: [a]}}")] == [code]


@pytest.mark.parametrize(
    ("selector", "code"),
    [
        ("{vendor: Microsoft, vendor_state: US}", "E028"),
        ("{vendor_state: USA}", "E024"),
        ("{vendr: Microsoft}", "E028"),
        ("[zoom, {vendor: Microsof}]", "E101"),
    ],
)
def test_a_selector_says_one_thing(selector: str, code: str) -> None:
    """A selector with two keys would drop one of them, and a misspelt one would pick nothing."""
    assert [each.code for each in found(permit("{public: no}", effect=f"forbid: {selector}"))] == [code]


def test_a_vendor_inside_an_obligation_is_looked_up() -> None:
    """What a requirement is about is checked like what a forbid is about."""
    effect = "require: {kind: lobby, phase: setup, platforms: {vendor: Microsof}}"
    (reported,) = found(permit("{public: yes}", effect=effect))
    assert (reported.code, reported.message) == ("E101", "unknown vendor `Microsof`")


def test_offices_may_waive_what_only_adds() -> None:
    """The forbid that `only` adds names the offices that may waive it."""
    rules = load(permit("{public: yes}", effect="permit: [jitsi-meet], only: yes, waivable_by: [CISO]")).rules
    (added,) = (each for each in rules if each.effect is Effect.FORBID)
    assert (added.id, added.waivable_by) == ("rule/only", frozenset({"CISO"}))


def test_days_become_instants_of_utc() -> None:
    """An edge carries no zone, so that two edges of one zone do not compare by the clock on the wall."""
    start = load(FORBID, in_force="{from: 2020-07-01, zone: Europe/London}").in_force.start
    assert start == Edge.at(datetime(2020, 6, 30, 23, tzinfo=UTC))
    assert start is not None
    assert start.earliest.tzinfo is UTC


def test_the_day_of_an_approval_is_kept() -> None:
    """Who approved a rule set, in which office and on which day is part of what it says, and of its digest."""
    first, second = (
        load(status="approved", approved_by=f"{{name: A. Person, office: Office, on: 2026-01-0{day}}}")
        for day in (1, 2)
    )
    assert first.approved_by == "A. Person, Office, 2026-01-01"
    assert first.digest != second.digest
