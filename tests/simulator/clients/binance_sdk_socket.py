"""Binance's own SDK follows the user streams of three families. Started by `test_foreign_binance`.

Standard input: one account of the announcement, and under `until` how many events of each stream
are waited for. Standard output: a line `ready` once every stream is subscribed, then one line of
JSON with the events of each, as the SDK's own models write them.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import asyncio
import json
import sys

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_sdk_derivatives_trading_coin_futures import (
    rest_api as coin_rest,
)
from binance_sdk_derivatives_trading_coin_futures import (
    websocket_streams as coin_streams,
)
from binance_sdk_derivatives_trading_options import (
    rest_api as options_rest,
)
from binance_sdk_derivatives_trading_options import (
    websocket_streams as options_streams,
)
from binance_sdk_derivatives_trading_usds_futures import (
    rest_api as usd_rest,
)
from binance_sdk_derivatives_trading_usds_futures import (
    websocket_streams as usd_streams,
)

FAMILIES = {
    "usd": (
        usd_rest.DerivativesTradingUsdsFuturesRestAPI,
        usd_streams.DerivativesTradingUsdsFuturesWebSocketStreams,
        "usd_futures",
    ),
    "coin": (
        coin_rest.DerivativesTradingCoinFuturesRestAPI,
        coin_streams.DerivativesTradingCoinFuturesWebSocketStreams,
        "coin_futures",
    ),
    "options": (
        options_rest.DerivativesTradingOptionsRestAPI,
        options_streams.DerivativesTradingOptionsWebSocketStreams,
        "options",
    ),
}


async def follow(account, family, heard, news):
    """Subscribe to a family's stream, as the SDK's examples do."""
    rest, streams, name = FAMILIES[family]
    configuration = ConfigurationRestAPI(
        api_key=account["credentials"]["api_key"],
        api_secret=account["credentials"]["api_secret"],
        base_path=account["urls"][name],
    )
    listen_key = rest(configuration).start_user_data_stream().data().listen_key
    client = streams(ConfigurationWebSocketStreams(stream_url=account["urls"][f"{family}_stream"]))
    await client.create_connection()
    stream = await client.user_data(listen_key)

    def on_message(event):
        heard[family].append(json.loads(event.to_json()))
        news.set()

    stream.on("message", on_message)
    return client


async def main() -> None:
    account = json.load(sys.stdin)
    heard = {family: [] for family in FAMILIES}
    news = asyncio.Event()
    clients = [await follow(account, family, heard, news) for family in FAMILIES]
    subscribed = await clients[1].list_subscribe()
    print("ready", flush=True)
    until = account["until"]
    while any(len(heard[family]) < until[family] for family in until):
        news.clear()
        await news.wait()
    print(json.dumps({**heard, "subscribed": subscribed["result"]}), flush=True)
    for client in clients:
        await client.close_connection(close_session=True)


asyncio.run(main())
