"""ccxt's krakenfutures reads an account over REST. Started by `test_foreign_clients`.

Standard input: one account of the simulator's announcement. Standard output: what the client read.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import json
import sys

import ccxt

account = json.load(sys.stdin)
exchange = ccxt.krakenfutures(
    {
        "apiKey": account["credentials"]["api_key"],
        "secret": account["credentials"]["api_secret"],
    }
)
real = "https://futures.kraken.com"
exchange.urls["api"] = {
    name: url.replace(real, account["urls"]["rest"]) if isinstance(url, str) else url
    for name, url in exchange.urls["api"].items()
}

json.dump(
    {
        "positions": exchange.fetch_positions(),
        "trades": exchange.fetch_my_trades(),
        "history": exchange.fetch_positions_history(params={"opened": True, "increased": True}),
        "account_log": exchange.history_get_account_log({"info": "futures trade", "sort": "asc"}),
        "balance": exchange.fetch_balance({"type": "flex"}),
    },
    sys.stdout,
)
