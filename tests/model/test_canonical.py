"""Canonical bytes: the same with orjson and without it, and no floats in them."""

from __future__ import annotations

import enum
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetgate.model import _canonical as module
from meetgate.model import canonical, digest, joined, written

#: Every character that Unicode has a number for: surrogates, control characters and the rest.
_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=6)
_LEAVES = st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | _TEXT
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=12
)


class _Number(enum.IntEnum):
    ONE = 1


class _Word(enum.Enum):
    A = "a"


class _Pair(NamedTuple):
    one: int
    other: str


class _Text(str):
    __slots__ = ()


@pytest.fixture
def without_orjson(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nothing find orjson."""
    monkeypatch.setitem(sys.modules, "orjson", None)
    module._fast.cache_clear()
    yield
    module._fast.cache_clear()


@given(data=_JSON)
@example(data={"\ue000": 1, "\U00010000": 2, "\ud800": 3, "é": "\x7f\x1f\u2028\b"})
@example(data=[2**64 - 1, 2**64, -(2**63), -(2**63) - 1])
def test_orjson_and_the_standard_library_write_the_same(data: object) -> None:
    """Surrogates, control characters, large numbers, any key: the bytes are one."""
    assert canonical(data) == written(data) == module._standard(data)


def test_orjson_is_used_where_it_is_installed() -> None:
    """What the property compares are two writers."""
    fast = module._fast()
    assert fast is not None
    assert fast({"b": 1, "a": [2]}) == orjson.dumps({"a": [2], "b": 1})


@pytest.mark.usefixtures("without_orjson")
def test_without_orjson_the_standard_library_writes() -> None:
    """The extra is an extra."""
    assert module._fast() is None
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), 0.0])
@pytest.mark.parametrize(
    "holder", [lambda x: x, lambda x: [[x]], lambda x: {"a": {"b": (1, x)}}, lambda x: [_Pair(1, x)]]
)
def test_a_float_is_refused_wherever_it_stands(value: float, holder: object) -> None:
    """At the top, in lists, in objects and in tuples."""
    assert callable(holder)
    with pytest.raises(TypeError, match="a canonical text holds no floats"):
        canonical(holder(value))


@pytest.mark.usefixtures("without_orjson")
def test_a_float_is_refused_without_orjson_too() -> None:
    """The guarantee hangs on no writer."""
    with pytest.raises(TypeError, match="no floats"):
        canonical({"a": [float("nan")]})


@pytest.mark.parametrize("value", [_Word.A, date(2020, 4, 22), UUID(int=0), {1, 2}, b"a", object()])
def test_what_orjson_knows_beyond_json_is_refused(value: object) -> None:
    """Dates, members of enumerations and UUIDs, which orjson writes, the standard library does not."""
    with pytest.raises(TypeError):
        canonical({"a": value})


@pytest.mark.parametrize("value", [_Number.ONE, _Pair(1, "a"), _Text("a"), {1: "a", 0: "b"}, {None: 1}])
def test_what_the_standard_library_takes_for_json_stays_so(value: object) -> None:
    """Subclasses of JSON's types and keys that are no text are written as they always were."""
    assert canonical([value]) == json.dumps([value], sort_keys=True, separators=(",", ":")).encode()


def test_deep_nesting_is_written() -> None:
    """At 254 levels orjson gives up; the bytes do not hang on it."""
    deep: list[object] = []
    for _ in range(400):
        deep = [deep]
    assert canonical(deep) == b"[" * 401 + b"]" * 401


def test_data_that_hold_themselves_are_refused() -> None:
    """A circle ends in an error, not in a walk without end."""
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="ircular"):
        canonical(circle)


@given(data=st.dictionaries(_TEXT, _JSON, max_size=5))
def test_an_object_is_joined_from_its_members(data: dict[str, object]) -> None:
    """Members that were written apart make the same bytes as an object that is written at once."""
    assert joined({key: canonical(value) for key, value in data.items()}) == canonical(data)


def test_a_digest_is_that_of_fips_180() -> None:
    """The digest of nothing is the standard's."""
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
