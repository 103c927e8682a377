"""Which contract a leg's record is of that shares no id with any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.books import file_booking
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.leg_of import Legs, are_of_one_time, delivers_just, legs_of
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, Book
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from tests.core.builders import ACCOUNT, after, booking, fill
from tests.core.detect.parts import FUTURE, NEWCO, STOCK, XYZ, known, option, shares, thing

HOUR, DAY = 3_600.0, 86_400.0
EVENING, MORNING = 11 * HOUR, 23 * HOUR
"""Eight in the evening of the day of `T0`, and eight in the morning after."""
PUT, SAME, CALL = option("P100"), option("P100.00"), option("C100")
IN_CASH = option("P90", settlement=Settlement.CASH)
BASKET = option("P80", deliverables=(shares("100"), shares("1", NEWCO)))
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, underlying=XYZ, multiplier=Decimal(1000))
NEW = replace(STOCK, id=NEWCO)
SIZELESS = option("P70", multiplier=None)
ADJUSTED = option("P100.0", deliverables=(shares("150"),))
ON_CRUDE = option("P70.0", underlying=FUTURE)
STATE = known(STOCK, PUT, SAME, CALL, IN_CASH, BASKET, SIZELESS, ADJUSTED, ON_CRUDE, CRUDE, NEW)
OTHER = option("P95")
"""Nobody has described it."""


def _call(of: Instrument = PUT, quantity: str = "1", **fields: Any) -> Booking:
    given = {"id": "call", "cause": Cause.ASSIGNMENT, "at": after(30), **fields}
    return booking(quantity, given.pop("cause"), instrument=of.id, **given)


def _leg(quantity: str = "100", price: str | None = "100", **fields: Any) -> Booking:
    given = {"id": "leg", "cause": Cause.ASSIGNMENT, "at": after(30), "instrument": XYZ, **fields}
    return booking(quantity, given.pop("cause"), price=price, **given)


def _legs(*rows: Booking, trades: Sequence[Fill] = ()) -> Legs:
    of = Account(ACCOUNT)
    for row in rows:
        list(file_booking(of, row))
    for trade in trades:
        of.books.setdefault(trade.key, Book()).fills[trade.id, trade.instrument] = trade
    keys = dict.fromkeys([*(row.key for row in rows), *(trade.key for trade in trades)])
    return legs_of(STATE, of, list(keys))


def _named(*rows: Booking, trades: Sequence[Fill] = ()) -> dict[str, str]:
    """Of which contract each leg is, by the ids of their records."""
    found = _legs(*rows, trades=trades).of
    return {name: key.instrument.partition("/")[2] for (name, _), key in found.items()}


@pytest.mark.parametrize(
    ("fields", "is_it"),
    [
        ({}, True),
        ({"price": None}, True),
        ({"price": "100.009"}, True),
        ({"price": "99.991"}, True),
        ({"price": "100.01"}, False),
        ({"price": "99.99"}, False),
        ({"quantity": "200"}, False),
        ({"quantity": "-100"}, False),
        ({"instrument": NEWCO}, False),
        ({"instrument": InstrumentId("demo/nobody's")}, False),
        ({"cause": Cause.OTHER}, True),
        ({"cause": Cause.EXPIRY}, True),
        ({"cause": Cause.TRANSFER}, False),
        ({"counter": (Leg(PUT.id, Decimal(1), None),)}, False),
        ({"at": after(-9 * HOUR)}, True),
        ({"at": after(15 * HOUR - 1)}, True),
        ({"at": after(15 * HOUR)}, False),
        ({"event": "e"}, True),
    ],
    ids=[
        "just it",
        "at an unknown price",
        "a cent below, rounded",
        "a cent above, rounded",
        "a cent more",
        "a cent less",
        "twice as much",
        "the other way",
        "another thing",
        "what nobody has described",
        "in a word that says nothing",
        "in the word of its end",
        "in another word",
        "it names a contract",
        "as the day began",
        "as the day ended",
        "the day after",
        "with an id that is nobody else's",
    ],
)
def test_a_leg_is_of_the_contract_that_delivers_just_this(
    fields: dict[str, Any], *, is_it: bool
) -> None:
    assert _named(_call(at=after(0)), _leg(**fields)) == ({"leg": "P100"} if is_it else {})


@pytest.mark.parametrize(
    ("call", "leg", "is_it"),
    [
        (_call(cause=Cause.EXERCISE, quantity="-1"), _leg("-100"), True),
        (_call(CALL), _leg("-100"), True),
        (_call(cause=Cause.EXPIRY), _leg(), False),
        (_call(IN_CASH), _leg(price=None), False),
        (_call(BASKET), _leg(price=None), False),
        (_call(SIZELESS), _leg(price=None), False),
        (_call(OTHER), _leg(price=None), False),
        (_call(ADJUSTED), _leg("150"), True),
        (_call(ADJUSTED), _leg("150", "66.67"), True),
        (_call(ON_CRUDE), _leg("1", "70", instrument=FUTURE), True),
        (_call(event="e", refs=("f",)), _leg(event="g"), True),
        (_call(counter=(Leg(XYZ, Decimal(100), None),)), _leg(), False),
        (_call(CRUDE, "-1", cause=Cause.DELIVERY), _leg("1000", "71.5"), True),
        (_call(CRUDE, "-1", cause=Cause.SETTLEMENT), _leg("1000", "71.5"), False),
    ],
    ids=[
        "a put of one's own",
        "a call",
        "one that only ended",
        "one on cash",
        "one that delivers several things",
        "one of a size that nobody knows",
        "one that nobody has described",
        "one that was adjusted, at its strike",
        "or at its money, spread over what it delivers",
        "one on a future",
        "one with ids that are nobody else's",
        "one that names its leg",
        "a future, at whatever price",
        "a future that was settled",
    ],
)
def test_the_contract_is_one_that_was_called_and_delivers_one_thing(
    call: Booking, leg: Booking, *, is_it: bool
) -> None:
    assert _named(call, leg) == ({"leg": call.instrument.partition("/")[2]} if is_it else {})


@pytest.mark.parametrize(
    ("called", "booked", "is_it"),
    [
        (EVENING, MORNING, True),
        (MORNING, EVENING, True),
        (EVENING, MORNING + 1, False),
        (MORNING + 1, EVENING, False),
        (EVENING, EVENING + DAY, False),
        (-8 * HOUR, EVENING, True),
    ],
    ids=[
        "twelve hours after",
        "before",
        "longer after",
        "longer before",
        "the next evening",
        "one day",
    ],
)
def test_both_are_of_one_day_or_one_night(called: float, booked: float, *, is_it: bool) -> None:
    call, leg = _call(at=after(called)), _leg(at=after(booked))
    assert _named(call, leg) == ({"leg": "P100"} if is_it else {})
    assert are_of_one_time(Happening((leg,)), Happening((call,))) is is_it
    assert delivers_just(STATE, PUT, Happening((call,)), XYZ, Happening((leg,))) is is_it


@pytest.mark.parametrize(
    ("what", "leg", "just"),
    [
        (XYZ, _leg(), True),
        (XYZ, _leg(price=None), True),
        (XYZ, _leg(price="97"), False),
        (XYZ, _leg("200"), False),
        (NEWCO, _leg(), False),
    ],
    ids=["all fits", "no price", "another price", "another quantity", "another thing"],
)
def test_a_record_and_its_leg_fit_in_all_that_they_say(
    what: InstrumentId, leg: Booking, *, just: bool
) -> None:
    assert delivers_just(STATE, PUT, Happening((_call(),)), what, Happening((leg,))) is just


# -------------------------------------------------------------------------------------- ids


def test_what_shares_an_id_needs_no_looking_for() -> None:
    told: dict[str, Any] = {"event": "e"}
    assert _named(_call(**told), _leg(**told)) == {}
    assert _named(_call(), _call(SAME, id="its own", **told), _leg(**told)) == {}
    assert _named(_call(**told), _leg(id="its own", **told), _leg(event="other")) == {}
    beside = booking("5", Cause.OTHER, id="money", instrument=NEWCO, at=after(30), **told)
    assert _named(_call(**told), _leg(), beside) == {"leg": "P100"}


def test_a_correction_is_no_leg_and_has_none() -> None:
    taken: dict[str, Any] = {"cause": Cause.CORRECTION, "event": "e", "id": "back"}
    assert _named(_call(event="e"), _call(quantity="-1", **taken), _leg()) == {}
    assert _named(_call(), _leg(event="e"), _leg("-100", **taken)) == {}


# ---------------------------------------------------------------------------------- of several


def test_each_contract_takes_one_leg_of_a_list() -> None:
    legs = _leg(id="a"), _leg(id="b")
    assert _named(_call(), *legs) == {"a": "P100"}
    assert _named(_call(), _call(SAME, id="other"), *legs) == {"a": "P100", "b": "P100.00"}
    assert _named(_call(), _call(SAME, id="other"), legs[0]) == {"a": "P100"}
    lists = _leg(id="a"), _leg(id="b", record="statement")
    assert _named(_call(), *lists) == {"a": "P100", "b": "P100"}


@pytest.mark.parametrize(
    ("legs", "taken"),
    [
        ([{"price": None}, {}], "b"),
        ([{"at": after(31)}, {}], "b"),
        ([{"cause": Cause.OTHER}, {}], "b"),
        ([{"record": "statement", "cause": Cause.OTHER}, {}], "b"),
        ([{"at": after(32)}, {"at": after(31)}], "b"),
        ([{"at": after(31)}, {"at": after(32)}], "a"),
        ([{"price": None}, {"at": after(31)}], "b"),
        ([{"at": after(31)}, {"cause": Cause.OTHER}], "b"),
    ],
    ids=[
        "that with a price",
        "that of its moment",
        "that in its word",
        "that of its list",
        "the earlier",
        "the earlier, told first",
        "a price before the moment",
        "the moment before the word",
    ],
)
def test_of_several_legs_the_likest_is_its_own(legs: list[dict[str, Any]], taken: str) -> None:
    rows = [
        _leg(id=name, **{"price": "100", **told}) for name, told in zip("ab", legs, strict=True)
    ]
    named = _named(_call(), *rows)
    assert named[taken] == "P100"
    one_list = len({row.record for row in rows}) == 1
    assert len(named) == (1 if one_list else 2)


def test_many_of_one_day_follow_one_another() -> None:
    """Forty of one series and forty of another, each with its leg a minute after."""
    rows: list[Booking] = []
    for n in range(40):
        of = PUT if n % 2 else SAME
        rows.append(_call(of, id=f"call {n}", at=after(120 * n)))
        rows.append(_leg(id=f"leg {n}", at=after(120 * n + 60)))
    named = _named(*rows)
    assert named == {f"leg {n}": ("P100" if n % 2 else "P100.00") for n in range(40)}


# ------------------------------------------------------------------------------------- in lots


@pytest.mark.parametrize(
    ("calls", "legs", "of"),
    [
        ([_call(quantity="3")], [_leg(id="a"), _leg("200", id="b")], "P100"),
        ([_call(), _call(quantity="2", id="more")], [_leg("300", id="a")], "P100"),
        ([_call(quantity="3")], [_leg(id="a"), _leg("100", id="b")], None),
        ([_call(quantity="3")], [_leg(id="a"), _leg("200", "97", id="b")], None),
        ([_call(quantity="3")], [_leg("100", "97", id="a"), _leg("200", "97", id="b")], None),
        ([_call(quantity="3")], [_leg(id="a"), _leg("200", id="b", cause=Cause.OTHER)], None),
        ([_call(quantity="3")], [_leg(id="a"), _leg("200", id="b", record="statement")], None),
        ([_call(quantity="3")], [_leg(id="a"), _leg("200", id="b", at=after(DAY))], None),
        ([_call(), _call(SAME, "2", id="more")], [_leg("300", id="a")], None),
        ([_call(), _call(quantity="2", id="more", record="x")], [_leg("300", id="a")], None),
    ],
    ids=[
        "the legs",
        "the contracts",
        "less than it delivers",
        "at two prices",
        "at no strike",
        "in two words",
        "of two lists",
        "of two days",
        "two contracts",
        "contracts of two lists",
    ],
)
def test_what_is_told_in_lots_is_of_the_contract_that_delivers_all(
    calls: list[Booking], legs: list[Booking], of: str | None
) -> None:
    assert _named(*calls, *legs) == ({} if of is None else dict.fromkeys((r.id for r in legs), of))


def test_a_line_of_money_is_no_lot() -> None:
    legs = _leg(id="a"), _leg("200", id="b"), _leg("0", id="money")
    assert _named(_call(quantity="3"), *legs) == {"a": "P100", "b": "P100"}
    assert _named(_call(quantity="0"), legs[-1]) == {}


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_the_first_day_and_the_last_are_days_as_any(at: datetime) -> None:
    calls, legs = (_call(at=at), _call(SAME, id="b", at=at)), (_leg(at=at), _leg(id="b", at=at))
    assert set(_named(*calls, *legs)) == {"leg", "b"}


def test_what_has_its_leg_already_is_no_part_of_lots() -> None:
    rows = _call(), _leg(id="own"), _call(quantity="2", id="more"), _leg(id="a"), _leg(id="b")
    assert _named(*rows) == {"own": "P100", "a": "P100", "b": "P100"}


# -------------------------------------------------------------------------------------- trades


def _trade(quantity: str = "100", price: str = "100", **fields: Any) -> Fill:
    return fill(quantity, price, **{"id": "t", "instrument": XYZ, "at": after(30), **fields})


@pytest.mark.parametrize(
    ("trade", "is_it"),
    [
        (_trade(), True),
        (_trade(price="97"), False),
        (_trade("200"), False),
        (_trade(at=after(31)), False),
        (_trade(instrument=NEWCO), False),
    ],
    ids=["just it", "another price", "another quantity", "another moment", "another thing"],
)
def test_a_trade_of_the_very_moment_is_the_record_of_a_leg(trade: Fill, *, is_it: bool) -> None:
    found = _legs(_call(cause=Cause.DELIVERY), trades=[trade])
    place = ("t", trade.instrument)
    assert dict(found.of) == ({place: PositionKey(PUT.id)} if is_it else {})
    assert set(found.traded) == ({place} if is_it else set())
    if is_it:
        told = found.traded[place]
        assert (told.quantity, told.price, told.at) == (trade.quantity, trade.price, trade.at)
        assert told.cause is Cause.DELIVERY


def test_the_moment_is_that_of_any_list() -> None:
    lists = _call(event="e"), _call(id="other", event="e", record="statement", at=after(40))
    for at in (30, 40):
        assert _named(*lists, trades=[_trade(at=after(at))]) == {"t": "P100"}
    assert _named(*lists, trades=[_trade(at=after(35))]) == {}


def test_a_trade_that_shares_an_id_with_a_record_is_that() -> None:
    ways: list[dict[str, Any]] = [{"id": "e"}, {"order": "e"}, {"event": "e"}, {"refs": ("e",)}]
    for ids in ways:
        other = booking("5", Cause.OTHER, id="other", instrument=NEWCO, event="e", at=after(30))
        assert _named(_call(), other, trades=[_trade(**ids)]) == {}
    assert _named(_call(event="e"), trades=[_trade(event="e")]) == {}
    assert _named(_call(event="e"), _leg(), trades=[_trade(event="e")]) == {}
    assert _named(_call(event="e", refs=("r",)), _leg(), trades=[_trade(event="e")]) == {}
    assert _named(_call(event="e"), _leg(), trades=[_trade(event="f")]) == {
        "leg": "P100",
        "t": "P100",
    }
