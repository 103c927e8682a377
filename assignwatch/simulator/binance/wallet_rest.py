"""What a key may do, and US stock options, of which nothing is shown but that they are there.

Sources: Binance docs, wallet, "Get API Key Permission"; stock options, "General Info" and "Error
Code". The fields of stock options are not shown: nothing here may be taken for them.
"""

from collections.abc import Sequence

from assignwatch.simulator.binance.endpoints import Call, Endpoint, public, signed
from assignwatch.simulator.binance.futures_rest import time
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.refusals import Refused
from assignwatch.simulator.clock import milliseconds

NOT_ENABLED = 497_203


def _permissions(call: Call) -> Json:
    created = {"createTime": milliseconds(call.key.created)}
    return {**call.key.permissions, **created}


def _stock_options(call: Call) -> list[Json]:
    """Whatever is asked: that there is nothing to see yet, or that it is not enabled."""
    if not call.account.stock_options:
        raise Refused(NOT_ENABLED, "Option trading is not enabled for this account.")
    return []


ENDPOINTS: Sequence[Endpoint] = (
    public("/api/v3/time", 1, time),
    signed("/sapi/v1/account/apiRestrictions", 1, _permissions),
    signed("/sapi/v1/equity/option/{anything:.+}", 1, _stock_options),
)
