"""What the instruments of an account are, asked once each and remembered after they have ended.

`reader.py` and `listener.py` describe through it whatever they are about to mention. Saxo may not
know a contract any more once it has expired, so what was learned while it lived is kept; of one
that was never asked in time, the position itself must do.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from assignwatch.brokers.base import BrokerError, RateLimited
from assignwatch.brokers.reading import is_about_the_way
from assignwatch.brokers.saxo import figures, instruments
from assignwatch.brokers.saxo.calls import DETAILS, OPTION_SPACE
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.saxo.wire import Position, decoded
from assignwatch.brokers.saxo.wire_reference import Details, OptionSpace
from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.observations import Description
from assignwatch.core.ports import Clock

_log = logging.getLogger(__name__)

FRESH_FOR = timedelta(hours=12)
ASK_AGAIN_AFTER = timedelta(minutes=10)
"""For what could not be answered."""


class Catalogue:
    """Descriptions by instrument, of what is mentioned and of what lies beneath it."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._known: dict[InstrumentId, Instrument] = {}
        self._poor: dict[InstrumentId, Instrument] = {}
        self._ask_at: dict[InstrumentId, timedelta] = {}
        self._spaces: dict[int, OptionSpace] = {}

    def note(self, rows: Iterable[Position]) -> None:
        """Remember what positions say of their instruments, for want of better."""
        for row in rows:
            try:
                poor = instruments.from_position(row)
            except (ValueError, ArithmeticError):
                continue
            self._poor[poor.id] = poor

    def note_poor(self, told: Mapping[InstrumentId, Instrument]) -> None:
        """Remember what activities say, of instruments of which positions say no more."""
        for one, poor in told.items():
            self._poor.setdefault(one, poor)

    async def refresh(self, mentioned: Iterable[InstrumentId]) -> None:
        """Ask for those that are not known or not fresh. Never fails: see above.

        Where nobody answers at all, no more is asked: what is to be told must not wait for it.
        """
        asked: set[InstrumentId] = set()
        wanted = sorted(set(mentioned))
        while wanted:
            for one in wanted:
                asked.add(one)
                due = self._ask_at.get(one, timedelta()) <= self._clock.monotonic()
                if due and not await self._answered(one):
                    return
            beneath = {
                known.underlying
                for one in wanted
                if (known := self._known.get(one)) is not None and known.underlying is not None
            }
            wanted = sorted(beneath - asked)

    def describe(self, mentioned: Iterable[InstrumentId]) -> list[Description]:
        """What these instruments are and what lies beneath them, as well as it is known."""
        told: dict[InstrumentId, Description] = {}
        wanted = sorted(set(mentioned))
        while wanted:
            one = wanted.pop()
            if one in told:
                continue
            instrument = self._known.get(one) or self._poor.get(one)
            if instrument is None:
                continue
            told[one] = Description(instrument)
            if instrument.underlying is not None:
                wanted.append(instrument.underlying)
        return [told[one] for one in sorted(told)]

    def ending(self, day: date) -> set[InstrumentId]:
        """What contracts that end on this day are on."""
        return {
            known.underlying
            for known in self._known.values()
            if known.underlying is not None
            and known.expiry is not None
            and known.expiry.at.date() == day
        }

    def beneath(self, mentioned: Iterable[InstrumentId]) -> set[InstrumentId]:
        """These and what lies beneath them."""
        return {told.instrument.id for told in self.describe(mentioned)}

    async def _answered(self, one: InstrumentId) -> bool:
        """Ask for this one; whether there was any answer, be it a refusal."""
        try:
            self._known[one] = await self._described(one)
        except (BrokerError, ValueError, ArithmeticError) as error:
            _log.info("%s is not described, what is known must do: %s", one, error)
            # Many contracts at the first start use up a minute's calls: the next reading goes on.
            wait = error.retry_after if isinstance(error, RateLimited) else ASK_AGAIN_AFTER
            self._ask_at[one] = self._clock.monotonic() + wait
            return not (isinstance(error, BrokerError) and is_about_the_way(error))
        self._ask_at[one] = self._clock.monotonic() + FRESH_FOR
        return True

    async def _described(self, one: InstrumentId) -> Instrument:
        uic, asset_type = figures.native(one)
        call = DETAILS.at(uic, asset_type)
        details = decoded(await self._rest.get(call), Details, DETAILS.name)
        return instruments.described(details, await self._space(details))

    async def _space(self, details: Details) -> OptionSpace | None:
        """The options of the same root, where the details leave out what the option is on."""
        root = details.option_root_id
        if root is None or details.underlying_uic is not None:
            return None
        space = self._spaces.get(root)
        if space is None or not _holds(space, details.uic):
            params = (("OptionSpaceSegment", "AllDates"),)
            body = await self._rest.get(OPTION_SPACE.at(root), params)
            space = self._spaces[root] = decoded(body, OptionSpace, OPTION_SPACE.name)
        return space


def _holds(space: OptionSpace, uic: int) -> bool:
    return any(
        option.uic == uic
        for series in space.option_space
        for option in series.specific_options or ()
    )
