"""Give a rule set its digest, over a canonical form that comments, positions and order do not change."""

from __future__ import annotations

import enum
import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from meetgate.model import RuleSet, canonical, digest, joined, stamp, written

#: What a rule set means does not depend on these: where it stands, and the digest itself.
_LEFT_OUT: Final = frozenset({"at", "file", "digest", "one_of_several"})
#: Only here does order carry meaning: the ranks of a preference, the steps of an approval, the rows of a table.
_ORDERED: Final = frozenset({"ranks", "roles", "rows", "columns"})

_LEAVES: Final = frozenset({str, int, bool, type(None)})


def seal(rule_set: RuleSet) -> RuleSet:
    """Return the rule set with the digest of its canonical form."""
    return attrs.evolve(rule_set, digest=digest(canonical_form(rule_set)))


def canonical_form(value: Any) -> bytes:
    """Return the canonical bytes of what a rule set, or any other value, means: what has no order is sorted.

    Bytes are made from the inside out, each once: a rule set of 10,000 rules has half a million values.
    """
    kind: type = value.__class__
    return _writer(kind)(value)


@functools.cache
def _writer(kind: type) -> Callable[[Any], bytes]:
    """Return what writes the values of a type; there are as many as the model has."""
    if attrs.has(kind):
        return _of_class(kind)
    if kind in _LEAVES:
        return written
    if issubclass(kind, enum.Enum):
        return lambda each: canonical(each.value)
    if issubclass(kind, datetime):
        return lambda each: canonical(stamp(each))
    if issubclass(kind, Mapping):
        return _mapping
    if issubclass(kind, tuple | frozenset):
        return _sorted
    return canonical


def _of_class(kind: type) -> Callable[[Any], bytes]:
    names = sorted(each.name for each in attrs.fields(kind) if each.name not in _LEFT_OUT)
    stated = _getter(names)
    # Most fields of most values are what they are by default; that is one object each, and has one text.
    fields = attrs.fields_dict(kind)
    parts = [(_listed if name in _ORDERED else None, *_default(fields[name].default)) for name in names]
    # A name of a field needs no escape, and `%` is in none.
    heads = sorted([*(f'"{name}":%b' for name in names), f'"is":"{kind.__name__}"'])
    form = f"{{{','.join(heads)}}}".encode()

    def write(value: Any) -> bytes:
        held = zip(parts, stated(value), strict=True)
        return form % tuple(
            [text if each is usual else (put or _writer(each.__class__))(each) for (put, usual, text), each in held]
        )

    return write


def _default(value: Any) -> tuple[Any, bytes]:
    """Return the default of a field with its text; of a field without one, an object that is no value."""
    known = value is not attrs.NOTHING and not isinstance(value, attrs.Factory)  # type: ignore[arg-type]  # a class
    return (value, canonical_form(value)) if known else (object(), b"")


def _getter(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """Return what reads the fields of these names at once; `attrgetter` reads two or more as a tuple."""
    return operator.attrgetter(*names) if len(names) > 1 else lambda each: tuple(getattr(each, name) for name in names)


def _mapping(value: Mapping[object, object]) -> bytes:
    return joined({str(key): canonical_form(each) for key, each in value.items()})


def _sorted(value: Iterable[Any]) -> bytes:
    return b"[%b]" % b",".join(sorted([_writer(each.__class__)(each) for each in value]))


def _listed(value: Iterable[object]) -> bytes:
    """Write what has an order in it."""
    return b"[%b]" % b",".join(map(canonical_form, value))
