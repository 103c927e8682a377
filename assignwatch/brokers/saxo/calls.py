"""Everything that this program may ever ask of Saxo: reading, and subscribing to what it reads.

`rest.py` refuses to send what is not in `ALLOWED`. A subscription is made by POST and ended by
DELETE, and changes nothing in the account. Each service group, the first part of a path, has a
budget of its own (Saxo OpenAPI learn, "Rate limiting").
"""

import re
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Call:
    """One question. `{…}` in the path stand for what `at` fills in."""

    path: str
    method: str = "GET"
    shape: str = ""
    """The path before it was filled in."""

    @property
    def name(self) -> str:
        """What Saxo calls it; never with a key in it, for it is logged and shown."""
        return (self.shape or self.path).lstrip("/")

    @property
    def group(self) -> str:
        """Whose budget it is on."""
        return self.path.split("/")[1]

    def at(self, *parts: str | int) -> "Call":
        """The same with these parts filled in."""
        texts = iter(parts)
        path = re.sub(r"\{\w+\}", lambda _: quote(str(next(texts)), safe=""), self.path)
        return Call(path, self.method, self.shape or self.path)


CLIENT = Call("/port/v1/clients/me")
ACCOUNTS = Call("/port/v1/accounts/me")
POSITIONS = Call("/port/v1/positions/me")
ORDERS = Call("/port/v1/orders/me")
ACTIVITIES = Call("/ens/v1/activities")
DETAILS = Call("/ref/v1/instruments/details/{Uic}/{AssetType}")
OPTION_SPACE = Call("/ref/v1/instruments/contractoptionspaces/{OptionRootId}")
TRADES_REPORT = Call("/cs/v1/reports/trades/{ClientKey}")
CLOSED_HISTORY = Call("/hist/v3/positions/{ClientKey}")
BOOKINGS_REPORT = Call("/cs/v1/reports/bookings/{ClientKey}")
TRANSACTIONS = Call("/hist/v1/transactions")
MESSAGES = Call("/trade/v1/messages")
BALANCES = Call("/port/v1/balances")
QUOTES = Call("/trade/v1/infoprices/list")

SUBSCRIBE_POSITIONS = Call("/port/v1/positions/subscriptions", "POST")
SUBSCRIBE_ORDERS = Call("/port/v1/orders/subscriptions", "POST")
SUBSCRIBE_ACTIVITIES = Call("/ens/v1/activities/subscriptions", "POST")
SUBSCRIBE_BALANCES = Call("/port/v1/balances/subscriptions", "POST")
END_POSITIONS = Call("/port/v1/positions/subscriptions/{ContextId}/{ReferenceId}", "DELETE")
END_ORDERS = Call("/port/v1/orders/subscriptions/{ContextId}/{ReferenceId}", "DELETE")
END_ACTIVITIES = Call("/ens/v1/activities/subscriptions/{ContextId}/{ReferenceId}", "DELETE")
END_BALANCES = Call("/port/v1/balances/subscriptions/{ContextId}/{ReferenceId}", "DELETE")

_ALL = (
    CLIENT,
    ACCOUNTS,
    POSITIONS,
    ORDERS,
    ACTIVITIES,
    DETAILS,
    OPTION_SPACE,
    TRADES_REPORT,
    CLOSED_HISTORY,
    BOOKINGS_REPORT,
    TRANSACTIONS,
    QUOTES,
    MESSAGES,
    BALANCES,
    SUBSCRIBE_POSITIONS,
    SUBSCRIBE_ORDERS,
    SUBSCRIBE_ACTIVITIES,
    SUBSCRIBE_BALANCES,
    END_POSITIONS,
    END_ORDERS,
    END_ACTIVITIES,
    END_BALANCES,
)

ALLOWED = tuple(
    (call.method, re.compile(re.sub(r"\{\w+\}", r"[^/?]+", call.path))) for call in _ALL
)
"""Methods and paths, below the root."""


def is_allowed(method: str, path: str) -> bool:
    """Whether this program may ask so."""
    return any(method == known and shape.fullmatch(path) for known, shape in ALLOWED)
