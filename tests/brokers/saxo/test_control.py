"""What the stream says about itself, in every shape that Saxo's own client takes."""

from __future__ import annotations

import json

import pytest

from assignwatch.brokers.saxo.control import Control, Does, controls
from assignwatch.brokers.saxo.frames import Record, records
from tests.brokers.saxo import published

BEAT = {"OriginatingReferenceId": "X", "Reason": "NoNewData"}


def told(reference: str, payload: object) -> tuple[Control, ...]:
    return controls(Record(1, reference, 0, json.dumps(payload).encode()))


@pytest.mark.parametrize(
    ("name", "does", "references"),
    [
        ("heartbeat_as_sent_on_plain_websocket", Does.HEARTBEAT, ("IP44964",)),
        ("resetsubscriptions_some", Does.SUBSCRIBE_AGAIN, ("MySpy",)),
        ("resetsubscriptions_all", Does.SUBSCRIBE_AGAIN, ()),
        ("connectionheartbeat", Does.ALIVE, ()),
        ("disconnect", Does.DISCONNECTED, ()),
        ("reconnect", Does.RECONNECT, ()),
    ],
)
def test_published_words(name: str, does: Does, references: tuple[str, ...]) -> None:
    payload = published.value("stream_control_payloads")[name]
    for header in (payload[0]["ReferenceId"], "8"):
        (control,) = told(header, payload)
        assert (control.does, control.references) == (does, references)


def test_published_shapes_that_the_official_client_takes() -> None:
    payloads = published.value("stream_control_payloads")
    for shape in payloads["alt_shapes_the_official_client_tolerates"]:
        assert told("_heartbeat", shape) == (Control(Does.HEARTBEAT, ("X",), "_heartbeat"),)


def test_published_frame_has_an_ordinary_id_in_its_header() -> None:
    (record,) = records(published.frame("stream_frame_connectionheartbeat"))
    assert record.reference == "8"
    assert controls(record) == (Control(Does.ALIVE, word="_connectionheartbeat"),)


@pytest.mark.parametrize(
    "payload",
    [
        [{"ReferenceId": "_heartbeat", "Heartbeats": [BEAT]}],
        {"ReferenceId": "_heartbeat", "Heartbeats": [BEAT]},
        {"ReferenceId": "_heartbeat", "Data": {"Heartbeats": [BEAT]}},
        {"ReferenceId": "_heartbeat", "Data": [{"Heartbeats": [BEAT]}]},
        {"ReferenceId": "_heartbeat", "Data": [BEAT]},
        {"Heartbeats": [BEAT]},
    ],
)
def test_shapes_of_a_heartbeat(payload: object) -> None:
    assert told("_heartbeat", payload) == (Control(Does.HEARTBEAT, ("X",), "NoNewData"),)


@pytest.mark.parametrize(
    ("reason", "does"),
    [
        ("NoNewData", Does.HEARTBEAT),
        ("SubscriptionTemporarilyDisabled", Does.WAIT),
        ("SubscriptionPermanentlyDisabled", Does.SUBSCRIBE_AGAIN),
        ("SubscriptionOnHoliday", Does.UNKNOWN),
    ],
)
def test_reasons_of_a_heartbeat(reason: str, does: Does) -> None:
    beats = [{"OriginatingReferenceId": name, "Reason": reason} for name in ("a", "b")]
    assert told("_heartbeat", [{"ReferenceId": "_heartbeat", "Heartbeats": beats}]) == (
        Control(does, ("a",), reason),
        Control(does, ("b",), reason),
    )


def test_reset_without_targets_means_all() -> None:
    assert told("_resetsubscriptions", [{"ReferenceId": "_resetsubscriptions"}]) == (
        Control(Does.SUBSCRIBE_AGAIN, (), "_resetsubscriptions"),
    )


def test_a_new_word_is_told_as_such() -> None:
    (control,) = told("_greeting", [{"ReferenceId": "_greeting"}])
    assert (control.does, control.word) == (Does.UNKNOWN, "_greeting")


@pytest.mark.parametrize("payload", [b"", b"not json", b"[]", b"[1]", b"null"])
def test_the_header_is_enough(payload: bytes) -> None:
    assert controls(Record(1, "_disconnect", 0, payload)) == (
        Control(Does.DISCONNECTED, word="_disconnect"),
    )


@pytest.mark.parametrize(
    "payload",
    [
        [{"PositionId": "1", "__meta_deleted": True}],
        [{"PositionId": "1", "ExternalReference": "_mine"}],
        {"Data": [{"ReferenceId": "plain"}]},
        [],
        "_heartbeat",
    ],
)
def test_data_is_no_control(payload: object) -> None:
    assert told("P1", payload) == ()


def test_a_format_that_is_not_json_is_left_alone() -> None:
    assert controls(Record(1, "P1", 1, b'"_')) == ()
