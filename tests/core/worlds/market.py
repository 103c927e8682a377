"""Prices of a world: a daily close for each thing, and noise around it during the day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random

from tests.core.worlds.contracts import BASES, Contract, D

_CENT = D("0.01")


class Market:
    """Where everything trades. Later splits scale what comes after them."""

    def __init__(self, rng: Random, contracts: dict[str, Contract]) -> None:
        self._rng = rng
        self._contracts = contracts
        self._closes: dict[tuple[str, date], Decimal] = {}
        self._scale: dict[str, Decimal] = {}

    def scale(self, instrument: str, ratio: Decimal) -> None:
        """A split: one unit is worth 1/ratio of what it was."""
        self._scale[instrument] = self._scale.get(instrument, D(1)) / ratio
        self._closes = {k: v for k, v in self._closes.items() if k[0] != instrument}

    def close(self, instrument: str, day: date) -> Decimal:
        """The official price of that day; the same whenever it is asked for."""
        known = self._closes.get((instrument, day))
        if known is None:
            known = self._near(self._base(instrument), 6)
            self._closes[(instrument, day)] = known
        return known

    def trade(self, contract: Contract, at: datetime) -> Decimal:
        """A price for an ordinary trade, never that of a strike and never zero for an option."""
        if contract.is_option:
            spot = self.close(contract.underlying, at.date())
            premium = contract.intrinsic(spot) + self._base(contract.underlying) * D("0.02")
            return self._near(premium, 10)
        price = self._near(self.close(contract.id, at.date()), 1)
        return price + D("0.37") if price == price.to_integral_value() else price

    def _base(self, instrument: str) -> Decimal:
        base = BASES.get(instrument.partition("/")[2])
        if base is None:
            source = self._contracts[instrument].underlying
            return self._base(source) if source else D(20)
        return base * self._scale.get(instrument, D(1))

    def _near(self, price: Decimal, percent: int) -> Decimal:
        swing = D(self._rng.randint(-100 * percent, 100 * percent)) / 10000
        return max((price * (1 + swing)).quantize(_CENT), _CENT)
