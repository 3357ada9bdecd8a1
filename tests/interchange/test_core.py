from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.engine.houses import GB, HOUSE, NOON, PERMIT, TW, on, rule, rules, with_zoom
from tests.interchange.exports import answered, core, truth_of

from meetgate.engine._facts import READS as ENGINE_READS
from meetgate.interchange import to_cedar
from meetgate.interchange._fold import READS
from meetgate.model import (
    Criterion,
    Edge,
    Effect,
    Exposed,
    Finding,
    Organisation,
    PlatformFact,
    Rule,
    Selector,
    SelectorKind,
    Span,
    Truth,
)

_DAY = timedelta(days=1)


def test_values_read_alike_here_and_in_the_engine() -> None:
    """What is written twice, so that one checks the other, says the same of every value of a fact."""
    assert READS == ENGINE_READS


def test_an_export_answers_until_something_that_it_folded_changes() -> None:
    """Outside its window somebody possibly objects, so nothing is permitted by an export that is out of date."""
    dated = PlatformFact(
        name="mfa",
        values=frozenset({"yes"}),
        asserted_by="lab",
        source="x",
        valid=Span(start=Edge.at(NOON - _DAY), end=Edge.at(NOON + _DAY)),
    )
    exported = core(rules(PERMIT), zoom=with_zoom(facts=(dated,)))
    assert (exported.since, exported.until) == (NOON - _DAY, NOON + _DAY)
    assert not answered(exported).objected_possibly
    for moment in (NOON - 2 * _DAY, NOON + _DAY):
        assert answered(exported, instant=moment).objected_possibly == {"(export)/window"}
    assert not answered(exported, instant=None).objected_possibly


def test_an_export_of_what_never_changes_answers_for_ever() -> None:
    """Where nothing dated is folded, the window is open on both sides."""
    exported = core(rules(PERMIT))
    assert (exported.since, exported.until) == (None, None)
    assert "answers for meetings from ever until ever" in to_cedar(exported)


@pytest.mark.parametrize(
    ("dates", "there"),
    [
        ({"launched": Edge.at(NOON)}, (True, False)),
        ({"launched": Edge.at(NOON + _DAY)}, (False, False)),
        ({"launched": Edge(NOON - _DAY, NOON + _DAY)}, (False, False)),
        ({"launched": Edge.at(NOON), "launched_known_from": NOON + _DAY}, (False, False)),
        ({"retired": Edge.at(NOON)}, (False, False)),
        ({"retired": Edge.at(NOON + _DAY)}, (True, False)),
        ({"retired": Edge.at(NOON), "retired_known_from": NOON + _DAY}, (True, True)),
        ({}, (True, True)),
    ],
)
def test_a_platform_that_may_not_be_there_is_not_permitted(dates: dict[str, Any], there: tuple[bool, bool]) -> None:
    """A platform that is not known to be launched, or may be retired, is never permitted: at noon, and at no time."""
    exported = core(rules(PERMIT), zoom=with_zoom(**dates))
    found = tuple(not answered(exported, instant=moment).objected_possibly for moment in (NOON, None))
    assert found == there


def test_a_rule_is_dated_in_the_export_itself() -> None:
    """The windows of rules and rule sets are compared with the moment asked about; unknown is unknown."""
    spring = Span(start=Edge.at(NOON), end=Edge(NOON + _DAY, NOON + 2 * _DAY))
    exported = core(rules(attrs.evolve(PERMIT, in_force=spring)))
    held = {
        moment: truth_of("house-rules/permit", answered(exported, instant=moment))
        for moment in (NOON - _DAY, NOON, NOON + _DAY, NOON + 2 * _DAY, None)
    }
    assert [*held.values()] == [Truth.FALSE, Truth.TRUE, Truth.UNKNOWN, Truth.FALSE, Truth.UNKNOWN]


