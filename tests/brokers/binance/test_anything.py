"""Whatever JSON comes, the parsers answer with facts and problems, or refuse it in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
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
    figures,
    forced,
    income,
    instruments,
    order_lists,
    payloads,
    positions,
    prices,
    trades,
)
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Description, Message, Observation
from assignwatch.core.tape.writing import write
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
    if isinstance(value_, dict | list):
        for key in list(value_) if isinstance(value_, dict) else range(len(value_)):
            yield value_, key
            yield from _places(value_[key])


def _instruments(body: bytes, name: str) -> Iterable[Observation]:
    scope = scope_of(name)
    options = scope == figures.EAPI
    found = instruments.options(body) if options else instruments.futures(body, scope)
    return map(Description, found.values())


def _positions(body: bytes, name: str) -> Iterable[Observation]:
    scope = scope_of(name)
    if scope == figures.EAPI:
        snapshot, quotes = positions.of_options(body, ACCOUNT, T0)
    else:
        snapshot, quotes = positions.of_futures([body], ACCOUNT, scope, T0)
    return [snapshot, *quotes]


def _listed(body: bytes, name: str) -> Iterable[Observation]:
    found: list[Raw] = payloads.rows(body, name)
    known = context(scope_of(name), QUARTERLY)
    yield from trades.parse(found, known).facts
    yield from order_lists.of_list(found, known).facts
    yield from forced.parse(found, known).facts
    results, _ = exercise.results(found)
    yield from exercise.settlements(results.values(), known)
    yield from exercise.parse(found, results, known).facts
    yield from prices.deliveries(found, "BTCUSDT", known.instruments)[0]
    told = income.parse(found).delivered
    for held in ({}, {PositionKey(DELISTED.id): Decimal(1)}):
        yield from income.booked(told, held, known, one_way=True)[0].facts


def _frames(body: bytes, name: str) -> Iterable[Observation]:
    for frame in events.taken(body):
        if isinstance(frame, events.Event):
            known = context(scope_of(name), QUARTERLY)
            found = events.heard(frame, known).observations
            yield from (told for told in found if not isinstance(told, Message))


Reads = Callable[[bytes, str], Iterable[Any]]

READERS: dict[str, tuple[Reads, list[str]]] = {
    "frames": (_frames, names("_ws_")),
    "contracts": (_instruments, names("exchangeInfo")),
    "positions": (_positions, names("positionRisk", "eapi_rest_position")),
    "lists": (_listed, names("userTrades", "Orders", "income", "exercise", "delivery-price")),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_spoilt_payload_is_refused_or_comes_to_what_a_tape_can_hold(kind: str) -> None:
    read, published = READERS[kind]

    @settings(MODERATE, max_examples=300)
    @given(st.sampled_from(published), CHANGES)
    def law(name: str, changes: list[tuple[int, object]]) -> None:
        body = json.dumps(spoilt(value(name), changes)).encode()
        with suppress(BadPayload):
            for told in read(body, name):
                assert write(told, T0)

    law()


@MODERATE
@given(st.one_of(st.binary(max_size=60), JUNK.map(lambda told: json.dumps(told).encode())))
def test_anything_at_all_is_read_or_refused(body: bytes) -> None:
    for read, _ in READERS.values():
        with suppress(BadPayload):
            list(read(body, "fapi_ws_"))


def test_deep_nesting_is_refused() -> None:
    deep = b"[" * 100_000
    for read in (_frames, _listed):
        with pytest.raises(BadPayload):
            list(read(deep, "fapi_ws_"))
