"""ccxt.pro follows trades of an account at Binance in three streams. Started by
`test_foreign_binance`.

Standard input: one account of the announcement; `portfolio` is true for one that is read through
papi, and `until` is how many trades of each stream are waited for. Standard output: a line `ready`
once every stream is open, then one line of JSON with the trades of each.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import asyncio
import json
import sys

import ccxt.pro

KINDS = {"usd": "binanceusdm", "coin": "binancecoinm", "options": "binance"}


def made(account, family):
    """An exchange that asks the simulator instead of the real one."""
    urls = account["urls"]
    exchange = getattr(ccxt.pro, KINDS[family])(
        {
            "apiKey": account["credentials"]["api_key"],
            "secret": account["credentials"]["api_secret"],
            "newUpdates": True,
            "options": {
                "recvWindow": 60_000,
                "portfolioMargin": account["portfolio"],
                "fetchCurrencies": False,
                **(
                    {"defaultType": "option", "fetchMarkets": {"types": ["option"]}}
                    if family == "options"
                    else {}
                ),
            },
        }
    )
    exchange.urls["api"] = {name: moved(url, urls) for name, url in exchange.urls["api"].items()}
    exchange.urls["api"]["ws"] |= {
        "linear": f"{urls['usd_stream']}/ws",
        "inverse": f"{urls['coin_stream']}/ws",
        "optionPrivate": f"{urls['options_stream']}/private/ws",
        "papi": f"{urls['portfolio_stream']}/pm/ws",
    }
    return exchange


def moved(url, urls):
    """An address of the simulator instead of the real one."""
    rest = {
        "https://fapi.binance.com": urls["usd_futures"],
        "https://dapi.binance.com": urls["coin_futures"],
        "https://eapi.binance.com": urls["options"],
        "https://papi.binance.com": urls["portfolio"],
    }
    for real, simulated in rest.items():
        if isinstance(url, str) and url.startswith(real):
            return simulated + url.removeprefix(real)
    return url


async def follow(exchange, wanted):
    """The trades of a stream, until there was one of each sort of order that is wanted."""
    seen = {}
    while not all(any(t["info"]["c"].startswith(w) for t in seen.values()) for w in wanted):
        for trade in await exchange.watch_my_trades():
            seen[trade["symbol"], trade["id"]] = trade
    return list(seen.values())


async def main() -> None:
    account = json.load(sys.stdin)
    exchanges = {family: made(account, family) for family in account["until"]}
    try:
        following = []
        for family, exchange in exchanges.items():
            await exchange.load_markets()
            following.append(asyncio.create_task(follow(exchange, account["until"][family])))
            while not any(  # noqa: ASYNC110  the client has no event for it
                client.connection is not None and not client.connection.closed
                for client in exchange.clients.values()
            ):
                await asyncio.sleep(0.02)
        print("ready", flush=True)
        told = await asyncio.gather(*following)
        print(json.dumps(dict(zip(exchanges, told, strict=True))), flush=True)
    finally:
        for exchange in exchanges.values():
            await exchange.close()


asyncio.run(main())
