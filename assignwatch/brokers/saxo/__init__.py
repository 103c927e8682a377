"""Saxo Bank: stocks, funds, options, futures, CFDs and FX of one client, over its OpenAPI.

`session.py` joins the parts. `sign_in.py` sends the trader to Saxo's page, `access.py` keeps the
token good; `rest.py` asks what `calls.py` lists, within the `budgets.py`; `reader.py` reads whole
clients and `books.py` the reports of the days before, `listener.py` follows the stream.

The pure half: what comes back is decoded by `wire.py`, the stream's bytes by `frames.py`, its
control words by `control.py` and its changes by `merge.py`; `positions.py`, `orders.py`,
`activities.py`, `reports.py`, `instruments.py`, `quotes.py` and `messages.py` make it ours, with
the words for why in `causes.py` and numbers, names and times in `figures.py`. `errors.py` knows
every way in which Saxo says no.
"""

from datetime import timedelta

from assignwatch.brokers.base import BrokerSpec, CredentialField, Environment, Profile
from assignwatch.brokers.saxo.access import (
    APP_KEY,
    PASTED,
    REDIRECT,
    REFRESH,
    REFRESH_UNTIL,
    VERIFIER,
)
from assignwatch.brokers.saxo.addresses import LIVE, SIM
from assignwatch.brokers.saxo.evidence import IDENTITY_FIELDS
from assignwatch.brokers.saxo.figures import BROKER
from assignwatch.brokers.saxo.session import open_session
from assignwatch.brokers.saxo.sign_in import sign_in
from assignwatch.core.words import Feed


def _granted(name: str, title: str) -> CredentialField:
    """Something that signing in gives, and nobody types."""
    return CredentialField(name, title, secret=True, required=False, typed=False)


PROFILE = Profile(
    key=BROKER,
    title="Saxo Bank",
    credentials=(
        CredentialField(APP_KEY, "App key", secret=True, hint="of your application at Saxo"),
        CredentialField(
            PASTED,
            "24-hour token",
            secret=True,
            hint="simulation only; leave empty to sign in in the browser",
            required=False,
        ),
        _granted(REFRESH, "Sign-in"),
        _granted(REFRESH_UNTIL, "End of the sign-in"),
        _granted(VERIFIER, "Proof of the sign-in"),
        _granted(REDIRECT, "Way back of the sign-in"),
    ),
    environments=(
        Environment("live", "Saxo", LIVE),
        Environment("sim", "Saxo simulation", SIM),
        Environment("simulator", "Simulated Saxo", dict.fromkeys(LIVE, "")),
    ),
    feeds=(Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS),
    identity_fields=IDENTITY_FIELDS,
    how_to=(
        "At developer.saxo, create an application with the grant type Authorization Code with PKCE"
        " and the redirect address http://localhost/assignwatch, without trading permission. Enter"
        " its app key here; your browser then opens Saxo's own page to sign in."
    ),
    poll_every=timedelta(minutes=5),
)

SPEC = BrokerSpec(PROFILE, open_session, sign_in)
