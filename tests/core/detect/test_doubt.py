"""Which readings are not believed at once: too much is gone for no reason anybody can name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.events import Counted, Doubted
from assignwatch.core.model import Instrument, InstrumentId, Moment, PositionRow, Problem, Scope
from assignwatch.core.observations import (
    Adjustment,
    Coverage,
    Description,
    FeedReport,
    Observation,
    PositionReport,
    Pulse,
    Snapshot,
)
from assignwatch.core.words import AdjustmentCause, Cause, Feed, InstrumentKind
from tests.core.builders import ACCOUNT, POLICY, T0, Run, after, booking, fill, row, snapshot
from tests.core.detect.parts import FUTURE, STOCK, TODAY, XYZ, named, option, thing

STOCKS = tuple(thing(named(n), InstrumentKind.STOCK, currency="USD") for n in "ABCDEF")
PUT, LOWER, ENDING = option("P100"), option("P95"), option("P90", expiry=TODAY)
AT = after(60)


def _gone(*kept: int, of: int, at: float = 60) -> Snapshot:
    """A reading that shows only these of the first so many."""
    return snapshot(after(at), *(row("1", STOCKS[i].id) for i in kept if i < of))


def _run(*held: PositionRow, also: tuple[Instrument, ...] = ()) -> Run:
    run = Run()
    run.take(*(Description(i) for i in (*STOCKS, STOCK, PUT, ENDING, *also)))
    run.take(snapshot(T0, *held))
    return run


def _holding(positions: int) -> Run:
    return _run(*(row("1", STOCKS[i].id) for i in range(positions)))


def _doubts(run: Run, reading: Snapshot, *before: Observation) -> bool:
    """Whether a reading is doubted, the records before it known."""
    run.take(*before, at=max(run.now, reading.at))
    events = run.take(reading, at=max(run.now, reading.at))
    doubted = any(isinstance(event, Doubted) for event in events)
    counted = any(isinstance(event, Counted) for event in events)
    assert not (doubted and counted), "what is doubted changes nothing"
    return doubted


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
    assert _doubts(_holding(held), _gone(*kept, of=held)) is doubted


# --------------------------------------------------------------------------------------- a reason


def _sold(what: InstrumentId, quantity: str = "-1", **fields: Any) -> Observation:
    return fill(quantity, id=f"f-{what}", instrument=what, at=after(30), **fields)


def _closed(what: InstrumentId, quantity: str, cause: Cause = Cause.LIQUIDATION) -> Observation:
    return booking(quantity, cause, id=f"b-{what}", instrument=what, at=after(30))


def _renamed(old: InstrumentId, new: InstrumentId) -> Adjustment:
    ratio = (Decimal(1), Decimal(1))
    return Adjustment(after(30), ACCOUNT, "ca", AdjustmentCause.SYMBOL_CHANGE, old, new, ratio)


A, B, C, D = (one.id for one in STOCKS[:4])


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ([], True),
        ([_sold(D)], False),
        ([_sold(A)], True),
        ([_sold(D, "-0.5")], True),
        ([_sold(D, "1")], True),
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
    assert _doubts(_holding(4), _gone(0, of=4), *facts) is doubted


def test_what_has_only_changed_its_name_is_not_missed() -> None:
    shown = snapshot(AT, row("1", A), row("1", STOCKS[4].id))
    assert _doubts(_holding(4), shown)
    assert not _doubts(_holding(4), shown, _renamed(D, STOCKS[4].id))


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
    run = _run(row("-1", contract.id), *stocks, also=(contract,))
    assert _doubts(run, snapshot(AT, row("1", C), *shown)) is doubted


@pytest.mark.parametrize("booked", [True, False])
def test_nor_is_what_the_record_of_an_option_moved(*, booked: bool) -> None:
    """The put bought the shares back that were sold short: nothing is left, and rightly."""
    run = _run(row("-1", PUT.id), row("-100", XYZ))
    facts = [_closed(PUT.id, "1", Cause.ASSIGNMENT if booked else Cause.TRANSFER)]
    assert _doubts(run, snapshot(AT), *facts) is not booked


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
    assert _doubts(run, Snapshot(AT, ACCOUNT, (), balances=after_)) is doubted


@pytest.mark.parametrize(("contract", "doubted"), [(ENDING, False), (PUT, True)])
def test_an_account_whose_last_contract_ended_is_empty(contract: Instrument, doubted: bool) -> None:
    assert _doubts(_run(row("-1", contract.id)), snapshot(AT)) is doubted


# ----------------------------------------------------------------------------- what is believed


@pytest.mark.parametrize(
    ("second", "believed"),
    [
        (_gone(0, of=4, at=90), True),
        (_gone(0, of=4, at=60), False),
        (_gone(0, 1, of=4, at=90), True),
        (_gone(of=4, at=90), False),
        (_gone(1, of=4, at=90), False),
        (snapshot(after(90), *(row("1", one.id) for one in STOCKS[:4])), True),
    ],
    ids=[
        "a later one that says the same",
        "the same one again",
        "a later one that shows some of them again",
        "a later one that lacks even more",
        "a later one that lacks others",
        "a later one that shows them all",
    ],
)
def test_the_next_reading_settles_it(second: Snapshot, believed: bool) -> None:
    run = _holding(4)
    assert _doubts(run, _gone(0, of=4))
    assert _doubts(run, second) is not believed
    assert run.state.account(ACCOUNT).accepted_at() == (second.at if believed else T0)


def test_a_reason_that_comes_later_makes_it_believed_after_all() -> None:
    run = _holding(4)
    assert _doubts(run, _gone(0, of=4))
    events = run.take(_sold(D), at=after(70))
    assert any(isinstance(event, Counted) and event.at == AT for event in events)
    assert run.state.account(ACCOUNT).accepted_at() == AT
    assert run.state.account(ACCOUNT).doubts == {}


def test_a_doubt_does_not_outlive_a_reading_that_shows_everything() -> None:
    run = _holding(4)
    assert _doubts(run, _gone(0, of=4))
    assert not _doubts(run, _gone(0, 1, 2, 3, of=4, at=90))
    again = run.restarted(after(95))
    assert _doubts(run, _gone(0, of=4, at=120)), "it would have to be said twice again"
    assert _doubts(again, _gone(0, of=4, at=120)), "to the next run as well"


def test_a_doubted_reading_concludes_nothing_and_is_no_gap() -> None:
    run = _holding(4)
    assert _doubts(run, _gone(of=4))
    assert run.state.incidents == {}
    account = run.state.account(ACCOUNT)
    health = account.feeds[Feed.POSITIONS, Scope("")]
    assert not health.up
    assert health.problem is not None
    assert health.problem.code == "reading_doubted"
    assert health.problem.values == {"gone": "4", "before": "4"}
    assert account.gaps == {}


@pytest.mark.parametrize(
    "life",
    [
        Pulse(after(70), ACCOUNT, Feed.POSITIONS),
        Coverage(ACCOUNT, Feed.POSITIONS, after(65)),
        FeedReport(after(70), ACCOUNT, Feed.POSITIONS, up=True),
        _gone(0, 1, 2, 3, of=4, at=-30),
    ],
    ids=["a pulse", "coverage", "the feed is up", "an older reading"],
)
def test_only_a_reading_that_is_believed_makes_doubted_positions_good(life: Observation) -> None:
    run = _holding(4)
    assert _doubts(run, _gone(of=4))
    run.take(life, at=after(70))
    assert not run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up
    run.take(Pulse(after(71), ACCOUNT, Feed.FILLS), at=after(71))
    assert run.state.account(ACCOUNT).feeds[Feed.FILLS, Scope("")].up, "the others go on"
    assert not _doubts(run, _gone(of=4, at=90))
    assert run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up


def test_a_part_that_the_broker_no_longer_has_is_not_doubted_any_more() -> None:
    run, gone = _holding(4), Problem("over")
    assert _doubts(run, _gone(of=4))
    run.take(FeedReport(AT, ACCOUNT, Feed.POSITIONS, up=False, problem=gone, over=True), at=AT)
    assert run.state.account(ACCOUNT).missed == {}
    run.take(FeedReport(after(90), ACCOUNT, Feed.POSITIONS, up=True), at=after(90))
    assert run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up


def test_what_a_newer_report_told_is_not_missed() -> None:
    """Of five it lacks three; of the four that it can speak of, two."""
    report = PositionReport(after(70), ACCOUNT, row("2", STOCKS[4].id))
    assert _doubts(_holding(5), _gone(0, 1, of=5))
    run = _holding(5)
    run.take(report, at=after(70))
    assert not _doubts(run, _gone(0, 1, of=5))


def test_nor_does_it_count_among_those_that_are_there() -> None:
    """Of six it lacks five; of the four that it can speak of, three."""
    run = _holding(6)
    for number in (4, 5):
        run.take(PositionReport(after(70), ACCOUNT, row("2", STOCKS[number].id)), at=after(70))
    assert _doubts(run, _gone(0, of=6))


def test_scopes_are_judged_apart() -> None:
    run = Run()
    futures, spot = Scope("futures"), Scope("spot")
    run.take(snapshot(T0, *(row("1", one.id) for one in STOCKS[:4]), scope=futures))
    run.take(snapshot(T0, row("1", STOCKS[5].id), scope=spot))
    reading = snapshot(AT, row("1", A), row("1", B), scope=futures)
    assert not _doubts(run, reading)
    assert _doubts(run, snapshot(AT, scope=spot))


@pytest.mark.parametrize(
    ("second", "believed"),
    [
        (_gone(0, of=4, at=90), True),
        (_gone(0, of=4, at=60), False),
        (_gone(of=4, at=90), False),
    ],
    ids=["it says the same", "the same one again", "it lacks even more"],
)
def test_after_a_restart_a_second_reading_is_held_against_the_first(
    second: Snapshot, *, believed: bool
) -> None:
    run = _holding(4)
    assert _doubts(run, _gone(0, of=4))
    again = run.restarted(after(80))
    assert _doubts(again, second) is not believed
    assert again.state.account(ACCOUNT).accepted_at() == (second.at if believed else T0)
    assert bool(again.state.account(ACCOUNT).missed) is not believed


def test_after_a_restart_the_positions_are_unread_until_a_reading_of_this_run() -> None:
    """A record that explains the doubt does not make a reading of the earlier run one of now."""
    run = _holding(4)
    assert _doubts(run, _gone(0, of=4))
    again = run.restarted(after(80))
    again.take(_sold(D), at=after(85))
    account = again.state.account(ACCOUNT)
    assert account.feeds == {}
    assert account.accepted_at() == T0
    events = again.take(_gone(0, of=4, at=90), at=after(90))
    assert [event.late for event in events if isinstance(event, Counted)] == [True]


ON_A_FUTURE = option("C70", underlying=FUTURE, multiplier=Decimal(1))
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, multiplier=Decimal(1000))
C50, C55 = option("C50"), option("C55")


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
    run = _run(*held, also=(LOWER, ON_A_FUTURE, CRUDE, C50, C55))
    assert _doubts(run, snapshot(AT)) is doubted
