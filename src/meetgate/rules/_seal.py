"""Give a rule set its digest, over a canonical form that comments, positions and order do not change."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

import attrs

from meetgate.model import RuleSet, canonical, digest, stamp

#: What a rule set means does not depend on these: where it stands, and the digest itself.
_LEFT_OUT: Final = frozenset({"at", "file", "digest"})


def seal(rule_set: RuleSet) -> RuleSet:
    """Return the rule set with the digest of its canonical form."""
    return attrs.evolve(rule_set, digest=digest(canonical_form(rule_set)))


def canonical_form(rule_set: RuleSet) -> bytes:
    """Return the canonical bytes of what a rule set means: its rules by id, every set sorted."""
    ordered = attrs.evolve(rule_set, rules=tuple(sorted(rule_set.rules, key=lambda each: each.id)))
    return canonical(_plain(ordered))


def _plain(value: Any) -> Any:
    kind: Any = cast("Any", type(value))
    if attrs.has(kind):
        fields = [each.name for each in attrs.fields(kind) if each.name not in _LEFT_OUT]
        return {"is": kind.__name__, **{name: _plain(getattr(value, name)) for name in fields}}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, frozenset):
        return sorted((_plain(each) for each in cast("frozenset[object]", value)), key=canonical)
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[object, ...]", value)]
    return value
