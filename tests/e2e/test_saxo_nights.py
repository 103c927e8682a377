"""Each night that Saxo can bring, through the real program: one incident, one alert, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assignwatch.brokers.saxo import SPEC
from assignwatch.core.events import Concluded
from assignwatch.core.model import AccountKey
from assignwatch.core.words import About, Grade, Kind
from tests.e2e.nights import Night, Watched, nights

MAIN = Watched(SPEC, AccountKey("saxo/main"), speed=6)
CONFIRMED, STRONG = Grade.CONFIRMED, Grade.STRONG


@dataclass(frozen=True)
class Expected:
    """What the night is: its kind, its grade before and after the records of the next day, and
    how much moved of each instrument's symbol, the contract first."""

    kind: Kind
    evening: Grade
    contracts: str
    legs: tuple[str, ...]
    morning: Grade = CONFIRMED
    at_first: Kind | None = None


NIGHTS = {
    "assignment": Expected(Kind.ASSIGNED, CONFIRMED, "1", ("1", "100 at 100")),
    "assignment-untold": Expected(Kind.ASSIGNED, STRONG, "1", ("1", "100 at 100")),
    "covered-call": Expected(Kind.ASSIGNED, CONFIRMED, "1", ("1", "-100 at 50")),
    "spread": Expected(Kind.ASSIGNED, CONFIRMED, "2", ("2", "200 at 410")),
    "auto-assignment": Expected(Kind.ASSIGNED, CONFIRMED, "1", ("1", "100 at 100")),
    "auto-exercise": Expected(Kind.EXERCISED, CONFIRMED, "1", ("-1", "100 at 90")),
    "not-assigned": Expected(
        Kind.EXPIRED_UNASSIGNED, Grade.PENDING, "1", ("1",), at_first=Kind.EXPIRED
    ),
    "index-option": Expected(Kind.CASH_SETTLED, CONFIRMED, "1", ("1",)),
    "future-option": Expected(Kind.ASSIGNED, CONFIRMED, "1", ("1", "1 at 2450")),
    "before-notice": Expected(Kind.CLOSED_BY_BROKER, CONFIRMED, "1", ("-1",)),
    "two-accounts": Expected(Kind.ASSIGNED, CONFIRMED, "1", ("1", "100 at 100")),
    "sequence-lost": Expected(Kind.ASSIGNED, STRONG, "1", ("1", "100 at 100")),
}
WRITTEN_OF = ("covered-call",)
QUIET = ("quiet", "netting")
SIGNED_OUT, WRITTEN = "sign-in-ends", "margin-call"


@pytest.fixture(scope="module")
def lived() -> dict[str, Night]:
    return nights((*NIGHTS, *QUIET, SIGNED_OUT, WRITTEN), MAIN)


def _only(found: dict[str, Concluded]) -> Concluded:
    """The one incident that stands; what was explained on the way does not count."""
    over = {Grade.EXPLAINED, Grade.RETRACTED}
    (version,) = [version for version in found.values() if version.grade not in over]
    return version


def _legs(version: Concluded) -> tuple[str, ...]:
    """How much moved of the contract, and at which price of everything else."""
    own = [f"{leg.quantity:f}" for leg in version.legs if leg.instrument == version.instrument]
    rest = [
        f"{leg.quantity:f} at {leg.price:f}"
        for leg in version.legs
        if leg.instrument != version.instrument and leg.price is not None
    ]
    return (*own, *rest)


@pytest.mark.parametrize(("name", "expected"), NIGHTS.items(), ids=NIGHTS.keys())
def test_a_night_is_one_incident_of_the_right_kind_before_and_after_the_next_day_s_records(
    name: str, expected: Expected, lived: dict[str, Night]
) -> None:
    evening, morning = _only(lived[name].evening), _only(lived[name].morning)
    at_first = expected.at_first or expected.kind
    assert (evening.kind, evening.grade) == (at_first, expected.evening)
    assert (morning.kind, morning.grade) == (expected.kind, expected.morning)
    assert f"{morning.contracts:f}" == expected.contracts
    assert _legs(morning) == expected.legs


@pytest.mark.parametrize("name", NIGHTS)
def test_it_is_told_once(name: str, lived: dict[str, Night]) -> None:
    wrote = [About.MESSAGE] if name in WRITTEN_OF else []
    assert [about for about, *_ in lived[name].told] == [About.INCIDENT, *wrote]


@pytest.mark.parametrize("name", WRITTEN_OF)
def test_what_the_bank_writes_of_it_is_quoted_beside_it(name: str, lived: dict[str, Night]) -> None:
    night = lived[name]
    incident, title = _only(night.morning).incident, "Assigned"
    assert "The broker also wrote on" in night.bodies[incident]
    assert "Option assigned: Your short position of 1 QRS call" in night.bodies[incident]
    (message,) = (body for name, body in night.bodies.items() if name != incident)
    assert f"This seems to be about: {title}" in message


@pytest.mark.parametrize("name", NIGHTS)
def test_it_says_why_in_one_to_five_sentences_the_report_among_them(
    name: str, lived: dict[str, Night]
) -> None:
    night = lived[name]
    incident = _only(night.morning).incident
    said = night.said[incident]
    assert 1 <= len(said) <= 5
    assert any(sentence.startswith("Trades report") for sentence in said)


@pytest.mark.parametrize("name", QUIET)
def test_an_ordinary_day_and_a_night_of_netting_alarm_nobody(
    name: str, lived: dict[str, Night]
) -> None:
    assert lived[name].told == []
    over = {Grade.EXPLAINED}
    assert {version.grade for version in lived[name].morning.values()} <= over


def test_who_is_signed_out_hears_of_it_and_nothing_is_concluded_blindly(
    lived: dict[str, Night],
) -> None:
    night = lived[SIGNED_OUT]
    assert [about for about, *_ in night.told] == [About.SIGN_IN]
    assert night.morning == {}


def test_what_the_bank_writes_is_passed_on_and_is_no_incident(lived: dict[str, Night]) -> None:
    assert [about for about, *_ in lived[WRITTEN].told] == [About.MESSAGE]
    assert lived[WRITTEN].morning == {}


@pytest.mark.parametrize("name", [*NIGHTS, *QUIET, SIGNED_OUT, WRITTEN])
def test_nothing_but_reading_was_asked_for(name: str, lived: dict[str, Night]) -> None:
    assert lived[name].refused == []
