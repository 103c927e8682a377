"""The contracts that Kraken lists, kept for a while, so that no observation names a stranger.

`reader.py` and `listener.py` describe through it whatever they are about to mention. A contract
that is not listed, or not yet because the list could not be read, is described by its symbol.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import BrokerError
from assignwatch.brokers.kraken import contracts
from assignwatch.brokers.kraken.calls import INSTRUMENTS
from assignwatch.brokers.kraken.rest import Rest
from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.observations import Description
from assignwatch.core.ports import Clock

_log = logging.getLogger(__name__)

FRESH_FOR = timedelta(hours=6)
ASK_FOR_STRANGERS_EVERY = timedelta(minutes=10)


class Catalogue:
    """Descriptions by contract. Contracts that are no longer listed are remembered."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._known: dict[InstrumentId, Instrument] = {}
        self._read_at: timedelta | None = None

    async def refresh(self, mentioned: Iterable[InstrumentId]) -> None:
        """Read the list again if it is old, or lacks one of these. Never fails: see above."""
        now = self._clock.monotonic()
        complete = self._known.keys() >= set(mentioned)
        good_for = FRESH_FOR if complete else ASK_FOR_STRANGERS_EVERY
        if self._read_at is not None and now - self._read_at < good_for:
            return
        try:
            reply = await self._rest.get(INSTRUMENTS)
            self._known |= contracts.listed(reply.content)
        except (BrokerError, msgspec.MsgspecError) as error:
            _log.info("the list of contracts could not be read, symbols must do: %s", error)
        else:
            self._read_at = now

    def describe(self, mentioned: Iterable[InstrumentId]) -> list[Description]:
        """What these contracts are, as well as it is known, in a fixed order."""
        return [
            Description(self._known.get(contract) or contracts.from_symbol(contract))
            for contract in sorted(set(mentioned))
        ]
