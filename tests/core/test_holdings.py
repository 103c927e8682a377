"""What an account is said to have held when something of it is asked of its broker."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from assignwatch.core.holdings import LATELY, lately_held
from assignwatch.core.model import PositionKey
from assignwatch.core.words import Side
from tests.core.builders import ACCOUNT, ETH, T0, XBT, Run, after, booking, fill, row, snapshot


def test_what_is_held_counts_with_its_sign_and_by_its_side() -> None:
    run = Run()
    sides = row("3", side=Side.LONG), row("-1", side=Side.SHORT)
    run.take(snapshot(T0, *sides, row("-2", ETH)))
    assert lately_held(run.state.account(ACCOUNT)) == {
        PositionKey(XBT, Side.LONG): Decimal(3),
        PositionKey(XBT, Side.SHORT): Decimal(-1),
        PositionKey(ETH): Decimal(-2),
    }


def test_what_is_gone_and_not_explained_yet_counts_as_it_was_read_last() -> None:
    run = Run()
    run.take(snapshot(T0, row("3"), row("-2", ETH)))
    run.take(snapshot(after(60), row("-2", ETH)), at=after(60))
    run.take(snapshot(after(120), row("-2", ETH)), at=after(120))
    held = lately_held(run.restarted(after(180)).state.account(ACCOUNT))
    assert held == {PositionKey(XBT): Decimal(3), PositionKey(ETH): Decimal(-2)}


def test_what_was_traded_away_is_held_no_more_but_what_was_booked_is() -> None:
    run = Run()
    run.take(snapshot(T0, row("3"), row("-2", ETH)))
    sold = fill("-3", at=after(30), id="f1")
    closed = fill("2", instrument=ETH, at=after(40), id="f2")
    taken = booking("2", instrument=ETH, at=after(40), id="b2", event="f2")
    run.take(snapshot(after(60)), sold, closed, taken, at=after(60))
    run.take(snapshot(after(120)), at=after(120))
    assert lately_held(run.state.account(ACCOUNT)) == {PositionKey(ETH): Decimal(-2)}


def test_a_part_that_was_traded_away_does_not_account_for_the_rest() -> None:
    run = Run()
    run.take(snapshot(T0, row("3"), row("-2", ETH)))
    run.take(snapshot(after(60), row("-2", ETH)), fill("-1", at=after(30)), at=after(60))
    assert lately_held(run.state.account(ACCOUNT))[PositionKey(XBT)] == 3


def test_what_went_long_ago_is_not_asked_about_for_ever() -> None:
    run = Run()
    run.take(snapshot(T0, row("3"), row("-2", ETH)))
    run.take(snapshot(after(60), row("-2", ETH)), at=after(60))
    later = T0 + LATELY + timedelta(minutes=2)
    run.take(snapshot(later, row("-2", ETH)), at=later)
    assert lately_held(run.state.account(ACCOUNT)) == {PositionKey(ETH): Decimal(-2)}
