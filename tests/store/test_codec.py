"""What is written is what is read, for every event that there is or was."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignwatch.core.events import Acknowledged, Covered, Filled, Journalled, Marked, Started
from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.observations import Fill
from assignwatch.core.words import Feed
from assignwatch.store.codec import CLASSES, Undecodable, UnknownKind, decode, encode
from tests.store.event_values import values_of

AT = datetime(2026, 11, 20, 6, 10, 0, 500_000, UTC)
FILL = Fill(
    at=AT,
    account=AccountKey("kraken/main"),
    id="f-1",
    instrument=InstrumentId("kraken/PF_ETHUSD"),
    quantity=Decimal("-1.20"),
    price=Decimal("3010.5"),
)


@pytest.mark.parametrize("kind", CLASSES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_decoding_gives_back_the_event(kind: str, data: st.DataObject) -> None:
    event: Journalled | Marked = data.draw(values_of(CLASSES[kind]))
    stored = encode(event)
    assert stored[0] == kind
    assert decode(*stored) == event


@given(values_of(Decimal))
def test_numbers_survive_digit_for_digit_in_any_decimal_context(number: Decimal) -> None:
    with localcontext(prec=3):
        read = decode(*encode(Filled(replace(FILL, quantity=number))))
    assert isinstance(read, Filled)
    assert read.fill.quantity.as_tuple() == number.as_tuple()


def test_numbers_are_text_times_end_in_z_and_enumerations_are_their_values() -> None:
    kind, version, body = encode(Filled(FILL))
    assert (kind, version) == ("filled", 1)
    fill = json.loads(body)["fill"]
    assert fill["quantity"] == "-1.20"
    assert fill["at"] == "2026-11-20T06:10:00.500000Z"
    assert fill["side"] == "net"


def test_a_row_from_before_a_field_was_added_takes_its_default() -> None:
    body = '{"at":"2026-11-20T06:10:00.500000Z","alert":"a","version":2}'
    assert decode("acknowledged", 1, body) == Acknowledged(at=AT, alert="a", version=2)


@pytest.mark.parametrize(
    ("kind", "version"),
    [("teleported", 1), ("started", 2), ("Started", 1), ("started", 0)],
)
def test_a_kind_or_version_of_a_newer_program_is_told_apart(kind: str, version: int) -> None:
    with pytest.raises(UnknownKind, match=f"{kind} version {version}"):
        decode(kind, version, "{}")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        '{"at":1}',
        '{"at":"yesterday"}',
        '{"account":"a","feed":"smell","through":"2026-11-20T06:10:00Z"}',
        '{"account":7,"feed":"fills","through":"2026-11-20T06:10:00Z"}',
    ],
)
def test_a_row_that_does_not_fit_is_refused(body: str) -> None:
    with pytest.raises(Undecodable):
        decode("covered", 1, body)


@pytest.mark.parametrize(
    "event",
    [
        Started(at=AT.replace(tzinfo=None)),
        Started(at=AT.astimezone(timezone(timedelta(hours=1)))),
        Filled(replace(FILL, quantity=Decimal("NaN"))),
        Filled(replace(FILL, price=Decimal("-Infinity"))),
        Covered(AccountKey("a/b"), Feed.FILLS, AT.replace(tzinfo=None)),
    ],
)
def test_what_could_not_be_relied_on_later_is_not_written(event: Journalled | Marked) -> None:
    with pytest.raises(ValueError, match=r"not a (UTC time|finite number)"):
        encode(event)
