"""Test the search for what to ask: across tiers, past facts that change nothing, and past what is known already."""

from __future__ import annotations

from typing import Final

from tests.engine.houses import PERMIT, asks, case, rule, rules, with_zoom, zoom

from meetgate.engine import missing
from meetgate.model import (
    All,
    Any,
    Condition,
    Effect,
    Is,
    PlatformFact,
    Rule,
    Selector,
    SelectorKind,
    Verdict,
)

_PUBLIC: Final = Is(fact="public", values=frozenset({True}))


def _flags(count: int) -> tuple[Condition, ...]:
    return tuple(Is(fact=f"circumstances.c{number}", values=frozenset({True})) for number in range(count))


def test_what_opens_a_better_tier_is_asked_for() -> None:
    """Whether the lower platform may be used hangs on the better one, and that on whether the talk is public."""
    tier = rule("tier", Effect.TIER, ranks=((Selector(value="teams"),), (Selector(value="zoom"),)))
    decided = case(rules(PERMIT, tier, rule("teams", Effect.PERMIT, "teams", when=_PUBLIC)))
    assert zoom(decided).verdict is Verdict.UNDETERMINED
    assert asks(decided) == (("public",),)


def test_a_larger_set_leaves_out_what_changes_nothing() -> None:
    """Four facts settle the verdict; a fifth that a rule mentions makes no difference to it."""
    condition = Any((All(_flags(4)), All((*_flags(4), _PUBLIC))))
    decided = case(rules(rule("p", Effect.PERMIT, "zoom", when=condition)))
    found = missing(decided, decided.catalogue.platforms["zoom"])
    assert (found.truncated, [len(each) for each in found.sets]) == (True, [4])
    assert "public" not in found.sets[0]


def test_what_a_platform_is_known_to_have_is_not_asked_for() -> None:
    """A selector by a fact that the catalogue states leaves no question about it."""
    stated = PlatformFact(name="hosted", values=frozenset({"yes"}), asserted_by="s", source="s")
    picked = Selector(by=SelectorKind.FACT, value="hosted", fact_values=frozenset({"no"}))
    ban = Rule(id="ban", effect=Effect.FORBID, platforms=(picked,))
    permit = rule("p", Effect.PERMIT, "zoom", when=_PUBLIC)
    decided = case(rules(permit, ban), extra=(with_zoom(facts=(stated,)),))
    assert asks(decided) == (("public",),)
