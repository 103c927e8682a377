"""Ids are made of the broker's own fields."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.incidents.identity import business_day, incident_id, incident_of
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import Moment, PositionKey
from assignwatch.core.state import Account, FactKey, Incident
from assignwatch.core.words import Family, Side
from tests.core.builders import ACCOUNT, ETH, XBT, after, booking
from tests.core.detect.judging import version
from tests.core.detect.parts import option, residual

DAY = date(2026, 11, 20)
KEY = PositionKey(XBT)
YESTERDAY = incident_id(ACCOUNT, KEY, Family.TAKEOVER, date(2026, 11, 19))
TODAY = incident_id(ACCOUNT, KEY, Family.TAKEOVER, DAY)
TOMORROW = incident_id(ACCOUNT, KEY, Family.TAKEOVER, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("key", "family", "day", "expected"),
    [
        (PositionKey(XBT), Family.TAKEOVER, DAY, "kraken/main:PF_XBTUSD:takeover:2026-11-20"),
        (
            PositionKey(XBT, Side.SHORT),
            Family.FORCED,
            DAY,
            "kraken/main:PF_XBTUSD:short:forced:2026-11-20",
        ),
        (
            PositionKey(ETH),
            Family.CALLED,
            date(2026, 11, 21),
            "kraken/main:PF_ETHUSD:called:2026-11-21",
        ),
    ],
)
def test_an_id_names_account_contract_side_family_and_day(
    key: PositionKey, family: Family, day: date, expected: str
) -> None:
    assert incident_id(ACCOUNT, key, family, day) == expected


def test_a_happening_is_of_the_day_of_its_first_witness() -> None:
    late = booking("1", id="b1", at=after(minutes=14 * 60 + 59))
    next_day = booking("1", id="b2", at=after(minutes=15 * 60 + 1))
    found = Happening((late, next_day))
    assert incident_of(found, Account(ACCOUNT), Family.TAKEOVER) == TODAY


def test_it_stays_with_the_incident_that_counts_one_of_its_witnesses() -> None:
    found = Happening((booking("1", id="b1"), booking("1", id="b2")))
    account = Account(ACCOUNT, consumed={("b2", XBT): YESTERDAY})
    assert incident_of(found, account, Family.TAKEOVER) == YESTERDAY


@pytest.mark.parametrize(
    ("told", "joins"),
    [([YESTERDAY], YESTERDAY), ([YESTERDAY, TODAY], YESTERDAY), ([TODAY, YESTERDAY], TODAY)],
    ids=["not told yet", "told after the change", "told before the change"],
)
def test_what_was_told_under_its_own_date_joins_no_change_that_was_told_later(
    told: list[str], joins: str
) -> None:
    record = booking("1", id="b1", at=after(0))
    account = _derived(YESTERDAY, KEY, -60, 60, "9")
    account.live[KEY] = dict.fromkeys(told)
    if TODAY in told:
        account.consumed["b1", XBT] = TODAY
    answer = Answer(Fact(record.at, record.quantity, booked=True), after(60))
    found = Happening((record,))
    assert incident_of(found, account, Family.TAKEOVER, answer=answer) == joins


@pytest.mark.parametrize(
    "consumed",
    [
        {("b1", ETH): "kraken/main:PF_ETHUSD:takeover:2026-11-21"},
        {("b1", XBT): "kraken/main:PF_XBTUSD:other:2026-11-21"},
    ],
    ids=["the same id on another contract", "a witness counted by another family"],
)
def test_but_not_with_another_one(consumed: dict[FactKey, str]) -> None:
    found = Happening((booking("1", id="b1"),))
    account = Account(ACCOUNT, consumed=consumed)
    assert incident_of(found, account, Family.TAKEOVER) == TODAY


def _derived(name: str, key: PositionKey, since: float, until: float, change: str) -> Account:
    """An account with one open incident that was concluded from its positions."""
    span: tuple[datetime, datetime] = (after(since), after(until))
    return Account(
        ACCOUNT,
        live={PositionKey(XBT): {name: None}},
        derived={name: (key, *span, Decimal(change))},
    )


@pytest.mark.parametrize(
    ("account", "record", "joins"),
    [
        (_derived(YESTERDAY, KEY, -60, 60, "9"), {"at": after(0)}, True),
        (_derived(YESTERDAY, KEY, -60, 60, "9"), {"at": after(60)}, True),
        (_derived(YESTERDAY, KEY, -60, 60, "9"), {"at": after(-60)}, False),
        (_derived(YESTERDAY, KEY, -60, 60, "9"), {"at": after(61)}, False),
        (_derived(YESTERDAY, KEY, -60, 60, "1"), {"at": after(61)}, True),
        (_derived(YESTERDAY, KEY, -600, -60, "1"), {"at": after(0)}, True),
        (_derived(YESTERDAY, KEY, -6 * 86_400, -5 * 86_400 - 1, "1"), {"at": after(0)}, False),
        (_derived(YESTERDAY, PositionKey(ETH), -60, 60, "1"), {"at": after(0)}, False),
        (
            _derived(YESTERDAY.replace("takeover", "forced"), KEY, -60, 60, "1"),
            {"at": after(0)},
            False,
        ),
    ],
    ids=[
        "dated inside its span",
        "dated at the reading that showed it",
        "dated at the reading before: that one held it already",
        "dated after, and another quantity",
        "dated after, and just its quantity",
        "dated a while after, and just its quantity",
        "dated too long after",
        "of a contract that it only uses as a leg",
        "of another family",
    ],
)
def test_a_record_joins_the_open_incident_that_it_is_about(
    account: Account, record: dict[str, Any], joins: bool
) -> None:
    found = Happening((booking("1", **record),))
    name = next(iter(account.derived))
    assert (incident_of(found, account, Family.TAKEOVER) == name) is joins
    assert incident_of(found, account, Family.TAKEOVER) in {name, TODAY}


@pytest.mark.parametrize(
    ("account", "record", "refused", "joins"),
    [
        (_derived(YESTERDAY, KEY, -60, 60, "1"), {"at": after(61)}, set(), False),
        (_derived(YESTERDAY, KEY, -60, 60, "1"), {"at": after(60)}, set(), True),
        (_derived(YESTERDAY, KEY, -60, 60, "1"), {"at": after(60)}, {YESTERDAY}, False),
        (Account(ACCOUNT, consumed={("b1", XBT): YESTERDAY}), {"id": "b1"}, {YESTERDAY}, False),
        (Account(ACCOUNT, consumed={("b1", XBT): YESTERDAY}), {"id": "b1"}, {TODAY}, True),
    ],
    ids=[
        "dated after, and just its quantity",
        "dated inside its span",
        "inside it only because it was counted there once",
        "taken for another before its reading came",
        "counted by one that no other change tells",
    ],
)
def test_one_that_the_reading_after_it_shows_is_of_no_change_before(
    account: Account, record: dict[str, Any], refused: set[str], joins: bool
) -> None:
    found = Happening((booking("1", **record),))
    name = incident_of(found, account, Family.TAKEOVER, refused=refused, in_time=True)
    assert (name == YESTERDAY) is joins


@pytest.mark.parametrize(
    ("expiry", "day"),
    [
        (None, date(2026, 11, 19)),
        (Moment.on(date(2026, 11, 20)), date(2026, 11, 20)),
        (Moment.on(date(2026, 11, 18)), date(2026, 11, 18)),
        (Moment.on(date(2026, 11, 21)), date(2026, 11, 19)),
        (Moment(after(60)), date(2026, 11, 20)),
        (Moment(after(61)), date(2026, 11, 19)),
    ],
    ids=[
        "no end",
        "it ended that day",
        "it ended before",
        "it ends later",
        "it ended at the reading",
        "it ends a moment later",
    ],
)
def test_a_change_is_of_the_day_it_ended_or_of_the_reading_before(
    expiry: Moment | None, day: date
) -> None:
    """Read the evening before, and again the next morning."""
    change = residual(XBT, "1", since=-12 * 3600)
    assert business_day(change, option("P100", expiry=expiry)) == day


def test_where_some_are_left_on_the_day_of_the_end_the_others_went_before_it() -> None:
    for day, of in ((20, date(2026, 11, 19)), (19, date(2026, 11, 19)), (18, date(2026, 11, 18))):
        change = residual(XBT, "1", since=-12 * 3600, after_="-1")
        ended = option("P100", expiry=Moment.on(date(2026, 11, day)))
        assert business_day(change, ended) == of, "unless that day is over"


def test_an_incident_that_a_record_has_named_already_is_not_joined_by_another_day_s() -> None:
    account = Account(ACCOUNT, live={KEY: {YESTERDAY: None}})
    found = Happening((booking("1", at=after(0)),))
    assert incident_of(found, account, Family.TAKEOVER) == TODAY


@pytest.mark.parametrize(
    ("account", "beside", "expected"),
    [
        (Account(ACCOUNT), YESTERDAY, YESTERDAY),
        (Account(ACCOUNT), None, TODAY),
        (Account(ACCOUNT, consumed={("b1", XBT): TODAY}), YESTERDAY, TODAY),
        (_derived(TODAY, KEY, -60, 60, "9"), YESTERDAY, TODAY),
    ],
    ids=["known nowhere", "nor the other", "counted by its own day already", "seen by itself"],
)
def test_a_record_that_is_known_nowhere_goes_where_another_of_its_day_went(
    account: Account, beside: str | None, expected: str
) -> None:
    found = Happening((booking("1", id="b1", at=after(0)),))
    assert incident_of(found, account, Family.TAKEOVER, beside=beside) == expected


@pytest.mark.parametrize(
    ("shown", "joins"), [(after(0), False), (None, True)], ids=["its reading shows it", "none does"]
)
def test_what_its_own_reading_shows_takes_no_date_of_a_later_night(
    shown: datetime | None, *, joins: bool
) -> None:
    later = version(incident=TODAY, occurred=(after(86_400), after(86_460)))
    name = incident_of(
        Happening((booking("1", id="b1", at=after(0)),)),
        Account(ACCOUNT),
        Family.TAKEOVER,
        shown=shown,
        in_time=shown is not None,
        incidents={TODAY: Incident([later])},
    )
    assert name == (TODAY if joins else YESTERDAY)


def test_it_takes_no_date_that_is_known_to_be_another_night_s() -> None:
    told = Happening((booking("1", id="b1", at=after(0)),))
    known = {TODAY: Incident([version(incident=TODAY)])}
    account = Account(ACCOUNT, consumed={("b1", XBT): TODAY})
    for others, name in (((), TODAY), ((TODAY,), TOMORROW)):
        found = incident_of(told, account, Family.TAKEOVER, other_nights=others, incidents=known)
        assert found == name


@pytest.mark.parametrize("fields", [{"shown": after(60)}, {}], ids=["shown", "not shown"])
def test_it_goes_to_what_its_reading_has_told_though_it_is_dated_apart(
    fields: dict[str, Any],
) -> None:
    """Though another record has told of that since."""
    account = Account(ACCOUNT, live={KEY: {YESTERDAY: None}})
    known = {YESTERDAY: Incident([version(incident=YESTERDAY, instrument=XBT)])}
    told = Happening((booking("1", id="b1", at=after(0)),))
    found = incident_of(told, account, Family.TAKEOVER, incidents=known, **fields)
    assert found == (YESTERDAY if fields else TODAY)


@pytest.mark.parametrize("day_total", [None, Decimal(2)], ids=["whole", "in parts"])
def test_what_another_reading_shows_is_no_change_that_was_seen_before(
    day_total: Decimal | None,
) -> None:
    """Though that is of just so much."""
    account = _derived(YESTERDAY, KEY, -120, -60, "1" if day_total is None else "2")
    told = Happening((booking("1", id="b1", at=after(0)),))
    elsewhere = Answer(Fact(after(0), Decimal(1), booked=True), after(3_600))
    for answer, name in ((None, YESTERDAY), (elsewhere, TODAY)):
        found = incident_of(told, account, Family.TAKEOVER, answer=answer, day_total=day_total)
        assert found == name
