from __future__ import annotations

from typing import Final

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import example, given
from tests.rules.texts import FORBID, HEAD, NAMES, found, permit, text

from meetgate.errors import RuleSetError
from meetgate.gatekeeper.policy import read_policy
from meetgate.rules import RULE_CODES, lint, load_rule_set


@attrs.frozen(kw_only=True)
class Slip:
    """Be one mistake: the rules and keys that hold it, where it stands, and what the help says."""

    rules: tuple[str, ...] = (FORBID,)
    keys: dict[str, str] = attrs.field(factory=dict[str, str])
    at: str
    help: str = ""


def _assume(fact: str, value: str) -> dict[str, str]:
    return {"assume": f"{{{fact}: {{value: {value}, by: office, because: so}}}}"}


def _rule(effect: str) -> str:
    return f"{{id: rule, {effect}, because: no, source: memo}}"


def _class(body: str, *, name: str = "messengers", source: str = "memo") -> dict[str, str]:
    return {"class": f"{{{name}: {{{body}, because: so, source: {source}, others: abstain}}}}"}


_CLASS: Final = _class("members: [whatsapp]")


def _derive(fact: str, value: str, *, source: str = "memo", **keys: str) -> dict[str, str]:
    when = "{topics: {any_of: [war]}}"
    derived = f"[{{fact: {fact}, value: {value}, when: {when}, because: so, source: {source}}}]"
    return {"derive": derived, **keys}


def _matrix(
    columns: str, *, row: str = '"GB:OFFICIAL"', more: str = "", by: str = "classification", extra: str = ""
) -> dict[str, str]:
    rows = ", ".join(filter(None, (f"{{row: low, test: {row}}}", more)))
    return {
        "matrix": "{" + ", ".join(filter(None, (f"by: {by}, rows: [{rows}]", extra, f"columns: {{{columns}}}"))) + "}"
    }


_OWN: Final = "{facts: {phase: [negotiation, review], free: []}}"

