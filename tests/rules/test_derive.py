"""Test that a derived fact reads as if it were stated where its condition holds, and hides nothing."""

from __future__ import annotations

import pytest
from tests.rules.texts import found, load, permit

from meetgate.model import All, Any, Condition, Exposed, Is, Level, Members, Not, SetTest, Some

_WAR = Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"war"}))
_OWN = "{facts: {need: [a, b]}}"


def _derive(fact: str, value: str = "yes", when: str = "{topics: {any_of: [war]}}") -> str:
    return f"{{fact: {fact}, value: {value}, when: {when}, because: so, source: memo}}"


def _meant(written: str, *derived: str) -> Condition:
    return (
        load(permit(written), derive=f"[{', '.join(derived)}]", vocabulary=_OWN, monotone="no", monotone_because="x")
        .rules[0]
        .when
    )


def _is(fact: str, *values: str | bool) -> Is:
    return Is(fact=fact, values=frozenset(values))


@pytest.mark.parametrize("yes", [True, False])
def test_a_flag_is_stated_or_derived(yes: bool) -> None:  # noqa: FBT001  # what pytest passes
    """Where the condition holds the flag is yes, whatever was stated; it is never made no."""
    test = _is("confidential", yes)
    meant = Any((test, _WAR)) if yes else All((test, Not(_WAR)))
    assert _meant(f"{{confidential: {'yes' if yes else 'no'}}}", _derive("confidential")) == meant


def test_circumstances_and_words_are_derived_too() -> None:
    """A test that names the derived value may hold by it, and one that names another fails by it."""
    crisis = _is("circumstances.crisis", True)  # noqa: FBT003  # the value of the fact
    assert _meant("{circumstances: {crisis: yes}}", _derive("circumstances.crisis")) == Any((crisis, _WAR))
    assert _meant("{purpose: [a, b]}", _derive("purpose", "b")) == Any((_is("purpose", "a", "b"), _WAR))
    assert _meant("{purpose: a}", _derive("purpose", "b")) == All((_is("purpose", "a"), Not(_WAR)))
    assert _meant("{facts: {house/need: a}}", _derive("house/need", "a")) == Any((_is("facts.house/need", "a"), _WAR))


def test_sets_gain_a_member() -> None:
    """A set has what was stated and what is derived."""
    some = Members(fact="information", test=SetTest.ANY_OF, values=frozenset({"cui"}))
    every = Members(fact="information", test=SetTest.WITHIN, values=frozenset({"open"}))
    derived = _derive("information", "cui")
    assert _meant("{information: {any_of: [cui]}}", derived) == Any((some, _WAR))
    assert _meant("{information: {any_of: [open]}}", derived) == Members(
        fact="information", test=SetTest.ANY_OF, values=frozenset({"open"})
    )
    assert _meant("{information: {none_of: [cui]}}", derived) == Not(Any((some, _WAR)))
    assert _meant("{information: {within: [open]}}", derived) == All((every, Not(_WAR)))


def test_findings_are_about_derived_interests_too() -> None:
    """A derived adverse interest counts where findings about adverse interests are tested."""
    exposed = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}))
    named = Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"}), states=frozenset({"CN"}))
    written = "{detrimental_to: {found_exposed: {asserted_by: [lab], kinds: [storage]}}}"
    assert _meant(written, _derive("detrimental_to", "CN")) == Any((exposed, All((_WAR, named))))


def test_what_one_derivation_adds_another_takes_away_in_either_order() -> None:
    """Of two derived values of one fact neither is certain: order means nothing."""
    two = (_derive("purpose", "a"), _derive("purpose", "b", "{topics: {any_of: [peace]}}"))
    peace = Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"peace"}))
    meant = All((Any((_is("purpose", "a"), _WAR)), Not(peace)))
    assert _meant("{purpose: a}", *two) == meant
    assert _meant("{purpose: a}", *reversed(two)) == meant


def test_a_derivation_reads_those_before_it_and_never_itself() -> None:
    """Derivations are written into one another from the first to the last, so that none goes round."""
    first, second = _derive("confidential"), _derive("house/need", "a", "{confidential: yes}")
    confidential = _is("confidential", True)  # noqa: FBT003  # the value of the fact
    assert _meant("{facts: {house/need: a}}", first, second) == Any(
        (_is("facts.house/need", "a"), Any((confidential, _WAR)))
    )
    assert _meant("{facts: {house/need: a}}", second, first) == Any((_is("facts.house/need", "a"), confidential))


def test_tests_of_other_things_stay() -> None:
    """Levels, and what participants themselves are, have nothing to do with a fact of the meeting."""
    assert isinstance(_meant('{classification: {at_most: "GB:SECRET"}}', _derive("confidential")), Level)
    assert isinstance(_meant("{participants: {all: {device: managed}}}", _derive("confidential")), Some)
    both = _meant("{any: [{public: yes}, {all: [{role: host}]}]}", _derive("confidential"))
    assert both == Any((_is("public", True), All((_is("role", "host"),))))  # noqa: FBT003  # the value of the fact


def test_the_limit_of_a_permit_follows_and_derivations_are_kept_for_readers() -> None:
    """What `only` adds mirrors the desugared permit, and the rule set says what it derives and why."""
    rule_set = load(
        permit("{confidential: no}", effect="permit: [zoom], only: yes"), derive=f"[{_derive('confidential')}]"
    )
    granted, limit = rule_set.rules
    assert limit.when == Not(granted.when)
    (kept,) = rule_set.derives
    assert (kept.fact, kept.value, kept.when, kept.because, kept.source) == ("confidential", True, _WAR, "so", "memo")
    other = load(permit("{confidential: no}", effect="permit: [zoom], only: yes"))
    assert rule_set.digest != other.digest


def test_polarity_sees_what_is_derived() -> None:
    """A permit that opens because more was said is found out, through a derivation too."""
    derived = f"[{_derive('circumstances.crisis')}]"
    assert [each.code for each in found(permit("{circumstances: {crisis: yes}}"), derive=derived)] == ["E109"]
    assert found(permit("{circumstances: {crisis: no}}"), derive=derived) == ()
