"""The binary stream: published frames, any number of records, and frames that lie."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo.frames import Frames, Record, records
from tests.brokers.saxo import published
from tests.core.builders import MODERATE

HEARTBEAT = b'[{"ReferenceId":"_heartbeat","Heartbeats":[{"OriginatingReferenceId":"ens1",'
HEARTBEAT += b'"Reason":"NoNewData"}]}]'

some_records = st.lists(
    st.builds(
        Record,
        st.integers(0, 2**64 - 1),
        st.from_regex(r"[A-Za-z0-9_-]{1,50}", fullmatch=True),
        st.sampled_from([0, 1, 7]),
        st.binary(max_size=40),
    ),
    max_size=5,
)


def encoded(*told: Record) -> bytes:
    return b"".join(
        struct.pack("<QHB", one.message_id, 0, len(one.reference))
        + one.reference.encode("ascii")
        + struct.pack("<BI", one.format, len(one.payload))
        + one.payload
        for one in told
    )


def test_published_heartbeat() -> None:
    payload = b'[{"ReferenceId":"_connectionheartbeat"}]'
    assert list(records(published.frame("stream_frame_connectionheartbeat"))) == [
        Record(1, "8", 0, payload)
    ]


def test_published_header() -> None:
    told = published.value("stream_frame_header_vector")
    payload = b" " * told["decoded"]["payloadSize"]
    assert list(records(bytes(told["header_bytes"]) + payload)) == [Record(3, "8", 0, payload)]


def test_two_records_in_a_frame() -> None:
    data, heartbeat = records(published.frame("stream_frame_two_messages_synthetic"))
    assert (data.message_id, data.reference) == (101, "ens1")
    assert data.payload.startswith(b'[{"ActivityType":"Positions"')
    assert heartbeat == Record(102, "_heartbeat", 0, HEARTBEAT)


def test_reserved_bytes_are_passed_over() -> None:
    frame = bytearray(encoded(Record(1, "a", 0, b"[]")))
    frame[8:10] = b"\xff\xff"
    assert list(records(bytes(frame))) == [Record(1, "a", 0, b"[]")]


@MODERATE
@given(some_records)
def test_records_come_back_in_their_order(told: list[Record]) -> None:
    assert list(records(encoded(*told))) == told


@MODERATE
@given(some_records.filter(bool), st.data())
def test_a_truncated_frame_is_refused(told: list[Record], data: st.DataObject) -> None:
    whole = encoded(*told)
    ends = {len(encoded(*told[:i])) for i in range(len(told) + 1)}
    cut = data.draw(st.integers(0, len(whole)).filter(lambda at: at not in ends))
    with pytest.raises(BadPayload):
        records(whole[:cut])


@MODERATE
@given(st.binary(max_size=200))
@example(b"\0" * 64)
@example(b"\xff" * 64)
def test_any_bytes_are_records_or_refused(data: bytes) -> None:
    try:
        found = list(records(data))
    except BadPayload:
        return  # and by no other exception
    assert len(encoded(*found)) == len(data)


@pytest.mark.parametrize(
    ("frame", "what"),
    [
        (struct.pack("<QHB", 1, 0, 0) + struct.pack("<BI", 0, 0), "without a reference id"),
        (struct.pack("<QHB", 1, 0, 2) + b"\xc3\xa9" + struct.pack("<BI", 0, 0), "reference id"),
        (struct.pack("<QHB", 1, 0, 1) + b"a" + struct.pack("<BI", 0, 2**32 - 1), "4294967295"),
        (struct.pack("<QHB", 1, 0, 1) + b"a" + struct.pack("<BI", 0, 9) + b"[]", "ends early"),
        (encoded(Record(1, "a", 0, b"[]")) + b"\x01", "ends early, at byte 19"),
    ],
)
def test_a_lie_about_lengths_is_named(frame: bytes, what: str) -> None:
    with pytest.raises(BadPayload) as caught:
        records(frame)
    assert what in caught.value.problem.values["what"]


@MODERATE
@given(some_records, st.data())
def test_records_may_be_spread_over_frames(told: list[Record], data: st.DataObject) -> None:
    whole = encoded(*told)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=6)))
    frames, found = Frames(), list[Record]()
    for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        received = frames.feed(whole[begin:end])
        assert not received.lost
        found += received.records
    assert found == told
    assert not frames.waiting


def test_what_was_begun_and_never_came_is_lost() -> None:
    first, second = Record(1, "a", 0, b"[1]"), Record(3, "b", 0, b"[3]")
    frames = Frames()
    assert frames.feed(encoded(first, Record(2, "a", 0, b"[2]"))[:-2]).records == (first,)
    assert frames.waiting
    received = frames.feed(encoded(second))
    assert (received.records, received.lost) == ((second,), True)
    assert not frames.waiting


def test_nonsense_after_a_beginning_is_refused_and_forgotten() -> None:
    frames = Frames()
    frames.feed(encoded(Record(1, "abc", 0, b"[]"))[:12])
    with pytest.raises(BadPayload):
        frames.feed(b"\xff" * 40)
    assert not frames.waiting
    whole = Record(2, "abc", 0, b"[]")
    assert frames.feed(encoded(whole)).records == (whole,)