SLIPS: Final[list[tuple[str, Slip]]] = [
    ("E101", Slip(rules=(_rule("permit: [zoon]"),), at="zoon", help="did you mean `zoom`?")),
    ("E101", Slip(rules=(_rule("forbid: qqqqqqqq"),), at="qqqqqqqq", help="`meetgate platforms list` shows all")),
    ("E101", Slip(rules=(_rule("prefer: [zoom, [skipe]]"),), at="skipe", help="did you mean `Skype`?")),
    (
        "E101",
        Slip(
            rules=(_rule("require: {kind: k, phase: join, platforms: [zom]}"),),
            at="zom]",
            help="did you mean `zoom`?",
        ),
    ),
    (
        "E102",
        Slip(rules=(permit("{classification: {at_most: SECRET}}"),), at="SECRET", help="`GB:SECRET`"),
    ),
    (
        "E102",
        Slip(rules=(permit("{classification: {at_most: MUSTARD}}"),), at="MUSTARD", help='write `"AUTHORITY:LEVEL"`'),
    ),
    (
        "E102",
        Slip(
            keys={"terms": "{low: {within: [OFFICIAL], interpretive: so}}"},
            at="OFFICIAL",
            help="`GB:OFFICIAL`",
        ),
    ),
    (
        "E103",
        Slip(
            rules=(permit('{classification: {at_most: "GB:SECRETT"}}'),),
            at='"GB:SECRETT"',
            help="did you mean `SECRET`?",
        ),
    ),
    (
        "E103",
        Slip(
            rules=(permit('{classification: {at_most: "GB:X"}}'),),
            at='"GB:X"',
            help="levels of `GB` are `OFFICIAL`, `SECRET`, `TOP SECRET`",
        ),
    ),
    (
        "E103",
        Slip(rules=(permit('{classification: {at_most: ["XX:A"]}}'),), at='"XX:A"', help="schemes are loaded for"),
    ),
    (
        "E103",
        Slip(
            rules=(permit('{classification: {at_most: {platform_fact: cleared, if_none: "GB:LOW"}}}'),),
            at='"GB:LOW"',
            help="levels of `GB`",
        ),
    ),
    (
        "E104",
        Slip(
            rules=("{id: a, forbid: [zoom], because: b, source: gaurdian}",),
            at="gaurdian",
            help="did you mean `guardian`?",
        ),
    ),
    (
        "E104",
        Slip(rules=("{id: a, forbid: [zoom], because: b, source: qqq}",), at="qqq", help="this rule set lists `memo`"),
    ),
    (
        "E105",
        Slip(
            rules=(FORBID, _rule("except: [zoom], lifts: [bann], grants: yes")), at="bann", help="did you mean `ban`?"
        ),
    ),
    (
        "E105",
        Slip(
            rules=(FORBID, _rule("except: [zoom], lifts: [qqqq], grants: yes")),
            at="qqqq",
            help="only forbids of this rule set can be lifted",
        ),
    ),
    ("E106", Slip(rules=(FORBID, FORBID), at="ban")),
    ("E107", Slip(rules=(permit("{circumstances: {crises: yes}}"),), at="yes}}", help="did you mean `crisis`?")),
    (
        "E107",
        Slip(rules=(permit("{circumstances: {qqqqqqqq: yes}}"),), at="yes}}", help="declare it under `vocabulary"),
    ),
    (
        "E107",
        Slip(
            rules=(permit("{facts: {house/fase: review}}"),),
            keys={"vocabulary": _OWN},
            at="review}",
            help="did you mean `house/phase`?",
        ),
    ),
    ("E107", Slip(rules=(permit("{facts: {x: a}}"),), at="a}}", help="declare it under `vocabulary: {facts")),
    ("E107", Slip(keys=_assume("pubic", "no"), at="{value", help="did you mean `public`?")),
    (
        "E108",
        Slip(
            rules=(permit("{classification: unclasified}"),),
            keys={"terms": '{unclassified: {at_most: "GB:OFFICIAL", interpretive: so}}'},
            at="unclasified",
            help="did you mean `unclassified`?",
        ),
    ),
    ("E108", Slip(rules=(permit("{classification: secret}"),), at="secret", help="or declare it in `terms`")),
    (
        "E109",
        Slip(rules=(permit('{classification: {at_least: "GB:SECRET"}}'),), at="{classification", help="`monotone: no`"),
    ),
    (
        "E109",
        Slip(
            rules=(permit("{topics: {none_of: [war]}}", effect="forbid: [zoom]"),), at="{topics", help="turn the test"
        ),
    ),
    (
        "E110",
        Slip(
            rules=(permit("{participants: {all: {state: GB, device: private, access: phone, kind: company}}}"),),
            at="{state: GB, device",
            help="test at most three",
        ),
    ),
    ("E111", Slip(keys={"binds": "{any: [{kind: parliment}]}"}, at="parliment", help="did you mean `parliament`?")),
    (
        "E111",
        Slip(keys={"binds": "{organisation: a, none: [{kind: qqqq}]}"}, at="qqqq", help="add it under `vocabulary"),
    ),
    (
        "E111",
        Slip(
            rules=(permit("{organisations: {all: {kind: [milatary]}}}"),),
            at="milatary",
            help="did you mean `military`?",
        ),
    ),
    (
        "E111",
        Slip(keys={"organisations": "{a.example: {kinds: [compony]}}"}, at="compony", help="did you mean `company`?"),
    ),
    ("E112", Slip(keys={"in_force": "{from: 2020-02-30, zone: UTC}"}, at="2020-02-30")),
    (
        "E112",
        Slip(rules=(_rule("forbid: [zoom], in_force: {until: 2020-04-19..2020-04-13}"),), at="2020-04-19.."),
    ),
    (
        "E113",
        Slip(
            keys={"in_force": "{from: 2020-05-01, until: 2020-04-01, zone: UTC}"}, at="{from: 2020-05-01", help="swap"
        ),
    ),
    ("E114", Slip(keys={"in_force": "{from: 2020-05-01, zone: London}"}, at="London", help="such as `Europe/London`")),
    ("E115", Slip(keys={"status": "approved"}, at="approved", help="add `approved_by`")),
    ("E116", Slip(keys={"monotone": "no"}, at="no\nrules", help="add `monotone_because`")),
    ("E117", Slip(keys=_assume("device", "laptop"), at="laptop", help="its values are `managed`, `private`")),
    ("E117", Slip(keys=_assume("public", "[]"), at="[]")),
    ("E117", Slip(keys=_assume("circumstances.crisis", "maybe"), at="maybe", help="its values are")),
    (
        "E117",
        Slip(
            rules=(permit("{facts: {house/phase: {any_of: [reviev]}}}"),),
            keys={"vocabulary": _OWN},
            at="reviev",
            help="did you mean `review`?",
        ),
    ),
    (
        "E118",
        Slip(rules=(permit("{public: yes}"),), keys=_assume("public", "yes"), at="yes, by"),
    ),
    (
        "E119",
        Slip(rules=(permit("{classification: {interpretive: because}}"),), at="{interpretive", help="add `at_most`"),
    ),
    ("E120", Slip(keys={"binds": "{none: [{kind: media}]}"}, at="{none", help="add `any`")),
    ("E101", Slip(rules=(permit("{partners_on: {any_of: [zoon]}}"),), at="zoon", help="did you mean `zoom`?")),
    ("E101", Slip(rules=(permit("{partners_on: {any_of: [qqqqqqqq]}}"),), at="qqqqqqqq", help="`meetgate platforms")),
    ("E101", Slip(keys=_class("members: [zoon]"), at="zoon", help="did you mean `zoom`?")),
    ("E101", Slip(keys=_class("members: [zoom], excludes: [{vendor: Microsof}]"), at="Microsof", help="`Microsoft`")),
    ("E101", Slip(keys=_matrix("zoon: {low: {permit: yes, because: so, source: memo}}"), at="{low", help="`zoom`")),
    ("E103", Slip(keys=_matrix("zoom: {low: {permit: yes, because: so, source: memo}}", row='"GB:X"'), at='"GB:X"')),
    ("E104", Slip(keys=_class("members: [zoom]", source="mem"), at="mem,", help="did you mean `memo`?")),
    ("E104", Slip(rules=(_rule("forbid: [zoom], disputed: {against: guradian}"),), at="guradian", help="`guardian`")),
    ("E104", Slip(keys=_derive("confidential", "yes", source="mmo"), at="mmo", help="did you mean `memo`?")),
    ("E104", Slip(keys=_matrix("zoom: {low: {permit: yes, because: so, source: mmo}}"), at="mmo", help="`memo`")),
    (
        "E106",
        Slip(
            rules=("{id: zoom, forbid: [skype], because: no, source: memo}",),
            keys=_matrix("zoom: {low: {permit: yes, because: so, source: memo}}"),
            at="{zoom: {low",
        ),
    ),
    (
        "E107",
        Slip(keys=_derive("confidental", "yes"), at="confidental", help="did you mean `confidential`?"),
    ),
    ("E107", Slip(keys=_derive("role", "host"), at="role", help="`RULESET/fact`")),
    (
        "E107",
        Slip(keys=_derive("facts.house/phase", "review", vocabulary=_OWN), at="facts.house", help="`house/phase`"),
    ),
    ("E108", Slip(keys=_matrix("zoom: {low: {permit: yes, because: so, source: memo}}", row="lowest"), at="lowest")),
    (
        "E109",
        Slip(
            keys=_matrix(
                "zoom: {low: {permit: yes, because: so, source: memo}}", extra="when: {topics: {any_of: [war]}}"
            ),
            at="{topics",
            help="turn the test",
        ),
    ),
    ("E117", Slip(keys=_derive("confidential", "no"), at="no, when", help="its values are `true`, `yes`")),
    ("E117", Slip(keys=_derive("detrimental_to", "cn"), at="cn", help="two capital letters")),
    ("E117", Slip(keys=_assume("detrimental_to", "[CN, China]"), at="China", help="two capital letters")),
    (
        "E117",
        Slip(keys=_derive("house/phase", "reviev", vocabulary=_OWN), at="reviev", help="did you mean `review`?"),
    ),
    ("E121", Slip(rules=(_rule("forbid: [{class: mesengers}]"),), keys=_CLASS, at="mesengers", help="`messengers`?")),
    ("E121", Slip(rules=(_rule("forbid: [{class: qqqqq}]"),), at="qqqqq", help="declare it under `class`")),
    ("E122", Slip(keys=_class("members: [zoom]", name="any"), at="{members", help="another name")),
    ("E122", Slip(keys=_class("members: [{class: messengers}]"), at="{class: messengers", help="name the platforms")),
    (
        "E122",
        Slip(keys=_class("members: [zoom], excludes: [Zoom Meetings]"), at="Zoom Meetings", help="leave out one"),
    ),
    ("E124", Slip(keys=_matrix("zoom: {lwo: {permit: yes, because: so, source: memo}}"), at="{permit", help="`low`?")),
    ("E124", Slip(keys=_matrix("zoom: {x: {permit: yes, because: so, source: memo}}"), at="{permit", help="rows are")),
    (
        "E124",
        Slip(
            keys=_matrix("zoom: {low: {permit: yes, because: so, source: memo}}", more='{row: low, test: "GB:SECRET"}'),
            at='low, test: "GB:SECRET"',
            help="once",
        ),
    ),
    (
        "E125",
        Slip(keys=_matrix("zoom: {low: {permit: yes, because: so, source: memo}}", row="[low]"), at="[low]"),
    ),
    (
        "E125",
        Slip(
            keys=_matrix(
                "zoom: {low: {permit: yes, because: so, source: memo}}", row='{at_most: "GB:SECRET"}', by="information"
            ),
            at="{at_most",
            help="`by: classification`",
        ),
    ),
    (
        "E126",
        Slip(
            keys=_matrix(
                "zoom: {low: {forbid: yes, because: so, source: memo}, high: {permit: yes, because: so, source: memo}}",
                more='{row: high, test: "GB:SECRET"}',
            ),
            at="{permit",
            help="order the rows",
        ),
    ),
    (
        "E126",
        Slip(
            keys=_matrix(
                "zoom: {low: {forbid: yes, because: so, source: memo}}", more='{row: high, test: "GB:SECRET"}'
            ),
            at="{low: {forbid",
            help="fill the blank",
        ),
    ),
    (
        "E127",
        Slip(rules=(permit("{attestation: {kind: k, chain: [a], role: b}}"),), at="b}}", help="into the chain"),
    ),
    (
        "E128",
        Slip(rules=(_rule("forbid: [zoom], in_force: {until: 2019-01-01}"),), at="{until: 2019", help="widen one"),
    ),
    (
        "E128",
        Slip(
            rules=(_rule("forbid: [zoom], in_force: {from: 2022-01-01}"),),
            keys={"in_force": "{from: 2020-01-01, until: 2021-01-01, zone: UTC}"},
            at="{from: 2022",
            help="widen one",
        ),
    ),
    ("W104", Slip(rules=(_rule("forbid: [zoom], strength: recommended"),), at="recommended", help="`ban`")),
    ("W104", Slip(rules=(_rule("permit: [whereby], strength: ban"),), at="ban", help="`recommended`")),
    ("W105", Slip(rules=(permit("{platform: {e2e.video: yes}}"),), at="yes}", help="did you mean `e2ee.video`?")),
    ("W105", Slip(rules=(_rule("forbid: [{fact: {name: qqqq, values: [a]}}]"),), at="qqqq", help="must state it")),
    (
        "W105",
        Slip(
            rules=(_rule("require: {kind: k, phase: join, platforms: [zoom], needs: mfaa}"),), at="mfaa", help="`mfa`?"
        ),
    ),
    (
        "W103",
        Slip(keys={"terms": '{low: {at_most: "GB:OFFICIAL"}}'}, at="{at_most", help="add `interpretive`"),
    ),
    ("E129", Slip(keys={"trusts": "[nsaa]"}, at="nsaa", help="nsa")),
    ("W103", Slip(keys={"status": "reconstruction"}, at="reconstruction", help="add `interpretation`")),
    ("W101", Slip(rules=(FORBID, _rule("except: [zoom], lifts: [ban]")), at="{id: rule", help="`grants: yes`")),
    ("W102", Slip(rules=(_rule("permit: [zoom], only: yes"),), at="[zoom]", help="let them stay not covered")),
]


