"""What became of a contract at its end, by where it closed, what was read and how it settles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.ended import End, has_ended, pays_cash
from assignwatch.core.detect.lane2.lapse import verdict
from assignwatch.core.events import Priced
from assignwatch.core.model import Instrument, Moment
from assignwatch.core.state import Account
from assignwatch.core.words import Feed, Grade, InstrumentKind, Kind, Settlement
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.ends import (
    HALF_READ,
    IN,
    LATER,
    NO_TRADES,
    NOBODY_KNOWS,
    NOTHING_READ,
    OPENS,
    OUT,
    PUT,
    READ,
    SEEN_IN,
    SEEN_OUT,
    SOON,
    became,
    paid,
    seen_again,
)
from tests.core.detect.parts import (
    INDEX,
    STOCK,
    TODAY,
    XYZ,
    amounts,
    close,
    known,
    named,
    option,
    residual,
    thing,
)


@pytest.mark.parametrize(
    ("closes", "change", "of", "now", "kind", "grade"),
    [
        pytest.param(OUT, "1", READ, LATER, Kind.EXPIRED, Grade.STRONG, id="short, out"),
        pytest.param(OUT, "-1", READ, LATER, Kind.EXPIRED, Grade.STRONG, id="long, out"),
        pytest.param(IN, "1", READ, LATER, Kind.EXPIRED_UNASSIGNED, Grade.STRONG, id="short, in"),
        pytest.param(IN, "-1", READ, LATER, Kind.EXPIRED, Grade.LIKELY, id="long, in"),
        pytest.param(
            [close("100")], "1", READ, LATER, Kind.EXPIRED, Grade.STRONG, id="at the strike"
        ),
        pytest.param(
            NOBODY_KNOWS, "1", READ, LATER, Kind.EXPIRED, Grade.LIKELY, id="nobody knows where"
        ),
        pytest.param(SEEN_OUT, "1", READ, LATER, Kind.EXPIRED, Grade.LIKELY, id="last seen out"),
        pytest.param(
            SEEN_IN, "1", READ, LATER, Kind.EXPIRED_UNASSIGNED, Grade.LIKELY, id="last seen in"
        ),
        pytest.param(
            OUT, "1", HALF_READ, LATER, Kind.EXPIRED, Grade.LIKELY, id="out, records not read"
        ),
        pytest.param(
            IN, "1", HALF_READ, LATER, Kind.EXPIRED, Grade.PENDING, id="in, records not read"
        ),
        pytest.param(
            IN, "-1", HALF_READ, LATER, Kind.EXPIRED, Grade.PENDING, id="long, in, not read"
        ),
        pytest.param(
            NOBODY_KNOWS,
            "1",
            HALF_READ,
            LATER,
            Kind.EXPIRED,
            Grade.PENDING,
            id="nobody knows where, records not read",
        ),
        pytest.param(OUT, "1", NO_TRADES, SOON, Kind.EXPIRED, Grade.PENDING, id="trades not read"),
        pytest.param(
            IN,
            "1",
            NO_TRADES,
            LATER,
            Kind.EXPIRED_UNASSIGNED,
            Grade.LIKELY,
            id="trades never read",
        ),
        pytest.param(
            OUT, "1", NO_TRADES, LATER, Kind.EXPIRED, Grade.LIKELY, id="out, trades never read"
        ),
        pytest.param(
            IN, "1", NOTHING_READ, LATER, Kind.EXPIRED, Grade.PENDING, id="nothing was ever read"
        ),
        pytest.param(
            IN,
            "1",
            seen_again(LATER),
            LATER,
            Kind.EXPIRED_UNASSIGNED,
            Grade.LIKELY,
            id="no list of records, positions read a day after the next session",
        ),
        pytest.param(
            IN,
            "1",
            seen_again(LATER),
            LATER - 1,
            Kind.EXPIRED,
            Grade.PENDING,
            id="no list of records, not a day yet",
        ),
        pytest.param(
            IN,
            "1",
            seen_again(OPENS - 1),
            LATER,
            Kind.EXPIRED,
            Grade.PENDING,
            id="no list of records, positions not read since",
        ),
        pytest.param(
            OUT,
            "1",
            seen_again(LATER),
            LATER,
            Kind.EXPIRED,
            Grade.LIKELY,
            id="no list of records: never more than likely",
        ),
    ],
)
def test_an_option_that_delivers(
    closes: list[Priced], change: str, of: Account, now: float, kind: Kind, grade: Grade
) -> None:
    told = became(PUT, change, of=of, closes=closes, now=now)
    assert (told.kind, told.grade) == (kind, grade)
    assert told.cash is None


@pytest.mark.parametrize(
    ("of", "now", "until", "feeds"),
    [
        (READ, LATER, None, ()),
        (HALF_READ, LATER, None, (Feed.BOOKINGS,)),
        (NO_TRADES, SOON, 60 + 600, (Feed.FILLS,)),
        (NO_TRADES, LATER, None, (Feed.FILLS, Feed.BOOKINGS)),
        (seen_again(60), SOON, LATER, (Feed.BOOKINGS,)),
    ],
    ids=["nothing", "the records", "the trades", "whatever comes", "the day after the session"],
)
def test_what_it_waits_for(
    of: Account, now: float, until: float | None, feeds: tuple[Feed, ...]
) -> None:
    told = became(PUT, of=of, closes=IN, now=now)
    assert told.until == (None if until is None else after(until))
    assert told.feeds == feeds


def test_a_broker_that_should_tell_records_is_waited_for_although_none_were_read() -> None:
    of = seen_again(LATER)
    gone = residual(PUT, "1")
    state = known(STOCK, PUT, closes=IN)
    state.enrolled[ACCOUNT] = (Feed.POSITIONS, Feed.BOOKINGS)
    told = verdict(End(state, of, gone, PUT, (gone,), after(LATER), POLICY))
    assert told.grade is Grade.PENDING


@pytest.mark.parametrize(
    ("of", "closes", "facts"),
    [
        (READ, IN, ["ended", "no_fill", "in_the_money", "nothing_booked"]),
        (READ, OUT, ["ended", "no_fill", "out_of_the_money", "nothing_booked"]),
        (READ, NOBODY_KNOWS, ["ended", "no_fill", "close_unknown", "nothing_booked"]),
        (HALF_READ, IN, ["ended", "no_fill", "in_the_money", "outcome_unknown"]),
        (NO_TRADES, IN, ["ended", "trades_unread", "in_the_money", "nothing_booked"]),
    ],
    ids=["in", "out", "nobody knows", "records not read", "trades not read"],
)
def test_it_says_why(of: Account, closes: list[Priced], facts: list[str]) -> None:
    assert [reason.fact for reason in became(PUT, of=of, closes=closes).reasons] == facts


@pytest.mark.parametrize(
    ("other", "change", "grade"),
    [
        (option("C105"), "1", Grade.LIKELY),
        (option("P105"), "1", Grade.STRONG),
        (option("P105"), "-1", Grade.LIKELY),
        (option("C105", underlying=named("ABC")), "1", Grade.STRONG),
        (option("C105", settlement=Settlement.CASH), "1", Grade.STRONG),
        (option("C105", multiplier=None), "1", Grade.LIKELY),
        (STOCK, "1", Grade.STRONG),
    ],
    ids=[
        "a call beside a put",
        "another put beside it",
        "a long put beside it",
        "a call on something else",
        "a call settled in cash",
        "a call of unknown size",
        "shares",
    ],
)
def test_what_would_undo_its_delivery_makes_it_less_sure(
    other: Instrument, change: str, grade: Grade
) -> None:
    """Both called, the shares would not have moved either."""
    beside = (residual(other, change),)
    assert became(PUT, closes=OUT, beside=beside, also=(other,)).grade is grade


def test_a_contract_of_unknown_size_may_have_been_called_without_a_trace() -> None:
    blank = option("P100", expiry=TODAY, multiplier=None)
    assert became(blank, closes=OUT).grade is Grade.LIKELY


# -------------------------------------------------------------------------------------- futures


def _future(settlement: Settlement | None) -> Instrument:
    return thing(
        named("FUT"),
        InstrumentKind.FUTURE,
        expiry=TODAY,
        settlement=settlement,
        currency="USD",
        multiplier=Decimal(50),
    )


@pytest.mark.parametrize(
    ("settlement", "of", "kind", "grade"),
    [
        (Settlement.CASH, READ, Kind.SETTLED, Grade.LIKELY),
        (Settlement.CASH, HALF_READ, Kind.SETTLED, Grade.LIKELY),
        (None, READ, Kind.SETTLED, Grade.LIKELY),
        (Settlement.PHYSICAL, READ, Kind.CLOSED_BY_BROKER, Grade.LIKELY),
        (Settlement.PHYSICAL, HALF_READ, Kind.CLOSED_BY_BROKER, Grade.PENDING),
    ],
    ids=[
        "in cash",
        "in cash, records not read",
        "nobody says how",
        "to be delivered, but nothing was",
        "to be delivered, records not read",
    ],
)
def test_a_future(settlement: Settlement | None, of: Account, kind: Kind, grade: Grade) -> None:
    told = became(_future(settlement), "-1", of=of)
    assert (told.kind, told.grade) == (kind, grade)


@pytest.mark.parametrize(("of", "grade"), [(READ, Grade.LIKELY), (HALF_READ, Grade.PENDING)])
def test_a_perpetual_that_ends_was_taken_off_the_market(of: Account, grade: Grade) -> None:
    perpetual = replace(_future(Settlement.CASH), kind=InstrumentKind.PERPETUAL)
    told = became(perpetual, "-1", of=of)
    assert (told.kind, told.grade) == (Kind.CLOSED_BY_BROKER, grade)


def test_the_money_of_a_settlement_is_told_where_nothing_else_can_have_moved_it() -> None:
    future = _future(Settlement.CASH)
    assert became(future, "-1", of=paid("2990")).cash == amounts(USD="2990")
    beside = (residual(XYZ, "1"),)
    assert became(future, "-1", of=paid("2990"), beside=beside).cash is None
    assert became(future, "-1", of=paid(None)).cash is None


# ---------------------------------------------------------------------------- what counts as an end


@pytest.mark.parametrize(
    ("change", "left", "expiry", "ended"),
    [
        ("1", "0", TODAY, True),
        ("-1", "0", TODAY, True),
        ("1", "0", Moment(after(60)), True),
        ("1", "0", Moment(after(61)), False),
        ("1", "0", None, False),
        ("1", "-1", TODAY, False),
        ("1", "1", TODAY, False),
    ],
    ids=["short", "long", "at that moment", "not yet", "no end", "a part is left", "it grew"],
)
def test_a_contract_has_ended_when_it_is_gone_and_its_end_was_reached(
    change: str, left: str, expiry: Moment | None, ended: bool
) -> None:
    contract = option("P100", expiry=expiry)
    assert has_ended(residual(contract, change, after_=left), contract) is ended


@pytest.mark.parametrize(
    ("settlement", "underlying", "pays"),
    [
        (Settlement.CASH, XYZ, True),
        (Settlement.PHYSICAL, INDEX, False),
        (None, INDEX, True),
        (None, XYZ, False),
        (None, None, False),
    ],
    ids=["in cash", "said to deliver", "an index cannot be delivered", "a stock can", "unknown"],
)
def test_whether_a_contract_is_settled_in_cash(
    settlement: Settlement | None, underlying: Any, pays: bool
) -> None:
    state = known(STOCK, thing(INDEX, InstrumentKind.INDEX))
    contract = option("P100", settlement=settlement, underlying=underlying)
    assert pays_cash(state, contract, T0) is pays


def test_the_session_of_this_page_is_a_monday_s() -> None:
    opens: datetime = after(OPENS)
    assert (opens.weekday(), opens.hour) == (0, 12)
