"""A conversation with one Kraken Futures account: what `BrokerSpec.open` gives.

Joins `rest.py`, `reader.py` and a `listener.py` for each connection around one key.
"""

from collections.abc import AsyncIterator, Mapping, Sequence

from assignwatch.brokers.addresses import address
from assignwatch.brokers.base import AccountConfig, Since, Vault
from assignwatch.brokers.kraken.auth import Key
from assignwatch.brokers.kraken.catalogue import Catalogue
from assignwatch.brokers.kraken.listener import Listener
from assignwatch.brokers.kraken.reader import Reader
from assignwatch.brokers.kraken.rest import Rest
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import WHOLE, AccountKey, Scope
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Transport

REST_URL = "rest"
SOCKET_URL = "socket"


class KrakenSession:
    """Reads and listens. It has no scopes: all futures of an account are read at once."""

    def __init__(
        self, account: AccountKey, urls: Mapping[str, str], key: Key, clock: Clock, way: Transport
    ) -> None:
        time = ServerTime()
        rest = Rest(address(urls, REST_URL), key, way, clock, time)
        self._account = account
        self._socket_url = address(urls, SOCKET_URL)
        self._key = key
        self._clock = clock
        self._way = way
        self._catalogue = Catalogue(rest, clock)
        self._reader = Reader(account, rest, clock, time, self._catalogue)

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        """See `Session.read`."""
        return await self._reader.read(feeds, since)

    def stream(self, since: Since) -> AsyncIterator[Sequence[BrokerObservation]]:
        """See `Session.stream`."""
        listener = Listener(self._account, self._key, self._clock, self._catalogue, self._reader)
        return listener.listen(self._way, self._socket_url)

    async def aclose(self) -> None:
        """Close every connection of the transport that was handed in."""
        await self._way.aclose()


def open_session(
    config: AccountConfig, vault: Vault, clock: Clock, transport: Transport
) -> KrakenSession:
    """See `BrokerSpec.open`."""
    keep_secret(*vault.values.values())
    return KrakenSession(config.key, config.urls, Key.of(vault.values), clock, transport)