def test_rule_sets_of_one_name_are_told_apart_by_their_revision() -> None:
    """Policies carry `NAME@REVISION` where several revisions are exported, and the header lists both."""
    text = to_cedar(core(rules(PERMIT), attrs.evolve(rules(PERMIT), revision=2)))
    assert '@id("house-rules@1/permit/definitely")' in text
    assert '@id("house-rules@2/permit/possibly")' in text
    assert '// rule set "house-rules revision 2"' in text


def test_what_changes_no_verdict_is_left_out_by_name() -> None:
    """Preferences, what is only advised against, and rule sets that only observe are named in the header."""
    warned = rule("warned", Effect.FORBID, "zoom", strength="advised-against")
    first = Rule(id="first", effect=Effect.PREFER, ranks=(on("zoom"),))
    exported = core(rules(warned, first, PERMIT), rules(name="watch", observe=True))
    assert exported.left_out == ("house-rules/warned", "house-rules/first", "watch")
    assert '// left out, as it changes no verdict: "house-rules/warned"' in to_cedar(exported)
    assert [each.id for each in exported.policies if not each.id.startswith("(")] == ["house-rules/permit"]


def test_an_exported_rule_speaks_of_the_platforms_of_the_catalogue_only() -> None:
    """A platform that the catalogue gains later is permitted by no rule of an old export."""
    exported = core(
        rules(Rule(id="all", effect=Effect.PERMIT, platforms=(Selector(by=SelectorKind.CLASS, value="any"),)))
    )
    assert answered(exported).granted_definitely
    assert 'Meetgate::Platform::"zoom"' in to_cedar(exported)
    assert exported.platforms == {"zoom"}


def test_labels_are_checked_where_a_scheme_has_invalid_ones() -> None:
    """The guard about invalid labels is there when a scheme excludes marks, and only then."""
    assert "(export)/label" in {each.id for each in core(rules()).policies}
    plain = attrs.evolve(GB, excludes=frozenset())
    schemes = attrs.evolve(core(rules()).schemes, by_authority={"GB": plain, "TW": TW})
    assert "(export)/label" not in {each.id for each in core(rules(), schemes=schemes).policies}
    assert "(export)/label" not in {each.id for each in core(rules(), schemes=None).policies}


def test_binding_reads_aliases_and_dates() -> None:
    """An alias that the rule set declares is the organisation, and a dated criterion counts in its time."""
    late = Span(start=Edge.at(NOON + _DAY))
    listed = rules(PERMIT, organisations=(Organisation(id="house.example", aliases=frozenset({"the-house"})),))
    home = Organisation(id="the-house")
    facts: dict[str, Any] = {"convener": home, "organisations": (home,), "home": ("the-house",)}
    assert answered(core(listed), **facts).granted_definitely
    assert not answered(core(rules(PERMIT)), **facts).granted_possibly
    dated = attrs.evolve(rules(PERMIT).binds, any=(Criterion(organisation="house.example", valid=late),))
    exported = core(attrs.evolve(rules(PERMIT), binds=dated))
    assert not answered(exported).granted_possibly
    assert answered(exported, instant=NOON + 2 * _DAY).granted_definitely
    nameless = Organisation()
    assert not answered(exported, convener=nameless, organisations=(HOUSE,)).objected_possibly


def test_what_was_found_counts_when_it_was_public() -> None:
    """A finding that nobody knew at the time of the export is not folded into it."""
    since = datetime(2030, 1, 1, tzinfo=UTC)
    kinds = frozenset({"storage"})
    later = Finding(authority="lab", state="CN", kinds=kinds, source="x", known_from=since)
    when = Exposed(asserted_by=frozenset({"lab"}), kinds=kinds, states=frozenset({"CN"}))
    ban = rules(rule("ban", Effect.FORBID, "zoom", when=when))
    held = {
        known_at: truth_of("house-rules/ban", answered(core(ban, zoom=with_zoom(findings=(later,)), known_at=known_at)))
        for known_at in (NOON, since)
    }
    assert held == {NOON: Truth.UNKNOWN, since: Truth.TRUE}
