"""Streams that break off, and how they are taken up again or begun anew."""

from __future__ import annotations

import pytest

from assignwatch.brokers.base import Session, SignInEnded, Since, Transient, Vault
from assignwatch.core.model import WHOLE, Problem
from assignwatch.core.observations import PositionReport, Pulse
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply
from assignwatch.simulator.saxo.scenarios.steps import lose_events
from assignwatch.simulator.saxo.showing import Topic
from tests.brokers.bench import only
from tests.brokers.saxo.bench import (
    NOON,
    SUBSCRIPTIONS,
    Listening,
    SaxoBench,
    Spoilt,
    bookmarks,
    down,
    facts,
    gaps,
    instead,
    lost,
    totals,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]


async def test_a_line_that_broke_is_taken_up_where_it_was_and_tells_what_was_missed(
    bench: SaxoBench, way: Spoilt
) -> None:
    await lost(bench)
    bench.trade("XYZ", "20")
    bench.pass_time(seconds=5)
    async with bench.listen() as heard:
        await heard.until(lambda told: facts(told) and only(PositionReport, told))
        bench.trade("XYZ", "3")
        told = await heard.until(lambda told: len(facts(told)) == 2)
    first, again = way.opened
    assert again["contextId"] == first["contextId"]
    assert int(again["messageid"]) > 0
    assert totals(told)[bench.scope(), bench.id_of("XYZ")] == 124
    assert [fact.quantity for fact in facts(told)] == [20, 3], "and nothing twice"
    assert (gaps(told), len(way.subscribed)) == ([], SUBSCRIPTIONS), (
        "nothing was subscribed to anew"
    )


async def test_signs_of_life_are_counted_so_that_a_quiet_night_can_be_taken_up(
    bench: SaxoBench, way: Spoilt
) -> None:
    streams = bench.venue.streams
    streams.inactivity |= {Topic.POSITIONS: 1}
    streams.pace.share = 0.02
    streams.kept = 5
    async with bench.listen() as heard:
        await heard.until(
            lambda told: sum(p.feed is Feed.POSITIONS for p in only(Pulse, told)) > 30
        )
        streams.cut()
        await heard.failure()
    async with bench.listen() as heard:
        await heard.again()
        assert (gaps(heard.told), len(way.subscribed)) == ([], SUBSCRIPTIONS)
    assert way.opened[0]["contextId"] == way.opened[1]["contextId"]


async def test_what_is_no_longer_kept_is_subscribed_to_anew(bench: SaxoBench, way: Spoilt) -> None:
    bench.venue.streams.kept = 2
    await lost(bench)
    for _ in range(5):
        bench.trade("XYZ", "20")
    async with bench.listen() as heard:
        told = await heard.until(lambda told: gaps(told) and len(facts(told)) == 5)
    assert way.opened[0]["contextId"] == way.opened[1]["contextId"]
    assert gaps(told) == ["stream"]
    assert len(way.subscribed) == 2 * SUBSCRIPTIONS


async def test_after_a_long_gap_everything_is_new_and_events_go_on_where_they_were(
    bench: SaxoBench, way: Spoilt
) -> None:
    await lost(bench)
    bench.trade("XYZ", "20")
    way.unreachable = True
    for _ in range(3):  # trying does not make the gap a short one
        bench.pass_time(minutes=1)
        async with bench.listen() as heard:
            assert (await heard.failure()).problem.code == "connect_failed"
    way.unreachable = False
    async with bench.listen() as heard:
        told = await heard.until(facts)
    assert len({opened["contextId"] for opened in way.opened}) == len(way.opened) - 1
    assert "messageid" not in way.opened[-1]
    assert int(way.subscribed[-1]["Arguments"]["SequenceId"]) > 0
    assert [fact.quantity for fact in facts(told) if fact.at == NOON] == [20]


@pytest.mark.expected_logs("the events of a gap are no longer kept")
async def test_events_that_are_no_longer_kept_are_left_to_the_reading(
    bench: SaxoBench, way: Spoilt
) -> None:
    await lost(bench)
    bench.trade("XYZ", "20")
    bench.do(lose_events())
    bench.pass_time(minutes=3)
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "3")
        told = await heard.until(facts)
    asked = [body["Arguments"] for body in way.subscribed if "Activities" in body["Arguments"]]
    assert ["SequenceId" in arguments for arguments in asked] == [False, True, False]
    assert [fact.quantity for fact in facts(told)] == [3]