@pytest.mark.parametrize(("code", "slip"), SLIPS)
def test_each_slip_gives_its_code_at_its_place(code: str, slip: Slip) -> None:
    """A rule set with one mistake gives exactly one diagnostic, where the mistake stands, with a way out."""
    source = text(*slip.rules, **slip.keys)
    (one,) = found(*slip.rules, **slip.keys)
    before = source[: source.rindex(slip.at)]
    assert (one.code, one.line, one.column) == (code, before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert slip.help in one.help
    assert one.severity == RULE_CODES[code].severity


def test_every_code_is_tested() -> None:
    """No diagnostic is documented that nothing gives."""
    assert {code for code, _ in SLIPS} | {"E123"} == set(RULE_CODES)


@pytest.mark.parametrize("rules", ["", "rules: []\n"])
def test_a_rule_set_without_rules_is_refused(rules: str) -> None:
    """A rule set that says nothing is refused, whether it has no list of rules or an empty one."""
    source = text().replace(f"rules:\n  - {FORBID}\n", rules)
    (one,) = lint(source, file="x", vocabulary=NAMES)
    assert (one.code, one.line, one.column) == ("E123", 1, 10)


#: Code -> the rule and the key beside which its documented example stands.
_AROUND: Final[dict[str, tuple[str, ...]]] = {
    "permit": ("E101", "E121", "W102", "W104"),
    "when": ("E102", "E103", "E107", "E108", "E110", "E119", "E127", "W105"),
    "source": ("E104",),
    "lifts": ("E105",),
    "head": ("E111", "E112", "E113", "E114", "E115", "E116", "E117", "E118", "E120", "E122", "E129", "W103"),
    "rule": ("E109", "W101"),
    "whole": ("E123", "E128"),
    "table": ("E124", "E125", "E126"),
}


def _whole(code: str, fragment: str) -> str:
    """Return a rule set around the fragment that documents a code."""
    where = next(name for name, codes in _AROUND.items() if code in codes)
    line = fragment.strip().removeprefix("when: ")
    # What an opening assumption, a source or a lifted forbid is measured against.
    public = permit("{public: yes, device: managed}")
    match where:
        case "permit":
            return text(_rule(", ".join(fragment.splitlines())), **_CLASS)
        case "when":
            tested = line if line.startswith("{") else f"{{{line}}}"
            return text(permit(tested), terms='{unclassified: {at_most: "GB:OFFICIAL", interpretive: so}}')
        case "source":
            return text(f"{{id: ban, forbid: [zoom], because: no, {line}}}")
        case "lifts":
            return text(FORBID, _rule(f"except: [zoom], grants: yes, {line}"))
        case "whole":
            return _rest(fragment)
        case "table":
            return _table(fragment)
        case "rule":
            return text(FORBID, _rule(", ".join(fragment.splitlines())))
        case _:
            keys = dict(each.split(": ", 1) for each in fragment.splitlines())
            return text(public, **keys)


def _rest(fragment: str) -> str:
    """Return a rule set that ends in the fragment, whose rules may leave out what is not to be shown."""
    keys = [line.partition(":")[0] for line in fragment.splitlines()]
    head = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in keys)
    return head + fragment.replace("{id: a,", "{id: a, forbid: [zoom], because: no, source: memo,")


