"""What an option paid that is settled in cash, by its close, its closing price or the money."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Priced
from assignwatch.core.words import Feed, Grade, Kind, Settlement
from tests.core.detect.ends import (
    CASH_PUT,
    HALF_READ,
    IN,
    NOBODY_KNOWS,
    OPENS,
    OUT,
    SEEN_OUT,
    SOON,
    became,
    paid,
)
from tests.core.detect.parts import (
    TODAY,
    account,
    amounts,
    option,
    residual,
)


@pytest.mark.parametrize(
    ("closes", "change", "closing", "moved", "kind", "grade", "cash"),
    [
        pytest.param(IN, "1", None, "-300", Kind.CASH_SETTLED, Grade.STRONG, "-300", id="paid"),
        pytest.param(IN, "-1", None, "300", Kind.EXERCISED, Grade.STRONG, "300", id="received"),
        pytest.param(IN, "1", None, "-309", Kind.CASH_SETTLED, Grade.LIKELY, "-300", id="and fee"),
        pytest.param(IN, "1", None, "-311", Kind.CASH_SETTLED, Grade.LIKELY, "-300", id="more"),
        pytest.param(IN, "1", None, None, Kind.CASH_SETTLED, Grade.LIKELY, "-300", id="no money"),
        pytest.param(IN, "1", "3", None, Kind.CASH_SETTLED, Grade.STRONG, "-300", id="booked out"),
        pytest.param(
            NOBODY_KNOWS, "1", "4", None, Kind.CASH_SETTLED, Grade.STRONG, "-400", id="only that"
        ),
        pytest.param(NOBODY_KNOWS, "1", "0", None, Kind.EXPIRED, Grade.LIKELY, None, id="at zero"),
        pytest.param(OUT, "1", None, None, Kind.EXPIRED, Grade.STRONG, None, id="out"),
        pytest.param(OUT, "-1", None, None, Kind.EXPIRED, Grade.STRONG, None, id="long, out"),
        pytest.param(SEEN_OUT, "1", None, None, Kind.EXPIRED, Grade.LIKELY, None, id="seen out"),
        pytest.param(
            NOBODY_KNOWS,
            "1",
            None,
            "-250",
            Kind.CASH_SETTLED,
            Grade.LIKELY,
            "-250",
            id="no close, but money went",
        ),
        pytest.param(
            NOBODY_KNOWS, "1", None, "250", Kind.EXPIRED, Grade.LIKELY, None, id="money came"
        ),
        pytest.param(
            NOBODY_KNOWS, "1", None, None, Kind.EXPIRED, Grade.LIKELY, None, id="nothing known"
        ),
    ],
)
def test_an_option_that_pays(
    closes: list[Priced],
    change: str,
    closing: str | None,
    moved: str | None,
    kind: Kind,
    grade: Grade,
    cash: str | None,
) -> None:
    told = became(CASH_PUT, change, of=paid(moved), closes=closes, closing=closing)
    assert (told.kind, told.grade) == (kind, grade)
    assert told.cash == (None if cash is None else amounts(USD=cash))


@pytest.mark.parametrize(
    ("closes", "closing", "said"),
    [
        (NOBODY_KNOWS, "4", "settled_at"),
        (NOBODY_KNOWS, "0", "close_unknown"),
        (NOBODY_KNOWS, None, "close_unknown"),
        (IN, "3", "in_the_money"),
    ],
)
def test_what_tells_its_value_is_said(closes: list[Priced], closing: str | None, said: str) -> None:
    told = became(CASH_PUT, "1", of=paid(None), closes=closes, closing=closing)
    assert [r.fact for r in told.reasons[:3]] == ["ended", "no_fill", said]


def test_the_money_of_all_that_was_settled_at_once_is_taken_together() -> None:
    other = option("P98", expiry=TODAY, settlement=Settlement.CASH)
    beside = (residual(other, "2"),)
    told = became(CASH_PUT, of=paid("-500"), closes=IN, beside=beside, also=(other,))
    assert (told.grade, told.cash) == (Grade.STRONG, amounts(USD="-300"))


@pytest.mark.parametrize(
    ("moved", "other", "change", "kind", "cash"),
    [
        ("-500", "P98", "2", Kind.CASH_SETTLED, "-300"),
        ("-200", "P98", "-1", Kind.CASH_SETTLED, None),
        ("-500", "C98", "1", Kind.AMBIGUOUS, None),
        ("-15", "P98", "-1", Kind.EXPIRED, None),
    ],
    ids=["one value fits", "all that it can be", "two values fit", "no more than fees"],
)
def test_where_several_were_settled_at_one_value_the_money_says_what_it_can(
    moved: str, other: str, change: str, kind: Kind, cash: str | None
) -> None:
    beside = option(other, expiry=TODAY, settlement=Settlement.CASH)
    told = became(CASH_PUT, of=paid(moved), beside=(residual(beside, change),), also=(beside,))
    assert told.kind is kind
    assert told.cash == (None if cash is None else amounts(USD=cash))
    assert "cash_moved" in {reason.fact for reason in told.reasons}


def test_without_a_close_or_money_its_outcome_waits_for_the_records() -> None:
    told = became(CASH_PUT, of=HALF_READ)
    assert (told.kind, told.grade, told.feeds) == (Kind.EXPIRED, Grade.PENDING, (Feed.BOOKINGS,))


@pytest.mark.parametrize(
    ("closes", "moved", "kind"),
    [(IN, "-300", Kind.CASH_SETTLED), (NOBODY_KNOWS, "-250", Kind.CASH_SETTLED)],
    ids=["by the close", "by the money"],
)
def test_while_trades_are_unread_it_is_only_pending(
    closes: list[Priced], moved: str, kind: Kind
) -> None:
    of = account(bookings=OPENS, cash={"USD": moved})
    told = became(CASH_PUT, of=of, closes=closes, now=SOON)
    assert (told.kind, told.grade) == (kind, Grade.PENDING)
    told = became(CASH_PUT, of=of, closes=closes)
    assert (told.kind, told.grade) == (kind, Grade.LIKELY)
