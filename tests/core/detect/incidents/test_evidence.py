"""How much the sentence about a broker's list says that it tells."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.words import Cause
from tests.core.builders import booking, fill


@pytest.mark.parametrize(
    ("traded", "says"),
    [(("-1.92", "-1.93"), "-3.85"), (("-1.92",), "-1.93"), ((), "-1.93")],
    ids=["in as many pieces", "less than that", "nothing"],
)
def test_entries_of_one_event_are_its_pieces_where_the_trades_say_so(
    traded: tuple[str, ...], says: str
) -> None:
    records = tuple(
        booking(n, Cause.DELEVERAGING, id=f"b{n}", event="o2", record="stream")
        for n in ("-1.92", "-1.93")
    )
    trades = tuple(fill(n, id=f"t{n}", event="o2") for n in traded)
    (said,) = evidence.official([Happening(records, fills=trades)])
    assert (said.values["count"], said.values["quantity"]) == ("2", says)
