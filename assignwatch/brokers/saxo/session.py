"""A conversation with one Saxo client: what `BrokerSpec.open` gives.

Joins `access.py`, `rest.py`, `reader.py` and `listener.py` around one sign-in.
"""

from collections.abc import AsyncIterator, Sequence

from assignwatch.brokers.addresses import address
from assignwatch.brokers.base import AccountConfig, Since, Vault
from assignwatch.brokers.saxo.access import Access
from assignwatch.brokers.saxo.addresses import REST_URL, STREAM_URL, TOKEN_URL
from assignwatch.brokers.saxo.catalogue import Catalogue
from assignwatch.brokers.saxo.listener import Listener
from assignwatch.brokers.saxo.orders import Orders
from assignwatch.brokers.saxo.reader import Reader
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Transport


class SaxoSession:
    """Reads and listens; all sub-accounts at once, each of them a scope."""

    def __init__(self, config: AccountConfig, vault: Vault, clock: Clock, way: Transport) -> None:
        time, account = ServerTime(), config.key
        access = Access(account, vault, address(config.urls, TOKEN_URL), way, clock)
        rest = Rest(address(config.urls, REST_URL), access, way, clock, time)
        catalogue, orders = Catalogue(rest, clock), Orders()
        self._way = way
        self._reader = Reader(account, rest, access, clock, time, catalogue, orders)
        stream = address(config.urls, STREAM_URL)
        self._listener = Listener(
            account, stream, rest, access, catalogue, orders, way, clock, time
        )

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        """See `Session.read`."""
        told = await self._reader.read(feeds, since)
        self._listener.watch(self._reader.scopes)
        return told

    def stream(self, since: Since) -> AsyncIterator[Sequence[BrokerObservation]]:
        """See `Session.stream`."""
        return self._listener.listen(since)

    async def aclose(self) -> None:
        """Close every connection of the transport that was handed in."""
        await self._way.aclose()


def open_session(
    config: AccountConfig, vault: Vault, clock: Clock, transport: Transport
) -> SaxoSession:
    """See `BrokerSpec.open`."""
    keep_secret(*vault.values.values())
    return SaxoSession(config, vault, clock, transport)
