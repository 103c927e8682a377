"""Positions as they were read, and what of their changes nothing explains, told in short."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from assignwatch.core.detect.changes.ledger import residuals
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE, PositionKey
from assignwatch.core.state import Account, Book
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import XYZ, count

KEY = PositionKey(XYZ)


def read(*readings: tuple[float, str]) -> Account:
    """An account whose position was read so; the first reading is the baseline."""
    steps = [
        count(at, before, now, since=since) for (since, before), (at, now) in pairwise(readings)
    ]
    baselines = {WHOLE: after(readings[0][0])}
    return Account(ACCOUNT, baselines=baselines, books={KEY: Book(counts=steps)})


def left_of(account: Account, facts: Iterable[Fact]) -> list[tuple[float, str]]:
    """The open residuals as (seconds, quantity)."""
    found = residuals(account, KEY, facts, POLICY)
    return [((r.at - T0).total_seconds(), f"{r.quantity.normalize():f}") for r in found]
