"""python-kraken-sdk reads an account over REST. Started by `test_foreign_clients`.

Standard input: one account of the simulator's announcement. Standard output: what the client read.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import json
import sys

from kraken.futures import Market, Trade, User

account = json.load(sys.stdin)
url = account["urls"]["rest"]
key, secret = account["credentials"]["api_key"], account["credentials"]["api_secret"]
user = User(key=key, secret=secret, url=url)

json.dump(
    {
        "positions": user.get_open_positions(),
        "fills": Trade(key=key, secret=secret, url=url).get_fills(),
        "account_log": user.get_account_log(since=1, sort="asc", info="futures trade"),
        "wallets": user.get_wallets(),
        "notifications": user.get_notifications(),
        "instruments": Market(url=url).get_instruments(),
    },
    sys.stdout,
)
