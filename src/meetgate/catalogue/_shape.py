"""Describe what a platform file and a scheme file may hold."""

from __future__ import annotations

from typing import Any, Final

from meetgate.documents import Shape, choice, json_schema, listing, one_or_many, record, table, text
from meetgate.model import EXPOSURE_KINDS

_DAY: Final = text("a day", pattern=r"\d{4}-\d{2}-\d{2}", written="a day such as `2020-04-22`")
_STATE: Final = text("a state", pattern="[A-Z]{2}", written="the two capital letters of ISO 3166-1")
_DATES: Final[dict[str, Shape]] = {
    "from": _DAY,
    "until": _DAY,
    "known_from": _DAY,
    "review_by": _DAY,
}
_FACT: Final = record(
    "one source's statement on the platform, in half-open days of UTC",
    {
        "name": text("what is stated"),
        "value": one_or_many(
            "the value: yes, no, configurable, paid-only, partial, undocumented, ...", text("a value")
        ),
        "asserted_by": text("who states it"),
        "source": text("the key of a source"),
        **_DATES,
    },
    required=("name", "value", "asserted_by", "source", "known_from"),
)
_FINDING: Final = record(
    "an authority's statement that the platform is exposed to a state",
    {
        "authority": text("the authority"),
        "state": _STATE,
        "kinds": listing("the ways of exposure", choice("a way of exposure", *EXPOSURE_KINDS), least=1),
        "source": text("the key of a source"),
        **_DATES,
    },
    required=("authority", "state", "kinds", "source", "known_from"),
)
_SOURCE: Final = record(
    "where statements come from",
    {key: text(key) for key in ("title", "publisher", "published", "locator", "confidence")},
    required=("title", "confidence"),
)
_COMMON: Final[dict[str, Shape]] = {
    "name": text("what people call it"),
    "aliases": listing("other names", text("a name")),
    "hosts": listing("rules such as `zoom.us`, `*.zoom.us`, `scheme:zoommtg`", text("a host rule")),
    "facts": listing("statements on it", _FACT),
    "findings": listing("findings on it", _FINDING),
    "retired": record("when it ended", {"on": _DAY, "source": text("the key of a source")}, required=("on", "source")),
}
_EDITION: Final = record(
    "an edition of the product",
    {"id": text("its name after the slash", pattern="[a-z0-9][a-z0-9-]*", written="lower case words"), **_COMMON},
    required=("id", "name"),
)
PLATFORM: Final = record(
    "one product with its editions",
    {
        "id": text("its id", pattern="[a-z0-9][a-z0-9-]*", written="lower case words and dashes"),
        "vendor": record("who sells it", {"name": text("the vendor"), "state": _STATE}, required=("name",)),
        "sources": table("where the statements come from", _SOURCE, key=text("a key")),
        "editions": listing("its editions", _EDITION),
        **_COMMON,
    },
    required=("id", "name"),
)
SCHEME: Final = record(
    "the classification scheme of one authority",
    {
        "authority": text("the authority, as labels name it"),
        "title": text("what the scheme is called"),
        "valid": record("when it is valid, in half-open days of UTC", {"from": _DAY, "until": _DAY}),
        "chains": listing(
            "levels from low to high; levels of different chains are incomparable",
            listing("a chain", text("a level"), least=1),
            least=1,
        ),
        "excludes": listing(
            "marks that make a label of these levels invalid",
            record(
                "an invalid combination",
                {"mark": text("the mark"), "levels": listing("the levels", text("a level"), least=1)},
                required=("mark", "levels"),
            ),
        ),
        "absent_audience": choice("what a label that names no audience means", "owner", "everyone"),
        "source": text("where this comes from"),
    },
    required=("authority", "title", "chains", "source"),
)


def platform_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a platform file."""
    return json_schema(PLATFORM)
