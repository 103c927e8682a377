"""How options end by themselves, in the night after their last day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.simulator.saxo.listing import Listing, third_friday
from assignwatch.simulator.saxo.showing import Topic
from tests.simulator.saxo.staged import START, Line, Staged, line

FRIDAY = datetime(2026, 12, 18, 22, 0, tzinfo=UTC)
"""After the close of the day on which the options of the start expire."""


def test_a_month_of_options_ends_and_another_is_listed() -> None:
    staged = Staged()
    staged.trade("second", "XIX P5000", "-1")
    staged.trade("second", "XIX P5000", "3")
    staged.pass_time(seconds=(FRIDAY - START).total_seconds())
    assert staged.held()["XYZ P100"] == -1
    last = staged.world.newest_sequence()
    staged.pass_time(hours=6)
    columns = ("AccountId", "InstrumentSymbol", "Amount", "TradeType", "ToolId")
    ended = [line(row, *columns) for row in staged.trades(FromDate="2026-12-19")]
    assert ended == []
    staged.pass_time(days=1)
    ended = [line(row, *columns) for row in staged.trades(FromDate="2026-12-19")]
    main, second = "17700931INET", "17700932INET"
    expected: list[Line] = [
        (main, "XYZ/18Z26P100:xcbf", "1", "AutoAssignment", "50"),
        (main, "XYZ:xnas", "100", "AutoAssignment", "50"),
        (main, "XYZ/18Z26C105:xcbf", "-1", "Expiry", "50"),
        (main, "QRS/18Z26C50:xcbf", "1", "AutoAssignment", "50"),
        (main, "QRS:xnys", "-100", "AutoAssignment", "50"),
        (main, "ETX/18Z26P400:xcbf", "-2", "Expiry", "50"),
        (main, "ETX/18Z26P410:xcbf", "2", "AutoAssignment", "50"),
        (main, "ETX:arcx", "200", "AutoAssignment", "50"),
        (second, "XIX/18Z26P5000:xcbf", "-2", "AutoExcercise", "38"),
    ]
    assert ended == expected
    told = [row for row in staged.events(last) if "T01:39:" in row["ActivityTime"]]
    assert {row["OriginatingToolId"] for row in told} == {38, 50}
    assert len(told) == len(expected)
    assert staged.held()["XYZ"] == 200
    assert staged.world.listing["XYZ P100"].symbol == "XYZ/15F27P100:xcbf"
    kinds = {row["PositionBase"]["AssetType"] for row in staged.rows(Topic.POSITIONS)}
    assert not any(kind.endswith("Option") for kind in kinds)


def test_what_a_scenario_listed_is_left_to_it() -> None:
    staged = Staged()
    staged.play("not-assigned", 5)
    staged.world.settle_expired(START.replace(day=25))
    assert staged.held()["XYZ P97.5 today"] == -1


@pytest.mark.parametrize(
    ("today", "expiries"),
    [
        ((2026, 11, 23), ["23X26", "24X26"]),
        ((2026, 11, 27), ["27X26", "30X26"]),
        ((2026, 11, 29), ["27X26", "30X26"]),
    ],
)
def test_an_option_for_the_occasion_ends_on_a_day_of_trading(
    today: tuple[int, int, int], expiries: list[str]
) -> None:
    day = datetime(*today, tzinfo=UTC).date()
    listing = Listing(day)
    made = [listing.list_expiring("XYZ", "Call", Decimal(100), day) for _ in expiries]
    assert [option.symbol for option in made] == [f"XYZ/{end}C100:xcbf" for end in expiries]
    assert listing["XYZ C100 today"] == made[-1]
    assert listing["XYZ C100"].expiry == third_friday(day + timedelta(days=21))
