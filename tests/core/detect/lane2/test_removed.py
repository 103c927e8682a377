"""What a record that says only that an option is gone comes to, by its value and the money."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane2.lapse import Verdict, removed
from assignwatch.core.events import Priced
from assignwatch.core.state import Account
from assignwatch.core.words import Feed, Grade, Kind
from tests.core.builders import POLICY, after
from tests.core.detect.ends import (
    CASH_PUT,
    IN,
    LATER,
    NOBODY_KNOWS,
    OPENS,
    OUT,
    SEEN_IN,
    paid,
)
from tests.core.detect.parts import STOCK, account, amounts, known, residual


def _became(
    of: Account, change: str = "1", closes: list[Priced] = IN, closing: str | None = None
) -> Verdict | None:
    state = known(STOCK, CASH_PUT, closes=closes)
    gone = residual(CASH_PUT, change, closing=closing)
    return removed(End(state, of, gone, CASH_PUT, (gone,), after(LATER), POLICY))


@pytest.mark.parametrize(
    ("moved", "change", "kind", "grade", "cash"),
    [
        ("-300", "1", Kind.CASH_SETTLED, Grade.STRONG, "-300"),
        ("300", "-1", Kind.EXERCISED, Grade.STRONG, "300"),
        ("-309", "1", Kind.CASH_SETTLED, Grade.LIKELY, "-300"),
        ("-900", "1", Kind.CASH_SETTLED, Grade.LIKELY, "-300"),
        ("900", "1", Kind.EXPIRED_UNASSIGNED, Grade.LIKELY, None),
        ("-299", "1", Kind.CASH_SETTLED, Grade.LIKELY, "-300"),
        ("-150", "1", Kind.CASH_SETTLED, Grade.LIKELY, "-300"),
        ("-149", "1", Kind.EXPIRED_UNASSIGNED, Grade.LIKELY, None),
        ("-11", "1", Kind.EXPIRED_UNASSIGNED, Grade.LIKELY, None),
        ("-10", "1", Kind.EXPIRED_UNASSIGNED, Grade.CONFIRMED, None),
        ("0", "1", Kind.EXPIRED_UNASSIGNED, Grade.CONFIRMED, None),
        ("0", "-1", Kind.EXPIRED, Grade.CONFIRMED, None),
    ],
)
def test_the_money_says_whether_it_was_paid(
    moved: str, change: str, kind: Kind, grade: Grade, cash: str | None
) -> None:
    told = _became(paid(moved), change)
    assert told is not None
    assert (told.kind, told.grade) == (kind, grade)
    assert told.cash == (None if cash is None else amounts(USD=cash))


def test_until_its_money_would_have_been_booked_nobody_knows() -> None:
    told = _became(account(fills=60, bookings=OPENS - 1, cash={"USD": "0"}))
    assert told is not None
    assert (told.kind, told.grade) == (Kind.CASH_SETTLED, Grade.PENDING)
    assert (told.until, told.feeds) == (None, (Feed.BOOKINGS,))


def test_where_no_balance_is_ever_told_nobody_has_seen_that_nothing_was_paid() -> None:
    told = _became(account(fills=60, bookings=OPENS - 1))
    assert told is not None
    assert (told.kind, told.grade) == (Kind.EXPIRED_UNASSIGNED, Grade.LIKELY)


@pytest.mark.parametrize(
    ("closes", "moved", "closing", "kind"),
    [
        (OUT, "-300", None, None),
        (NOBODY_KNOWS, "-300", None, None),
        (SEEN_IN, "0", None, None),
        (SEEN_IN, "-300", None, Kind.CASH_SETTLED),
        (NOBODY_KNOWS, "-300", "3", Kind.CASH_SETTLED),
        (NOBODY_KNOWS, "0", "3", Kind.EXPIRED_UNASSIGNED),
    ],
    ids=["outside", "unknown", "last price", "last price, paid", "its price", "its price, unpaid"],
)
def test_a_value_that_is_not_official_needs_just_its_money(
    closes: list[Priced], moved: str, closing: str | None, kind: Kind | None
) -> None:
    told = _became(paid(moved), closes=closes, closing=closing)
    assert (None if told is None else told.kind) is kind