def _table(fragment: str) -> str:
    """Return a rule set with the parts of a table that a fragment shows, and the parts that it leaves out."""
    shown = fragment.replace("yes}", "yes, because: so, source: memo}").splitlines()
    if not shown[0].startswith(("by", "rows")):
        column = ", ".join(line.strip() for line in shown[1:])
        rows = '[{row: official, test: "GB:OFFICIAL"}, {row: secret, test: "GB:SECRET"}]'
        shown = [f"rows: {rows}", f"columns: {{zoom: {{{column}}}}}"]
    parts = dict(each.split(": ", 1) for each in shown)
    parts = {"by": "information", "columns": "{zoom: {patients: {permit: yes, because: so, source: memo}}}", **parts}
    if "official" in fragment:
        parts["by"] = "classification"
    return text(matrix="{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}")


@pytest.mark.parametrize("code", sorted({*RULE_CODES} - {"E106"}))
def test_documented_examples_are_true(code: str) -> None:
    """The page of a code shows a text that gives it, and one that does not."""
    each = RULE_CODES[code]
    bad, good = (lint(_whole(code, part), file="x", vocabulary=NAMES) for part in (each.bad, each.good))
    assert [one.code for one in bad] == [code], [str(one) for one in bad]
    assert [str(one) for one in good] == []


