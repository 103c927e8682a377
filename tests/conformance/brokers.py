"""How each broker is put into each situation: the only page of the suite that knows names.

`bench.py` plays what is written here, the promises ask for it by what it means. A broker in
`BROKERS` without a row here fails `test_conformance.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import ModuleType

from assignwatch.brokers import binance, kraken, saxo
from assignwatch.brokers.base import BrokerSpec
from assignwatch.brokers.binance import line as binance_line
from assignwatch.brokers.kraken import listener as kraken_listener
from assignwatch.brokers.saxo import listener as saxo_listener
from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.host import Host
from assignwatch.simulator.kraken.host import KrakenHost
from assignwatch.simulator.saxo.host import SaxoHost
from tests.conformance.planted import session as planted
from tests.conformance.planted.host import WAIT, PlantedHost


@dataclass(frozen=True)
class Happening:
    """A scenario of the simulator: `before` it only prepares, `after` that it happens; seconds.

    It ends in one incident of this `kind`, over so many `contracts`.
    """

    scenario: str
    before: float
    after: float
    kind: str = ""
    contracts: Decimal = Decimal()


@dataclass(frozen=True)
class Row:
    """One broker and its simulated self.

    `held` tells the truth of the simulated account: quantities by instrument. `event` is something
    that the broker does by itself, `unknown` the same in words that it never published. `signs`
    names the credentials that nothing goes without, `changes` the calls that are no GET and change
    nothing in the account. `refusals` are the statuses by which it turns a key away, `wait` is what
    its 429 asks for. `silence` is where the adapter keeps how long its stream may be silent, and
    how short a test may make that. Nothing takes longer than `bound`, in seconds.
    """

    spec: BrokerSpec
    host: Callable[[Clock, str], Host]
    account: str
    held: Callable[[Host], Mapping[str, Decimal]]
    event: Happening
    unknown: Happening
    signs: tuple[str, ...]
    wait: timedelta
    silence: tuple[ModuleType, timedelta]
    changes: tuple[tuple[str, re.Pattern[str]], ...] = ()
    refusals: tuple[int, ...] = (401, 403)
    bound: float = 10.0

    @property
    def key(self) -> str:
        """The broker's key."""
        return self.spec.profile.key


def _held_at_kraken(host: Host) -> Mapping[str, Decimal]:
    assert isinstance(host, KrakenHost)
    book = host.venue.world.books["main"]
    return {f"kraken/{symbol}": book.size(symbol) for symbol in book.holdings}


def _saxo(clock: Clock, seed: str) -> Host:
    host = SaxoHost(clock, seed)
    host.venue.streams.pace.silence = 0.2
    return host


def _held_at_saxo(host: Host) -> Mapping[str, Decimal]:
    assert isinstance(host, SaxoHost)
    sums: dict[str, Decimal] = {}
    for book in host.venue.world.books.values():
        for position in book.positions.values():
            name = f"saxo/{position.instrument.asset_type}-{position.instrument.uic}"
            sums[name] = sums.get(name, Decimal()) + position.amount
    return {name: amount for name, amount in sums.items() if amount}


def _held_at_binance(host: Host) -> Mapping[str, Decimal]:
    assert isinstance(host, BinanceHost)
    account = host.venue.world.accounts["main"]
    held = [h for book in account.books for h in book.holdings.values()]
    sums = {f"binance/{holding.contract.symbol}": holding.size for holding in held}
    options = account.options.holdings if account.options is not None else {}
    return sums | {f"binance/{symbol}": holding.size for symbol, holding in options.items()}


def _held_at_planted(host: Host) -> Mapping[str, Decimal]:
    assert isinstance(host, PlantedHost)
    return {f"planted/{contract}": size for contract, size in host.world.held.items() if size}


KRAKEN = Row(
    spec=kraken.SPEC,
    host=KrakenHost,
    account="kraken/main",
    held=_held_at_kraken,
    event=Happening("takeover", 5, 10, "taken_over", Decimal("1.2")),
    unknown=Happening("unknown", 2, 10),
    signs=("api_key", "api_secret"),
    wait=timedelta(seconds=5),
    silence=(kraken_listener, timedelta(seconds=2)),
)

SAXO = Row(
    spec=saxo.SPEC,
    host=_saxo,
    account="saxo/main",
    held=_held_at_saxo,
    event=Happening("assignment", 8, 10, "assigned", Decimal(1)),
    unknown=Happening("unknown", 8, 10),
    signs=("app_key", "refresh_token"),
    wait=timedelta(seconds=5),
    silence=(saxo_listener, timedelta(seconds=2)),
    changes=(
        ("POST", re.compile(r"/token")),
        (
            "POST",
            re.compile(r"/openapi/port/v1/(positions|orders|balances)/subscriptions"),
        ),
        ("POST", re.compile(r"/openapi/ens/v1/activities/subscriptions")),
        ("DELETE", re.compile(r"/openapi/root/v1/subscriptions/[^/]+")),
        ("PUT", re.compile(r"/oapi/streaming/ws/authorize")),
    ),
)

BINANCE = Row(
    spec=binance.SPEC,
    host=BinanceHost,
    account="binance/main",
    held=_held_at_binance,
    event=Happening("quarterly-usd", 12, 30, "settled", Decimal("0.08")),
    unknown=Happening("unknown", 2, 20),
    signs=("api_key", "api_secret"),
    wait=timedelta(seconds=5),
    silence=(binance_line, timedelta(seconds=1)),
    refusals=(401,),  # a 403 is its firewall's
    changes=(
        ("POST", re.compile(r"/[fde]api/v1/listenKey")),
        ("PUT", re.compile(r"/[fde]api/v1/listenKey")),
    ),
)

PLANTED = Row(
    spec=planted.SPEC,
    host=PlantedHost,
    account="planted/main",
    held=_held_at_planted,
    event=Happening("takeover", 5, 10, "taken_over", Decimal(5)),
    unknown=Happening("unknown", 2, 10),
    signs=("key",),
    wait=timedelta(seconds=WAIT),
    silence=(planted, timedelta(seconds=0.6)),
    bound=3.0,
)

ROWS = (KRAKEN, SAXO, BINANCE, PLANTED)
