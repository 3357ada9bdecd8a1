"""Describe what a document may hold: closed by construction, readable, and the source of its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, assert_never

import attrs

_FLAGS: Final = ["yes", "no", True, False]
_SOMETHING: Final = "[\\s\\S]*\\S[\\s\\S]*"


@attrs.frozen(kw_only=True)
class Text:
    """Accept text that matches `pattern` as a whole; `written` says in words what the pattern wants."""

    doc: str
    pattern: str = _SOMETHING
    written: str = "text that is not blank"


@attrs.frozen(kw_only=True)
class Flag:
    """Accept `yes`, `no`, `true`, `false`; the checked value is a bool."""

    doc: str


@attrs.frozen(kw_only=True)
class Whole:
    """Accept a whole number from `minimum` to `maximum`; the checked value is an int."""

    doc: str
    minimum: int = 0
    maximum: int = 10**15


@attrs.frozen(kw_only=True)
class Choice:
    """Accept one of the listed words."""

    doc: str
    allowed: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Listing:
    """Accept a list of `least` to `most` items of one shape."""

    doc: str
    item: Shape
    least: int = 0
    most: int = 100_000


@attrs.frozen(kw_only=True)
class OneOrMany:
    """Accept one item or a list of them; the checked value is always a list. The item is not itself a list."""

    doc: str
    item: Shape
    least: int = 0


@attrs.frozen(kw_only=True)
class Table:
    """Accept a mapping with keys of the author's choice (matching `key`) and values of one shape."""

    doc: str
    values: Shape
    key: Text
    least: int = 0


@attrs.frozen(kw_only=True)
class Record:
    """Accept a mapping with exactly these keys; `later` names keys that a later version will have."""

    doc: str
    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    least: int = 0


@attrs.frozen(kw_only=True)
class Variant:
    """Accept a mapping whose form is decided by which one of the branch keys it has; `what` names the thing."""

    doc: str
    what: str
    branches: Mapping[str, Record]
    later: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Either:
    """Accept text, a list or a mapping, each with a shape of its own; at least two of them are given."""

    doc: str
    scalar: Text | Flag | Whole | Choice | None = None
    many: Listing | None = None
    mapping: Record | Table | Variant | None = None


@attrs.frozen(kw_only=True)
class Reference:
    """Stand for a shape by name, so that shapes can nest in themselves; `target` gives it when asked."""

    doc: str
    name: str
    target: Callable[[], Shape]


Scalar: TypeAlias = Text | Flag | Whole | Choice
Shape: TypeAlias = "Scalar | Listing | OneOrMany | Table | Record | Variant | Either | Reference"


def text(doc: str, *, pattern: str = _SOMETHING, written: str = "text that is not blank") -> Text:
    """Build a text shape. The pattern is matched against the whole text, without anchors of its own."""
    return Text(doc=doc, pattern=pattern, written=written)


def flag(doc: str) -> Flag:
    """Build a yes/no shape."""
    return Flag(doc=doc)


def whole(doc: str, *, minimum: int = 0, maximum: int = 10**15) -> Whole:
    """Build a whole-number shape."""
    return Whole(doc=doc, minimum=minimum, maximum=maximum)


def choice(doc: str, *allowed: str) -> Choice:
    """Build a shape that accepts one of the words."""
    return Choice(doc=doc, allowed=allowed)


def listing(doc: str, item: Shape, *, least: int = 0, most: int = 100_000) -> Listing:
    """Build a list shape."""
    return Listing(doc=doc, item=item, least=least, most=most)


def one_or_many(doc: str, item: Shape, *, least: int = 0) -> OneOrMany:
    """Build a shape for one item or a list of items."""
    return OneOrMany(doc=doc, item=item, least=least)


def table(doc: str, values: Shape, *, key: Text, least: int = 0) -> Table:
    """Build a mapping shape with open keys and closed values."""
    return Table(doc=doc, values=values, key=key, least=least)


def record(
    doc: str, fields: Mapping[str, Shape], *, required: Sequence[str] = (), later: Sequence[str] = (), least: int = 0
) -> Record:
    """Build a mapping shape with exactly these keys."""
    return Record(doc=doc, fields=dict(fields), required=tuple(required), later=tuple(later), least=least)


