"""Frames of the streams: raw and wrapped, replies, errors, the end of a listen key, new words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.binance import events, figures
from assignwatch.core.model import Scope
from assignwatch.core.observations import Message
from tests.brokers.binance.nights import event, update
from tests.brokers.binance.published import context, names, scope_of, text, value
from tests.core.builders import T0


def one(content: object) -> events.Reply | events.Failure | events.Event:
    (found,) = events.taken(json.dumps(content))
    return found


@pytest.mark.parametrize("name", names("_ws_"))
def test_wrapped_and_raw_frames_are_the_same_event(name: str) -> None:
    plain = value(name).get("data", value(name))
    raw, wrapped = one(plain), one({"stream": "abc", "data": plain})
    assert isinstance(raw, events.Event)
    assert isinstance(wrapped, events.Event)
    assert (raw.name, raw.at, wrapped.stream) == (wrapped.name, wrapped.at, "abc")
    known = context(scope_of(name))
    assert events.heard(raw, known) == events.heard(wrapped, known)


def test_frames_may_come_as_bytes_or_text_and_as_a_list() -> None:
    content = text("fapi_ws_TRADE_LITE")
    assert events.taken(content) == events.taken(content.decode())
    assert len(events.taken(b" [" + content + b"," + content + b"]")) == 2


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        ({"result": None, "id": 3}, events.Reply("3", None)),
        ({"result": ["abc@ORDER"], "id": "4"}, events.Reply("4", ["abc@ORDER"])),
        (
            {"id": 5, "status": 200, "result": {"listenKey": "x"}},
            events.Reply("5", {"listenKey": "x"}),
        ),
        ({"result": [], "id": None}, events.Reply("", [])),
    ],
)
def test_answers_to_control_frames(frame: object, reply: events.Reply) -> None:
    assert one(frame) == reply


@pytest.mark.parametrize(
    "frame",
    [
        {"error": {"code": 2, "msg": "Invalid request"}, "id": 7},
        {"code": 2, "msg": "Invalid request", "id": 7},
        {"error": {"code": "2", "msg": "Invalid request"}, "id": "7"},
        {"stream": "x", "data": {"error": {"code": 2, "msg": "Invalid request"}, "id": 7}},
    ],
)
def test_errors_over_the_socket(frame: object) -> None:
    assert one(frame) == events.Failure("2", "Invalid request", "7")


@pytest.mark.parametrize(
    ("at", "read"),
    [
        ("1693427319838", datetime(2023, 8, 29, 20, 28, 39, 838000, tzinfo=UTC)),
        (1693427319838, datetime(2023, 8, 29, 20, 28, 39, 838000, tzinfo=UTC)),
        (None, None),
        ("soon", None),
    ],
)
def test_listen_key_ends_whatever_its_time_looks_like(at: object, read: datetime | None) -> None:
    frame = one({"e": "listenKeyExpired", "E": at, "listenKey": "KEY"})
    assert isinstance(frame, events.Event)
    assert frame.name == "listenKeyExpired"
    assert frame.listen_key == "KEY"
    assert (frame.at is None) == (read is None)
    assert events.heard(frame, context()) == events.Heard()


@pytest.mark.parametrize(
    "content", ["", "pong", "5", '"x"', "null", "{}", '{"stream":"x"}', "<html>", "[5]", '{"e":5}']
)
def test_what_is_no_frame_is_refused(content: str) -> None:
    with pytest.raises(BadPayload):
        events.taken(content)


@pytest.mark.parametrize("scope", [figures.FAPI, figures.DAPI, figures.EAPI])
def test_new_event_is_strange_and_not_dropped(scope: Scope) -> None:
    told = events.heard(event({"e": "ASSIGNMENT_NOTICE", "E": 1}), context(scope))
    assert told == events.Heard(strange="ASSIGNMENT_NOTICE")


def test_account_of_options_is_not_that_of_futures() -> None:
    (frame,) = events.taken(text("eapi_ws_ACCOUNT_UPDATE"))
    assert isinstance(frame, events.Event)
    assert events.heard(frame, context(figures.EAPI)) == events.Heard()
    with pytest.raises(BadPayload):
        events.heard(frame, context(figures.FAPI))


def test_event_that_is_not_what_its_name_says_is_refused_or_odd() -> None:
    with pytest.raises(BadPayload):
        events.heard(event({"e": "ACCOUNT_UPDATE", "E": 1}), context())
    told = events.heard(event({"e": "ORDER_TRADE_UPDATE", "E": 1}), context())
    assert (told.observations, len(told.odd)) == ([], 1)


def test_repeated_frames_say_the_same_again() -> None:
    frame = update("BTCUSDT", "autoclose-1", "SELL", "3")
    assert events.heard(frame, context()) == events.heard(frame, context())


def message(fields: dict[str, object], scope: Scope = figures.FAPI) -> Message:
    told = events.heard(event(fields), context(scope))
    (found,) = told.observations
    assert isinstance(found, Message)
    return found


def test_margin_call_is_urgent_and_names_the_positions() -> None:
    found = message(value("fapi_ws_MARGIN_CALL"))
    assert (found.title, found.text, found.urgent) == ("MARGIN_CALL", "ETHUSDT LONG 1.327", True)
    again = {**value("fapi_ws_MARGIN_CALL"), "E": 1587727187525 + 60_000}
    assert message(again).id == found.id
    assert message({**again, "E": 1587727187525 + 3_600_000}).id != found.id


@pytest.mark.parametrize(
    ("name", "scope", "level", "urgent"),
    [
        ("RISK_LEVEL_CHANGE", figures.EAPI, "REDUCE_ONLY", True),
        ("RISK_LEVEL_CHANGE", figures.EAPI, "NORMAL", False),
        ("riskLevelChange", figures.FAPI, "FORCE_LIQUIDATION", True),
        ("riskLevelChange", figures.FAPI, "A_NEW_LEVEL", True),
    ],
)
def test_risk_level(name: str, scope: Scope, level: str, *, urgent: bool) -> None:
    found = message({"e": name, "E": int(T0.timestamp() * 1000), "s": level}, scope)
    assert (found.title, found.text, found.urgent, found.at) == (name, level, urgent, T0)


def test_odd_row_of_an_update_hides_no_other() -> None:
    rows = [{"s": "BTCUSDT", "pa": None}, {"s": "ETHUSDT", "pa": "1"}, 5]
    told = events.heard(event({"e": "ACCOUNT_UPDATE", "E": 1, "a": {"P": rows}}), context())
    assert (len(told.observations), len(told.odd)) == (1, 2)
