"""Describe what a file of a classification scheme, and one of equivalences between schemes, may hold."""

from __future__ import annotations

from typing import Any, Final

from meetgate.documents import Shape, choice, either, flag, json_schema, listing, record, table, text, variant

_DAY: Final = text(
    "a day, or a range in which the day lies",
    pattern=r"\d{4}-\d{2}-\d{2}(?:\.\.\d{4}-\d{2}-\d{2})?",
    written="a day such as `2014-04-02`, or a range `2018-10-01..2018-10-31`",
)
_SPAN: Final[dict[str, Shape]] = {"from": _DAY, "until": _DAY}
_LEVEL: Final = text("a level")
_MARK: Final = text("a mark")
_MARKS: Final = listing("marks", _MARK, least=1)
_PARTIES: Final = listing("states (ISO 3166-1 alpha-2 or alpha-3) and other parties", text("a party"), least=1)
_ABSENT: Final = choice("whom a label means that names nobody", "owner", "everyone")
_SOURCE: Final = record(
    "where this comes from",
    {key: text(key) for key in ("title", "publisher", "published", "locator", "confidence")},
    required=("title", "published", "confidence"),
)
_VOCABULARY: Final = record(
    "a mark of the closed vocabulary",
    {
        "mark": _MARK,
        "kind": choice("what it does", "handling", "category", "audience"),
        "only": _PARTIES,
        "lists": flag("whether the parties follow the mark, as in `REL TO USA, GBR`"),
    },
    required=("mark", "kind"),
)
_GROUP: Final = record(
    "the parties of a group, for a time",
    {"group": text("its name"), "members": _PARTIES, "source": text("where this comes from"), **_SPAN},
    required=("group", "members", "source"),
)
_FIELDS: Final[dict[str, Shape]] = {
    "authority": text("the authority, as labels name it"),
    "scheme": text(
        "the name of the scheme among those of the authority", pattern="[a-z0-9][a-z0-9-]*", written="lower case words"
    ),
    "title": text("what the scheme is called"),
    "owner": text("the state whose scheme it is, where the authority is not itself the state"),
    "valid": record("when labels follow it, in half-open days of UTC", _SPAN),
    "chains": listing(
        "levels from low to high; levels of different chains are incomparable",
        listing("a chain", _LEVEL, least=1),
        least=1,
    ),
    "product": listing(
        "axes whose values together make a level; one level is below another if it is on every axis",
        record(
            "an axis",
            {"axis": text("its name"), "values": listing("its values from low to high", text("a value"), least=1)},
            required=("axis", "values"),
        ),
        least=1,
    ),
    "aliases": table(
        "other ways to write a level",
        either(
            "the level, or the level and the marks that the way of writing implies",
            scalar=_LEVEL,
            mapping=record("a level with marks", {"level": _LEVEL, "marks": _MARKS}, required=("level", "marks")),
        ),
        key=text("a way to write it"),
    ),
    "written": table("how a marking writes the levels", text("the text"), key=_LEVEL),
    "marks": listing("the closed vocabulary of marks", _VOCABULARY),
    "open_marks": listing(
        "levels at which, and above which, marks exist that are not listed and may restrict", _LEVEL, least=1
    ),
    "excludes": listing(
        "marks that make a label of these levels invalid",
        record(
            "an invalid combination",
            {"mark": _MARK, "levels": listing("the levels", _LEVEL, least=1)},
            required=("mark", "levels"),
        ),
    ),
    "conflicts": listing("marks that make a label invalid together", listing("the marks", _MARK, least=2)),
    "implies": listing(
        "marks that a level, and every level above it, brings with it; never the reverse",
        record("an inference", {"level": _LEVEL, "marks": _MARKS}, required=("level", "marks")),
    ),
    "absent_audience": either(
        "whom a label means that names nobody; absent, that is unknown",
        scalar=_ABSENT,
        mapping=table("by level", _ABSENT, key=_LEVEL),
    ),
    "unlisted_audience": listing("levels that limit the audience without naming it", _LEVEL, least=1),
    "groups": listing("groups of parties", _GROUP),
    "source": _SOURCE,
}
SCHEME: Final = record("one classification scheme", _FIELDS, required=("authority", "title", "source"))
EQUIVALENCES: Final = record(
    "which material may be carried where what is authorised; one-way and dated",
    {
        "equivalences": listing(
            "the rows",
            record(
                "material marked so may be carried where the other level is authorised",
                {
                    "marked": text("`AUTHORITY:LEVEL` of the material"),
                    "carried_as": text("`AUTHORITY:LEVEL` that is authorised"),
                    "source": text("the key of a source"),
                    **_SPAN,
                },
                required=("marked", "carried_as", "source"),
            ),
            least=1,
        ),
        "sources": table("where the rows come from", _SOURCE, key=text("a key"), least=1),
    },
    required=("equivalences", "sources"),
)
SCHEME_FILE: Final = variant(
    "a classification scheme, or equivalences between schemes",
    "scheme file",
    {"authority": SCHEME, "equivalences": EQUIVALENCES},
)


def scheme_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scheme file."""
    return json_schema(SCHEME_FILE)
