"""Listen keys of every product: made, given again and extended, and never deleted.

A key needs no signature. Each product answers in its own shape. Source: Binance docs, "User Data
Streams" of each family.
"""

from collections.abc import Sequence

from assignwatch.simulator.binance.endpoints import Call, Endpoint, Security
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.listen_keys import Product
from assignwatch.simulator.binance.refusals import refused
from assignwatch.simulator.clock import milliseconds


def _create(call: Call, product: Product) -> Json:
    _offered(call, product)
    key = call.venue.listen_keys.create(call.key.account, product, call.now)
    told: dict[str, object] = {"listenKey": key.text}
    if product is Product.OPTIONS:
        told["expiration"] = milliseconds(key.until + call.world.clock.skew)
    return told


def _extend(call: Call, product: Product) -> Json:
    _offered(call, product)
    named = call.query.text("listenKey")
    key = call.venue.listen_keys.extend(call.key.account, product, named, call.now)
    return {"listenKey": key.text} if product in (Product.USD, Product.COIN) else {}


def _offered(call: Call, product: Product) -> None:
    account = call.account
    if product is Product.OPTIONS and account.options is None:
        raise refused(-2015)
    if product is Product.PORTFOLIO and not account.portfolio:
        raise refused(-2015)


def _listen_key(product: Product) -> list[Endpoint]:
    path = f"/{product}/v1/listenKey"
    return [
        Endpoint("POST", path, 1, Security.KEY, lambda call: _create(call, product)),
        Endpoint("PUT", path, 1, Security.KEY, lambda call: _extend(call, product)),
    ]


ENDPOINTS: Sequence[Endpoint] = tuple(
    endpoint for product in Product for endpoint in _listen_key(product)
)
