"""Planted brokers that break one promise each, and keep the others.

`test_the_suite.py` shows with them that the suite notices. What each does wrong is what an adapter
could well do wrong.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from assignwatch.brokers.base import BadPayload, BrokerError, Fatal, Since, Transient
from assignwatch.brokers.reading import Reading
from assignwatch.core.model import WHOLE, Problem, Scope
from assignwatch.core.observations import Booking, BrokerObservation, Coverage, Fill
from assignwatch.core.words import Cause, Feed
from assignwatch.net.transport import Reply, Request, Socket
from tests.conformance.planted.session import (
    Batch,
    PlantedSession,
    Positions,
    T,
    Trade,
)
from tests.conformance.promises import discretion, listening, reading, refusals
from tests.conformance.promises.all import Promise

_log = logging.getLogger(__name__)


class ReadsOnlyTheFirstPage(PlantedSession):
    def _following(self, page: Positions) -> str | None:
        return None


class LeavesAFeedUncovered(PlantedSession):
    def _ends(self, reading: Reading) -> Batch:
        return [e for e in reading.ends if not (isinstance(e, Coverage) and e.feed is Feed.FILLS)]


class CoversWhatIsToCome(PlantedSession):
    def _covered(self, asked: datetime) -> datetime:
        return asked + timedelta(hours=1)


class ReadsEverythingAlways(PlantedSession):
    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        return await super().read((Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS), since, scope)


class TellsOnlyWhatIsNew(PlantedSession):
    """Remembers what a reading told, though readings are to be repeatable."""

    _read: frozenset[str] = frozenset()

    async def _trades(self, since: str) -> list[msgspec.Raw]:
        rows = [
            row for row in await super()._trades(since) if bytes(row).decode() not in self._read
        ]
        self._read |= {bytes(row).decode() for row in rows}
        return rows


class SubscribesOnlyOnce(PlantedSession):
    """Thinks that a new connection has the subscriptions of the one before."""

    _has_subscribed = False

    async def _subscribed(self, socket: Socket) -> Batch:
        told = [self._up()] if self._has_subscribed else await super()._subscribed(socket)
        self._has_subscribed = True
        return told


class CallsThingsDifferentlyOnTheStream(PlantedSession):
    def _heard(self, raw: msgspec.Raw) -> Batch:
        return [
            replace(told, id=f"live/{told.id}", event=f"live/{told.event}")
            if isinstance(told, Fill | Booking)
            else told
            for told in super()._heard(raw)
        ]


class TriesAgainWithoutARight(PlantedSession):
    def _failure(self, reply: Reply) -> BrokerError:
        if reply.status == 403:
            return Transient(Problem("server_error", {"status": "403", "host": "-"}))
        return super()._failure(reply)


class WaitsAsItLikes(PlantedSession):
    def _wait(self, reply: Reply) -> timedelta:
        return timedelta(seconds=1)


class GivesUpOnAnOutage(PlantedSession):
    def _failure(self, reply: Reply) -> BrokerError:
        return Fatal(Problem("gone")) if reply.status == 503 else super()._failure(reply)


class TakesAPageForAnEmptyList(PlantedSession):
    def _content(self, reply: Reply) -> bytes:
        return b'{"rows": []}' if reply.content.startswith(b"<") else reply.content


class TakesNothingForAnEmptyList(PlantedSession):
    def _decoded(self, content: bytes, kind: type[T]) -> T:
        return super()._decoded(b'{"rows": []}' if content == b"null" else content, kind)


class PassesOverErrorsInAnAnswer(PlantedSession):
    def _decoded(self, content: bytes, kind: type[T]) -> T:
        return super()._decoded(b'{"rows": []}' if b'"error"' in content else content, kind)


class TakesAMissingListForAnEmptyOne(PlantedSession):
    def _decoded(self, content: bytes, kind: type[T]) -> T:
        return super()._decoded(b'{"rows": []}' if content == b"{}" else content, kind)


class PassesOverWhatItCannotRead(PlantedSession):
    async def _trades(self, since: str) -> list[msgspec.Raw]:
        try:
            return await super()._trades(since)
        except BadPayload:
            return []


class PassesOverFramesInSilence(PlantedSession):
    async def _take(self, content: bytes, socket: Socket) -> Batch:
        try:
            return await super()._take(content, socket)
        except BadPayload:
            return []


class DropsUnknownWords(PlantedSession):
    def _fact(self, raw: msgspec.Raw) -> Fill | Booking | None:
        fact = super()._fact(raw)
        unknown = isinstance(fact, Booking) and fact.cause is Cause.OTHER
        return None if unknown else fact


class TakesUnknownWordsForTrades(PlantedSession):
    def _cause(self, row: Trade) -> Cause | None:
        cause = super()._cause(row)
        return None if cause is Cause.OTHER else cause


class TriesAgainWithAKeyThatIsWrong(PlantedSession):
    def _turned_away(self, said: str) -> BrokerError:
        return Transient(Problem("server_error", {"status": said, "host": "-"}))


class LogsItsKey(PlantedSession):
    async def _subscribed(self, socket: Socket) -> Batch:
        _log.debug("subscribing with %s", self._key)
        return await super()._subscribed(socket)


class ShowsItsKey(PlantedSession):
    def __repr__(self) -> str:
        return f"PlantedSession({self._key!r})"


class KeepsItsKeyAsEvidence(PlantedSession):
    def _evidence(self, raw: str) -> str:
        return super()._evidence(raw).replace("{", f'{{"asked with": "{self._key}", ', 1)


class QuotesItsKeyInAnError(PlantedSession):
    def _failure(self, reply: Reply) -> BrokerError:
        failure = super()._failure(reply)
        failure.add_note(f"asked with {self._key}")
        return failure


class TellsWhoseAccountItIs(PlantedSession):
    def _evidence(self, raw: str) -> str:
        return raw


class KeepsItsSessionAliveByPost(PlantedSession):
    async def _subscribed(self, socket: Socket) -> Batch:
        await self._way.request(Request("POST", f"{self._rest}/keep-alive"))
        return await super()._subscribed(socket)


class ListensForEver(PlantedSession):
    async def _frames(self, socket: Socket) -> AsyncGenerator[bytes, None]:
        async for frame in socket.frames():
            yield frame if isinstance(frame, bytes) else frame.encode()


VARIANTS: tuple[tuple[type[PlantedSession], Promise], ...] = (
    (ReadsOnlyTheFirstPage, reading.a_reading_tells_every_position),
    (LeavesAFeedUncovered, reading.each_feed_of_records_ends_with_coverage),
    (CoversWhatIsToCome, reading.each_feed_of_records_ends_with_coverage),
    (ReadsEverythingAlways, reading.a_feed_can_be_read_alone),
    (TellsOnlyWhatIsNew, reading.reading_twice_tells_the_same),
    (SubscribesOnlyOnce, listening.after_a_dropped_socket_a_new_stream_hears_again),
    (CallsThingsDifferentlyOnTheStream, listening.what_stream_and_reading_tell_is_one),
    (TriesAgainWithoutARight, refusals.who_may_not_read_is_refused),
    (WaitsAsItLikes, refusals.who_asks_too_much_is_told_how_long_to_wait),
    (GivesUpOnAnOutage, refusals.a_broker_out_of_order_is_asked_again_later),
    (TakesAPageForAnEmptyList, refusals.a_page_for_people_is_no_answer),
    (TakesNothingForAnEmptyList, refusals.an_answer_that_makes_no_sense_is_no_flat_account),
    (PassesOverErrorsInAnAnswer, refusals.an_error_in_an_unknown_word_is_no_flat_account),
    (TakesAMissingListForAnEmptyOne, refusals.a_list_that_is_missing_is_no_flat_account),
    (PassesOverWhatItCannotRead, refusals.what_could_not_be_read_is_said),
    (PassesOverFramesInSilence, listening.a_frame_that_makes_no_sense_is_told),
    (DropsUnknownWords, reading.an_unknown_word_is_loud),
    (TakesUnknownWordsForTrades, reading.an_unknown_word_is_loud),
    (TriesAgainWithAKeyThatIsWrong, refusals.credentials_that_are_missing_or_wrong_are_refused),
    (LogsItsKey, discretion.no_secret_is_ever_told),
    (ShowsItsKey, discretion.no_secret_is_ever_told),
    (KeepsItsKeyAsEvidence, discretion.no_secret_is_ever_told),
    (QuotesItsKeyInAnError, discretion.no_secret_is_ever_told),
    (TellsWhoseAccountItIs, discretion.evidence_hides_who_the_account_belongs_to),
    (KeepsItsSessionAliveByPost, discretion.it_asks_only_to_read),
    (ListensForEver, listening.nothing_waits_for_ever),
)
"""What each of them breaks."""