def test_all_at_once_and_sorted() -> None:
    """One run reports every mistake, in the order of the text, and a wrong zone hides no wrong day."""
    rules = (_rule("permit: [zoon]"), "{id: b, forbid: [skipe], because: b, source: meno}")
    keys = {"in_force": "{from: 2020-02-30, zone: London}"}
    with pytest.raises(RuleSetError) as caught:
        load_rule_set(text(*rules, **keys), file="house.yaml", vocabulary=NAMES)
    told = caught.value.diagnostics
    assert [each.code for each in told] == ["E112", "E114", "E101", "E101", "E104"]
    assert list(told) == sorted(told, key=lambda each: each.place)
    assert str(caught.value).startswith("house.yaml:7:18: `2020-02-30` is no day")


def test_warnings_do_not_stop_loading() -> None:
    """A rule set of which lint only warns loads."""
    source = text(FORBID, _rule("except: [zoom], lifts: [ban]"))
    assert [each.code for each in lint(source, file="x", vocabulary=NAMES)] == ["W101"]
    assert load_rule_set(source, file="x", vocabulary=NAMES).digest


TRAPS: Final = {
    "duplicate key": (text() + "title: again\n", "E002"),
    "anchor": (text(title="&a House"), "E003"),
    "alias": (text(title="*a"), "E003"),
    "tag": (text(revision="!!int 1"), "E004"),
    "two documents": (text() + "---\nruleset: b\n", "E005"),
    "no value": (text(title=""), "E007"),
    "nothing": ("", "E010"),
    "unknown key": (text(tittle="x"), "E020"),
    "neither yes nor no": (text(_rule("permit: [zoom, zoom/government, zoom/china, zoom/x], only: on")), "E025"),
    "no number": (text(revision="one"), "E026"),
    "two kinds": (text(_rule("permit: [zoom], forbid: [zoom]")), "E028"),
}


