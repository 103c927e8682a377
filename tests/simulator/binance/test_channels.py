"""Which addresses of the socket hosts exist, and whose stream is heard at them."""

import pytest

from assignwatch.simulator.binance.channels import Channel, Stream, opened
from assignwatch.simulator.binance.listen_keys import Product

USD, COIN, OPTIONS, PORTFOLIO = Product.USD, Product.COIN, Product.OPTIONS, Product.PORTFOLIO

HEARD = [
    ("/private/ws", "listenKey=K", {USD, OPTIONS}),
    ("/private/stream", "listenKey=K", {USD, OPTIONS}),
    ("/private/stream", "streams=K", {USD, OPTIONS}),
    ("/private/ws/K", "", {OPTIONS}),
    ("/ws/K", "", {COIN}),
    ("/stream", "streams=K", {COIN}),
    ("/public/ws", "listenKey=K", set()),
    ("/market/stream", "streams=K", set()),
    ("/pm/ws/K", "", {PORTFOLIO}),
    ("/pm-classic/ws/K", "", set()),
]


@pytest.mark.parametrize(("path", "query", "heard"), HEARD)
def test_a_stream_is_heard_where_its_product_is_served(
    path: str, query: str, heard: set[Product]
) -> None:
    channel = opened(path, query)
    assert channel is not None
    (stream,) = channel.streams
    assert stream.name == "K"
    assert {product for product in Product if channel.serves(product, stream)} == heard


@pytest.mark.parametrize("path", ["/", "/private", "/private/x", "/ws/a/b", "/pm/wss", "/other/ws"])
def test_other_addresses_do_not_exist(path: str) -> None:
    assert opened(path, "") is None


def test_frames_are_wrapped_where_several_streams_meet() -> None:
    wrapped = {path: opened(path, "") for path in ("/ws", "/stream", "/private/ws", "/pm/stream")}
    assert [c.wrapped for c in wrapped.values() if c] == [False, True, False, True]


def test_each_key_may_name_its_own_events() -> None:
    query = "listenKey=A&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE&listenKey=B&listenKey=C&events=X"
    assert opened("/private/stream", query) == Channel(
        "private",
        wrapped=True,
        streams=(
            Stream("A", frozenset({"ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"})),
            Stream("B"),
            Stream("C", frozenset({"X"})),
        ),
    )
    assert Stream("B").wants("anything")
    assert not Stream("C", frozenset({"X"})).wants("Y")
