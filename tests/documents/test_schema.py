"""Test shapes, the check against them, and typed access to what was checked."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetgate.documents import (
    DOCUMENT_CODES,
    Checked,
    Node,
    Record,
    Shape,
    Table,
    Text,
    Variant,
    choice,
    diagnostic,
    did_you_mean,
    either,
    flag,
    json_schema,
    listing,
    one_or_many,
    parse,
    quoted,
    record,
    reference,
    root,
    table,
    text,
    validate,
    variant,
    walk,
    whole,
)


def _condition() -> Shape:
    return CONDITION


CONDITION: Shape = record(
    "a condition",
    {
        "all": listing("every one holds", reference("condition", _condition), least=1),
        "public": flag("publicity"),
        "level": either("a level", scalar=text("its name"), mapping=record("bounds", {"at_most": text("a level")})),
    },
    least=1,
)
RULE = variant(
    "a rule",
    "a rule",
    {
        "forbid": record(
            "a forbid",
            {
                "id": text("its name", pattern="[a-z-]+", written="small letters"),
                "forbid": one_or_many("where", text("a name")),
            },
            required=["id"],
        ),
        "permit": record("a permit", {"id": text("its name"), "permit": listing("where", text("a name"), most=2)}),
    },
    later=["tier"],
)
DOCUMENT = record(
    "a document",
    {
        "revision": whole("how often it changed", minimum=1, maximum=9),
        "status": choice("how far it is", "draft", "approved"),
        "sources": table(
            "what it rests on",
            record("one", {"title": text("its title")}),
            key=text("a key", pattern="[a-z]+", written="small letters"),
            least=1,
        ),
        "rules": listing("what it says", RULE),
        "when": reference("condition", _condition),
        "level": either("one or some", scalar=choice("one", "low", "high"), many=listing("some", text("one"))),
    },
    required=["revision"],
    later=["matrix"],
)


def check(body: str, shape: Shape = DOCUMENT) -> Checked:
    """Parse and check a text."""
    return validate(parse(body, file="x.yaml"), shape)


def told(body: str, shape: Shape = DOCUMENT) -> list[tuple[str, int, int, str, str]]:
    """Return code, place, message and help of each diagnostic."""
    return [(each.code, each.line, each.column, each.message, each.help) for each in check(body, shape).diagnostics]


def test_types_come_from_the_shape() -> None:
    """Flags become bools, whole numbers ints, one item becomes a list; everything else stays text."""
    body = "revision: 3\nwhen: {public: yes, all: [{public: false}]}\nrules: [{id: a, forbid: zoom}]\nsources: {a: {title: NO}}\n"
    assert check(body).value == {
        "revision": 3,
        "when": {"public": True, "all": [{"public": False}]},
        "rules": [{"id": "a", "forbid": ["zoom"]}],
        "sources": {"a": {"title": "NO"}},
    }


@pytest.mark.parametrize(
    ("body", "code", "place", "message", "hint"),
    [
        ("revison: 1\nrevision: 1", "E020", (1, 1), "unknown key `revison`", "did you mean `revision`?"),
        ("revision: 1\nzzz: 1", "E020", (2, 1), "unknown key `zzz`", "known keys are `level`"),
        ("status: draft", "E021", (1, 1), "key `revision` is missing", "revision: how often it changed"),
        ("revision: [1]", "E022", (1, 11), "expected a number, not a list", "how often"),
        ("revision: 1\nstatus: {a: b}", "E022", (2, 9), "expected text, not a mapping", "how far"),
        ("revision: 1\nrules: zoom", "E022", (2, 8), "expected a list, not the text `zoom`", "what it says"),
        ("revision: 1\nrules: {a: b}", "E022", (2, 8), "expected a list, not a mapping", "what it says"),
        ("revision: 1\nsources: [a]", "E022", (2, 10), "expected a mapping, not a list", "rests on"),
        ("revision: 1\nrules: [a]", "E022", (2, 9), "a rule is a mapping, not text", "a rule"),
        ("revision: 1\nlevel: {a: b}", "E022", (2, 8), "expected text or a list, not a mapping", "one or some"),
        ("[revision]", "E022", (1, 1), "expected a mapping, not a list", "a document"),
        ("revision: 1\nstatus: aproved", "E023", (2, 9), "`aproved` is not one of `draft`, `approved`", "`approved`?"),
        ("revision: 1\nlevel: lo w", "E023", (2, 8), "`lo w` is not one of `low`, `high`", "`low`?"),
        ("revision: 1\nrules: [{id: A, forbid: x}]", "E024", (2, 14), "`A` is not small letters", "its name"),
        ("revision: 1\nsources: {A: {title: b}}", "E024", (2, 11), "key `A` is not small letters", "a key"),
        ("revision: 1\nsources: {a: {title: ' '}}", "E024", (2, 22), "`` is not text that is not blank", "its title"),
        ("revision: 1\nwhen: {public: maybe}", "E025", (2, 16), "`maybe` is neither yes nor no", "`yes` or `no`"),
        ("revision: one", "E026", (1, 11), "`one` is not a whole number", "digits"),
        ("revision: 0", "E026", (1, 11), "`0` is less than 1", "how often"),
        ("revision: 10", "E026", (1, 11), "`10` is more than 9", "how often"),
        ("revision: true", "E026", (1, 11), "`true` is not a whole number", "digits"),
        ("revision: 1\nwhen: {all: []}", "E027", (2, 13), "0 entries, at least 1 wanted", "every one"),
        ("revision: 1\nwhen: {}", "E027", (2, 7), "0 entries, at least 1 wanted", "a condition"),
        ("revision: 1\nrules: [{id: a, permit: [a, b, c]}]", "E027", (2, 25), "3 entries, at most 2 allowed", "where"),
        ("revision: 1\nrules: [{id: a, permit: [a], forbid: b}]", "E028", (2, 30), "both `permit` and `forbid`", "one"),
        ("revision: 1\nrules: [{id: a, forbidd: b}]", "E028", (2, 9), "none of `forbid`, `permit`", "`forbid`?"),
        ("revision: 1\nrules: [{id: a}]", "E028", (2, 9), "a rule has none of", "a rule"),
        ("revision: 1\nrules: [{id: a, tier: [b]}]", "E029", (2, 17), "`tier` is not part of this version", "later"),
        ("revision: 1\nmatrix: []", "E029", (2, 1), "`matrix` is not part of this version", "later"),
    ],
)
def test_each_mistake_is_told(body: str, code: str, place: tuple[int, int], message: str, hint: str) -> None:
    """A mistake has its code, its place, the author's value, and what to do."""
    ((found, line, column, said, helped),) = told(body)
    assert (found, (line, column)) == (code, place)
    assert message in said
    assert hint in helped


