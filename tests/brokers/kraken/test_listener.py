"""Listening to the simulated Kraken, and every way in which that ends."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from assignwatch.brokers.base import BadPayload, BrokerError, Fatal, Refused, Transient
from assignwatch.brokers.kraken import listener
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Description,
    FeedReport,
    Fill,
    Pulse,
    Quote,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Cause, Feed
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Reply, Request, Socket
from tests.brokers.bench import Bench, Through, only
from tests.brokers.kraken.bench import by_list

pytestmark = pytest.mark.asyncio

Told = Sequence[BrokerObservation]


def is_up(told: Told) -> bool:
    return any(r.feed is Feed.STREAM and r.up for r in only(FeedReport, told))


async def test_stream_is_up_when_all_feeds_are_acknowledged_and_then_shows_life(
    bench: Bench,
) -> None:
    told = await bench.hear(lambda told: bool(only(Pulse, told)))
    (report,) = only(FeedReport, told)
    assert (report.feed, report.up, report.problem) == (Feed.STREAM, True, None)
    assert told.index(report) < told.index(only(Pulse, told)[0])


async def test_everything_mentioned_is_described_before(bench: Bench) -> None:
    await bench.read()
    known: set[str] = set()
    for observation in await bench.hear(lambda told: is_up(told) and len(only(Snapshot, told)) > 0):
        match observation:
            case Description(instrument=instrument):
                assert instrument.multiplier is not None, "as the list of contracts describes it"
                known.add(instrument.id)
            case Snapshot(positions=rows):
                assert {row.instrument for row in rows} <= known
            case Fill(instrument=mentioned) | Booking(instrument=mentioned):
                assert mentioned in known
    assert known


async def test_reading_is_passed_on_when_it_changes_and_prices_with_each_message(
    bench: Bench,
) -> None:
    told = await bench.hear(lambda told: len({q.at for q in only(Quote, told)}) >= 4)
    assert len(only(Snapshot, told)) == 1
    assert {quote.source for quote in only(Quote, told)} == {"mark"}


async def test_reading_is_passed_on_now_and_then_even_if_nothing_changes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "SNAPSHOT_EVERY", timedelta(seconds=1.5))
    told = await bench.hear(lambda told: len(only(Snapshot, told)) == 2)
    first, again = only(Snapshot, told)
    assert first.positions == again.positions
    assert again.at > first.at


async def test_takeover_is_heard_and_reads_the_same_afterwards(bench: Bench) -> None:
    def whole(told: Told) -> bool:
        taken = [b.quantity for b in only(Booking, told) if b.record == "account log"]
        return len(taken) == 8

    async def play() -> None:
        await bench.control("play", scenario="takeover")
        await bench.control("advance", seconds=20)

    since = bench.since(seconds=0)
    playing: list[asyncio.Task[None]] = []

    def enough(told: Told) -> bool:
        if is_up(told) and not playing:
            playing.append(asyncio.ensure_future(play()))
        return whole(told)

    heard = await bench.hear(enough)
    await playing[0]
    read = await bench.read(since)
    for name in ("fills", "log"):
        live = [b for b in by_list(heard)[name] if isinstance(b, Booking)]
        later = [b for b in by_list(read)[name] if isinstance(b, Booking)]
        assert {b.cause for b in live} == {Cause.TAKEN_OVER}
        facts = [(b.id, b.event, b.at, b.instrument, b.quantity, b.price, b.cause) for b in live]
        assert sorted(facts) == sorted(
            (b.id, b.event, b.at, b.instrument, b.quantity, b.price, b.cause) for b in later
        )
    assert any("kraken" in row.instrument for row in only(Snapshot, heard)[-1].positions)


async def failure(bench: Bench, do: str, **arguments: object) -> BrokerError:
    """How the stream ends when this is done to it once it is up."""
    doing: list[asyncio.Task[Any]] = []

    def never(told: Told) -> bool:
        if is_up(told) and not doing:
            doing.append(asyncio.ensure_future(bench.control(do, **arguments)))
        return False

    with pytest.raises(BrokerError) as caught:
        await bench.hear(never)
    await doing[0]
    return caught.value


async def test_line_that_is_cut_is_transient(bench: Bench) -> None:
    error = await failure(bench, "cut")
    assert (type(error), error.problem.code) == (Transient, "connection_lost")


async def test_line_that_falls_silent_is_transient(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "SILENCE", timedelta(seconds=2))
    error = await failure(bench, "deaf")
    assert (type(error), error.problem.code) == (Transient, "silent")
    assert error.problem.values["seconds"] == "2"


async def test_frame_that_is_no_json_is_bad_payload(bench: Bench) -> None:
    error = await failure(bench, "garbage")
    assert (type(error), error.problem.code) == (BadPayload, "bad_payload")
    assert error.problem.values["where"] == "socket"


async def test_interface_that_is_switched_off_is_fatal(bench: Bench) -> None:
    await bench.control("v1_gone")
    with pytest.raises(Fatal, match="api_gone"):
        await bench.hear(is_up)


async def test_revoked_key_and_wrong_secret_are_refused(bench: Bench) -> None:
    wrong = bench.opened(real_transport(), api_secret="c29tZXRoaW5nIGVsc2U=")
    with pytest.raises(Refused, match="key_refused"):
        await bench.hear(is_up, wrong)
    await wrong.aclose()
    await bench.control("revoke", account="kraken/main")
    with pytest.raises(BrokerError) as caught:
        await bench.hear(is_up)
    assert type(caught.value) is Refused


async def test_after_a_cut_a_new_connection_signs_in_anew(bench: Bench) -> None:
    await failure(bench, "cut")
    assert is_up(await bench.hear(is_up))


class Spoilt(Through):
    """Frames pass through `spoil`, which may drop, change or add some."""

    def __init__(self, spoil: Callable[[dict[str, Any]], list[str]]) -> None:
        super().__init__(real_transport(timedelta(seconds=2)))
        self._spoil = spoil
        self.sent: list[dict[str, Any]] = []
        self.blocked = False

    async def request(self, request: Request) -> Reply:
        return Reply(503, {}, b"") if self.blocked else await self.inner.request(request)

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        return self._opened(url)

    @asynccontextmanager
    async def _opened(self, url: str) -> AsyncIterator[Socket]:
        async with self.inner.socket(url) as socket:
            yield SpoiltSocket(socket, self._spoil, self.sent)


class SpoiltSocket:
    """See `Spoilt`."""

    def __init__(
        self,
        inner: Socket,
        spoil: Callable[[dict[str, Any]], list[str]],
        sent: list[dict[str, Any]],
    ) -> None:
        self._inner, self._spoil, self._sent = inner, spoil, sent

    async def send(self, text: str) -> None:
        self._sent.append(json.loads(text))
        await self._inner.send(text)

    async def frames(self) -> AsyncIterator[str | bytes]:
        async for frame in self._inner.frames():
            for text in self._spoil(json.loads(frame)):
                yield text


def losing_the_log_until(last: int) -> Callable[[dict[str, Any]], list[str]]:
    """Drops the entries of the account log up to this many."""
    dropped = 0

    def spoil(message: dict[str, Any]) -> list[str]:
        nonlocal dropped
        if "new_entry" in message and dropped < last:
            dropped += 1
            return []
        return [json.dumps(message)]

    return spoil


def after_three_trades(bench: Bench, until: Callable[[Told], bool]) -> Callable[[Told], bool]:
    """Lets the first three trades of the quiet day happen once the stream is up."""
    done: list[asyncio.Task[Any]] = []

    def enough(told: Told) -> bool:
        if is_up(told) and not done:
            done.append(asyncio.ensure_future(bench.control("advance", seconds=40)))
        return until(told)

    return enough


def rows_told(told: Told) -> set[str]:
    return {fact.id for fact in by_list(told)["log"]}


async def test_rows_that_the_stream_skipped_are_read_at_once(bench: Bench) -> None:
    month = bench.since(days=30)
    before = rows_told(await bench.read(month))
    session = bench.opened(Spoilt(losing_the_log_until(3)))  # one trade and half of the next

    def all_three_trades(told: Told) -> bool:
        return len(rows_told(told) - before) == 3

    heard = await bench.hear(after_three_trades(bench, all_three_trades), session)
    assert rows_told(heard) == rows_told(await bench.read(month))
    await session.aclose()


async def test_skipped_rows_that_cannot_be_read_put_the_feed_down(bench: Bench) -> None:
    transport = Spoilt(losing_the_log_until(1))
    session = bench.opened(transport)
    transport.blocked = True

    def down(told: Told) -> bool:
        return any(not report.up for report in only(FeedReport, told))

    heard = await bench.hear(after_three_trades(bench, down), session)
    (report,) = [report for report in only(FeedReport, heard) if not report.up]
    assert (report.feed, report.problem and report.problem.code) == (Feed.BOOKINGS, "server_error")
    await session.aclose()


async def test_unknown_feeds_and_events_are_noted_once_and_ignored(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def spoil(message: dict[str, Any]) -> list[str]:
        return ['{"feed":"weather"}', '{"event":"birthday"}', "{}", json.dumps(message)]

    session = bench.opened(Spoilt(spoil))
    await bench.hear(is_up, session)
    assert caplog.text.count("unknown feed 'weather'") == 1
    assert caplog.text.count("unknown event 'birthday'") == 1
    await session.aclose()


async def test_odd_row_in_a_message_is_named_and_the_stream_goes_on(bench: Bench) -> None:
    def spoil(message: dict[str, Any]) -> list[str]:
        if message.get("feed") == "fills_snapshot":
            message["fills"][0]["price"] = "NaN"
        return [json.dumps(message)]

    session = bench.opened(Spoilt(spoil))
    told = await bench.hear(lambda told: is_up(told) and bool(by_list(told)["fills"]), session)
    assert [(u.feed, u.problem.code) for u in only(Unreadable, told)] == [
        (Feed.FILLS, "bad_payload")
    ]
    await session.aclose()


async def test_feeds_that_are_never_acknowledged_end_the_stream(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "SIGN_IN", timedelta(seconds=1))

    def spoil(message: dict[str, Any]) -> list[str]:
        kept = message.get("event") != "subscribed" or message["feed"] != "account_log"
        return [json.dumps(message)] if kept else []

    session = bench.opened(Spoilt(spoil))
    began = time.monotonic()
    with pytest.raises(Transient, match="timed_out"):
        await bench.hear(is_up, session)
    assert time.monotonic() - began < 5
    await session.aclose()


async def test_failed_subscription_ends_the_stream(bench: Bench) -> None:
    session = bench.opened(Spoilt(lambda _: ['{"event":"subscribed_failed","feed":"fills"}']))
    with pytest.raises(Transient) as caught:
        await bench.hear(is_up, session)
    assert caught.value.problem.values == {"word": "subscribed_failed: fills"}
    await session.aclose()


async def test_only_questions_are_sent_and_pings_keep_the_line_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "PING_EVERY", timedelta(seconds=1))
    transport = Spoilt(lambda message: [json.dumps(message)])
    session = bench.opened(transport)
    await bench.hear(lambda _: [m["event"] for m in transport.sent].count("ping") >= 3, session)
    assert [m["feed"] for m in transport.sent if m["event"] == "subscribe"] == [
        "fills",
        "open_positions",
        "account_log",
        "heartbeat",
    ]
    assert {m["event"] for m in transport.sent} == {"challenge", "subscribe", "ping"}
    await session.aclose()
