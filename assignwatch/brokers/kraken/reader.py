"""One complete reading of an account over REST: positions, then Kraken's records.

`session.py` calls it at start, after every gap and as a routine; `listener.py` for rows that its
stream skipped. Positions are read first, so that the records read after them explain all that
they show. Paging follows each list's own way; what was asked for and not had is said, never
passed over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from assignwatch.brokers.base import Since
from assignwatch.brokers.kraken import account_log, fills, position_history, positions
from assignwatch.brokers.kraken.calls import ACCOUNT_LOG, FILLS, OPEN_POSITIONS, POSITION_HISTORY
from assignwatch.brokers.kraken.catalogue import Catalogue
from assignwatch.brokers.kraken.evidence import causes_of
from assignwatch.brokers.kraken.figures import to_iso, to_millis, utc
from assignwatch.brokers.kraken.rest import Rest
from assignwatch.brokers.kraken.wire import AccountLog, PositionHistory, RestFills, Stamped, decoded
from assignwatch.brokers.reading import Reading
from assignwatch.brokers.records import Records, unreadable
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.ports import Clock
from assignwatch.core.words import Cause, Feed

OVERLAP = timedelta(seconds=60)
"""How far each reading goes back behind the last one."""

LAG = timedelta(seconds=2)
"""What happened so recently may not be in the lists yet."""

_MOST_PAGES = 200
_FILLS_PAGE, _OLDER_FILLS_COST = 100, 25
_STEP = timedelta(milliseconds=1)
_FIRST_ROWS, _MORE_ROWS, _MORE_ROWS_COST = 25, 1000, 3
_HISTORY_ROWS = 200
_TOO_MUCH = "more pages than one reading may take"


class Reader:
    """Readings of one account."""

    def __init__(
        self, account: AccountKey, rest: Rest, clock: Clock, time: ServerTime, catalogue: Catalogue
    ) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._time = time
        self._catalogue = catalogue

    async def read(self, feeds: Sequence[Feed], since: Since) -> list[BrokerObservation]:
        """These feeds; see `Session.read`. Raises the first `BrokerError` if none could be read."""
        reading = Reading(self._account, self._clock)
        if Feed.POSITIONS in feeds:
            await reading.attempt([Feed.POSITIONS], lambda: self._positions(reading))
        if Feed.FILLS in feeds:
            await reading.attempt([Feed.FILLS], lambda: self._fills(reading, since.of(Feed.FILLS)))
        if Feed.BOOKINGS in feeds:
            await reading.attempt(
                [Feed.BOOKINGS], lambda: self._bookings(reading, since.of(Feed.BOOKINGS))
            )
        reading.raise_if_nothing_was_read()
        mentioned = reading.mentioned()
        await self._catalogue.refresh(mentioned)
        told: list[BrokerObservation] = [*self._catalogue.describe(mentioned)]
        if reading.snapshots:
            told += [*reading.snapshots, *self._time.report(self._account, self._clock.now())]
        told += self._rest.allowances(self._account)
        return [*told, *reading.facts, *reading.ends]

    async def _positions(self, reading: Reading) -> None:
        asked = self._clock.now()
        reply = await self._rest.get(OPEN_POSITIONS)
        stamp = msgspec.json.decode(reply.content, type=Stamped).server_time
        at = utc(stamp) if stamp is not None else self._time.at(asked)
        reading.snapshots.append(positions.from_rest(reply.content, self._account, at))

    async def _fills(self, reading: Reading, since: datetime | None) -> None:
        asked = self._clock.now()
        floor = self._floor(since, asked)
        found, seen = Records(fills.RECORD), set[str]()
        before: datetime | None = None
        for _ in range(_MOST_PAGES):
            page, rows = await self._page_of_fills(before)
            found.odd += page.odd
            new = [fact for fact in page.facts if fact.id not in seen]
            seen |= {fact.id for fact in new}
            found.facts += [fact for fact in new if fact.at >= floor]
            oldest = min((fact.at for fact in page.facts), default=floor)
            if rows < _FILLS_PAGE or oldest <= floor or (not new and before == oldest):
                break
            # One step later, so that fills of the same millisecond come again rather than never;
            # a page of nothing else is stepped over.
            before = oldest + _STEP if new else oldest
        if rows >= _FILLS_PAGE and oldest > floor:
            found.odd.append(unreadable(fills.RECORD, _TOO_MUCH).problem)
        reading.facts += found.facts
        reading.finish(Feed.FILLS, found.odd, self._through(asked))

    async def _page_of_fills(self, before: datetime | None) -> tuple[Records, int]:
        if before is None:
            reply = await self._rest.get(FILLS)
        else:
            params = [("lastFillTime", to_iso(before))]
            reply = await self._rest.get(FILLS, params, _OLDER_FILLS_COST)
        rows = decoded(reply.content, RestFills, fills.RECORD).fills
        return fills.from_rest(rows, self._account), len(rows)

    async def _bookings(self, reading: Reading, since: datetime | None) -> None:
        asked = self._clock.now()
        floor = to_millis(self._floor(since, asked))
        found = await self._account_log(floor)
        told = causes_of(reading.facts) | causes_of(found.facts)
        found.add(await self._position_history(floor, told))
        reading.facts += found.facts
        reading.finish(Feed.BOOKINGS, found.odd, self._through(asked))

    async def _account_log(self, floor: int) -> Records:
        found, last = Records(account_log.RECORD), 0
        params, count, cost = [("since", str(floor))], _FIRST_ROWS, ACCOUNT_LOG.cost
        for _ in range(_MOST_PAGES):
            page, ids, rows = await self._page_of_log([*params, ("count", str(count))], cost)
            found.add(page)
            if rows < count or not ids or ids[-1] <= last:
                return found
            last = ids[-1]
            params, count, cost = [("from", str(last + 1))], _MORE_ROWS, _MORE_ROWS_COST
        found.odd.append(unreadable(account_log.RECORD, _TOO_MUCH).problem)
        return found

    async def log_between(self, first: int, last: int) -> Records:
        """The rows with these ids and those between; raises `BrokerError`."""
        params = [("from", str(first)), ("to", str(last)), ("count", str(_MORE_ROWS))]
        page, _, _ = await self._page_of_log(params, _MORE_ROWS_COST)
        return page

    async def _page_of_log(
        self, params: list[tuple[str, str]], cost: int
    ) -> tuple[Records, tuple[int, ...], int]:
        reply = await self._rest.get(ACCOUNT_LOG, [*params, ("sort", "asc")], cost)
        rows = decoded(reply.content, AccountLog, account_log.RECORD).logs
        return *account_log.parse(rows, self._account), len(rows)

    async def _position_history(self, floor: int, told: dict[str, Cause]) -> Records:
        found, tokens = Records(position_history.RECORD), set[str]()
        params = [("since", str(floor)), ("sort", "asc"), ("count", str(_HISTORY_ROWS))]
        more: list[tuple[str, str]] = []
        for _ in range(_MOST_PAGES):
            reply = await self._rest.get(POSITION_HISTORY, [*params, *more])
            page = decoded(reply.content, PositionHistory, position_history.RECORD)
            found.add(position_history.parse(page.elements, self._account, told))
            token = page.continuation_token or reply.headers.get("next-continuation-token")
            if not token or token in tokens or not page.elements:
                return found
            tokens.add(token)
            more = [("continuation_token", token)]
        found.odd.append(unreadable(position_history.RECORD, _TOO_MUCH).problem)
        return found

    def _floor(self, since: datetime | None, asked: datetime) -> datetime:
        """From where to read: a little before the last reading, or now where there was none."""
        return self._time.at(asked) if since is None else since - OVERLAP

    def _through(self, asked: datetime) -> datetime:
        return self._time.at(asked) - LAG
