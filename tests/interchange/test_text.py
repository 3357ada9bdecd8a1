from __future__ import annotations

import json
import re

from tests.engine.houses import PERMIT, rule, rules, with_zoom
from tests.interchange.exports import core

from meetgate.interchange import cedar_schema, to_cedar, to_rego
from meetgate.interchange._cedar import quoted
from meetgate.model import Effect, Exposed, Finding, Is, Members, Not, Number, OrderTest, SetTest

HOSTILE = 'x" || true }; permit (principal, action, resource);\n// \\ \u2028 \x00 ü 😀 {y}'
_BAN = rule("ban", Effect.FORBID, "zoom", when=Is(fact="public", values=frozenset({True})))


def _policy(text: str, name: str) -> str:
    """Return the policy of this id, without what all policies of one rule set have in common."""
    found = re.search(rf'@id\("{re.escape(name)}"\)\n(.*?);\n', text, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_a_rule_is_two_policies_in_cedar() -> None:
    """A grant permits under its own predicate; an objection forbids under the other one."""
    text = to_cedar(core(rules(PERMIT, _BAN, house=True)))
    assert _policy(text, "house-rules/permit/definitely") == (
        'permit (principal, action in [Meetgate::Action::"definitely", Meetgate::Action::"granted-definitely"], resource)\n'
        'when { [Meetgate::Platform::"zoom"].contains(resource) }'
    )
    assert _policy(text, "house-rules/ban/definitely") == (
        'forbid (principal, action in [Meetgate::Action::"possibly"], resource)\n'
        'when { ([Meetgate::Platform::"zoom"].contains(resource) && '
        '(context.flags has "public" && context.flags["public"] == true)) }'
    )
    assert _policy(text, "house-rules/ban/possibly") == (
        'forbid (principal, action in [Meetgate::Action::"definitely"], resource)\n'
        'when { ([Meetgate::Platform::"zoom"].contains(resource) && '
        '!((context.sets has "public" || (context.flags has "public" && context.flags["public"] == false)))) }'
    )


def test_a_rule_is_two_lines_in_rego() -> None:
    """Each predicate of a rule adds its id to a set."""
    lines = to_rego(core(rules(PERMIT, _BAN, house=True))).splitlines()
    assert 'granted_possibly contains "house-rules/permit" if { input.platform in {"zoom"} }' in lines
    assert (
        'objected_definitely contains "house-rules/ban" if { input.platform in {"zoom"}; flag("public", true) }'
        in lines
    )
    assert (
        'objected_possibly contains "house-rules/ban" if { input.platform in {"zoom"}; '
        'not has("sets", "public"); not flag("public", false) }' in lines
    )


def test_a_disjunction_is_written_once_in_rego() -> None:
    """Rego has no `or`: a rule of its own stands for it, and the next one that needs it uses it too."""
    text = to_rego(core(rules(PERMIT, rule("other", Effect.PERMIT, "zoom"))))
    assert text.count("case_0 if {") == 3
    assert "case_1" not in text
    assert [text.count(f'granted_possibly contains "house-rules/{name}"') for name in ("permit", "other")] == [1, 1]


def test_every_test_is_written() -> None:
    """Sets, words, numbers and what can never hold have a form in each language."""
    when = (
        Members(fact="topics", test=SetTest.WITHIN, values=frozenset()),
        Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"trade"})),
        Not(Members(fact="information", test=SetTest.ANY_OF, values=frozenset({"x", "y"}))),
        Is(fact="purpose", values=frozenset({"sitting"})),
        Number(test=OrderTest.AT_LEAST, bound=3),
        Exposed(asserted_by=frozenset({"lab"}), kinds=frozenset({"storage"})),
    )
    found = Finding(authority="lab", state="CN", kinds=frozenset({"storage"}), source="x")
    exported = core(
        rules(*(rule(f"r{number}", Effect.FORBID, "zoom", when=each) for number, each in enumerate(when)), house=True),
        zoom=with_zoom(findings=(found,)),
    )
    cedar, rego = to_cedar(exported), to_rego(exported)
    assert 'context.sets has "topics" && context.sets["topics"].isEmpty()' in cedar
    assert '["trade"].containsAll(context.sets["topics"])' in cedar
    assert 'context.sets["information"].containsAny(["x", "y"])' in cedar
    assert '["sitting"].contains(context.words["purpose"])' in cedar
    assert 'context.numbers["heads.least"] >= 3' in cedar
    assert 'context.sets["detrimental_to"].containsAny(["CN"])' in cedar
    assert "when { false }" in cedar
    assert 'within("topics", set())' in rego
    assert 'not overlaps("information", {"x", "y"})' in rego
    assert 'word("purpose", {"sitting"})' in rego
    assert 'at_least("heads.least", 3)' in rego
    assert 'objected_definitely contains "(export)/window" if { false }' in rego


def test_a_text_is_never_code() -> None:
    """Whatever stands in a name, it is a literal, and no line of either text begins with it."""
    when = Is(fact="purpose", values=frozenset({HOSTILE}))
    exported = core(rules(rule(HOSTILE, Effect.FORBID, "zoom", when=when), name=HOSTILE, observe=False))
    plain = core(rules(rule("r", Effect.FORBID, "zoom", when=Is(fact="purpose", values=frozenset({"w"}))), name="s"))
    for write in (to_cedar, to_rego):
        hostile = write(exported)
        assert hostile.isascii()
        assert len(hostile.splitlines()) == len(write(plain).splitlines())
        assert "permit (principal, action, resource)" in hostile
    policies = "".join(line for line in to_cedar(exported).splitlines() if not line.startswith("//"))
    assert "|| true" in policies
    assert '"x\\"' not in policies
    assert json.dumps(HOSTILE) in to_rego(exported)
    assert quoted('a"\\\n😀') == '"a\\u{22}\\u{5c}\\u{a}\\u{1f600}"'


def test_the_schema_admits_what_is_read_and_nothing_else() -> None:
    """Each attribute is optional and has one type."""
    exported = core(
        rules(rule("ban", Effect.FORBID, "zoom", when=Is(fact="purpose", values=frozenset({"w"}))), house=True)
    )
    assert cedar_schema(exported) == (
        "namespace Meetgate {\n  entity Asker;\n  entity Platform;\n"
        '  action "definitely", "possibly", "granted-definitely", "granted-possibly" appliesTo '
        "{principal: [Asker], resource: [Platform], context: "
        '{"platform": String, "flags": {"label.invalid"?: Bool}, "words": {"purpose"?: String}, '
        '"sets": {"purpose"?: Set<String>}, "numbers": {}}};\n}\n'
    )
