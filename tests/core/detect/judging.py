"""What was found of a group, made by hand, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest

from assignwatch.core.detect import conclude as concluding
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.weigh import Scales, Weighed
from assignwatch.core.detect.plan import Group
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.events import Awaited, Balanced, Concluded, Consumption
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, Incident, State
from assignwatch.core.words import Grade, Kind, Severity
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import STOCK, option
from tests.core.detect.parts import known as describing

PUT = option("P100")
KEY, OTHER = PositionKey(PUT.id), PositionKey(STOCK.id)
NAME = "kraken/main:P100:called:2026-11-20"
NOW = after(100)
DAY = 86_400.0
LONG_AGO = after(-20 * DAY)
"""Before everything that is known."""

Written = Concluded | Awaited | Balanced


def finding(
    grade: Grade = Grade.LIKELY,
    contracts: str = "1",
    *,
    key: PositionKey = KEY,
    facts: tuple[str, ...] = (),
    span: tuple[float, float] = (0, 60),
    **more: Any,
) -> Finding:
    """So many were called between two readings, a minute after the first."""
    moved = Decimal(contracts)
    given: dict[str, Any] = {
        "kind": Kind.ASSIGNED,
        "severity": Severity.HIGH,
        "legs": (),
        "day": T0.date(),
        "consumes": (Consumption(key, moved, facts),),
        "keys": (key,),
        **more,
    }
    occurred = after(span[0]), after(span[1])
    return Finding(grade=grade, key=key, contracts=moved, occurred=occurred, **given)


def version(grade: Grade = Grade.LIKELY, contracts: str = "1", **more: Any) -> Concluded:
    """The version that says just what a finding says."""
    moved = Decimal(contracts)
    given: dict[str, Any] = {
        "incident": NAME,
        "version": 1,
        "at": NOW,
        "account": ACCOUNT,
        "kind": Kind.ASSIGNED,
        "severity": Severity.HIGH,
        "instrument": KEY.instrument,
        "side": KEY.side,
        "legs": (),
        "occurred": (T0, after(60)),
        "consumes": (Consumption(KEY, moved, ()),),
        **more,
    }
    return Concluded(grade=grade, contracts=moved, **given)


def remembers(*versions: Concluded, live: bool = True) -> tuple[State, Account]:
    """A state with these incidents, and its account, whose positions they depend on."""
    state, of = describing(STOCK, PUT), Account(ACCOUNT)
    for one in versions:
        state.incidents.setdefault(one.incident, Incident()).versions.append(one)
        if live:
            for consumption in one.consumes:
                of.live.setdefault(consumption.key, {})[one.incident] = None
    return state, of


class Judge:
    """Concludes from what was found, instead of what a pass finds by itself.

    `groups` are judged before it, and `failures` are what went wrong before that.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch: Final = monkeypatch
        self.groups: list[Group] = []
        self.failures: list[Exception] = []

    def __call__(
        self,
        *found: Finding,
        knows: tuple[State, Account] | None = None,
        told: Iterable[tuple[list[Record], str, Finding]] = (),
        records: Iterable[Record] = (),
        keys: Sequence[PositionKey] = (KEY,),
        cut: datetime = LONG_AGO,
        facts: Mapping[PositionKey, list[Fact]] | None = None,
        recent: Iterable[Residual] = (),
        now: datetime = NOW,
    ) -> list[Written]:
        """What is written down of it, in its order."""
        state, of = knows or remembers()
        weighed = Weighed(list(found), list(records), list(told))
        scales = SimpleNamespace(weigh=lambda matched, lane: weighed)
        group = Group(
            keys=list(keys),
            told=[Told(key, (), (), ()) for key in keys],
            facts={key: [] for key in keys} | dict(facts or {}),
            unshown={},
            beyond=[],
            cut=cut,
            recent=list(recent),
            adjustments=[],
            records=Lane([], [], []),
            scales=cast(Scales, scales),
            matched=Matched([], [], [], gave_up=False, group=[], lane=Lane([], [], [])),
        )
        gathered = [*self.groups, group], list(self.failures)
        self._monkeypatch.setattr(concluding, "gather", lambda *_: gathered)
        return list(concluding.conclude(state, of, keys, now, POLICY))
