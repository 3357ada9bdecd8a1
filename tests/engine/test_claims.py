"""Test what a caller may say of platforms and accounts: it restricts or fills a gap, under any name of a platform."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from tests.engine.houses import PERMIT, case, rule, rules, with_zoom, zoom

from meetgate.model import (
    Account,
    Attendance,
    Condition,
    Effect,
    Is,
    Members,
    PlatformFact,
    SetTest,
    Verdict,
)

_E2EE: Final[Condition] = Is(fact="platform.e2ee", values=frozenset({True}))


def _fact(name: str, value: str, by: str) -> PlatformFact:
    return PlatformFact(name=name, values=frozenset({value}), asserted_by=by, source="s")


def _claims(**facts: str) -> dict[str, Any]:
    return {"platforms": {"zoom": {name: frozenset({value}) for name, value in facts.items()}}}


@pytest.mark.parametrize(("by", "verdict"), [("vendor", Verdict.UNDETERMINED), (None, Verdict.PERMITTED)])
def test_trust_makes_no_gap_for_a_claim_to_fill(by: str | None, verdict: Verdict) -> None:
    """The rule set does not trust who denies the feature; the caller's word alone still does not override them."""
    facts = () if by is None else (_fact("e2ee", "no", by),)
    permit = attrs.evolve(PERMIT, when=_E2EE)
    trusting = rules(permit, trusts=frozenset({"agency"}))
    assert zoom(case(trusting, extra=(with_zoom(facts=facts),), **_claims(e2ee="yes"))).verdict is verdict


@pytest.mark.parametrize(
    ("stated", "claimed", "verdict"),
    [
        ("50", "20", Verdict.UNDETERMINED),
        ("20", "20", Verdict.UNAVAILABLE),
        ("50", "40", Verdict.PERMITTED),
        ("undocumented", None, Verdict.UNDETERMINED),
        (None, "many", Verdict.UNDETERMINED),
        (None, "20", Verdict.UNAVAILABLE),
        (None, None, Verdict.PERMITTED),
    ],
)
def test_a_limit_that_somebody_states_is_not_passed_over(
    stated: str | None, claimed: str | None, verdict: Verdict
) -> None:
    """Thirty people: a smaller limit of the caller's counts, and one that is no number may be any."""
    facts = () if stated is None else (_fact("capacity", stated, "s"),)
    said = {} if claimed is None else _claims(capacity=claimed)
    decided = case(rules(PERMIT), extra=(with_zoom(facts=facts),), attendance=Attendance(count=30), **said)
    assert zoom(decided).verdict is verdict


@pytest.mark.parametrize(
    ("plan", "verdict"),
    [
        ("Enterprise", Verdict.PERMITTED),
        ("free", Verdict.NOT_COVERED),
        ("Free", Verdict.NOT_COVERED),
        ("Basic", Verdict.UNDETERMINED),
        (None, Verdict.UNDETERMINED),
    ],
)
def test_a_feature_of_paid_plans_needs_a_plan_that_is_paid_for(plan: str | None, verdict: Verdict) -> None:
    """However a free plan is written, it has no paid feature; of a name that may be either nobody can tell."""
    permit = attrs.evolve(PERMIT, when=_E2EE)
    platform = with_zoom(facts=(_fact("e2ee", "paid-only", "s"),))
    decided = case(rules(permit), extra=(platform,), host_account=Account(plan=plan))
    assert zoom(decided).verdict is verdict


def test_partners_and_accounts_are_understood_under_any_name() -> None:
    """A forbid about partners or an account on Zoom speaks also where the meeting writes an alias."""
    platform = with_zoom(aliases=frozenset({"Zoom Meetings"}))
    partners = Members(fact="partners_on", test=SetTest.ANY_OF, values=frozenset({"zoom"}))
    account = Is(fact="host_account.platform", values=frozenset({"zoom"}))
    for when, said in (
        (partners, {"partners_on": frozenset({"Zoom Meetings"})}),
        (account, {"host_account": Account(platform="Zoom Meetings")}),
        (account, {"host_account": Account(platform="zoom"), "our_account": Account()}),
    ):
        decided = case(rules(PERMIT, rule("ban", Effect.FORBID, "zoom", when=when)), extra=(platform,), **said)
        assert zoom(decided).verdict is Verdict.FORBIDDEN


def test_claims_under_two_names_of_a_platform_are_both_heard() -> None:
    """The caller says no under one name and yes under the other: nobody can say."""
    platform = with_zoom(aliases=frozenset({"Zoom Meetings"}))
    said = {"zoom": {"e2ee": frozenset({"no"})}, "Zoom Meetings": {"e2ee": frozenset({"yes"})}}
    permit = attrs.evolve(PERMIT, when=_E2EE)
    assert zoom(case(rules(permit), extra=(platform,), platforms=said)).verdict is Verdict.UNDETERMINED
