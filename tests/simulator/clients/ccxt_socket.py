"""ccxt.pro's krakenfutures follows an account's fills. Started by `test_foreign_clients`.

Standard input: one account of the announcement. Standard output: a line `ready` once it is
subscribed, then, after eight assignments, one line of JSON with the trades that it made of them.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import asyncio
import json
import sys

import ccxt.pro

ASSIGNMENTS = 8


async def main() -> None:
    account = json.load(sys.stdin)
    exchange = ccxt.pro.krakenfutures(
        {
            "apiKey": account["credentials"]["api_key"],
            "secret": account["credentials"]["api_secret"],
        }
    )
    real = "https://futures.kraken.com"
    exchange.urls["api"] = {
        name: url.replace(real, account["urls"]["rest"]) if isinstance(url, str) else url
        for name, url in exchange.urls["api"].items()
    } | {"ws": account["urls"]["socket"]}
    try:
        seen = {}
        first = True
        while sum(t["info"]["fill_type"] == "assignee" for t in seen.values()) < ASSIGNMENTS:
            for trade in await exchange.watch_my_trades():
                seen[trade["id"]] = trade
            if first:
                print("ready", flush=True)
                first = False
        print(json.dumps(list(seen.values())), flush=True)
    finally:
        await exchange.close()


asyncio.run(main())
