"""Bytes of the stream, against vectors of the real one."""

import struct

import pytest

from assignwatch.simulator.saxo.frames import Record, encode, fragments
from tests.simulator.saxo.bank import decode

HEARTBEAT = (
    "01000000000000000000013800280000005b7b225265666572656e63654964223a"
    "225f636f6e6e656374696f6e686561727462656174227d5d"
)
"""A record of Saxo's own, from the tests of its client library."""


def test_a_record_has_the_real_layout() -> None:
    record = Record(1, "8", '[{"ReferenceId":"_connectionheartbeat"}]')
    assert encode([record]) == bytes.fromhex(HEARTBEAT)


def test_a_header_has_the_real_layout() -> None:
    head = bytes([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 56, 0, 134, 12, 0, 0])
    assert encode([Record(3, "8", " " * 3206)])[:17] == head


def test_records_follow_one_another() -> None:
    records = [Record(2**40, "ens1", '[{"Text":"Zürich €"}]'), Record(2**40 + 1, "_x", "[]")]
    assert decode(encode(records)) == [
        (2**40, "ens1", [{"Text": "Zürich €"}]),
        (2**40 + 1, "_x", []),
    ]


@pytest.mark.parametrize(
    ("length", "size"), [(0, 5), (5, 5), (6, 5), (300, 126), (300, 400), (70_000, 66_000)]
)
def test_fragments_are_frames_of_one_message(length: int, size: int) -> None:
    message = bytes(number % 251 for number in range(length))
    parts, read = list(fragments(message, size)), b""
    for number, part in enumerate(parts):
        final, opcode = part[0] >> 7, part[0] & 0x0F
        assert opcode == (0 if number else 2)
        assert final == (number == len(parts) - 1)
        told, start = part[1], 2
        if told == 126:
            (told,), start = struct.unpack_from(">H", part, 2), 4
        elif told == 127:
            (told,), start = struct.unpack_from(">Q", part, 2), 10
        assert told == len(part) - start <= size
        read += part[start:]
    assert read == message
