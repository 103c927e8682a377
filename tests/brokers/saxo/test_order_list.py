"""Orders that rest at the simulated Saxo, as the stream and the readings tell of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assignwatch.core.observations import BrokerObservation, Description, Funds, Order
from assignwatch.simulator.saxo.scenarios.steps import cancel_resting, fill_resting, rest
from tests.brokers.bench import only
from tests.brokers.saxo.bench import SaxoBench, Spoilt, gaps, instead, said

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

NICK = "QRS"


def _of(bench: SaxoBench, told: Sequence[BrokerObservation]) -> list[tuple[int, bool]]:
    """How much is left, and whether it works, each time that something was said of the order."""
    mine = [one for one in only(Order, told) if one.instrument == bench.id_of(NICK)]
    assert len({one.id for one in mine}) <= 1
    return [(int(one.quantity), one.working) for one in mine]


async def test_an_order_s_life_is_told_once_though_events_and_list_both_tell_it(
    bench: SaxoBench,
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.do(rest("main", NICK, "-30", "10"))
        told = await heard.until(lambda told: _of(bench, told))
        assert bench.id_of(NICK) in {d.instrument.id for d in only(Description, told)}
        bench.pass_time(seconds=5)
        bench.do(fill_resting("main", NICK, "-10"))
        await heard.until(lambda told: len(_of(bench, told)) == 2)
        bench.pass_time(seconds=5)
        bench.do(cancel_resting("main", NICK))
        await heard.until(lambda told: len(_of(bench, told)) == 3)
        bench.trade("XYZ", "1")  # behind which nothing more may come
        last = bench.id_of("XYZ")
        told = await heard.until(
            lambda told: any(
                one.instrument == last and not one.working for one in only(Order, told)
            )
        )
        assert _of(bench, told) == [(-30, True), (-20, True), (-20, False)]
    assert gaps(told) == []


@pytest.mark.parametrize("asks_for", ["orders", "events"])
async def test_either_of_the_two_tells_of_it_alone(
    bench: SaxoBench, way: Spoilt, asks_for: str
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.venue.streams.disable(way.references[asks_for], permanently=False)
        bench.do(rest("main", NICK, "-30", "10"))
        await heard.until(lambda told: _of(bench, told) == [(-30, True)])
        bench.do(cancel_resting("main", NICK))
        await heard.until(lambda told: _of(bench, told) == [(-30, True), (-30, False)])


async def test_a_reading_tells_what_rests_and_what_no_longer_does(bench: SaxoBench) -> None:
    bench.do(rest("main", NICK, "-30", "10"))
    bench.pass_time(hours=1)
    assert _of(bench, await bench.read(bench.since(seconds=1))) == [(-30, True)]
    assert _of(bench, await bench.read(bench.since(seconds=1))) == [(-30, True)]
    bench.do(cancel_resting("main", NICK))
    bench.pass_time(hours=1)
    assert _of(bench, await bench.read(bench.since(seconds=1))) == [(-30, False)]
    assert _of(bench, await bench.read(bench.since(seconds=1))) == []


async def test_a_list_of_orders_that_cannot_be_read_costs_nothing_else(
    bench: SaxoBench, way: Spoilt
) -> None:
    besides = Order | Funds  # money is not asked for with each reading
    whole = [one for one in await bench.read() if not isinstance(one, besides)]
    way.answers = instead("/port/v1/orders/me", said(500, ""))
    told = [one for one in await bench.read() if not isinstance(one, besides)]
    assert [type(one) for one in told] == [type(one) for one in whole]
