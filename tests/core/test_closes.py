"""Which price is kept as the close of a day on which something ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.support import close_of
from assignwatch.core.events import Priced
from assignwatch.core.model import Moment
from assignwatch.core.observations import Description, Quote
from assignwatch.core.words import InstrumentKind
from tests.core.builders import Run
from tests.core.detect.parts import STOCK, TODAY, XYZ, option

ENDING = option("P100", expiry=TODAY)
FRIDAY = date(2026, 11, 20)


def _at(day: int, hour: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _settled(price: str, day: int, hour: int = 21) -> Quote:
    return Quote(_at(day, hour), XYZ, settlement=Decimal(price))


def _traded(price: str, day: int, hour: int = 21, minute: int = 0) -> Quote:
    return Quote(_at(day, hour) + timedelta(minutes=minute), XYZ, last=Decimal(price))


@pytest.mark.parametrize(
    ("quotes", "close"),
    [
        ([_settled("99", 20)], "99"),
        ([_settled("99", 21)], "99"),
        ([_settled("99", 23, 11)], "99"),
        ([_settled("99", 23, 12)], None),
        ([_settled("99", 19)], None),
        ([_traded("98", 20), _settled("99", 23, 11)], "99"),
        ([_settled("99", 20), _settled("97", 20, 22)], "97"),
        ([_settled("99", 20), _settled("97", 23)], "99"),
        ([_settled("99", 21), _settled("97", 23)], "99"),
        ([_settled("99", 21), _settled("97", 21, 22)], "97"),
        ([_settled("99", 21), _settled("97", 23), _settled("96", 23, 22)], "99"),
        ([_settled("99", 20), _settled("97", 23), _settled("96", 23, 22)], "99"),
        ([_settled("99", 20), _traded("98", 20, 22)], "99"),
    ],
    ids=[
        "told on the day",
        "published on the next",
        "published before the next session",
        "published when that had begun",
        "of a day before",
        "published after a trade of the day",
        "corrected on the day",
        "the settlement of a later day is not that of the day",
        "nor where the one of the day was published late",
        "published late, and corrected",
        "a later day's correction is of that day",
        "and so it is where the day itself told its own",
        "a trade does not replace it",
    ],
)
def test_the_close_of_a_day_on_which_a_contract_ends(
    quotes: list[Quote], close: str | None
) -> None:
    run = Run()
    run.take(Description(STOCK), Description(ENDING))
    for quote in quotes:
        run.take(quote, at=quote.at)
    kept = run.state.closes.get(XYZ, {}).get(FRIDAY)
    assert (None if kept is None else kept.price) == (None if close is None else Decimal(close))


@pytest.mark.parametrize(("day", "known"), [(24, True), (25, False)], ids=["in time", "too late"])
def test_the_last_value_of_a_future_may_be_published_days_later(day: int, known: bool) -> None:
    """No session follows that it could be of; some brokers book it by hand one or two days on."""
    future = replace(STOCK, kind=InstrumentKind.FUTURE, expiry=TODAY)
    run = Run()
    run.take(Description(future), Description(ENDING))
    run.take(_settled("99", day), at=_at(day))
    assert (FRIDAY in run.state.closes.get(XYZ, {})) is known


def test_a_future_that_trades_on_has_a_value_of_its_own_each_day() -> None:
    future = replace(STOCK, kind=InstrumentKind.FUTURE, expiry=Moment.on(date(2026, 12, 18)))
    run = Run()
    run.take(Description(future), Description(ENDING))
    run.take(_settled("99", 23), at=_at(23))
    assert FRIDAY not in run.state.closes.get(XYZ, {})


@pytest.mark.parametrize(
    ("at", "known"), [(_at(20, 8), True), (_at(20, 20), True), (_at(21, 8), False)]
)
def test_what_ends_at_a_time_of_the_day_has_its_value_by_then(at: datetime, known: bool) -> None:
    run = Run()
    run.take(Description(STOCK), Description(option("C100", expiry=Moment(_at(20, 8)))))
    run.take(Quote(at, XYZ, settlement=Decimal(99)), at=at)
    assert (FRIDAY in run.state.closes.get(XYZ, {})) is known


@pytest.mark.parametrize(
    ("quotes", "told_at", "close", "written"),
    [
        ([_traded("97", 20, minute=n) for n in range(10)], (20, 21), "97", 2),
        ([_traded("97", 20), _traded("98", 20, minute=4)], (20, 21), "98", 1),
        ([_traded("97", 20, minute=4), _traded("98", 20)], (20, 21), "97", 1),
        (
            [_traded(p, 20, minute=m) for p, m in (("97", 0), ("98", 4), ("99", 2))],
            (20, 21),
            "98",
            1,
        ),
        ([_traded("97", 20), _traded("98", 20, minute=4)], (21, 9), "98", 2),
        ([_traded("97", 20, minute=4), _traded("98", 20)], (21, 9), "97", 1),
        ([_traded("97", 20)] * 3, (21, 9), "97", 1),
    ],
    ids=[
        "a price each minute",
        "the newest in between",
        "an older one told later",
        "older than the newest in between",
        "told the next day",
        "an older one told the next day",
        "told again and again the next day",
    ],
)
def test_the_newest_price_is_the_close_in_whatever_order_they_are_told(
    quotes: list[Quote], told_at: tuple[int, int], close: str, written: int
) -> None:
    """What is written is few: one in five minutes while the day lasts, and only newer ones then."""
    run = Run()
    run.take(Description(STOCK), Description(ENDING), at=_at(*told_at))
    for quote in quotes:
        run.take(quote)
    found = close_of(run.state, ENDING, run.policy.calendar)
    assert found is not None
    assert found.price == Decimal(close)
    assert len([event for event in run.journal if isinstance(event, Priced)]) == written
