"""Which readings are not believed at once: too much is gone for no reason anybody can name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.events import Doubted
from assignwatch.core.model import Instrument, InstrumentId, Moment, PositionRow, Scope
from assignwatch.core.observations import (
    Adjustment,
    Description,
    Observation,
    PositionReport,
    Snapshot,
)
from assignwatch.core.words import AdjustmentCause, Cause, InstrumentKind
from tests.core.builders import ACCOUNT, POLICY, T0, Run, after, booking, row, snapshot
from tests.core.detect.doubting import (
    AT,
    ENDING,
    LOWER,
    PUT,
    STOCKS,
    A,
    B,
    C,
    D,
    doubts,
    holding,
    holding_stocks,
    showing,
    sold,
)
from tests.core.detect.parts import FUTURE, STOCK, TODAY, XYZ, named, option, thing


@pytest.mark.parametrize(
    ("held", "kept", "doubted"),
    [
        (4, (), True),
        (4, (0,), True),
        (4, (0, 1), False),
        (5, (0, 1), True),
        (5, (0, 1, 2), False),
        (6, (0, 1, 2), False),
        (6, (0, 1), True),
        (3, (0,), False),
        (3, (), True),
        (1, (), True),
        (0, (), False),
    ],
    ids=[
        "four, all gone",
        "three of four gone",
        "half of four",
        "three of five",
        "two of five",
        "half of six",
        "four of six",
        "two of three: too few to judge by",
        "but nothing is left",
        "the only one gone",
        "there was nothing",
    ],
)
def test_a_reading_is_doubted_when_more_than_half_is_gone_or_nothing_is_left(
    held: int, kept: tuple[int, ...], doubted: bool
) -> None:
    assert doubts(holding_stocks(held), showing(*kept, of=held)) is doubted


# --------------------------------------------------------------------------------------- a reason


def _closed(what: InstrumentId, quantity: str, cause: Cause = Cause.LIQUIDATION) -> Observation:
    return booking(quantity, cause, id=f"b-{what}", instrument=what, at=after(30))


def _renamed(old: InstrumentId, new: InstrumentId) -> Adjustment:
    ratio = (Decimal(1), Decimal(1))
    return Adjustment(after(30), ACCOUNT, "ca", AdjustmentCause.SYMBOL_CHANGE, old, new, ratio)


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ([], True),
        ([sold(D)], False),
        ([sold(A)], True),
        ([sold(D, "-0.5")], True),
        ([sold(D, "1")], True),
        ([_closed(D, "-1")], False),
        ([_closed(D, "-1", Cause.TRANSFER)], False),
        ([_closed(D, "-1", Cause.OTHER)], False),
        ([_renamed(D, named("Z"))], True),
    ],
    ids=[
        "no reason",
        "one of three was sold",
        "another one was sold",
        "only a part was sold",
        "it was bought",
        "it was liquidated",
        "it was transferred",
        "it went by an unknown word",
        "a new name that does not show",
    ],
)
def test_what_a_record_explains_is_not_missed(facts: list[Observation], doubted: bool) -> None:
    assert doubts(holding_stocks(4), showing(0, of=4), *facts) is doubted


def test_what_has_only_changed_its_name_is_not_missed() -> None:
    shown = snapshot(AT, row("1", A), row("1", STOCKS[4].id))
    assert doubts(holding_stocks(4), shown)
    assert not doubts(holding_stocks(4), shown, _renamed(D, STOCKS[4].id))


@pytest.mark.parametrize(
    ("contract", "shown", "doubted"),
    [
        (PUT, [row("100", XYZ)], False),
        (PUT, [row("100", XYZ, price="100")], False),
        (PUT, [row("100", XYZ, price="97")], True),
        (PUT, [row("99", XYZ)], True),
        (PUT, [], True),
        (ENDING, [], False),
        (option("P80", expiry=Moment(after(61))), [], True),
    ],
    ids=[
        "an option that became its shares",
        "at its strike",
        "at the market, so that they were bought",
        "and that did not quite",
        "an option that only vanished",
        "an option that ended",
        "an option that ends later",
    ],
)
def test_nor_is_what_an_end_or_an_exact_match_explains(
    contract: Instrument, shown: list[PositionRow], doubted: bool
) -> None:
    """Two stocks of three are gone as well: the option makes it more than half, or not."""
    stocks = [row("1", what) for what in (A, B, C)]
    run = holding(row("-1", contract.id), *stocks, also=(contract,))
    assert doubts(run, snapshot(AT, row("1", C), *shown)) is doubted


@pytest.mark.parametrize("booked", [True, False])
def test_nor_is_what_the_record_of_an_option_moved(*, booked: bool) -> None:
    """The put bought the shares back that were sold short: nothing is left, and rightly."""
    run = holding(row("-1", PUT.id), row("-100", XYZ))
    facts = [_closed(PUT.id, "1", Cause.ASSIGNMENT if booked else Cause.TRANSFER)]
    assert doubts(run, snapshot(AT), *facts) is not booked


TOGETHER = POLICY.pair_within.total_seconds()


@pytest.mark.parametrize(
    ("told_at", "at_once", "doubted"),
    [
        (50.0, False, False),
        (50.0, True, False),
        (60 - TOGETHER, False, False),
        (59 - TOGETHER, False, True),
    ],
    ids=[
        "a moment before",
        "with the same word",
        "as long ago as legs may lie apart",
        "longer ago",
    ],
)
def test_the_shares_may_have_been_shown_before_the_option_is_missed(
    told_at: float, *, at_once: bool, doubted: bool
) -> None:
    """With the option three of five are missed, without it two."""
    run = Run()
    run.take(*(Description(i) for i in (*STOCKS, STOCK, PUT)))
    held = row("-1", PUT.id), *(row("1", what) for what in (A, B, C))
    run.take(snapshot(after(told_at - 60), *held))
    shares = PositionReport(after(told_at), ACCOUNT, row("100", XYZ))
    reading = snapshot(AT, row("1", C), row("100", XYZ))
    if not at_once:
        run.take(shares, at=shares.at)
    events = run.take(*([shares] if at_once else []), reading, at=AT)
    assert any(isinstance(event, Doubted) for event in events) is doubted


@pytest.mark.parametrize(
    ("cash", "doubted"),
    [
        (None, True),
        ("20000", True),
        ("19500", False),
        ("19490", False),
        ("19400", True),
        ("20500", True),
    ],
    ids=[
        "no balance was read",
        "the balance stood still",
        "it fell by the width of the spread",
        "and by a fee",
        "it fell by much more",
        "it rose",
    ],
)
def test_an_empty_list_is_believed_when_legs_that_cancel_moved_just_their_money(
    cash: str | None, doubted: bool
) -> None:
    """A put at 100 assigned and one at 95 exercised: their shares cancel, 500 are lost."""
    run = Run()
    run.take(*(Description(one) for one in (STOCK, PUT, LOWER)))
    before, after_ = ({} if c is None else {"USD": Decimal(c)} for c in (cash and "20000", cash))
    run.take(Snapshot(T0, ACCOUNT, (row("-1", PUT.id), row("1", LOWER.id)), balances=before))
    assert doubts(run, Snapshot(AT, ACCOUNT, (), balances=after_)) is doubted


LAST_PUT, LAST_CALL, LAST_HIGHER = (option(n, expiry=TODAY) for n in ("P85", "C110", "C115"))
C50, C55 = option("C50"), option("C55")
ENDED = (ENDING, LAST_PUT, LAST_CALL, LAST_HIGHER)


@pytest.mark.parametrize(
    ("held", "shown", "doubted"),
    [
        ([(ENDING, -1), (LAST_PUT, -1)], [row("100", XYZ)], False),
        ([(ENDING, -1), (LAST_PUT, -1)], [row("100", XYZ, price="97")], False),
        ([(ENDING, -1)], [row("100", XYZ, price="97")], False),
        ([(PUT, -1), (LOWER, -1)], [row("100", XYZ)], True),
    ],
    ids=[
        "two puts, each of which may have been called",
        "at a price that is neither's strike",
        "one, and not at its strike",
        "two that could still be called",
    ],
)
def test_what_reached_its_end_is_not_missed_though_several_ways_fit(
    held: list[tuple[Instrument, int]], shown: list[PositionRow], *, doubted: bool
) -> None:
    """Two stocks of three are gone as well."""
    stocks = [row("1", what) for what in (A, B, C)]
    run = holding(*(row(str(n), i.id) for i, n in held), *stocks, also=(*ENDED, LOWER))
    assert doubts(run, snapshot(AT, row("1", B), *shown)) is doubted


@pytest.mark.parametrize("cash", [None, "19500", "18000"])
def test_an_account_is_empty_when_all_that_was_left_in_it_ended(cash: str | None) -> None:
    """Two spreads, of which the money may say that either lost its width; or that nobody knows."""
    run = Run()
    run.take(*(Description(one) for one in (STOCK, *ENDED)))
    before, after_ = ({} if c is None else {"USD": Decimal(c)} for c in (cash and "20000", cash))
    rows = [row(str(n), one.id) for one, n in zip(ENDED, (-1, 1, -1, 1), strict=True)]
    run.take(Snapshot(T0, ACCOUNT, tuple(rows), balances=before))
    assert not doubts(run, Snapshot(AT, ACCOUNT, (), balances=after_))


@pytest.mark.parametrize(
    ("contracts", "doubted"),
    [((LAST_CALL, LAST_HIGHER), False), ((C50, C55), True)],
    ids=["both had ended", "neither had"],
)
def test_shares_that_ended_contracts_took_are_not_missed_whichever_it_was(
    contracts: tuple[Instrument, Instrument], *, doubted: bool
) -> None:
    held = [row("100", XYZ), *(row("-1", one.id) for one in contracts)]
    assert doubts(holding(*held, also=contracts), snapshot(AT)) is doubted


@pytest.mark.parametrize(("contract", "doubted"), [(ENDING, False), (PUT, True)])
def test_an_account_whose_last_contract_ended_is_empty(contract: Instrument, doubted: bool) -> None:
    assert doubts(holding(row("-1", contract.id)), snapshot(AT)) is doubted


def test_what_a_newer_report_told_is_not_missed() -> None:
    """Of five it lacks three; of the four that it can speak of, two."""
    report = PositionReport(after(70), ACCOUNT, row("2", STOCKS[4].id))
    assert doubts(holding_stocks(5), showing(0, 1, of=5))
    run = holding_stocks(5)
    run.take(report, at=after(70))
    assert not doubts(run, showing(0, 1, of=5))


def test_nor_does_it_count_among_those_that_are_there() -> None:
    """Of six it lacks five; of the four that it can speak of, three."""
    run = holding_stocks(6)
    for number in (4, 5):
        run.take(PositionReport(after(70), ACCOUNT, row("2", STOCKS[number].id)), at=after(70))
    assert doubts(run, showing(0, of=6))


def test_scopes_are_judged_apart() -> None:
    run = Run()
    futures, spot = Scope("futures"), Scope("spot")
    run.take(snapshot(T0, *(row("1", one.id) for one in STOCKS[:4]), scope=futures))
    run.take(snapshot(T0, row("1", STOCKS[5].id), scope=spot))
    reading = snapshot(AT, row("1", A), row("1", B), scope=futures)
    assert not doubts(run, reading)
    assert doubts(run, snapshot(AT, scope=spot))


ON_A_FUTURE = option("C70", underlying=FUTURE, multiplier=Decimal(1))
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, multiplier=Decimal(1000))


@pytest.mark.parametrize(
    ("held", "doubted"),
    [
        (
            [row("-5", PUT.id), row("5", LOWER.id), row("1", FUTURE), row("-5", ON_A_FUTURE.id)],
            True,
        ),
        ([row("1", FUTURE), row("-1", ON_A_FUTURE.id)], False),
        ([row("100", XYZ), row("-2", C50.id), row("-2", C55.id)], True),
        ([row("200", XYZ), row("-1", C50.id), row("-1", C55.id)], False),
    ],
    ids=[
        "a spread that nothing speaks for, beside what fits on another underlying",
        "what fits alone",
        "what fits in two ways",
        "what fits in one",
    ],
)
def test_an_empty_answer_is_believed_where_all_of_it_is_matched_exactly(
    held: list[PositionRow], *, doubted: bool
) -> None:
    run = holding(*held, also=(LOWER, ON_A_FUTURE, CRUDE, C50, C55))
    assert doubts(run, snapshot(AT)) is doubted
