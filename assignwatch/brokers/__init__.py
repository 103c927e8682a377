"""The brokers this program can watch. A new one is a folder and one line here."""

from assignwatch.brokers import binance, kraken, saxo
from assignwatch.brokers.base import BrokerSpec

BROKERS: tuple[BrokerSpec, ...] = (kraken.SPEC, saxo.SPEC, binance.SPEC)


TRADES_WITHIN = {spec.profile.key: spec.profile.trades_within for spec in BROKERS}
"""How soon each of them has told of a trade, for the policy."""


def spec_of(broker: str) -> BrokerSpec | None:
    """The spec of this broker key, or None."""
    return next((spec for spec in BROKERS if spec.profile.key == broker), None)
