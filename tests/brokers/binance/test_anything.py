"""Whatever JSON comes, the parsers answer with facts and problems, or refuse it in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.binance import (
    events,
    exercise,
    forced,
    income,
    instruments,
    orders,
    payloads,
    positions,
    prices,
    trades,
)
from assignwatch.core.model import PositionKey
from tests.brokers.binance.nights import DELISTED, QUARTERLY
from tests.brokers.binance.published import ACCOUNT, context, names, scope_of, value
from tests.core.builders import MODERATE, T0

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(
        ["NaN", "Infinity", "1e400", "-0", "LONG", "SHORT", "BTCUSDT", "0.1", "1e9999"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


GONE = object()
"""Stands for a field that is not there."""

CHANGES = st.lists(st.tuples(st.integers(0, 400), st.one_of(st.just(GONE), JUNK)), max_size=4)


def spoilt(payload: Any, changes: list[tuple[int, object]]) -> Any:
    """The payload with something else in some of its places, or some of them gone."""
    new = deepcopy(payload)
    for number, value_ in changes:
        places = list(_places(new))
        if places:
            holder, key = places[number % len(places)]
            if value_ is GONE:
                del holder[key]
            else:
                holder[key] = deepcopy(value_)
    return new


def _places(value_: Any) -> Iterator[tuple[Any, Any]]:
    keys = (
        value_
        if isinstance(value_, dict)
        else range(len(value_) if isinstance(value_, list) else 0)
    )
    for key in list(keys):
        yield value_, key
        yield from _places(value_[key])


def _instruments(body: bytes, name: str) -> None:
    scope = scope_of(name)
    instruments.futures(body, scope)
    instruments.options(body)


def _positions(body: bytes, name: str) -> None:
    positions.of_futures([body], ACCOUNT, scope_of(name), T0)
    positions.of_options(body, ACCOUNT, T0)


def _listed(body: bytes, name: str) -> None:
    found: list[Raw] = payloads.rows(body, name)
    known = context(scope_of(name), QUARTERLY)
    trades.parse(found, known)
    orders.of_list(found, known)
    orders.open_orders(found, known, T0)
    forced.parse(found, known)
    results, _ = exercise.results(found)
    exercise.settlements(results.values(), known)
    exercise.parse(found, results, known)
    prices.deliveries(found, "BTCUSDT", known.instruments)
    told = income.parse(found).delivered
    for held in ({}, {PositionKey(DELISTED.id): Decimal(1)}):
        income.booked(told, held, known, one_way=True)


def _frames(body: bytes, name: str) -> None:
    for frame in events.taken(body):
        if isinstance(frame, events.Event):
            events.heard(frame, context(scope_of(name), QUARTERLY), one_way=True)


READERS: dict[str, tuple[Callable[[bytes, str], None], list[str]]] = {
    "frames": (_frames, names("_ws_")),
    "contracts": (_instruments, names("exchangeInfo")),
    "positions": (_positions, names("positionRisk", "eapi_rest_position")),
    "lists": (_listed, names("userTrades", "Orders", "income", "exercise", "delivery-price")),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_spoilt_payload_is_read_or_refused(kind: str) -> None:
    read, published = READERS[kind]

    @settings(MODERATE, max_examples=300)
    @given(st.sampled_from(published), CHANGES)
    def law(name: str, changes: list[tuple[int, object]]) -> None:
        body = json.dumps(spoilt(value(name), changes)).encode()
        with suppress(BadPayload):
            read(body, name)

    law()


@MODERATE
@given(st.one_of(st.binary(max_size=60), JUNK.map(lambda told: json.dumps(told).encode())))
def test_anything_at_all_is_read_or_refused(body: bytes) -> None:
    for read in (_frames, _instruments, _positions, _listed):
        with suppress(BadPayload):
            read(body, "fapi_ws_")


def test_deep_nesting_is_refused() -> None:
    deep = b"[" * 100_000
    for read in (_frames, _listed):
        with pytest.raises(BadPayload):
            read(deep, "fapi_ws_")
