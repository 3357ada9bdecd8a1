"""Check the bytes of a record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetgate.audit import decode_record, encode_record
from meetgate.errors import AuditError

_AT = datetime(2020, 4, 22, 12, tzinfo=timezone(timedelta(hours=1)))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.text().filter(lambda key: key not in {"format", "type", "at", "actor"})


def test_a_record_is_the_written_example() -> None:
    """The bytes are those of the module's example, with the time in UTC."""
    data = encode_record(kind="decision", at=_AT, actor="system:booking", body={})
    assert data == b'{"actor":"system:booking","at":"2020-04-22T11:00:00Z","format":0,"type":"decision"}'


@given(body=st.dictionaries(_KEYS, _VALUES, max_size=4), at=st.datetimes(timezones=st.just(UTC)))
def test_a_record_reads_back_as_it_was_written(body: dict[str, object], at: datetime) -> None:
    """Encoding and decoding lose nothing."""
    record = decode_record(encode_record(kind="k", at=at, actor="a", body=body))
    assert {key: record[key] for key in body} == body
    assert datetime.fromisoformat(str(record["at"])) == at


@pytest.mark.parametrize(
    ("at", "body", "message"),
    [
        (datetime(2020, 4, 22), {}, "needs a time with an offset, not `2020-04-22T00:00:00`"),  # noqa: DTZ001  # the point
        (_AT, {"at": "x"}, "cannot set `at`"),
        (_AT, {"x": 0.5}, "no canonical form"),
        (_AT, {"x": {1, 2}}, "no canonical form"),
    ],
)
def test_what_has_no_canonical_form_is_not_recorded(at: datetime, body: dict[str, object], message: str) -> None:
    """A naive time, a field of the head, a float or a foreign object is an AuditError."""
    with pytest.raises(AuditError, match=message):
        encode_record(kind="k", at=at, actor="a", body=body)


_GOOD = '{"actor":"a","at":"2020-04-22T11:00:00Z","format":0,"type":"k"}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        _GOOD + "\n",
        _GOOD.replace(":0", ": 0"),
        _GOOD.replace('"format"', '"actor":"b","format"'),
        _GOOD.replace(":0", ":1"),
        _GOOD.replace(":0", ":false"),
        _GOOD.replace(":0", ":0.0"),
        _GOOD.replace('"k"', "1"),
        _GOOD.replace('"a"', "null"),
        _GOOD.replace("2020-04-22T11:00:00Z", "yesterday"),
        _GOOD.replace("2020-04-22T11:00:00Z", "2020-04-22T11:00:00"),
        _GOOD.replace("2020-04-22T11:00:00Z", "2020-04-22T12:00:00+01:00"),
        _GOOD.replace('"2020-04-22T11:00:00Z"', "7"),
        "[" * 100_000,
    ],
)
def test_only_canonical_bytes_are_a_record(text: str) -> None:
    """Anything but the canonical bytes of a record of this format is refused."""
    assert decode_record(_GOOD.encode())["type"] == "k"
    with pytest.raises(AuditError):
        decode_record(text.encode())


def test_what_is_encoded_already_is_taken_as_it_is() -> None:
    """A part that many records hold is written once; the bytes are those of a record that is written whole."""
    whole = encode_record(kind="k", at=_AT, actor="a", body={"b": {"c": 1}, "z": [2]})
    assert encode_record(kind="k", at=_AT, actor="a", body={"z": [2]}, encoded={"b": b'{"c":1}'}) == whole


def test_what_is_encoded_already_cannot_set_the_head() -> None:
    """The head belongs to the record, however the body is handed over."""
    with pytest.raises(AuditError, match="cannot set `actor`"):
        encode_record(kind="k", at=_AT, actor="a", body={}, encoded={"actor": b'"b"'})
