"""Whether anything is worth matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assignwatch.core.detect.matching.prospect import may_match
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from tests.core.builders import T0, after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import INDEX, NEWCO, STOCK, XYZ, account, known, option, residual

P100, C95 = option("P100"), option("C95")
STATE = known(STOCK, P100, C95)
RECORD = booked(P100, "1")
UNSURE = replace(RECORD, certain=False)
PUT, CALL = residual(P100, "1"), residual(C95, "1")


def _may(
    left: Sequence[Residual],
    records: Sequence[Claim] = (),
    *,
    cash: dict[str, str] | None = None,
    inside: bool | None = None,
) -> bool:
    of = account(cash=cash)
    return may_match(STATE, of, left, records, of.cash, lambda _: inside)


@pytest.mark.parametrize(
    ("left", "records", "may"),
    [
        ([], [], False),
        ([PUT], [], False),
        ([residual(XYZ, "100")], [], False),
        ([PUT, residual(XYZ, "100")], [], True),
        ([PUT, residual(NEWCO, "100")], [], False),
        ([], [RECORD], True),
        ([], [UNSURE], False),
        ([residual(XYZ, "100")], [UNSURE], True),
        ([residual(NEWCO, "1")], [replace(UNSURE, effect={NEWCO: UNSURE.change})], True),
        ([residual(INDEX, "1")], [UNSURE], False),
    ],
    ids=[
        "nothing moved",
        "one contract alone",
        "what nobody delivers",
        "a contract and what it delivers",
        "and what it does not",
        "a record that says that it was called",
        "a record that does not",
        "and what it may have delivered",
        "by whatever name",
        "and something else",
    ],
)
def test_what_may_match(left: list[Residual], records: list[Claim], may: bool) -> None:
    assert _may(left, records) is may


def test_of_contracts_whose_legs_cancel_only_money_or_a_close_may_tell() -> None:
    assert not _may([PUT, CALL])
    assert _may([PUT, CALL], cash={"USD": "500"})
    assert [_may([PUT, CALL], inside=inside) for inside in (True, False)] == [True, True]
    assert not _may([CALL], cash={"USD": "500"}, inside=True)
    assert _may([CALL], [UNSURE], inside=True)


def test_money_of_before_they_went_does_not() -> None:
    later = [replace(one, since=after(60), at=after(120)) for one in (PUT, CALL)]
    assert not _may(later, cash={"USD": "500"})
    assert _may([replace(PUT, since=T0), later[1]], cash={"USD": "500"})
