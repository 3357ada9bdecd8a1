"""Give a rule set its digest, over a canonical form that comments, positions and order do not change."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

import attrs

from meetgate.model import RuleSet, canonical, digest, stamp

#: What a rule set means does not depend on these: where it stands, and the digest itself.
_LEFT_OUT: Final = frozenset({"at", "file", "digest", "one_of_several"})
#: Only here does order carry meaning: the ranks of a preference, the steps of an approval, the rows of a table.
_ORDERED: Final = frozenset({"ranks", "roles", "rows", "columns"})


def seal(rule_set: RuleSet) -> RuleSet:
    """Return the rule set with the digest of its canonical form."""
    return attrs.evolve(rule_set, digest=digest(canonical_form(rule_set)))


def canonical_form(value: object) -> bytes:
    """Return the canonical bytes of what a rule set, or any other value, means: what has no order is sorted."""
    return canonical(_plain(value))


def _plain(value: Any, *, ordered: bool = False) -> Any:
    kind: Any = cast("Any", type(value))
    if attrs.has(kind):
        fields = [each.name for each in attrs.fields(kind) if each.name not in _LEFT_OUT]
        return {
            "is": kind.__name__,
            **{name: _plain(getattr(value, name), ordered=name in _ORDERED) for name in fields},
        }
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | frozenset):
        listed = [_plain(each) for each in cast("tuple[object, ...] | frozenset[object]", value)]
        return listed if ordered else sorted(listed, key=canonical)
    return value
