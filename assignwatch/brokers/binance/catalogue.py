"""What the contracts of an account are, from each family's list of contracts.

The readers and the listeners describe through it whatever they are about to mention. A list is
asked anew each hour, and when a contract is met that is not on it; a contract that has ended drops
out of it, so what was learned while it lived is kept, and of one that was never listed the symbol
itself must do.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import BrokerError
from assignwatch.brokers.binance import figures, instruments
from assignwatch.brokers.binance.calls import Call
from assignwatch.brokers.binance.orders import Context
from assignwatch.brokers.binance.payloads import row, under
from assignwatch.brokers.binance.rest import Rest
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Scope
from assignwatch.core.observations import Description
from assignwatch.core.ports import Clock

_log = logging.getLogger(__name__)

FRESH_FOR = timedelta(hours=1)
ASK_AGAIN_AFTER = timedelta(minutes=1)
"""For a contract that the list does not hold, or a list that did not come."""

_TRADED = "TRADING"


class _Status(msgspec.Struct, rename="camel"):
    symbol: str = ""
    contract_status: str | None = None
    status: str | None = None


class Catalogue:
    """Descriptions by contract, of the families whose lists are asked for."""

    def __init__(self, account: AccountKey, rest: Rest, clock: Clock) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._known: dict[InstrumentId, Instrument] = {}
        self._asked_at: dict[Call, timedelta] = {}
        self._came: set[Call] = set()
        self._missing: dict[Call, set[InstrumentId]] = {}
        self._untraded: dict[Call, frozenset[str]] = {}

    def context(self, scope: Scope) -> Context:
        """What records of this family are read with."""
        return Context(self._account, scope, self._known)

    def untraded(self, contracts: Call) -> frozenset[str]:
        """The symbols that are listed, and not traded at the moment."""
        return self._untraded.get(contracts, frozenset())

    async def refresh(
        self, contracts: Call, scope: Scope, mentioned: Iterable[InstrumentId] = ()
    ) -> None:
        """Ask for the list if it is due. Never fails: what is known must do then."""
        now = self._clock.monotonic()
        missing = self._missing.setdefault(contracts, set())
        strange = {one for one in mentioned if one not in self._known} - missing
        asked_at = self._asked_at.get(contracts)
        fresh_for = ASK_AGAIN_AFTER if strange or contracts not in self._came else FRESH_FOR
        if asked_at is not None and now < asked_at + fresh_for:
            return
        self._asked_at[contracts] = now
        try:
            self._take(await self._rest.get(contracts), contracts, scope)
        except BrokerError as error:
            _log.info("no list of contracts of %s: %s", scope, error.problem.code)
            self._came.discard(contracts)
            return
        self._came.add(contracts)
        missing |= strange - self._known.keys()

    def describe(self, mentioned: Iterable[InstrumentId]) -> list[Description]:
        """What these contracts are and what lies beneath them, as well as it is known."""
        told: dict[InstrumentId, Instrument] = {}
        for one in mentioned:
            contract = self.of(one)
            told[one] = contract
            beneath = self._known.get(contract.underlying) if contract.underlying else None
            if beneath is not None:
                told[beneath.id] = beneath
        return [Description(told[one]) for one in sorted(told)]

    def of(self, contract: InstrumentId) -> Instrument:
        """One contract, as well as it is known; its family shows in the form of its symbol."""
        known = self._known.get(contract)
        return known or instruments.from_symbol(contract, figures.family_of(contract))

    def _take(self, body: bytes, contracts: Call, scope: Scope) -> None:
        if scope == figures.EAPI:
            self._known |= instruments.options(body)
        else:
            self._known |= instruments.futures(body, scope)
            self._untraded[contracts] = _untraded(body)
        self._rest.budgets.learn_limits(contracts.host.group, body)


def _untraded(body: bytes) -> frozenset[str]:
    found = set[str]()
    for raw in under(body, "symbols", where="exchangeInfo"):
        try:
            told = row(raw, _Status)
        except (msgspec.MsgspecError, ValueError):
            continue
        if told.symbol and (told.contract_status or told.status or _TRADED) != _TRADED:
            found.add(told.symbol)
    return frozenset(found)
