"""Corporate actions account for a change only where the positions show their ratio."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.fit.adjust import Adjusting, adjust
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption
from assignwatch.core.model import InstrumentId, Leg, Moment, PositionKey, PositionRow
from assignwatch.core.observations import Adjustment
from assignwatch.core.words import AdjustmentCause, EvidenceCode, Grade, Kind, Severity, Side
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import NEWCO, XYZ, account, amounts, fact, named, option, residual

DAY = 86_400.0
OLD_OPTION, NEW_OPTION = option("P100").id, named("P66.67")


def _adjustment(
    cause: AdjustmentCause, ratio: tuple[str, str], new: InstrumentId = XYZ, **fields: Any
) -> Adjustment:
    """An adjustment of XYZ, in effect ten seconds after `T0`."""
    given: dict[str, Any] = {
        "at": after(10),
        "account": ACCOUNT,
        "id": "ca1",
        "old": XYZ,
        **fields,
    }
    given["cash"] = amounts(**given.get("cash", {}))
    return Adjustment(cause=cause, new=new, ratio=(Decimal(ratio[0]), Decimal(ratio[1])), **given)


def _moved(what: InstrumentId, before: str, now: str, **fields: Any) -> Residual:
    return residual(what, str(Decimal(now) - Decimal(before)), after_=now, **fields)


def _split(ratio: tuple[str, str]) -> Adjustment:
    return _adjustment(AdjustmentCause.SPLIT, ratio)


def _merger(ratio: tuple[str, str], **fields: Any) -> Adjustment:
    return _adjustment(AdjustmentCause.MERGER, ratio, NEWCO, **fields)


SPIN_OFF = _adjustment(AdjustmentCause.SPIN_OFF, ("1", "4"), NEWCO)
RENAMED = _adjustment(AdjustmentCause.SYMBOL_CHANGE, ("1", "1"), NEWCO)
OPTION = _adjustment(AdjustmentCause.ADJUSTED_OPTION, ("1", "1"), NEW_OPTION, old=OLD_OPTION)


def _adjust(
    adjustments: list[Adjustment], residuals: list[Residual], held: str = "100"
) -> Adjusting:
    """In an account that holds so many XYZ after all that moved."""
    holder = account()
    holder.rows[PositionKey(XYZ)] = PositionRow(XYZ, Decimal(held))
    return adjust(holder, adjustments, residuals, POLICY)


@pytest.mark.parametrize(
    ("adjustment", "residuals", "explained"),
    [
        (_split(("2", "1")), [_moved(XYZ, "100", "200")], True),
        (_split(("2", "1")), [_moved(XYZ, "-100", "-200")], True),
        (_split(("2", "1")), [_moved(XYZ, "100", "300")], False),
        (_split(("2", "1")), [_moved(XYZ, "100", "199.5")], True),
        (_split(("2", "1")), [_moved(XYZ, "100", "199")], False),
        (_split(("2", "1")), [_moved(XYZ, "100", "50")], False),
        (_split(("2", "1")), [_moved(XYZ, "0", "200")], False),
        (_split(("2", "1")), [_moved(NEWCO, "100", "200")], False),
        (_split(("3", "2")), [_moved(XYZ, "101", "151")], True),
        (_split(("1", "10")), [_moved(XYZ, "105", "10")], True),
        (_split(("1", "10")), [_moved(XYZ, "105", "11")], True),
        (_split(("1", "10")), [_moved(XYZ, "105", "9")], False),
        (_split(("1", "10")), [_moved(XYZ, "5", "0")], True),
        (RENAMED, [_moved(XYZ, "100", "0"), _moved(NEWCO, "0", "100")], True),
        (RENAMED, [_moved(XYZ, "100", "0"), _moved(NEWCO, "0", "-100")], False),
        (RENAMED, [_moved(XYZ, "100", "0"), _moved(NEWCO, "0", "90")], False),
        (RENAMED, [_moved(XYZ, "100", "0")], False),
        (RENAMED, [_moved(NEWCO, "0", "100")], False),
        (RENAMED, [_moved(XYZ, "100", "40"), _moved(NEWCO, "0", "60")], False),
        (_merger(("1", "3")), [_moved(XYZ, "100", "0"), _moved(NEWCO, "0", "33")], True),
        (
            _merger(("0", "1"), cash={"USD": "25"}),
            [_moved(XYZ, "100", "0")],
            True,
        ),
        (_merger(("1", "3"), cash={"USD": "2"}), [_moved(XYZ, "100", "0")], True),
        (_merger(("1", "3"), cash={"USD": "2"}, at=after(61)), [_moved(XYZ, "100", "0")], False),
        (SPIN_OFF, [_moved(NEWCO, "0", "25")], True),
        (SPIN_OFF, [_moved(NEWCO, "40", "65")], True),
        (SPIN_OFF, [_moved(NEWCO, "0", "24")], False),
        (SPIN_OFF, [_moved(NEWCO, "0", "-25")], False),
        (OPTION, [_moved(OLD_OPTION, "-2", "0"), _moved(NEW_OPTION, "0", "-2")], True),
        (OPTION, [_moved(OLD_OPTION, "-2", "0"), _moved(XYZ, "0", "200")], False),
    ],
    ids=[
        "a split",
        "of a short position",
        "another ratio",
        "a fraction paid out",
        "a whole one missing",
        "the other way",
        "of something that was not held",
        "of something else",
        "three for two",
        "a reverse split, the fraction paid out",
        "or rounded up",
        "but no more",
        "a reverse split of less than one",
        "a new name",
        "with the other sign",
        "of another quantity",
        "with nothing new",
        "with nothing gone",
        "of a part",
        "a merger",
        "for cash alone",
        "for cash, the new shares yet to come",
        "but not before it is due",
        "a spin-off keeps the old",
        "whatever is held already",
        "but not another ratio of what is held",
        "nor the other way",
        "an adjusted option",
        "an option that was called is not adjusted",
    ],
)
def test_an_adjustment_explains_a_change_that_shows_it(
    adjustment: Adjustment, residuals: list[Residual], explained: bool
) -> None:
    found = _adjust([adjustment], residuals)
    assert [f.kind for f in found.findings] == ([Kind.CORPORATE_ACTION] if explained else [])
    assert found.left == (() if explained else tuple(residuals))


@pytest.mark.parametrize(
    ("dated", "explained"),
    [
        (after(10), True),
        (after(60 + DAY), True),
        (after(61 + DAY), False),
        (after(-5 * DAY), True),
        (after(-5 * DAY - 1), False),
    ],
    ids=[
        "between the readings",
        "the day after it showed",
        "later",
        "days before it showed",
        "too long before",
    ],
)
def test_it_is_shown_within_days_of_taking_effect(dated: Any, explained: bool) -> None:
    adjustment = _adjustment(AdjustmentCause.SPLIT, ("2", "1"), at=dated)
    found = _adjust([adjustment], [_moved(XYZ, "100", "200")])
    assert bool(found.findings) is explained


def test_what_counts_is_when_it_takes_effect_not_when_it_was_told() -> None:
    effective = Moment.on(date(2026, 11, 20))
    told = _adjustment(AdjustmentCause.SPLIT, ("2", "1"), at=after(-90 * DAY), effective=effective)
    (finding,) = _adjust([told], [_moved(XYZ, "100", "200")]).findings
    assert finding.day == effective.at.date()


def test_the_ratio_is_of_what_was_held_when_it_took_effect() -> None:
    """Fifty bought before it, ten sold after it: the split turned a hundred and fifty."""
    traded = (fact(5, "50"), fact(20, "-10"))
    change = residual(XYZ, "150", after_="290", before=Decimal(100), facts=traded)
    assert _adjust([_split(("2", "1"))], [change]).findings


def test_each_side_of_a_position_is_adjusted_once() -> None:
    sides = [
        _moved(XYZ, "100", "200", side=Side.LONG),
        _moved(XYZ, "-10", "-20", side=Side.SHORT),
    ]
    found = _adjust([_split(("2", "1"))], sides)
    assert [f.key.side for f in found.findings] == [Side.LONG, Side.SHORT]
    assert found.left == ()


def test_a_change_is_used_by_one_adjustment_only_the_earlier_one() -> None:
    second = _adjustment(AdjustmentCause.SPLIT, ("2", "1"), id="ca2", at=after(20))
    found = _adjust([second, _split(("2", "1"))], [_moved(XYZ, "100", "200")])
    assert [f.evidence[0].values["id"] for f in found.findings] == ["ca1"]


def test_of_several_changes_the_nearest_shows_it() -> None:
    early = _moved(XYZ, "100", "200", at=60)
    late = _moved(XYZ, "100", "200", at=DAY, since=DAY - 60)
    found = _adjust([_split(("2", "1"))], [late, early])
    assert found.left == (late,)


def test_it_is_told_once_with_all_that_moved() -> None:
    old = _moved(XYZ, "100", "0", at=60, late=True)
    new = _moved(NEWCO, "0", "33", at=120, since=60)
    (finding,) = _adjust([_merger(("1", "3"))], [old, new]).findings
    assert (finding.kind, finding.grade) == (Kind.CORPORATE_ACTION, Grade.CONFIRMED)
    assert finding.severity is Severity.INFO
    assert (finding.key, finding.contracts) == (PositionKey(XYZ), Decimal(100))
    assert finding.legs == (Leg(XYZ, Decimal(-100)), Leg(NEWCO, Decimal(33)))
    assert finding.occurred == (T0, after(120))
    assert finding.late
    assert finding.consumes == (
        Consumption(PositionKey(XYZ), Decimal(-100), ()),
        Consumption(PositionKey(NEWCO), Decimal(33), ()),
    )
    (reason,) = finding.evidence
    assert reason.code is EvidenceCode.OFFICIAL
    assert reason.values == {
        "id": "ca1",
        "cause": "merger",
        "ratio": "1/3",
        "old": XYZ,
        "new": NEWCO,
    }


def test_without_adjustments_nothing_is_taken_off() -> None:
    change = _moved(XYZ, "100", "200")
    assert _adjust([], [change]).left == (change,)


def test_a_spin_off_brings_nothing_to_who_held_nothing() -> None:
    change = _moved(NEWCO, "0", "25")
    assert _adjust([SPIN_OFF], [change], held="0").left == (change,)