def variant(doc: str, what: str, branches: Mapping[str, Record], *, later: Sequence[str] = ()) -> Variant:
    """Build a mapping shape whose form is decided by which branch key is there."""
    return Variant(doc=doc, what=what, branches=dict(branches), later=tuple(later))


def either(
    doc: str,
    *,
    scalar: Scalar | None = None,
    many: Listing | None = None,
    mapping: Record | Table | Variant | None = None,
) -> Either:
    """Build a union by form: text, list or mapping, so that a message never has to guess which was meant."""
    return Either(doc=doc, scalar=scalar, many=many, mapping=mapping)


def reference(name: str, target: Callable[[], Shape]) -> Reference:
    """Build a named stand-in for a shape that may contain itself."""
    return Reference(doc=f"see {name}", name=name, target=target)


def children(shape: Shape) -> tuple[Shape, ...]:  # one return per member of the closed union
    """Return the shapes directly inside a shape."""
    match shape:
        case Text() | Flag() | Whole() | Choice():
            return ()
        case Listing(item=item) | OneOrMany(item=item):
            return (item,)
        case Table(values=values, key=key):
            return (key, values)
        case Record(fields=fields):
            return tuple(fields.values())
        case Variant(branches=branches):
            return tuple(branches.values())
        case Either(scalar=scalar, many=many, mapping=mapping):
            return tuple(each for each in (scalar, many, mapping) if each is not None)
        case Reference(target=target):
            return (target(),)
        case _:  # pragma: no cover  # closed union
            assert_never(shape)


def walk(shape: Shape) -> Iterator[Shape]:
    """Yield every shape reachable from one, each once; references are followed once per name."""
    pending: list[Shape] = [shape]
    names: set[str] = set()
    while pending:
        each = pending.pop()
        if isinstance(each, Reference):
            if each.name in names:
                continue
            names.add(each.name)
        yield each
        pending.extend(children(each))


def json_schema(shape: Shape) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a shape; named shapes go to `$defs`."""
    named = {each.name: each for each in walk(shape) if isinstance(each, Reference)}
    defs = {name: _schema(named[name].target()) for name in sorted(named)}
    head: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(shape)}
    return {**head, "$defs": defs} if defs else head


def _schema(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, Reference):
        return {"$ref": f"#/$defs/{shape.name}"}
    return {"description": shape.doc, **_body(shape)}


def _body(
    shape: Text | Flag | Whole | Choice | Listing | OneOrMany | Table | Record | Variant | Either,
) -> dict[str, Any]:
    match shape:
        case Text() | Flag() | Whole() | Choice():
            return _scalar_body(shape)
        case Listing(item=item, least=least, most=most):
            return {"type": "array", "items": _schema(item), "minItems": least, "maxItems": most}
        case OneOrMany(item=item, least=least):
            return {"anyOf": [_schema(item), {"type": "array", "items": _schema(item), "minItems": least}]}
        case Table() | Record():
            return _mapping_body(shape)
        case Variant(branches=branches):
            return {"oneOf": [_schema(branch) for branch in branches.values()]}
        case Either():
            return {"anyOf": [_schema(each) for each in children(shape)]}
        case _:  # pragma: no cover  # closed union
            assert_never(shape)


def _scalar_body(shape: Scalar) -> dict[str, Any]:
    match shape:
        case Text(pattern=pattern):
            return {"type": "string", "pattern": f"^(?:{pattern})$"}
        case Flag():
            return {"enum": _FLAGS}
        case Whole(minimum=minimum, maximum=maximum):
            return {"type": "integer", "minimum": minimum, "maximum": maximum}
        case Choice(allowed=allowed):
            return {"type": "string", "enum": list(allowed)}
        case _:  # pragma: no cover  # closed union
            assert_never(shape)


def _mapping_body(shape: Table | Record) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "object", "minProperties": shape.least}
    if isinstance(shape, Table):
        return {**body, "propertyNames": _schema(shape.key), "additionalProperties": _schema(shape.values)}
    properties = {name: _schema(each) for name, each in shape.fields.items()}
    return {**body, "properties": properties, "required": list(shape.required), "additionalProperties": False}
