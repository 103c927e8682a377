"""Witnesses joined into happenings: the same thing told twice counts once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.records.happenings import Happening, happenings, tallied
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause
from tests.core.builders import MODERATE, T0, after, booking
from tests.core.histories import Happened, happened, told

STREAM: dict[str, Any] = {"record": "stream"}
LOG: dict[str, Any] = {"record": "log"}


def _total(records: list[Booking]) -> Decimal:
    found, _ = happenings(records)
    return sum((happening.quantity for happening in tallied(found)), Decimal())


@pytest.mark.parametrize(
    ("records", "groups"),
    [
        ([booking("1", id="a"), booking("1", id="b")], [["a"], ["b"]]),
        ([booking("1", id="a", event="e"), booking("1", id="b", event="e")], [["a", "b"]]),
        ([booking("1", id="a"), booking("1", id="b", event="a")], [["a", "b"]]),
        ([booking("1", id="a"), booking("1", id="b", refs=("a",))], [["a", "b"]]),
        ([booking("1", id="a", refs=("r",)), booking("1", id="b", refs=("r", "s"))], [["a", "b"]]),
        (
            [
                booking("1", id="a", event="e"),
                booking("1", id="b", event="f"),
                booking("1", id="c", refs=("e", "f")),
            ],
            [["a", "b", "c"]],
        ),
    ],
    ids=[
        "nothing shared",
        "one event",
        "an event that is the other's id",
        "a ref that is the other's id",
        "a shared ref",
        "a third that links two",
    ],
)
def test_witnesses_are_joined_by_the_broker_s_ids(
    records: list[Booking], groups: list[list[str]]
) -> None:
    found, _ = happenings(records)
    assert [[w.id for w in happening.witnesses] for happening in found] == groups


@MODERATE
@given(st.data(), happened())
def test_the_order_of_the_records_does_not_matter(
    data: st.DataObject, facts: list[Happened]
) -> None:
    once = [w for fact in facts for w in fact.witnesses()]
    assert happenings(data.draw(st.permutations(once))) == happenings(once)


@pytest.mark.parametrize(
    ("records", "total"),
    [
        ([booking("1", id="a", event="e", **STREAM), booking("1", id="b", event="e", **LOG)], "1"),
        ([booking("1", id="a", event="e", **STREAM), booking("3", id="b", event="e", **LOG)], "3"),
        (
            [booking("-1", id="a", event="e", **STREAM), booking("-3", id="b", event="e", **LOG)],
            "-3",
        ),
        ([booking("1", id="a", event="e", **LOG), booking("2", id="b", event="e", **LOG)], "2"),
        ([booking("1", id="a", refs=("r",), **LOG), booking("2", id="b", refs=("r",), **LOG)], "2"),
        ([booking("1", id="a", event="r", **LOG), booking("2", id="b", refs=("r",), **LOG)], "2"),
        ([booking("1", id="a", **LOG), booking("2", id="b", refs=("a",), **LOG)], "2"),
        (
            [booking("1", id="a", refs=("r",), **LOG), booking("-2", id="b", refs=("r",), **LOG)],
            "-1",
        ),
        (
            [
                booking("1", id="a", event="e", refs=("r",), **LOG),
                booking("2", id="b", event="f", refs=("r",), **LOG),
            ],
            "3",
        ),
        (
            [
                booking("1", id="a", event="e", refs=("r",), **LOG),
                booking("2", id="b", event="f", refs=("r", "e"), **LOG),
            ],
            "2",
        ),
        (
            [
                booking("1", id="a", event="e", refs=("r",), **LOG),
                booking("2", id="b", event="f", refs=("r",), **LOG),
                booking("2", id="c", refs=("r",), **LOG),
                booking("2", id="d", event="f", **LOG),
            ],
            "3",
        ),
        (
            [
                booking("1", id="a", event="e", refs=("r",), **LOG),
                booking("2", id="b", event="f", refs=("r",), **LOG),
                booking("4", id="c", refs=("r",), **LOG),
            ],
            "4",
        ),
        (
            [
                booking("1", id="a", refs=("r",), **LOG),
                booking("1", id="b", refs=("s",), **LOG),
                booking("2", id="c", refs=("r", "s"), **STREAM),
            ],
            "2",
        ),
        ([booking("1", id="a", event="e"), booking("2", id="b", event="e")], "2"),
        ([booking("1", id="a", **STREAM), booking("1", id="b", **LOG)], "1"),
        ([booking("1", id="a", **STREAM), booking("3", id="b", **LOG)], "3"),
        ([booking("-1", id="a", **STREAM), booking("-3", id="b", **LOG)], "-3"),
        (
            [
                booking("1", id="a", event="e", **STREAM),
                booking("1", id="b", event="e", **LOG),
                booking("2", id="c", event="f", **LOG),
                booking("4", id="d", event="g", **STREAM),
            ],
            "7",
        ),
        (
            [
                booking("1", id="a", event="e", **STREAM),
                booking("1", id="b", event="e", **LOG),
                booking("2", id="c", **LOG),
                booking("4", id="d", **STREAM),
            ],
            "5",
        ),
        (
            [
                booking("1", id="a", event="e", **STREAM),
                booking("1", id="b", event="e", **LOG),
                booking("2", id="c", event="f", **LOG),
                booking("1", id="d", event="g", **STREAM),
                booking("2", id="h", **STREAM),
            ],
            "4",
        ),
        (
            [
                booking("1", Cause.LIQUIDATION, id="a", **STREAM),
                booking("0.4", Cause.HANDED_OVER, id="b", **LOG),
            ],
            "1.4",
        ),
        ([booking("1", id="a"), booking("1", id="b")], "2"),
    ],
    ids=[
        "two lists, one event",
        "two lists, one of them knows more",
        "the same, short",
        "one list tells it twice",
        "one list tells it twice by a further id",
        "the other names its event",
        "the other names its id",
        "two ways are never one",
        "one list tells it in parts, which the broker numbers",
        "numbered, but one of them names the other",
        "parts, told again without a number and with one",
        "parts of which a third tells more",
        "parts that another list ties together",
        "lists of unknown origin never add up to more",
        "two lists without shared ids",
        "two lists without shared ids, one knows more",
        "the same, short",
        "lists that share an id count together, what they name by others apart",
        "but what they name by none may be the same",
        "of all that either list has by itself",
        "two causes are two happenings",
        "two rows of one list",
    ],
)
def test_quantity_is_counted_once(records: list[Booking], total: str) -> None:
    assert _total(records) == Decimal(total)
    assert _total(records[::-1]) == Decimal(total)


@pytest.mark.parametrize(
    ("causes", "cause"),
    [
        ((Cause.OTHER, Cause.LIQUIDATION), Cause.LIQUIDATION),
        ((Cause.CORRECTION, Cause.ASSIGNMENT), Cause.ASSIGNMENT),
        ((Cause.NETTING, Cause.OTHER), Cause.OTHER),
        ((Cause.SETTLEMENT, Cause.SETTLEMENT), Cause.SETTLEMENT),
    ],
)
def test_the_most_telling_cause_counts(causes: tuple[Cause, Cause], cause: Cause) -> None:
    one, other = causes
    found = Happening((booking("1", one, id="a"), booking("1", other, id="b")))
    assert found.cause is cause
    assert found.disputed is (one is not other)


def test_a_line_of_money_that_names_nothing_disputes_nothing() -> None:
    fee = booking("0", Cause.OTHER, id="b", cash={"USD": "-5"})
    assert not Happening((booking("1", Cause.ASSIGNMENT, id="a"), fee)).disputed
    assert Happening(
        (booking("1", Cause.ASSIGNMENT, id="a"), replace(fee, quantity=Decimal(1)))
    ).disputed


def test_it_happened_when_its_first_witness_says() -> None:
    found = Happening((booking("1", id="a", at=after(2)), booking("1", id="b", at=T0)))
    assert found.at == T0


def test_a_day_alone_says_nothing_of_the_time_beside_a_moment() -> None:
    day = T0.replace(hour=0, minute=0, second=0, microsecond=0)
    alone = Happening((booking("1", id="a", at=day), booking("1", id="b", at=day)))
    assert (alone.at, max(alone.times)) == (day, day)
    beside = Happening((*alone.witnesses, booking("1", id="c", at=after(90))))
    assert (beside.at, max(beside.times)) == (after(90), after(90))


@pytest.mark.parametrize(
    ("prices", "value"),
    [
        (("10", "20"), "70"),
        (("10", None), "40"),
        ((None, None), None),
    ],
)
def test_the_value_is_what_its_parts_were_booked_at(
    prices: tuple[str | None, str | None], value: str | None
) -> None:
    one, other = prices
    found = Happening(
        (
            booking("1", id="a", price=one, **LOG),
            booking("3", id="b", price=other, **LOG),
        )
    )
    assert found.value == (None if value is None else Decimal(value))


def test_a_price_may_come_from_a_list_that_counts_less() -> None:
    found = Happening(
        (booking("4", id="a", **LOG), booking("1", id="b", price="10", record="stream"))
    )
    assert found.value == 40


def test_cash_is_taken_from_the_list_that_says_most_about_it() -> None:
    found = Happening(
        (
            booking("1", id="a", cash={"USD": "-1"}, **STREAM),
            booking("1", id="b", cash={"USD": "-1", "XBT": "0.1"}, **LOG),
            booking("1", id="c", cash={"USD": "-2"}, **LOG),
        )
    )
    assert found.cash == {"USD": Decimal(-3), "XBT": Decimal("0.1")}


def test_what_different_contracts_turned_into_adds_up_over_lists() -> None:
    told = [booking("-1", id="a", **STREAM), booking("-2", id="b", **LOG)]
    also = booking("-3", id="c", record="history")
    one, other, whole = (Happening((record,)) for record in (*told, also))
    legs = [
        replace(leg, of=frozenset({PositionKey(InstrumentId(name))}))
        for name, leg in (("C50", one), ("C55", other))
    ]
    assert tallied([one, other]) == [other]
    assert tallied(legs) == legs
    assert tallied([*legs, whole]) == legs, "the whole in a list without ids is those two"
    again = Happening((booking("-2", id="d", record="history"),), of=legs[1].of)
    assert tallied([*legs, again]) == legs, "one of them told by a second list"


@MODERATE
@given(st.data(), happened(shared=True))
def test_telling_it_again_changes_no_total(data: st.DataObject, facts: list[Happened]) -> None:
    once = [w for fact in facts for w in fact.witnesses() if w.instrument == facts[0].instrument]
    more = {w.id: w for w in data.draw(told(facts)) if w.instrument == facts[0].instrument}
    assert _total(list(more.values())) == _total(once)
