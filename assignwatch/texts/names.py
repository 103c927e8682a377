"""What people call a contract: its symbol, or its broker's id while nothing described it."""

from collections.abc import Mapping

from assignwatch.core.model import Instrument, InstrumentId, name_of

Instruments = Mapping[InstrumentId, Instrument]


def symbol(instrument: InstrumentId, known: Instruments) -> str:
    """The name to show; an id without a broker in front stands as it is."""
    described = known.get(instrument)
    return described.symbol if described is not None else name_of(instrument) or instrument
