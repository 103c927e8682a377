"""Binance derivatives: USDⓈ-M and COIN-M futures and European options of one account.

`session.py` joins the parts. `auth.py` signs, `rest.py` asks what `calls.py` lists within the
`budgets.py`, by the servers' own time. `standing.py` looks at the kind of account and
`key_check.py` at what the key may do. `reader.py` reads the `families.py` side by side:
`futures.py` asks what `questions.py` names for the kind of account, `options.py` the options; both
read whole lists with `pages.py`, over a `span.py`, not beyond `ends.py` that nobody has booked, and
with `patience.py` for rows that nobody can read; `catalogue.py` knows the contracts.

`streams.py` listens to the families: `listener.py` keeps one stream alive over one `line.py` after
another (`reconnects.py` says when), with its `listen_key.py`; `news.py` finds out a deaf one.

The pure half: `payloads.py` takes JSON apart, `events.py` the frames of the streams;
`positions.py`, `orders.py` with `order_events.py` and `order_lists.py`, `trades.py`, `income.py`,
`forced.py`, `exercise.py`, `prices.py`, `instruments.py` and `messages.py` make it ours, with the
words for why in `causes.py` and numbers, names and times in `figures.py`. `errors.py` knows every
way in which Binance says no.
"""

from datetime import timedelta

from assignwatch.brokers.base import BrokerSpec, CredentialField, Environment, Profile
from assignwatch.brokers.binance.evidence import IDENTITY_FIELDS
from assignwatch.brokers.binance.figures import BROKER
from assignwatch.brokers.binance.session import open_session
from assignwatch.core.words import Feed

LIVE = {
    "usd_futures": "https://fapi.binance.com",
    "coin_futures": "https://dapi.binance.com",
    "options": "https://eapi.binance.com",
    "portfolio": "https://papi.binance.com",
    "wallet": "https://api.binance.com",
    "usd_stream": "wss://fstream.binance.com",
    "coin_stream": "wss://dstream.binance.com",
    "options_stream": "wss://fstream.binance.com",
    "portfolio_stream": "wss://fstream.binance.com",
}
"""Real accounts (Binance docs, "General info" of each product; change log, 2026-03-06)."""

TEST = {
    "usd_futures": "https://demo-fapi.binance.com",
    "coin_futures": "https://testnet.binancefuture.com",
    "options": "https://testnet.binancefuture.com",
    "portfolio": "",
    "wallet": "",
    "usd_stream": "wss://fstream.binancefuture.com",
    "coin_stream": "wss://dstream.binancefuture.com",
    "options_stream": "wss://fstream.binancefuture.com",
    "portfolio_stream": "",
}
"""The test network. It has no portfolio margin, and nobody to ask what a key may do."""

PROFILE = Profile(
    key=BROKER,
    title="Binance derivatives",
    credentials=(
        CredentialField("api_key", "API key", secret=True),
        CredentialField(
            "api_secret",
            "Secret key",
            secret=True,
            hint="or the private key of an Ed25519 or RSA pair, PEM",
        ),
    ),
    environments=(
        Environment("live", "Binance", LIVE),
        Environment("testnet", "Binance test network", TEST),
        Environment("simulator", "Simulated Binance", dict.fromkeys(LIVE, "")),
    ),
    feeds=(Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS),
    identity_fields=IDENTITY_FIELDS,
    how_to=(
        "At Binance, under API Management, create a key with Enable Reading alone, and restrict it"
        " to the addresses that you trust. A key that can withdraw or transfer is refused. If you"
        " have no options, or no COIN-M futures, leave their address empty."
    ),
    poll_every=timedelta(minutes=5),
    trades_within=timedelta(seconds=15),
    parts={"fapi": "USDⓈ-M", "dapi": "COIN-M", "eapi": "options", "papi": "portfolio margin"},
)

SPEC = BrokerSpec(PROFILE, open_session)