@pytest.mark.parametrize(("source", "code"), TRAPS.values(), ids=TRAPS)
def test_traps_of_yaml_are_refused(source: str, code: str) -> None:
    """What YAML readers take silently is refused, with nothing half-loaded."""
    with pytest.raises(RuleSetError) as caught:
        load_rule_set(source, file="x", vocabulary=NAMES)
    assert {each.code for each in caught.value.diagnostics} == {code}


_PACK: Final = text(
    permit("{public: yes, participants: {any: {state: [NO]}}}"),
    permit('{classification: {at_most: "GB:OFFICIAL"}}', name="low"),
    "{id: crisis, except: [zoom], lifts: [low/only], because: tolerated, source: memo}",
    assume="{public: {value: no, by: office, because: most are not}}",
    organisations="{parliament.uk: {kinds: [parliament], aliases: [commons.uk]}}",
    terms="{low: {marks_none_of: [SENSITIVE]}}",
)
_SCRAPS: Final = ["[]", "{}", "no", "zoom", "GB:", ":", "null", "&a", "*a", "- ", "\n", "'", "2020-02-30", "#", "x: y"]


@given(st.data())
def test_lint_never_raises_on_mutated_text(data: st.DataObject) -> None:
    """Whatever is cut from a rule set or put into it, lint answers with diagnostics."""
    source = _PACK
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(source)))
        end = data.draw(st.integers(start, min(len(source), start + 12)))
        source = source[:start] + data.draw(st.sampled_from(_SCRAPS) | st.text(max_size=4)) + source[end:]
    assert all(each.code for each in lint(source, file="x", vocabulary=NAMES))


@given(st.sampled_from(sorted(HEAD)), st.sampled_from(_SCRAPS) | st.text(max_size=6))
@example("in_force", "{from: 2020-01-01, zone: ''}")
@example("in_force", "{from: 2020-01-01, zone: ../..}")
@example("in_force", "{from: 9999-12-31..9999-12-31, zone: Europe}")
def test_lint_never_raises_on_a_mutated_head(key: str, value: str) -> None:
    """Whatever stands in the head of a rule set, lint answers with diagnostics."""
    assert isinstance(lint(text(**{key: value}), file="x", vocabulary=NAMES), tuple)


def test_shipped_packs_are_clean_but_for_editions() -> None:
    """The packs load, and lint only warns of editions that their directives leave open."""
    from meetgate.gatekeeper.policy import diagnose, pack_names

    assert len(read_policy(rules=pack_names()).rule_sets) >= len(pack_names())
    assert {each.code for each in diagnose(pack_names())} <= {"W102"}
