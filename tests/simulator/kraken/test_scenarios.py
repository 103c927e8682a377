"""What each scenario makes true, told by the same records that clients read."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.contracts import FLEX
from assignwatch.simulator.kraken.records import Fill
from assignwatch.simulator.kraken.scenarios import SCRIPTS
from assignwatch.simulator.kraken.world import World
from assignwatch.simulator.seeded import Seeded
from tests.simulator.conftest import START

ZERO = Decimal(0)


class Night:
    """A world in which one scenario was played, and what it added to each account."""

    def __init__(self, scenario: str, start: datetime = START) -> None:
        self.clock = Clock(start, Decimal(0))
        self.world = World(self.clock, Seeded("night"))
        self.main, self.second = self.world.books["main"], self.world.books["second"]
        self._before = {b.name: (len(b.fills), len(b.log)) for b in (self.main, self.second)}
        self.play(scenario)

    def play(self, scenario: str) -> None:
        for seconds, step in SCRIPTS[scenario]:
            self.world.schedule(self.clock.now + timedelta(seconds=seconds), step)

    def wait(self, seconds: int) -> None:
        self.clock.jump(timedelta(seconds=seconds))
        self.world.run_until(self.clock.now)

    def fills(self, book: Book, fill_type: str) -> list[Fill]:
        new = book.fills[self._before[book.name][0] :]
        return [fill for fill in new if fill.cause.fill_type == fill_type]

    def infos(self, book: Book) -> Counter[str]:
        return Counter(row.info for row in book.log[self._before[book.name][1] :])


def _total(fills: list[Fill]) -> Decimal:
    return sum((fill.size for fill in fills), ZERO)


def test_a_quiet_day_holds_every_ordinary_kind_of_record_and_no_other() -> None:
    night = Night("quiet")
    night.wait(86_400)
    assert set(night.infos(night.main)) == {"futures trade", "funding rate change"}
    kinds = {fill.cause.fill_type for fill in night.main.fills}
    assert kinds == {"maker", "taker", "takerAfterEdit"}
    assert night.main.orders == {}


def test_funding_is_booked_at_every_full_hour_for_every_open_perpetual() -> None:
    night = Night("unknown")
    night.wait(7200)
    times = [row.at for row in night.main.log if row.info == "funding rate change"]
    hours = [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (13, 14)]
    assert Counter(times) == dict.fromkeys(hours, 3)


def test_a_takeover_hands_the_rest_of_one_account_to_the_other() -> None:
    night = Night("takeover")
    night.wait(7)
    own = night.fills(night.main, "taker")
    assert [fill.size for fill in own] == [Decimal("0.5")], "main's own trade comes first"
    assert night.fills(night.main, "assignee") == []
    held = night.main.size("PF_ETHUSD")

    night.wait(1)
    taken = night.fills(night.main, "assignee")
    given = night.fills(night.second, "assignor")
    assert len(taken) == len(given) == 8
    assert _total(taken) == -_total(given) == Decimal("1.2")
    assert night.main.size("PF_ETHUSD") == held + Decimal("1.2")
    assert night.second.size("PF_ETHUSD") == ZERO
    assert _total(night.fills(night.second, "liquidation")) == Decimal("-11.4")
    assert {fill.at for fill in taken + given} == {START + timedelta(seconds=8)}
    assert len({fill.price for fill in taken + given}) == 1
    assert len({fill.id for fill in taken + given}) == 16, "each side has fill ids of its own"
    assert night.infos(night.main)["futures assignee"] == 16
    assert night.infos(night.second)["futures assignor"] == 16
    assert night.second.cash[FLEX] > 0, "no account goes below zero"


def test_the_volunteer_gets_a_better_price_than_the_mark() -> None:
    night = Night("takeover")
    night.wait(10)
    mark = next(r.mark_price for r in night.main.log if r.info == "futures assignee")
    price = night.fills(night.main, "assignee")[0].price
    assert mark is not None
    assert Decimal("0.0099") < (mark - price) / mark < Decimal("0.0101")


def test_a_settlement_takes_a_matured_position_minutes_later_without_a_fill() -> None:
    night = Night("settlement")
    night.wait(10)
    symbol = "FF_XBTUSD_261123"
    maturity = night.world.contracts[symbol].maturity
    assert maturity == datetime(2026, 11, 23, 12, 12, tzinfo=UTC)
    fills = len(night.main.fills)

    night.wait(120)
    assert night.clock.now > maturity
    assert night.main.size(symbol) == Decimal("0.3"), "matured, and still open"
    assert not night.world.tradeable(night.world.contracts[symbol], night.clock.now)

    night.wait(240)
    assert night.main.size(symbol) == ZERO
    assert symbol not in night.world.contracts
    assert len(night.main.fills) == fills
    event = night.main.events[-1]
    assert (event.reason, event.change, event.fill) == ("settlement", "close", None)
    position, cash = night.main.log[-2:]
    assert position.info == cash.info == "settlement"
    assert position.execution is cash.execution is None
    assert event.settlement_price == position.trade_price
    assert cash.fee is not None
    assert cash.fee > 0, "holding to settlement costs a taker fee"


def test_regular_futures_are_always_ahead_and_settle_by_themselves() -> None:
    for day in range(70):
        start = START + timedelta(days=day)
        world = World(Clock(start, Decimal(0)), Seeded("night"))
        endings = [c.maturity for c in world.contracts.values() if c.maturity is not None]
        assert len(endings) == 2
        assert all(end > start + timedelta(days=13) and end.weekday() == 4 for end in endings)

    night = Night("unknown")
    night.wait(40 * 86_400)
    assert night.main.size("FF_XBTUSD_261225") == ZERO
    assert night.second.size("FI_XBTUSD_261225") == ZERO
    assert night.infos(night.second)["settlement"] == 2


def test_a_liquidation_goes_into_the_book_and_then_away() -> None:
    night = Night("liquidation")
    night.wait(20)
    assert _total(night.fills(night.main, "partialLiquidation")) == Decimal("-0.08")
    assert _total(night.fills(night.main, "liquidation")) == Decimal("-0.312")
    away = night.fills(night.main, "assignor")
    assert (len(away), _total(away)) == (8, Decimal("-0.008"))
    assert len({fill.at for fill in away}) == 1
    assert night.main.size("PF_XBTUSD") == ZERO
    assert night.main.cash[FLEX] > 0


def test_an_unwind_cuts_the_winner_by_what_the_bankrupt_held() -> None:
    night = Night("unwind")
    night.wait(20)
    (cut,) = night.fills(night.main, "unwindCounterparty")
    (bankrupt,) = night.fills(night.second, "unwindBankrupt")
    assert (cut.size, bankrupt.size) == (Decimal("-0.15"), Decimal("0.15"))
    assert night.main.events[-1].realized_pnl is not None
    assert night.main.events[-1].realized_pnl > 0
    assert night.infos(night.main)["futures unwind counterparty"] == 2


def test_unknown_words_appear_in_a_fill_and_in_the_account_log() -> None:
    night = Night("unknown")
    night.wait(20)
    (fill,) = night.fills(night.main, "crossVenueNovation")
    assert fill.size == Decimal("-0.5")
    infos = night.infos(night.main)
    assert infos == {"futures novation": 2, "ledger restatement": 1}


@pytest.mark.parametrize("scenario", [name for name in SCRIPTS if name != "settlement"])
def test_a_scenario_can_be_played_again_and_again(scenario: str) -> None:
    night = Night(scenario)
    for _ in range(3):
        night.wait(86_400)
        night.play(scenario)
    night.wait(86_400)
    assert all(cash > 0 for book in (night.main, night.second) for cash in book.cash.values())


@pytest.mark.parametrize("scenario", SCRIPTS)
def test_waiting_and_jumping_book_the_same(scenario: str) -> None:
    def told(step: int) -> object:
        night = Night(scenario)
        for _ in range(600 // step):
            night.wait(step)
        return [(book.fills, book.log, book.events) for book in (night.main, night.second)]

    assert told(600) == told(3)


def test_two_futures_a_day_can_mature_early_and_a_third_is_an_error() -> None:
    night = Night("settlement")
    night.play("settlement")
    night.wait(5)
    night.play("settlement")
    with pytest.raises(LookupError, match="Every future that could mature on 23 November 2026"):
        night.wait(5)
