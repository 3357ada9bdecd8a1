"""Describe what a rule set may hold (rule language 1)."""

from __future__ import annotations

from typing import Any, Final

from meetgate.documents import (
    choice,
    either,
    flag,
    json_schema,
    listing,
    one_or_many,
    record,
    table,
    text,
    variant,
    whole,
)
from meetgate.model import FACT_VALUES, READINGS, STATE_PATTERN, Unaddressed
from meetgate.rules._level import CLASSIFICATION
from meetgate.rules._matrix import MATRIX
from meetgate.rules._when import CONDITION
from meetgate.rules.kinds import DAY, KINDS, SELECTORS

_STATE: Final = text("a state", pattern=STATE_PATTERN, written="the two capital letters of ISO 3166-1, such as `GB`")
_CRITERION: Final = record(
    "an organisation that has all of these",
    {
        "organisation": text("an id or alias"),
        "kind": text("a legal kind"),
        "state": _STATE,
        "part_of": text("the id of what it is part of"),
        "from": DAY,
        "until": DAY,
    },
    least=1,
)
_BINDS: Final = either(
    "whom the rule set binds",
    scalar=choice("that it binds home, whoever it is", "house"),
    mapping=record(
        "whom the rule set binds",
        {
            "organisation": one_or_many("organisations by id", text("an id or alias"), least=1),
            "any": listing("an organisation that meets one of these", _CRITERION, least=1),
            "none": listing("and none of these", _CRITERION),
        },
        least=1,
    ),
)
_SOURCE: Final = record(
    "where a rule comes from",
    {key: text(key) for key in ("title", "publisher", "published", "locator", "confidence", "language")},
    required=("title",),
)
_ASSUMED: Final = record(
    "a fact that this rule set closes where nobody states it",
    {
        "value": one_or_many("the value", text("a value")),
        "by": text("who says so"),
        "because": text("why"),
        "review_by": DAY,
    },
    required=("value", "by", "because"),
)
_ORGANISATION: Final = record(
    "an organisation that this rule set knows",
    {
        "name": text("its name"),
        "kinds": listing("its legal kinds", text("a kind")),
        "kinds_complete": flag("whether it has no other kinds"),
        "state": _STATE,
        "part_of": text("the id of what it is part of"),
        "aliases": listing("other ids of it", text("an id")),
    },
)
_VOCABULARY: Final = record(
    "facts of this rule set's own",
    {
        "circumstances": listing("circumstances it adds", text("a circumstance")),
        "facts": table("facts and their values", listing("the values", text("a value")), key=text("a name")),
        "kinds": listing("kinds of organisation it adds", text("a kind")),
    },
)
_CLASS: Final = record(
    "platforms that a directive names by examples",
    {
        "members": SELECTORS,
        "excludes": SELECTORS,
        "others": choice("what is to be said of any other platform", "unknown", "abstain"),
        "because": text("why these"),
        "source": text("the key of a source of this rule set"),
    },
    required=("members", "because", "source"),
)
_DERIVED: Final = record(
    "a fact that holds where others do",
    {
        "fact": text("the fact"),
        "value": text("the value it has then; `yes` of a flag"),
        "when": CONDITION,
        "because": text("why"),
        "source": text("the key of a source of this rule set"),
    },
    required=("fact", "value", "when", "because", "source"),
)

RULE_SET: Final = record(
    "one directive as text",
    {
        "ruleset": text("its name", pattern="[a-z0-9][a-z0-9.-]*", written="lower case words, dots and dashes"),
        "language": whole("the version of the rule language", minimum=1, maximum=1),
        "revision": whole("its revision", minimum=1),
        "status": choice("how far it is approved", "draft", "reconstruction", "approved"),
        "approved_by": record(
            "who approved it",
            {"name": text("a person"), "office": text("an office"), "on": DAY},
            required=("name", "office", "on"),
        ),
        "title": text("what it is about"),
        "issuer": record("who issued the directive", {"name": text("the issuer"), "state": _STATE}, required=("name",)),
        "instrument": text("the kind of document: letter, memo, guidance"),
        "interpretation": text("how unclear words were read"),
        "not_modelled": listing("what the directive says and the rules do not", text("a sentence")),
        "binds": _BINDS,
        "in_force": record(
            "when it is in force, in half-open days of its zone",
            {"from": DAY, "until": DAY, "zone": text("a zone of the IANA database")},
            required=("zone",),
        ),
        "unaddressed": choice("what silence means", *(each.value for each in Unaddressed)),
        "sources": table("where the rules come from", _SOURCE, key=text("a key"), least=1),
        "terms": table("names for tests of the classification", CLASSIFICATION, key=text("a term")),
        "vocabulary": _VOCABULARY,
        "class": table("classes of platforms, by name", _CLASS, key=text("a class")),
        "trusts": listing(
            "whose statements on platforms count; without it, everybody's", text("an authority"), least=1
        ),
        "reads": table(
            "how values of platform facts read",
            choice("a reading", *READINGS),
            key=text(
                "a value",
                pattern="|".join(FACT_VALUES),
                written=f"a value of a platform fact: {', '.join(FACT_VALUES)}",
            ),
        ),
        "derive": listing("facts that follow from others", _DERIVED),
        "matrix": MATRIX,
        "assume": table("facts closed where nobody states them", _ASSUMED, key=text("a fact")),
        "organisations": table("organisations it knows", _ORGANISATION, key=text("an id")),
        "enforcement": choice("whether it binds, or is only watched", "bind", "observe"),
        "monotone": flag("whether more restricted talk never opens a platform"),
        "monotone_because": text("why not"),
        "rules": listing(
            "its rules",
            variant(
                "a rule",
                "rule",
                {name: kind.record for name, kind in KINDS.items()},
            ),
        ),
    },
    required=("ruleset", "revision", "status", "title", "issuer", "binds", "in_force", "sources"),
)


def rule_set_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a rule set, drawn from the shape that checks it."""
    return json_schema(RULE_SET)
