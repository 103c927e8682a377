"""Saxo's reports of the days before: what confirms tomorrow what was derived tonight.

`reader.py` reads them with every reading, a few days back, for they appear after the end of the day
and later still over a weekend; told again they change nothing. They are further witnesses: where a
user is not offered them, and in simulation nobody is, the rest is read and their absence is said.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from assignwatch.brokers.base import BrokerError, Fatal, Refused, SignInEnded
from assignwatch.brokers.reading import Reading
from assignwatch.brokers.records import Records
from assignwatch.brokers.saxo import reports
from assignwatch.brokers.saxo.calls import (
    BOOKINGS_REPORT,
    CLOSED_HISTORY,
    TRADES_REPORT,
    TRANSACTIONS,
    Call,
)
from assignwatch.brokers.saxo.errors import REQUEST_REFUSED, is_token_refused
from assignwatch.brokers.saxo.lists import whole
from assignwatch.brokers.saxo.reports import Placed
from assignwatch.brokers.saxo.rest import Query, Rest
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import Booking

_log = logging.getLogger(__name__)

BACK = timedelta(days=5)
"""A report may wait for a long weekend."""


REPORTS_MISSING = "reports_missing"
"""Saxo offers no reports here: what only they tell is not seen. Values: group, word."""


class Books:
    """The reports of one client."""

    def __init__(self, account: AccountKey, rest: Rest) -> None:
        self._account = account
        self._rest = rest
        self.missing: dict[str, Problem] = {}
        """Reports that this user is not offered, each by itself, and what to say of it."""

    async def read(
        self,
        reading: Reading,
        client_key: str,
        floor: datetime,
        asked: datetime,
        placed_by_bank: Placed,
        *,
        trades_until: datetime | None = None,
    ) -> list[Problem]:
        """Add the bookings since `floor`; what cannot be read in them. Raises `BrokerError`.

        Ordinary trades only from `floor` to `trades_until`, where nobody else can tell them.
        """
        first, last = (floor - BACK).date(), asked.date()
        odd: list[Problem] = []
        for call, params, parse in self._lists(
            client_key, (first, last), trades_until, placed_by_bank
        ):
            rows = await self._rows(call, params)
            found = parse(rows)
            reading.facts += [f for f in found.facts if isinstance(f, Booking) or f.at >= floor]
            odd += found.odd
        return odd

    def _lists(
        self,
        client_key: str,
        dates: tuple[date, date],
        trades_until: datetime | None,
        placed_by_bank: Placed,
    ) -> Iterable[tuple[Call, Query, Callable[[Iterable[Row]], Records]]]:
        account = self._account
        days = (("FromDate", dates[0].isoformat()), ("ToDate", dates[1].isoformat()))
        yield (
            TRADES_REPORT.at(client_key),
            days,
            lambda rows: reports.from_trades(rows, account, trades_until, placed_by_bank),
        )
        yield (
            CLOSED_HISTORY.at(client_key),
            days,
            lambda rows: reports.from_closed(rows, account),
        )
        yield BOOKINGS_REPORT.at(client_key), days, lambda rows: reports.from_money(rows, account)
        yield (
            TRANSACTIONS,
            (("ClientKey", client_key), *days),
            lambda rows: reports.from_transactions(rows, account, placed_by_bank),
        )

    async def _rows(self, call: Call, params: Query) -> list[Row]:
        """A list; an empty one where this user is not offered it.

        The trades report names assignments: that it cannot be had is said, unless Saxo has none. A
        token that is refused here only, though it is new, is a right that the user does not have.
        """
        try:
            rows = await whole(self._rest, call, params)
        except (Refused, Fatal) as error:
            misunderstood = error.problem.code == REQUEST_REFUSED
            must = call.name == TRADES_REPORT.name and misunderstood
            expired = is_token_refused(error) and not self._rest.is_barred(call)
            if must or isinstance(error, SignInEnded) or expired:
                raise
            if call.group not in {told.values["group"] for told in self.missing.values()}:
                _log.warning("no reports under %s: %s", call.group, _said(error))
            values = {"group": call.group, "word": _said(error)}
            self.missing[call.name] = Problem(REPORTS_MISSING, values)
            return []
        self.missing.pop(call.name, None)
        return rows


def _said(error: BrokerError) -> str:
    return f"{error.problem.code} {error.problem.values.get('word', '')}".rstrip()
