"""python-kraken-sdk follows an account over its WebSocket. Started by `test_foreign_clients`.

Standard input: one account of the announcement. Standard output: a line `ready` once every snapshot
is there, then, after eight assignments, one line of JSON with all messages by feed.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import asyncio
import json
import sys
from collections import defaultdict

from kraken.futures import FuturesWSClient

FEEDS = ("fills", "open_positions", "account_log")
FIRST = {"fills_snapshot", "open_positions", "account_log_snapshot"}
ASSIGNMENTS = 8


async def main() -> None:
    account = json.load(sys.stdin)
    heard = defaultdict(list)
    news = asyncio.Event()

    async def on_message(message):
        heard[message.get("event") or message["feed"]].append(message)
        news.set()

    async def until(done):
        while not done():
            news.clear()
            await news.wait()

    def assignments():
        fills = (fill for message in heard["fills"] for fill in message.get("fills", ()))
        return [fill for fill in fills if fill["fill_type"] == "assignee"]

    client = FuturesWSClient(
        key=account["credentials"]["api_key"],
        secret=account["credentials"]["api_secret"],
        url=account["urls"]["socket"].removeprefix("wss://"),
        callback=on_message,
    )
    await client.start()
    for feed in FEEDS:
        await client.subscribe(feed=feed)
    await until(lambda: heard.keys() >= FIRST)
    print("ready", flush=True)
    await until(lambda: len(assignments()) == ASSIGNMENTS)
    print(json.dumps(heard), flush=True)
    await client.close()


asyncio.run(main())
