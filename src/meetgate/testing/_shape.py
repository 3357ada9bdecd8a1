"""Describe what a `*_test.yaml` may hold; its meetings are drawn from the table that reads the meeting JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from meetgate.adapters import shape_of
from meetgate.documents import (
    Choice,
    Shape,
    Text,
    choice,
    either,
    flag,
    json_schema,
    listing,
    one_or_many,
    record,
    table,
    text,
)
from meetgate.model import FIELDS, Cause, Verdict

DAY: Final = text("a day", pattern=r"\d{4}-\d{2}-\d{2}", written="a day such as `2020-04-22`")
INSTANT: Final = text("an instant with its offset from UTC, e.g. `2020-04-04T00:00:00Z`")
ANY: Final = "any"
#: What a test may say of a platform that it does not name.
OTHERS: Final = "*"
#: Keys of a meeting that are about the test and no facts of the meeting.
EXTRA: Final = frozenset({"base", "unknown", "as_of", "known_at"})

_NAME: Final = text("a name")
_ORIGIN: Final = text("the name of a shipped rule set, or a path from the folder of this file")
_STATE: Final = record(
    "that the fact is stated to be none, or is left to the join",
    {"none": flag("stated none"), "deferred": flag("known at the join only")},
    least=1,
)


def _stated(shape: Shape, schema: Mapping[str, object], doc: str) -> Shape:
    """Let a single word be stated to be none too, where the meeting JSON lets it."""
    told = isinstance(shape, Text | Choice) and "anyOf" in schema
    return either(doc, scalar=shape, mapping=_STATE) if told and isinstance(shape, Text | Choice) else shape


def _field(name: str, schema: Mapping[str, object]) -> Shape:
    doc = f"the field `{name}` of a meeting (see the meeting JSON)"
    return _stated(shape_of(schema, doc), schema, doc)


_MEETING: Final = record(
    "a meeting, as the meeting JSON describes it; what is left out is unknown",
    {
        "base": text("the meeting that this one is like, but for the fields it states itself"),
        "unknown": listing("fields of the base that are unknown here", choice("a field", *sorted(FIELDS))),
        "as_of": DAY,
        "known_at": INSTANT,
        **{name: _field(name, codec.schema) for name, codec in FIELDS.items()},
    },
)
_WORDS: Final = (*(each.value for each in Verdict), ANY)
_EXPECTED: Final = either(
    "the verdict that is expected",
    scalar=choice("a verdict", *_WORDS),
    mapping=record(
        "the verdict, and what it must rest on",
        {
            "verdict": choice("a verdict", *_WORDS),
            "cause": choice("why it is forbidden or unavailable", *(each.value for each in Cause)),
            "because": listing("rules that must be among those that decide, by id", _NAME, least=1),
            "open": listing("rules that must be among those that may object, by id", _NAME, least=1),
            "ask": listing("one of the smallest sets of missing facts", _NAME, least=1),
            "obligations": listing("the kinds of all obligations that are not definitely met", _NAME),
            "warnings": flag("whether the platform carries a warning"),
        },
        required=("verdict",),
    ),
)
_TEST: Final = record(
    "what is expected of some meetings",
    {
        "name": text("what the test is about"),
        "case": text("the id of the published case that it converts"),
        "disputed": text("why the expectation is believed wrong: such a test must fail, and is listed"),
        "meetings": listing("the meetings, by name", _NAME, least=1),
        "expect": table(
            "what is expected, by platform; `*` stands for every other one, of which `any` is all that can be said",
            _EXPECTED,
            key=text("a platform, by id or alias"),
        ),
        "unbound": listing("rule sets that must be reported as binding nobody present", _NAME, least=1),
        "prefer": listing(
            "groups of platforms; none of a later group may rank above one of an earlier",
            one_or_many("a group", _NAME, least=1),
            least=1,
        ),
    },
    required=("name", "meetings", "expect"),
)
CASES: Final = record(
    "tests of rule sets: meetings, and the verdicts that are expected of them",
    {
        "policy": one_or_many("the rule sets that are tested", _ORIGIN, least=1),
        "base": one_or_many("the deployer's own rule sets", _ORIGIN),
        "catalogue": one_or_many("files that extend the catalogue", text("a path from the folder of this file")),
        "platforms": listing("platforms that no catalogue has, and of which nothing is known", _NAME),
        "as_of": DAY,
        "known_at": INSTANT,
        "home": either(
            "for whom we decide: ids, or `convener`",
            scalar=text("`convener`", pattern="convener", written="`convener`, or a list of ids"),
            many=listing("ids of organisations", _NAME),
        ),
        "meetings": table("meetings by name", _MEETING, key=_NAME, least=1),
        "tests": listing("what is expected", _TEST, least=1),
    },
    required=("policy", "meetings", "tests"),
)


def cases_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a test file, drawn from the shape that checks it."""
    return json_schema(CASES)
