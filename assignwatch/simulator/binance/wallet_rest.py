"""Listen keys of every product, what a key may do, and US stock options, which are only there.

Sources: Binance docs, "User Data Streams" of each family; wallet, "Get API Key Permission"; stock
options, "General Info" and "Error Code". The fields of stock options are not shown: nothing here
may be taken for them.
"""

from collections.abc import Sequence

from assignwatch.simulator.binance.endpoints import Call, Endpoint, Security, public, signed
from assignwatch.simulator.binance.futures_rest import time
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.listen_keys import Product
from assignwatch.simulator.binance.refusals import Refused, refused
from assignwatch.simulator.clock import milliseconds

NOT_ENABLED = 497_203


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


def _permissions(call: Call) -> Json:
    created = {"createTime": milliseconds(call.key.created)}
    return {**call.key.permissions, **created}


def _stock_options(call: Call) -> list[Json]:
    """Whatever is asked: that there is nothing to see yet, or that it is not enabled."""
    if not call.account.stock_options:
        raise Refused(NOT_ENABLED, "Option trading is not enabled for this account.")
    return []


def _listen_key(product: Product) -> list[Endpoint]:
    path = f"/{product}/v1/listenKey"
    return [
        Endpoint("POST", path, 1, Security.KEY, lambda call: _create(call, product)),
        Endpoint("PUT", path, 1, Security.KEY, lambda call: _extend(call, product)),
    ]


ENDPOINTS: Sequence[Endpoint] = (
    *(endpoint for product in Product for endpoint in _listen_key(product)),
    public("/api/v3/time", 1, time),
    signed("/sapi/v1/account/apiRestrictions", 1, _permissions),
    signed("/sapi/v1/equity/option/{anything:.+}", 1, _stock_options),
)
