"""Two loops that share a session: each fails on its own, and nothing ends them but cancellation."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain, repeat

import pytest

from assignwatch.brokers.base import (
    AccountConfig,
    RateLimited,
    Refused,
    SignInEnded,
    Vault,
)
from assignwatch.core.alerts.sign_in import sign_in_alert
from assignwatch.core.model import WHOLE, Instrument, InstrumentId, Problem
from assignwatch.core.observations import Bookmark, Description, FeedReport
from assignwatch.core.words import Feed, InstrumentKind
from assignwatch.net.transport import Unreachable
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from tests.fakes.channel import HANG
from tests.fakes.clock import FakeClock, at_rest, eventually
from tests.fakes.planted import EVERY, FEEDS, MAIN, PlantedBroker
from tests.watch.accounts import (
    GONE,
    MINUTE,
    RECORDS,
    SECOND,
    code,
    every_failure,
    log_of,
    problem,
    watched,
)
from tests.watch.alarms import booked
from tests.watch.conftest import Reopen
from tests.watch.running import running

pytestmark = pytest.mark.asyncio


# ---------------------------------------------------------------------------------------- health


async def test_a_healthy_account_is_read_at_once_when_the_stream_is_up_and_then_steadily(
    account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    async with running(account.run()):
        assert len(broker.reads) == 2, "at the start, and for what happened before the stream"
        assert [problem(engine, feed) for feed in FEEDS] == [None] * 4
        await clock.advance(3 * EVERY)
        assert [at // SECOND for at in broker.reads[2:]] == [60, 120, 180]
    assert broker.read_from[0].through == {}
    assert set(broker.read_from[-1].through) == {(Feed.FILLS, WHOLE), (Feed.BOOKINGS, WHOLE)}
    assert len(broker.sessions) == len(broker.transports) == 1


async def test_what_the_stream_says_reaches_the_engine_at_once(
    account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    async with running(account.run()):
        broker.pushed.put_nowait([booked(clock.now())])
        await at_rest()
        assert len(engine.state.open_alerts) == 1


async def test_only_coming_up_asks_for_a_read(
    account: AccountWatch, broker: PlantedBroker, clock: FakeClock
) -> None:
    async with running(account.run()):
        before = len(broker.reads)
        down = FeedReport(clock.now(), MAIN, Feed.STREAM, up=False, problem=Problem("hole"))
        for report, reads in ((broker.up(), 0), (down, 0), (broker.up(), 1), (broker.up(), 1)):
            broker.pushed.put_nowait([report])
            await at_rest()
            assert len(broker.reads) == before + reads


async def test_a_broker_without_a_stream_is_only_read(engine: Engine, clock: FakeClock) -> None:
    broker = PlantedBroker(clock, RECORDS)
    account = watched(broker, engine, clock)
    async with running(account.run()):
        account.wake()
        await clock.advance(EVERY)
    assert (broker.connects, len(broker.reads)) == ([], 3)
    assert (Feed.STREAM, WHOLE) not in engine.state.account(MAIN).feeds


# --------------------------------------------------------------------------------------- failures


@pytest.mark.expected_logs("positions, fills, bookings down")
@every_failure
async def test_a_reading_that_fails_puts_the_records_down_until_one_succeeds(
    failure: Exception,
    account: AccountWatch,
    broker: PlantedBroker,
    engine: Engine,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker.answers = repeat(failure, 4)
    async with running(account.run()) as task:
        assert [problem(engine, feed) for feed in RECORDS] == [code(failure)] * 3
        assert problem(engine, Feed.STREAM) is None, "the other loop goes on"
        await clock.advance(25 * MINUTE)
        assert not task.done()
        assert [problem(engine, feed) for feed in RECORDS] == [None] * 3
    assert len(log_of(caplog)) == 1, "said once, not at each of four failures"
    assert len(broker.sessions) == 1


@pytest.mark.expected_logs("stream down")
@every_failure
async def test_a_stream_that_fails_puts_the_stream_down_and_the_poll_goes_on(
    failure: Exception,
    account: AccountWatch,
    broker: PlantedBroker,
    engine: Engine,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker.streams = repeat([failure], 4)
    async with running(account.run()) as task:
        assert problem(engine, Feed.STREAM) == code(failure)
        assert [problem(engine, feed) for feed in RECORDS] == [None] * 3
        await clock.advance(25 * MINUTE)
        assert not task.done()
        assert problem(engine, Feed.STREAM) is None
    assert len(broker.connects) == 5
    assert len(broker.reads) >= 25
    assert len(log_of(caplog)) == 1
    assert (len(broker.sessions), broker.streams_open) == (1, 0)


@pytest.mark.expected_logs("stream, positions, fills, bookings down")
@every_failure
async def test_a_session_that_cannot_be_opened_puts_everything_down_until_it_can(
    failure: Exception,
    account: AccountWatch,
    broker: PlantedBroker,
    engine: Engine,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker.openings = iter([failure] * 3)
    async with running(account.run()):
        assert [problem(engine, feed) for feed in FEEDS] == [code(failure)] * 4
        await clock.advance(20 * MINUTE)
        assert [problem(engine, feed) for feed in FEEDS] == [None] * 4
    assert len(log_of(caplog)) == 1
    assert [t.closed for t in broker.transports] == [1] * 4


@pytest.mark.expected_logs("down: keyring_locked")
async def test_locked_credentials_put_everything_down_and_the_trader_is_not_nagged(
    broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    asked = 0

    async def locked() -> Vault:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise SecretsUnavailable(Problem("keyring_locked"))
        return Vault({})

    config = AccountConfig(MAIN, "planted", {})
    account = AccountWatch(broker.spec, config, locked, engine, clock, broker.transport)
    async with running(account.run()):
        assert [problem(engine, feed) for feed in FEEDS] == ["keyring_locked"] * 4
        await clock.advance(4 * MINUTE)
        assert asked == 1
        account.check_now()
        await at_rest()
        assert asked == 2
        await clock.advance(6 * MINUTE)
        assert [problem(engine, feed) for feed in FEEDS] == [None] * 4


@pytest.mark.expected_logs("stream down: stream_ended")
async def test_a_stream_that_ends_without_a_word_is_down_and_connected_again(
    account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    broker.streams = iter([[]])
    async with running(account.run()):
        assert problem(engine, Feed.STREAM) == "stream_ended"
        await clock.advance(2 * SECOND)
        assert problem(engine, Feed.STREAM) is None


@pytest.mark.expected_logs("down: read_hangs")
async def test_a_reading_that_hangs_is_given_up_and_tried_again(
    account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    broker.answers = iter([HANG])
    async with running(account.run()):
        feeds = engine.state.account(MAIN).feeds
        await eventually(lambda: (Feed.POSITIONS, WHOLE) in feeds)
        assert [problem(engine, feed) for feed in RECORDS] == ["read_hangs"] * 3
        await clock.advance(2 * SECOND)
        assert [problem(engine, feed) for feed in RECORDS] == [None] * 3


@pytest.mark.expected_logs("down unexpectedly")
async def test_a_time_out_of_the_brokers_own_is_not_taken_for_a_hanging_read(
    account: AccountWatch, broker: PlantedBroker, engine: Engine
) -> None:
    broker.answers = iter([TimeoutError()])
    async with running(account.run()):
        assert problem(engine, Feed.POSITIONS) == "internal_error"


@pytest.mark.expected_logs("gone")
async def test_a_failure_after_a_recovery_is_said_again(
    account: AccountWatch,
    broker: PlantedBroker,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker.answers = iter([GONE, None, GONE])
    async with running(account.run()):
        await clock.advance(3 * MINUTE)
    assert len(log_of(caplog)) == 2


# -------------------------------------------------------------------------- how long, how hurried


@pytest.mark.expected_logs("down: gone")
async def test_waits_double_up_to_a_minute(
    account: AccountWatch, broker: PlantedBroker, clock: FakeClock
) -> None:
    broker.answers = repeat(GONE)
    async with running(account.run()):
        await clock.advance(10 * MINUTE)
    waits = [b - a for a, b in zip(broker.reads, broker.reads[1:], strict=False)]
    for wait, middle in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60], strict=False):
        assert 0.75 * middle * SECOND <= wait <= 1.25 * middle * SECOND
    assert len(waits) > 8


@pytest.mark.expected_logs("down: key_revoked")
async def test_refused_credentials_are_tried_seldom_but_at_once_when_the_trader_asks(
    account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    broker.answers = chain(repeat(Refused(Problem("key_revoked")), 2))
    async with running(account.run()):
        await clock.advance(4 * MINUTE)
        assert len(broker.reads) == 1
        account.check_now()
        await at_rest()
        assert len(broker.reads) == 2
        account.check_now()
        await at_rest()
        assert problem(engine, Feed.POSITIONS) is None


LIMITS = {
    "the broker": RateLimited(Problem("too_fast"), 10 * MINUTE),
    "the network": Unreachable(Problem("too_fast"), retry_after=10 * MINUTE),
}


@pytest.mark.expected_logs("down: too_fast")
@pytest.mark.parametrize("failure", LIMITS.values(), ids=LIMITS.keys())
async def test_a_wait_that_was_asked_for_is_waited_out_whoever_is_in_a_hurry(
    failure: Exception, account: AccountWatch, broker: PlantedBroker, clock: FakeClock
) -> None:
    broker.answers = iter([failure])
    async with running(account.run()):
        await clock.advance(5 * MINUTE)
        account.check_now()
        account.wake()
        await clock.advance(5 * MINUTE - SECOND)
        assert len(broker.reads) == 1
        await clock.advance(SECOND)
        assert broker.reads[1] == 10 * MINUTE


@pytest.mark.expected_logs("down: too_fast")
async def test_an_asked_wait_of_nothing_is_still_a_wait(
    account: AccountWatch, broker: PlantedBroker, clock: FakeClock
) -> None:
    broker.answers = repeat(RateLimited(Problem("too_fast"), timedelta()))
    async with running(account.run()):
        await clock.advance(10 * SECOND)
    assert len(broker.reads) < 6


@pytest.mark.expected_logs("stream down: too_fast")
async def test_a_limit_on_the_stream_leaves_the_poll_alone(
    account: AccountWatch, broker: PlantedBroker, clock: FakeClock
) -> None:
    broker.streams = iter([[RateLimited(Problem("too_fast"), 10 * MINUTE)]])
    async with running(account.run()):
        await clock.advance(10 * MINUTE)
    assert [at // SECOND for at in broker.connects] == [0, 600]
    assert len(broker.reads) >= 10


async def test_checking_now_reads_at_once(account: AccountWatch, broker: PlantedBroker) -> None:
    async with running(account.run()):
        before = len(broker.reads)
        account.check_now()
        await at_rest()
        assert len(broker.reads) == before + 1


@pytest.mark.expected_logs("down: gone")
async def test_checking_now_cuts_every_back_off_short(
    account: AccountWatch, broker: PlantedBroker, clock: FakeClock, engine: Engine
) -> None:
    broker.answers, broker.streams = repeat(GONE, 8), repeat([GONE], 8)
    async with running(account.run()):
        await clock.advance(40 * SECOND)
        reads, connects = len(broker.reads), len(broker.connects)
        account.check_now()
        await at_rest()
        assert (len(broker.reads), len(broker.connects)) == (reads + 1, connects + 1)


async def test_waking_opens_new_connections_and_reads(
    account: AccountWatch, broker: PlantedBroker, engine: Engine
) -> None:
    async with running(account.run()):
        reads = len(broker.reads)
        account.wake()
        await at_rest()
        assert [s.closed for s in broker.sessions] == [1, 0]
        assert [t.closed for t in broker.transports] == [1, 0]
        assert len(broker.reads) == reads + 2
        assert (len(broker.connects), broker.streams_open) == (2, 1)
        assert problem(engine, Feed.STREAM) is None


async def test_waking_gives_up_a_reading_on_a_dead_connection(
    account: AccountWatch, broker: PlantedBroker
) -> None:
    broker.answers = iter([HANG])
    async with running(account.run()):
        account.wake()
        await at_rest()
        assert len(broker.reads) == 3


@pytest.mark.expected_logs("down: sign_in_ended")
async def test_a_sign_in_that_ended_asks_for_the_trader_at_once(
    account: AccountWatch, broker: PlantedBroker, engine: Engine
) -> None:
    broker.answers = repeat(SignInEnded(Problem("sign_in_ended")))
    engine.enrol({MAIN: FEEDS})
    async with running(account.run()):
        assert list(engine.state.open_alerts) == [sign_in_alert(MAIN)]


async def test_what_a_broker_has_forgotten_of_a_contract_is_not_unlearned(
    account: AccountWatch, broker: PlantedBroker, engine: Engine
) -> None:
    put = Instrument(
        InstrumentId("planted/put"),
        InstrumentKind.OPTION,
        "PUT",
        underlying=InstrumentId("planted/share"),
        strike=Decimal(60),
        multiplier=Decimal(100),
    )
    engine.submit(Description(put))
    poor = replace(put, symbol="put", underlying=None, multiplier=None)
    other = replace(put, multiplier=Decimal(10))
    broker.answers = iter([[*broker.reading(), Description(poor)]])
    broker.pushed.put_nowait([broker.up()])
    broker.pushed.put_nowait([Description(poor)])
    async with running(account.run()):
        await eventually(lambda: broker.reads and broker.pushed.empty())
        assert engine.state.instruments[put.id] == put
    assert not other.only_repeats(put)
    assert not replace(poor, strike=Decimal(61)).only_repeats(put)


# -------------------------------------------------------------------------------- where to go on


async def test_the_stream_goes_on_at_its_bookmark_in_the_next_run_too(
    broker: PlantedBroker, clock: FakeClock, reopen: Reopen
) -> None:
    for number, (known, told) in enumerate(((None, "7"), ("7", "9"), ("9", None), (None, None))):
        engine = Engine(reopen(), clock)
        engine.load()
        async with running(watched(broker, engine, clock).run()):
            broker.pushed.put_nowait([Bookmark(MAIN, Feed.STREAM, told)])
            await at_rest()
        assert broker.streamed_from[number].bookmark(Feed.STREAM) == known