def test_all_mistakes_come_at_once_in_order() -> None:
    """Every mistake of a document is reported, sorted by place, those of the parser among them."""
    found = told("revision: x\nstatus: &a draft\nfoo: 1\nrevision: 2\nrules: [{id: A, forbid: [[]]}]\n")
    assert [each[0] for each in found] == ["E026", "E003", "E020", "E002", "E024", "E022"]


def test_an_empty_value_is_told_once() -> None:
    """What the parser refused at a place is not reported there again by the schema."""
    assert [each[0] for each in told("revision:\n")] == ["E007"]


def test_an_unreadable_text_is_not_checked() -> None:
    """A text that is no YAML gives the parser's diagnostic only, and has no value."""
    checked = check("a: [")
    assert [each.code for each in checked.diagnostics] == ["E001"]
    assert checked.value is None
    with pytest.raises(ValueError, match=r"x\.yaml did not read"):
        root(checked)


def test_a_place_falls_back_to_the_nearest_parent() -> None:
    """A path without a place of its own is placed where its nearest parent stands."""
    checked = check("revision: 1\nrules:\n  - {id: a, forbid: zoom}\n")
    assert checked.at(("rules", 0, "forbid", 0)) == (3, 21)
    assert checked.at(("nowhere",)) == (1, 1)
    assert checked.key_at(("rules", 0, "forbid")) == (3, 13)
    assert checked.key_at(("rules", 0)) == (3, 5)


def test_a_line_break_at_the_end_does_not_slip_through_a_pattern() -> None:
    """A pattern covers the whole text: a block scalar's line break is not overlooked."""
    assert [each[0] for each in told("revision: 1\nrules:\n  - forbid: x\n    id: |\n      a\n")] == ["E024"]


def test_every_mapping_is_closed() -> None:
    """No shape lets a mapping hold what it does not describe."""
    for shape in walk(DOCUMENT):
        if isinstance(shape, Record):
            body = json_schema(shape)
            assert body["additionalProperties"] is False
        elif isinstance(shape, Table):
            assert isinstance(shape.key, Text)
    assert any(isinstance(each, Variant) for each in walk(DOCUMENT))


