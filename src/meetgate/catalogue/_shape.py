"""Describe what a platform file may hold."""

from __future__ import annotations

from typing import Any, Final

from meetgate.documents import (
    Shape,
    choice,
    either,
    flag,
    json_schema,
    listing,
    one_or_many,
    record,
    table,
    text,
    whole,
)
from meetgate.model import CHOICES, EXPOSURE_KINDS, STATE_PATTERN

_DAY: Final = text("a day", pattern=r"\d{4}-\d{2}-\d{2}", written="a day such as `2020-04-22`")
_WHEN_DAY: Final = text(
    "a day, or the days in which it lies",
    pattern=r"\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?",
    written="a day such as `2020-04-22`, or a range `2020-04-13..2020-04-19` inside which nobody knows",
)
_STATE: Final = text("a state", pattern=STATE_PATTERN, written="the two capital letters of ISO 3166-1, such as `GB`")
_KEY: Final = text("the key of a source")
_SPAN: Final[dict[str, Shape]] = {"from": _WHEN_DAY, "until": _WHEN_DAY}
_DATES: Final[dict[str, Shape]] = {**_SPAN, "known_from": _DAY, "review_by": _DAY}
_WORD: Final = text("a word")
_WHEN: Final = record(
    "what the statement depends on; where a meeting does not say, the statement is doubtful",
    {
        "plan": one_or_many("plans of the host account; `paid` is every plan but `free`", _WORD),
        "licence": one_or_many("licences of the host account", _WORD),
        "setting": table("settings of the host account", flag("on or off"), key=text("a setting")),
        "opted_out": one_or_many("regions, of which the host account keeps out at least one", _WORD),
        "opted_in": one_or_many("regions, of which the host account keeps out none", _WORD),
        "client": one_or_many("kinds of client", _WORD),
        "client_since": text("the first version of the client", pattern=r"\d+(\.\d+)*", written="such as `5.0`"),
        "access": one_or_many("ways to take part", choice("a way", *sorted(CHOICES["access"]))),
        "modality": one_or_many("kinds of meeting", choice("a kind", *sorted(CHOICES["modality"]))),
        "participants_at_least": whole("the least head count"),
        "participants_at_most": whole("the greatest head count"),
        "states_any_of": one_or_many("states, from one of which somebody takes part", _STATE),
        "states_none_of": one_or_many("states from which nobody takes part", _STATE),
    },
    least=1,
)
_FACT: Final = record(
    "one source's statement on the platform, in half-open days of UTC",
    {
        "name": one_or_many(
            "what is stated; several names that have the same value share a line", text("a name"), least=1
        ),
        "value": one_or_many(
            "the value: yes, no, configurable, paid-only, partial, undocumented, ...", text("a value")
        ),
        "asserted_by": text("who states it"),
        "source": _KEY,
        "when": _WHEN,
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
        "source": _KEY,
        **_DATES,
    },
    required=("authority", "state", "kinds", "source", "known_from"),
)
_SOURCE: Final = record(
    "where statements come from",
    {key: text(key) for key in ("title", "publisher", "published", "locator", "confidence")},
    required=("title", "confidence"),
)
_VENDOR: Final = record("who sells it", {"name": text("the vendor"), "state": _STATE}, required=("name",))
_LIFE: Final[dict[str, Shape]] = {"on": _WHEN_DAY, "known_from": _DAY, "source": _KEY}
_COMMON: Final[dict[str, Shape]] = {
    "name": text("what people call it; a file that extends a known platform may leave it out"),
    "aliases": listing(
        "other names",
        either(
            "a name, or one that it had for a time",
            scalar=text("a name"),
            mapping=record(
                "a name that it had for a time",
                {"name": text("a name"), "source": _KEY, **_SPAN},
                required=("name", "source"),
            ),
        ),
    ),
    "vendor": _VENDOR,
    "hosts": listing("rules such as `zoom.us`, `*.zoom.us`, `scheme:zoommtg`", text("a host rule")),
    "facts": listing("statements on it", _FACT),
    "findings": listing("findings on it", _FINDING),
    "launched": record("since when it can be used", _LIFE, required=("on", "source")),
    "retired": record("when it ended", _LIFE, required=("on", "source")),
}
_EDITION: Final = record(
    "an edition of the product",
    {"id": text("its name after the slash", pattern="[a-z0-9][a-z0-9-]*", written="lower case words"), **_COMMON},
    required=("id",),
)
_COMPLETE: Final = record(
    "a window in which every finding of an authority is listed",
    {"authority": text("the authority"), "through": _DAY},
    required=("authority", "through"),
)
PLATFORM: Final = record(
    "one product with its editions",
    {
        "id": text("its id", pattern="[a-z0-9][a-z0-9-]*", written="lower case words and dashes"),
        "sources": table("where the statements come from", _SOURCE, key=text("a key")),
        "editions": listing("its editions", _EDITION),
        "findings_complete": listing(
            "up to when the findings of an authority, on any platform, are all listed", _COMPLETE
        ),
        **_COMMON,
    },
    required=("id",),
)


def platform_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a platform file."""
    return json_schema(PLATFORM)