def later(bench: SaxoBench) -> Session:
    """The session of a later run of the program, with a token of today."""
    token = bench.venue.sessions.developer_token()
    return bench.open(bench.way, Vault({"app_key": "any-app-key", "token": token}))


async def test_events_go_on_behind_the_last_that_an_earlier_session_told(
    bench: SaxoBench, way: Spoilt
) -> None:
    reached = bookmarks(await lost(bench))[-1]
    bench.trade("XYZ", "20")
    bench.pass_time(days=2)
    since = Since(bookmarks={(Feed.STREAM, WHOLE): reached or ""})
    async with Listening(later(bench), since) as heard:
        told = await heard.until(facts)
    assert way.subscribed[-1]["Arguments"]["SequenceId"] == reached
    assert [fact.quantity for fact in facts(told) if fact.at == NOON] == [20]
    assert int(bookmarks(told)[-1] or "") > int(reached or "")
    assert down(told) == []


@pytest.mark.expected_logs("the events of a gap are no longer kept")
async def test_a_bookmark_that_is_no_longer_known_is_a_hole_and_is_not_used_again(
    bench: SaxoBench, way: Spoilt
) -> None:
    reached = bookmarks(await lost(bench))[-1]
    bench.trade("XYZ", "20")
    bench.pass_time(days=15)
    since = Since(bookmarks={(Feed.STREAM, WHOLE): reached or ""})
    async with Listening(later(bench), since) as heard:
        await heard.up()
        bench.trade("XYZ", "3")
        told = await heard.until(facts)
    (hole,) = down(told)
    assert (hole.feed, hole.problem) == (Feed.BOOKINGS, Problem("events_gone"))
    assert [fact.quantity for fact in facts(told)] == [3]
    nowhere, *anew = bookmarks(told)
    assert nowhere is None
    assert anew
    assert None not in anew


async def test_a_name_that_is_in_use_is_given_up_for_another(bench: SaxoBench, way: Spoilt) -> None:
    await lost(bench)
    query = f"contextId={way.opened[0]['contextId']}"
    token = [*bench.venue.sessions._access][-1]
    headers = {"Authorization": f"Bearer {token}"}
    async with way.inner.socket(f"{bench.entry['urls']['stream']}/connect?{query}", headers):
        async with bench.listen() as heard:
            error = await heard.failure()
        assert (type(error), error.problem.code) == (Transient, "stream_refused")
        async with bench.listen() as heard:
            await heard.up()
    assert way.opened[2]["contextId"] != way.opened[0]["contextId"]


async def test_a_token_that_opens_no_stream_is_renewed_for_the_next(
    bench: SaxoBench, way: Spoilt
) -> None:
    await lost(bench)
    bench.venue.sessions.expire_access()
    async with bench.listen() as heard:
        error = await heard.failure()
    assert (type(error), error.problem.code) == (Transient, "token_refused")
    async with bench.listen() as heard:
        await heard.up()
    assert way.count("POST /token") == 2


async def test_a_renewed_token_that_the_stream_does_not_take_is_renewed_again(
    bench: SaxoBench, way: Spoilt
) -> None:
    way.answers = instead("/oapi/streaming/ws/authorize", Reply(401, {}, b""))
    async with bench.listen() as heard:
        await heard.up()
        bench.pass_time(minutes=19)
        error = await heard.failure()
    assert (type(error), error.problem.code) == (Transient, "token_refused")
    async with bench.listen() as heard:
        await heard.up()
    assert way.count("POST /token") == 3


async def test_a_pasted_token_opens_the_stream_until_its_end_and_is_never_renewed(
    bench: SaxoBench, way: Spoilt
) -> None:
    sessions = bench.venue.sessions
    vault = Vault({"app_key": "any-app-key", "token": sessions.developer_token()})
    session = bench.open(way, vault)
    async with Listening(session) as heard:
        await heard.up()
        bench.pass_time(hours=23)
        await heard.again()
        sessions.expire_access()
        assert type(await heard.failure()) is Transient
    for expected in (Transient, SignInEnded):
        async with Listening(session) as heard:
            assert type(await heard.failure()) is expected, "who asks who has signed in is told"
    assert way.count("POST /token") == way.count("PUT") == 0


async def test_the_end_of_the_sign_in_asks_for_the_trader_after_what_came_before_it(
    bench: SaxoBench,
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        bench.venue.sessions.end()
        error = await heard.failure()
        assert len(facts(heard.told)) == 1, "said in the same frame"
    assert (type(error), error.problem.code) == (SignInEnded, "sign_in_ended")
    async with bench.listen() as heard:
        assert type(await heard.failure()) is SignInEnded
