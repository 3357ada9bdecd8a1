"""The canonical form of what was read: the bytes that every digest of rule sets, waivers and facts is made of."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs
import pytest

from meetgate.gatekeeper.policy import Policy, pack_names, read_policy
from meetgate.model import canonical, digest, stamp
from meetgate.rules import canonical_form

_LEFT_OUT: Final = {"at", "file", "digest", "one_of_several"}
_ORDERED: Final = {"ranks", "roles", "rows", "columns"}


@pytest.fixture(scope="module")
def shipped() -> Policy:
    """Return everything that is shipped."""
    return read_policy(rules=pack_names())


def _plain(value: Any, *, ordered: bool = False) -> Any:
    """Return a value as plain JSON, from the outside in: slower than what is tested, and as short as it can be."""
    if attrs.has(type(value)):
        names = [each.name for each in attrs.fields(type(value)) if each.name not in _LEFT_OUT]
        return {
            "is": type(value).__name__,
            **{each: _plain(getattr(value, each), ordered=each in _ORDERED) for each in names},
        }
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | frozenset):
        listed = [_plain(each) for each in value]
        return listed if ordered else sorted(listed, key=canonical)
    return value


def test_rule_sets_have_the_form_that_is_described(shipped: Policy) -> None:
    """Written from the inside out, the bytes are those of the plain form."""
    for each in shipped.rule_sets:
        assert canonical_form(each) == canonical(_plain(each)), each.name


def test_platforms_and_schemes_have_the_form_that_is_described(shipped: Policy) -> None:
    """What a lock lists beside rule sets has the same form."""
    for each in (*shipped.catalogue.platforms.values(), *shipped.schemes.by_authority.values()):
        assert canonical_form(each) == canonical(_plain(each))


def test_a_pack_has_the_digest_that_it_always_had() -> None:
    """A change of the form would change every digest in every log and lock: it needs a decision, not an edit."""
    (rule_set,) = read_policy(rules=["gb-ncsc-parliament-2020-04"]).rule_sets
    assert rule_set.digest == digest(canonical(_plain(rule_set)))


def test_what_has_no_form_is_refused() -> None:
    """A float, or a value that no document holds, has no bytes."""
    with pytest.raises(TypeError):
        canonical_form((1.5,))
    with pytest.raises(TypeError):
        canonical_form({"a": object()})
