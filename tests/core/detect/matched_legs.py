"""Matching a handful of changes, and telling in short what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.lane1.accounted import of_match
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.spent import Spending
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, PositionKey, name_of
from assignwatch.core.state import Account, State
from tests.core.builders import POLICY, after
from tests.core.detect.parts import account

Matched = tuple[list[Match], list[Residual]]


def matched(
    state: State,
    residuals: Sequence[Residual],
    *,
    booked: Iterable[Claim] = (),
    of: Account | None = None,
) -> Matched:
    """The matches, each paid for with money of its own, and what none of them used."""
    of = of or account()
    spending = Spending(worth=partial(of_match, state, of, lane=Lane([], [], [])))
    matcher = Matcher(state, of, residuals, list(booked), POLICY, spending=spending)
    return list(matcher.run()), matcher.left


def told(found: Matched) -> tuple[list[dict[str, str]], dict[str, str]]:
    """How many contracts each match used, and how much is left, by name."""
    matches, left = found
    used = [{name_of(c.key.instrument): _figure(n) for c, n in m.used} for m in matches]
    return used, {name_of(r.instrument): _figure(r.quantity) for r in left}


def _figure(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def booked(contract: Instrument, change: str, number: int = 0, *, at: float = 30) -> Claim:
    """A contract whose calling is on record, without its other leg."""
    effect = law.effect(contract, Decimal(change))
    assert effect is not None
    key = PositionKey(contract.id)
    return Claim(key, contract, Decimal(change), effect, after(at), booked=number)
