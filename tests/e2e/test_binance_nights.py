"""Each way in which Binance ends a position, through the real program: one incident, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assignwatch.brokers.binance import SPEC
from assignwatch.core.events import Concluded
from assignwatch.core.model import AccountKey
from assignwatch.core.words import About, Grade, Kind
from tests.e2e.nights import Night, Watched, together

MAIN = Watched(SPEC, AccountKey("binance/main"), speed=5)
PORTFOLIO = Watched(SPEC, AccountKey("binance/portfolio"), speed=5, without=("options",))
OVER = {Grade.EXPLAINED, Grade.RETRACTED}


@dataclass(frozen=True)
class Expected:
    """What became of one contract: its kind, how much of it moved, a list that says so, and
    whether the records come late."""

    kind: Kind
    moved: str
    list: str
    pays: bool = False
    late: bool = False


NIGHTS: dict[str, tuple[Expected, ...]] = {
    "quarterly-usd": (Expected(Kind.SETTLED, "-0.08", "Income", pays=True),),
    "quarterly-coin": (Expected(Kind.SETTLED, "14", "Income", pays=True),),
    "delisting": (Expected(Kind.CLOSED_BY_BROKER, "-6", "Orders"),),
    "options-expiry": (
        Expected(Kind.EXPIRED, "-1.5", "Exercise records", late=True),
        Expected(Kind.EXERCISED, "-0.2", "Exercise records", pays=True, late=True),
        Expected(Kind.CASH_SETTLED, "0.25", "Exercise records", pays=True, late=True),
        Expected(Kind.EXPIRED, "0.3", "Exercise records", late=True),
    ),
    "liquidation": (Expected(Kind.LIQUIDATED, "-0.4", "Forced orders"),),
    "deleveraging": (Expected(Kind.DELEVERAGED, "-0.12", "Forced orders"),),
    "lost-at-settlement": (Expected(Kind.SETTLED, "-0.07", "Income", pays=True, late=True),),
}
OF_PORTFOLIO = {
    "quarterly-usd": (Expected(Kind.SETTLED, "0.06", "Income", pays=True),),
    "delisting": (Expected(Kind.CLOSED_BY_BROKER, "4", "Orders"),),
}
UNKNOWN, QUIET, STOCKS = "unknown", "quiet", "stock-options"
CASES = [("main", name) for name in NIGHTS] + [("portfolio", name) for name in OF_PORTFOLIO]


@pytest.fixture(scope="module")
def lived() -> dict[tuple[str, str], Night]:
    of_both = ((*NIGHTS, UNKNOWN, QUIET, STOCKS), MAIN), ((*OF_PORTFOLIO, QUIET), PORTFOLIO)
    main, portfolio = together(*of_both)
    of_main = {("main", name): night for name, night in main.items()}
    return of_main | {("portfolio", name): night for name, night in portfolio.items()}


def _expected(account: str, name: str) -> tuple[Expected, ...]:
    return (NIGHTS if account == "main" else OF_PORTFOLIO)[name]


def _standing(found: dict[str, Concluded]) -> list[Concluded]:
    """The incidents that stand, by how much moved."""
    standing = [version for version in found.values() if version.grade not in OVER]
    return sorted(standing, key=lambda version: version.legs[0].quantity)


@pytest.mark.parametrize(("account", "name"), CASES)
def test_each_contract_is_one_incident_of_its_kind_confirmed_once_its_record_is_in(
    account: str, name: str, lived: dict[tuple[str, str], Night]
) -> None:
    found = _standing(lived[account, name].morning)
    expected = _expected(account, name)
    assert [v.kind for v in found] == [e.kind for e in expected]
    assert [f"{v.legs[0].quantity.normalize():f}" for v in found] == [e.moved for e in expected]
    assert {v.grade for v in found} == {Grade.CONFIRMED}
    assert [bool(v.cash) for v in found] == [e.pays for e in expected]
    assert not any(v.late for v in found)


@pytest.mark.parametrize(("account", "name"), CASES)
def test_each_is_told_in_one_alert(
    account: str, name: str, lived: dict[tuple[str, str], Night]
) -> None:
    night = lived[account, name]
    told = {alert for about, alert, _ in night.told if about is About.INCIDENT}
    assert told == {version.incident for version in _standing(night.morning)}


@pytest.mark.parametrize(("account", "name"), CASES)
def test_each_says_why_in_one_to_five_sentences(
    account: str, name: str, lived: dict[tuple[str, str], Night]
) -> None:
    night = lived[account, name]
    for version, expected in zip(_standing(night.morning), _expected(account, name), strict=True):
        said = night.said[version.incident]
        assert 1 <= len(said) <= 5
        assert any(sentence.startswith(expected.list) for sentence in said)


def test_an_option_that_is_gone_is_called_nothing_for_sure_before_its_record_is_in(
    lived: dict[tuple[str, str], Night],
) -> None:
    grades = lived["main", "options-expiry"].grades
    lapsed = [told for name, told in grades.items() if ":lapsed:" in name]
    assert {grade for told in lapsed for grade in told[:-1]} == {Grade.PENDING}
    assert {told[-1] for told in lapsed} == {Grade.CONFIRMED, Grade.RETRACTED}


def test_a_word_that_nobody_knows_is_loud(lived: dict[tuple[str, str], Night]) -> None:
    (version,) = _standing(lived["main", UNKNOWN].morning)
    assert (version.kind, version.grade) == (Kind.UNEXPLAINED, Grade.UNEXPLAINED)
    assert [about for about, *_ in lived["main", UNKNOWN].told] == [About.INCIDENT]


@pytest.mark.parametrize(
    ("account", "name"), [("main", QUIET), ("portfolio", QUIET), ("main", STOCKS)]
)
def test_an_ordinary_day_alarms_nobody(
    account: str, name: str, lived: dict[tuple[str, str], Night]
) -> None:
    assert lived[account, name].told == []
    assert _standing(lived[account, name].morning) == []


@pytest.mark.parametrize(
    ("account", "name"), [*CASES, ("main", UNKNOWN), ("main", QUIET), ("portfolio", QUIET)]
)
def test_nothing_but_reading_was_asked_for(
    account: str, name: str, lived: dict[tuple[str, str], Night]
) -> None:
    assert lived[account, name].refused == []
