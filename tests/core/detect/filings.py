"""Records put under their incidents, by what positions tell and what was told before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.filing import filed
from assignwatch.core.detect.lane1.rest_of_change import Seen
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.evolve import evolve
from assignwatch.core.model import PositionKey
from assignwatch.core.state import State
from assignwatch.core.words import Cause, Family, Kind
from tests.core.builders import ACCOUNT, T0, after, booking
from tests.core.detect.judging import KEY, PUT, finding, version
from tests.core.detect.parts import fact


def day_id(day: int, key: PositionKey = KEY, family: Family = Family.CALLED) -> str:
    """Of so many days after the first."""
    return incident_id(ACCOUNT, key, family, T0.date() + timedelta(days=day))


READ, OWN, NEXT = day_id(-1), day_id(0), day_id(1)
"""As readings date what they show on the first day, as records do, and the day after that."""

HELD = (Consumption(KEY, Decimal(1), ()),)
"""As positions alone tell it."""
RECORDED = (Consumption(KEY, Decimal(1), ("b0",)),)
"""As a record does."""


def a_record(
    id_: str = "b1",
    quantity: str = "1",
    at: float = 0,
    *,
    shown: float | None = None,
    cause: Cause = Cause.ASSIGNMENT,
    **fields: Any,
) -> Record:
    """A record of so many, and after how long a reading shows what it is about, if one does."""
    what = fields.get("key", KEY).instrument
    told = booking(quantity, cause, id=id_, instrument=what, at=after(at))
    answer = None if shown is None else Answer(fact(at, quantity), after(shown))
    given: dict[str, Any] = {
        "key": KEY,
        "contract": PUT,
        "happening": Happening((told,)),
        "kind": Kind.ASSIGNED,
        "counts": True,
        "answer": answer,
        **fields,
    }
    return Record(**given)


def as_seen(name: str = READ, span: tuple[float, float] = (0, 60), **fields: Any) -> Seen:
    """What positions tell, and under which incident."""
    return name, finding(span=span, **fields)


def as_told(
    name: str = READ, span: tuple[float, float] = (0, 60), *rest: Any, **more: Any
) -> Concluded:
    """A version of what was told before: by positions alone, unless it consumes more."""
    occurred = after(span[0]), after(span[1])
    return version(*rest, **{"incident": name, "occurred": occurred, **more})


def filed_under(
    *records: Record,
    told: Iterable[Concluded] = (),
    counted: Iterable[tuple[str, str]] = (),
    seen: Sequence[Seen] = (),
) -> dict[str, str]:
    """The incident of each by its id, in their order.

    `told` was before; there `counted` are records by their ids, each with the incident that did.
    """
    state = State()
    for one in told:
        evolve(state, one)
    account = state.account(ACCOUNT)
    instruments = {record.key.instrument for record in records}
    account.consumed.update({(id_, one): name for id_, name in counted for one in instruments})
    found = filed(state, account, records, seen)
    return {record.happening.witnesses[0].id: incident for record, incident in found}
