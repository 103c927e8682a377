"""What an account is said to have held when something of it is asked of its broker."""

from __future__ import annotations

from decimal import Decimal

from assignwatch.core.holdings import lately_held
from assignwatch.core.model import PositionKey
from assignwatch.core.words import Side
from tests.core.builders import ACCOUNT, ETH, T0, XBT, Run, after, row, snapshot


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
