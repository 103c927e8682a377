"""Numbers and times, exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.kraken import figures

D = Decimal
WIDE = Context(prec=60)


@given(st.decimals(-(10**18) + 1, 10**18 - 1, allow_nan=False, allow_infinity=False))
def test_every_number_kept_fits_on_a_tape(number: Decimal) -> None:
    kept = figures.exact(number)
    whole, _, fraction = f"{abs(kept):f}".partition(".")
    assert len(whole) <= 18
    assert len(fraction) <= 18
    assert abs(WIDE.subtract(kept, number)) < D("1e-18")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_numbers_that_floats_can_write_stay_what_they_are(number: float) -> None:
    written = D(repr(number))
    if written == round(written, 18):
        assert figures.exact(written) == written


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1e18", "-1e30"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="out of range"):
        figures.exact(D(number))


FIGURES = st.integers(-(10**35), 10**35)
"""In units of 1e-18."""


@given(FIGURES, FIGURES)
def test_change_loses_no_digit(old: int, new: int) -> None:
    written = [D(old).scaleb(-18, WIDE), D(new).scaleb(-18, WIDE)]
    assert figures.change(*written).scaleb(18, WIDE) == new - old


def test_missing_price_is_none_however_it_is_written() -> None:
    assert figures.price(None) is None
    assert figures.price(D("0.0")) is None
    assert figures.price(D("71042.0")) == D(71042)


@given(st.datetimes(timezones=st.just(UTC)))
def test_milliseconds_and_iso_agree(at: datetime) -> None:
    whole = at - timedelta(microseconds=at.microsecond % 1000)
    assert figures.from_millis(figures.to_millis(at)) == whole
    assert datetime.fromisoformat(figures.to_iso(at)) == whole


def test_times_are_utc_whatever_zone_they_name() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert figures.utc(datetime(2026, 1, 1, 12)) == noon  # noqa: DTZ001 - what is tested
    assert figures.utc(datetime(2026, 1, 1, 13, tzinfo=timezone(timedelta(hours=1)))) == noon
    assert figures.to_iso(noon) == "2026-01-01T12:00:00.000Z"


def test_contract_has_one_id_in_either_case() -> None:
    assert figures.instrument_id("pf_xbtusd") == figures.instrument_id("PF_XBTUSD")
