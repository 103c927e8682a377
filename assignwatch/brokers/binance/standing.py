"""What kind of account a key belongs to, and what the trader should know about both.

`reader.py` and `session.py` ask before anything is read or heard: a key that could move money is
refused, and a portfolio-margin account is read where its positions are, or not at all. Looked at
when a session begins, and daily. US stock options are a product of their own, of which nothing but
its existence is published: they are said to be unwatched. Sources: Binance docs, Wallet "Get API
key permission", Portfolio Margin "Account Information"; change log, 2026-11-18 (stock options).
"""

import asyncio
import logging
from datetime import datetime, timedelta

from assignwatch.brokers.base import BrokerError, Fatal, Refused
from assignwatch.brokers.binance.calls import PORTFOLIO_ACCOUNT, STOCK_OPTION_POSITIONS
from assignwatch.brokers.binance.families import (
    COIN_FUTURES,
    EUROPEAN_OPTIONS,
    PORTFOLIO_MARGIN,
    USD_FUTURES,
    WALLET,
)
from assignwatch.brokers.binance.key_check import KeyCheck
from assignwatch.brokers.binance.rest import Rest
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import FeedReport
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed

_log = logging.getLogger(__name__)

STOCK_OPTIONS_UNWATCHED = "stock_options_unwatched"
"""The account has US stock options, and nobody looks at them. No values."""

EVERY = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
"""Where it was not said whether there are stock options."""

_PLACES = (USD_FUTURES, COIN_FUTURES, EUROPEAN_OPTIONS, PORTFOLIO_MARGIN)


class Standing:
    """The verdict on one key and its account."""

    def __init__(self, account: AccountKey, rest: Rest, clock: Clock) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._key = KeyCheck(rest, clock)
        self._warning: Problem | None = None
        self._stock_options = False
        self._looked_at: timedelta | None = None
        self._looking = asyncio.Lock()
        self._said: dict[Feed, Problem | None] = {}
        self.is_portfolio = False
        """Whether its futures are those of a portfolio-margin account."""

    async def check(self) -> None:
        """Look, if it is time to. Raises `BrokerError`; `Refused` for a key that must not be used.

        Without having looked once nothing can be read: the wrong place would show a flat account.
        """
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        verdict = await self._key.verdict()
        self._warning = verdict.warning
        now = self._clock.monotonic()
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return
        try:
            is_portfolio = verdict.is_portfolio() or await self._has_portfolio()
        except BrokerError as error:
            if self._looked_at is None:
                raise
            _log.info("the kind of account could not be looked at again (%s)", error)
            return
        self.is_portfolio = is_portfolio
        self._looked_at = now
        try:
            self._stock_options = await self._has_stock_options()
        except BrokerError as error:
            _log.info("nobody says whether there are stock options (%s)", error)
            self._looked_at = now - EVERY + TRY_AGAIN

    def remarks(self, now: datetime) -> list[FeedReport]:
        """What is odd, with each reading, and once that it is so no more."""
        stocks = Problem(STOCK_OPTIONS_UNWATCHED) if self._stock_options else None
        skews = (self._rest.time(host).skew() for host in _PLACES if self._rest.has(host))
        found = {
            Feed.POSITIONS: self._warning,
            Feed.BOOKINGS: stocks,
            Feed.FILLS: next(filter(None, skews), None),
        }
        told = {feed: problem for feed, problem in found.items() if problem or self._said.get(feed)}
        self._said = dict(found)
        return [
            FeedReport(now, self._account, feed, up=True, problem=problem)
            for feed, problem in told.items()
        ]

    async def _has_portfolio(self) -> bool:
        """Whether Binance knows the account as one of portfolio margin. A key that may only read
        does not say so by its rights.

        Only a refusal says that it is none. Whatever else comes raises `BrokerError`: the classic
        lists of a portfolio-margin account are empty, and would look like a flat one.
        """
        if not self._rest.has(PORTFOLIO_MARGIN):
            return False
        try:
            await self._rest.get(PORTFOLIO_ACCOUNT)
        except Refused as error:
            _log.info("no portfolio-margin account (%s)", error)
            return False
        return True

    async def _has_stock_options(self) -> bool:
        """Whether the account has them. Raises `BrokerError` where that was not said."""
        if not self._rest.has(WALLET):
            return False
        try:
            await self._rest.get(STOCK_OPTION_POSITIONS)
        except (Refused, Fatal) as error:
            _log.info("no stock options, as far as can be seen (%s)", error)
            return False
        return True