def test_the_json_schema_is_generated() -> None:
    """The JSON Schema says what the shape says; recursion goes through `$defs`."""
    schema = json_schema(DOCUMENT)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["properties"]["when"] == {"$ref": "#/$defs/condition"}
    assert schema["$defs"]["condition"]["properties"]["all"]["items"] == {"$ref": "#/$defs/condition"}
    assert schema["properties"]["revision"]["maximum"] == 9
    assert schema["properties"]["status"]["enum"] == ["draft", "approved"]
    assert schema["properties"]["sources"]["propertyNames"]["pattern"] == "^(?:[a-z]+)$"
    assert len(schema["properties"]["rules"]["items"]["oneOf"]) == 2
    assert "$defs" not in json_schema(flag("a flag"))
    assert json.loads(json.dumps(schema)) == schema


def test_every_document_code_is_described() -> None:
    """Names are unique, every code has its page's text, and an unlisted code cannot be used."""
    names = [code.name for code in DOCUMENT_CODES.values()]
    assert len(names) == len(set(names))
    assert all(code.title and code.explanation and code.bad and code.good for code in DOCUMENT_CODES.values())
    with pytest.raises(KeyError):
        diagnostic("E999", file="x", at=(1, 1), message="none")


def test_did_you_mean_is_deterministic_and_modest() -> None:
    """The nearest word is offered whatever the order of the known ones; nothing near, nothing offered."""
    assert did_you_mean("Zom", ["zoom", "webex"]) == did_you_mean("Zom", ["webex", "zoom"]) == "did you mean `zoom`?"
    assert did_you_mean("skype", ["zoom"]) == ""
    assert did_you_mean("x" * 100_000, ["zoom"]) == ""


def test_a_long_value_is_clipped() -> None:
    """A quoted value stays on one line and short."""
    assert quoted("a\nb") == "`a b`"
    assert len(quoted("x" * 1000)) == 62


def test_a_node_reads_what_was_checked() -> None:
    """Typed access: texts, flags, numbers, items, members and places."""
    body = "revision: 3\nwhen: {public: yes}\nrules:\n  - {id: a, forbid: [zoom, webex]}\n"
    node = root(check(body))
    rule = node["rules"].items[0]
    assert (node["revision"].number, node["when"]["public"].flag, rule["id"].text) == (3, True, "a")
    assert rule["forbid"].texts == rule.texts_of("forbid") == ("zoom", "webex")
    assert [each.text for each in rule["forbid"]] == ["zoom", "webex"]
    assert rule.texts_of("absent") == ()
    assert (rule.text_of("id"), rule.text_of("absent", "none")) == ("a", "none")
    assert node["when"].flag_of("public", default=False) is True
    assert node["when"].flag_of("absent", default=True) is True
    assert [key for key, _ in node.members] == ["revision", "when", "rules"]
    assert "when" in node
    assert node.get("absent") is None
    assert (rule.is_mapping, rule["id"].is_text, rule["forbid"].is_list) == (True, True, True)
    assert (rule.at, rule.place, rule["id"].key_place) == ("x.yaml:4", (4, 5), (4, 6))


@pytest.mark.parametrize("accessor", ["text", "flag", "number", "items", "members"])
def test_a_node_refuses_what_the_shape_never_promised(accessor: str) -> None:
    """Asking for another form is a mistake of the library, and is told as one."""
    node = root(check("revision: 1\nwhen: {public: yes}\nlevel: [a]\n"))
    wrong: dict[str, Node] = {
        "text": node["revision"],
        "flag": node["revision"],
        "number": node["when"]["public"],
        "items": node,
        "members": node["level"],
    }
    with pytest.raises(TypeError, match="the shape promised"):
        getattr(wrong[accessor], accessor)


def test_what_is_asked_by_key_is_refused_as_well() -> None:
    """A list is no text and no flag, a flag is no list, and a list of lists holds no texts."""
    node = root(check("revision: 1\nwhen: {public: yes}\nlevel: [a]\n"))
    with pytest.raises(TypeError, match="promised a text at"):
        node.text_of("level")
    with pytest.raises(TypeError, match="promised a flag at"):
        node.flag_of("level", default=True)
    with pytest.raises(TypeError, match=r"promised a list at \('when', 'public'\)"):
        node["when"].texts_of("public")
    with pytest.raises(TypeError, match="promised a text at"):
        _ = attrs.evolve(node, value=[["a"]]).texts


KEYS = st.sampled_from(["revision", "status", "rules", "when", "all", "public", "level", "id", "forbid", "x"])
TREES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["yes", "1", "draft", "zoom", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_checking_never_raises(tree: Any) -> None:
    """Whatever the document holds, checking answers with a value or with diagnostics that are placed."""
    checked = check(json.dumps(tree))
    assert all(each.line >= 1 and each.code in DOCUMENT_CODES for each in checked.diagnostics)
