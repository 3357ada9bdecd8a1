"""Describe the facts that a context file may state: drawn from the table of the meeting JSON, so that both stay one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from meetgate.documents import (
    Listing,
    Record,
    Shape,
    Table,
    Text,
    choice,
    either,
    flag,
    listing,
    record,
    table,
    text,
    whole,
)
from meetgate.model import FIELDS

#: What a statement cannot be about: who the meeting is, when it is, and for whom we decide.
_NOT_STATED: Final = frozenset({"id", "title", "starts", "ends", "home"})
_KEY: Final = text("a name")

_Schema = Mapping[str, object]


def shape_of(schema: _Schema, doc: str) -> Shape:
    """Return the shape of a YAML value that the reader of a JSON Schema of the model accepts."""
    options = [each for each in _options(schema) if "const" not in each and each.get("type") != "null"]
    if len(options) == 1:
        return _plain(options[0], doc)
    forms = [_plain(each, doc) for each in options]
    mapping = next((each for each in forms if isinstance(each, Record | Table)), None)
    many = next((each for each in forms if isinstance(each, Listing)), None)
    return either(doc, scalar=_scalar(forms), many=many, mapping=mapping)


def _scalar(forms: list[Shape]) -> Text | None:
    return next((each for each in forms if isinstance(each, Text)), None)


def _options(schema: _Schema) -> list[_Schema]:
    """Return the alternatives of a schema, nested ones too."""
    alternatives = cast("list[_Schema] | None", schema.get("anyOf"))
    return [schema] if alternatives is None else [deep for each in alternatives for deep in _options(each)]


def _plain(schema: _Schema, doc: str) -> Shape:
    if "enum" in schema:
        return choice(doc, *cast("list[str]", schema["enum"]))
    kind = schema["type"]
    # A rule set's own fact has several types: only its vocabulary tells text from yes and no.
    return _BY_TYPE[kind](schema, doc) if isinstance(kind, str) else either(doc, scalar=text(doc), many=_texts(doc))


def _texts(doc: str) -> Listing:
    return listing(doc, text(doc))


def _text(schema: _Schema, doc: str) -> Text:
    pattern = schema.get("pattern")
    return (
        text(doc)
        if pattern is None
        else text(doc, pattern=str(pattern).strip("^$"), written=f"text of the form `{pattern}`")
    )


def _mapping(schema: _Schema, doc: str) -> Record | Table:
    if "properties" not in schema:
        return table(doc, shape_of(cast("_Schema", schema["additionalProperties"]), doc), key=_KEY)
    fields = cast("Mapping[str, _Schema]", schema["properties"])
    required = cast("list[str]", schema.get("required", []))
    return record(doc, {key: shape_of(each, key) for key, each in fields.items()}, required=required)


_BY_TYPE: Final[Mapping[str, Callable[[_Schema, str], Shape]]] = {
    "boolean": lambda _, doc: flag(doc),
    "integer": lambda _, doc: whole(doc),
    "string": _text,
    "array": lambda schema, doc: listing(doc, shape_of(cast("_Schema", schema["items"]), doc)),
    "object": _mapping,
}

#: Fact -> what may be written for it in a context file.
FACTS: Final[Mapping[str, Shape]] = {
    name: shape_of(codec.schema, f"the fact `{name}` of a meeting (see the meeting JSON)")
    for name, codec in FIELDS.items()
    if name not in _NOT_STATED
}
#: How the context file writes an organisation.
ORGANISATION: Final = cast("Record", FACTS["convener"])
