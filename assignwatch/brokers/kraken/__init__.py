"""Kraken Futures: perpetuals, dated futures and options of one account, over REST v3 and socket v1.

`session.py` joins the parts. `auth.py` signs, `calls.py` lists what may be asked, `rest.py` asks,
`reader.py` reads whole accounts, `listener.py` listens. What comes back is decoded by `wire.py` and
made ours by pure parsers: `positions.py`, `fills.py`, `account_log.py`, `position_history.py`,
`contracts.py`, with the words for why in `causes.py` and numbers and times in `figures.py`.
`errors.py` knows every way in which Kraken says no.
"""

from datetime import timedelta

from assignwatch.brokers.base import BrokerSpec, CredentialField, Environment, Profile
from assignwatch.brokers.kraken.auth import PRIVATE_FIELD, PUBLIC_FIELD
from assignwatch.brokers.kraken.evidence import IDENTITY_FIELDS
from assignwatch.brokers.kraken.figures import BROKER
from assignwatch.brokers.kraken.session import REST_URL, SOCKET_URL, open_session
from assignwatch.core.words import Feed

PROFILE = Profile(
    key=BROKER,
    title="Kraken Futures",
    credentials=(
        CredentialField(PUBLIC_FIELD, "Public key", secret=True, hint="API key"),
        CredentialField(PRIVATE_FIELD, "Private key", secret=True, hint="API secret, shown once"),
    ),
    environments=(
        Environment(
            "live",
            "Kraken Futures",
            {REST_URL: "https://futures.kraken.com", SOCKET_URL: "wss://futures.kraken.com/ws/v1"},
        ),
        Environment("simulator", "Simulated Kraken", {REST_URL: "", SOCKET_URL: ""}),
    ),
    feeds=(Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS),
    identity_fields=IDENTITY_FIELDS,
    how_to=(
        "On Kraken, open Derivatives, Settings, API keys and create a key of its own for"
        " AssignWatch. General API: Read Only. Withdrawal API: No Access. A spot key does not"
        " work here."
    ),
    poll_every=timedelta(seconds=60),
    trades_within=timedelta(seconds=15),
)

SPEC = BrokerSpec(PROFILE, open_session)
