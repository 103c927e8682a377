"""Whose incidents the money decides: of those of other underlyings, as they stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.fit.claimants import led
from assignwatch.core.model import WHOLE
from assignwatch.core.state import CashStep
from assignwatch.core.words import Grade
from tests.core.builders import ACCOUNT, T0, Run, after, booking


def test_an_incident_that_uses_nothing_up_is_not_led_by_money() -> None:
    run = Run()
    run.take(booking("1"))
    bare = replace(run.only(), grade=Grade.LIKELY, consumes=(), occurred=(T0, after(1)))
    run.state.incidents[bare.incident].versions.append(bare)
    of = run.state.account(ACCOUNT)
    of.cash.append(CashStep(T0, after(60), WHOLE, {"USD": Decimal(-5)}))
    assert list(led(run.state, of, [after(60)])) == []
