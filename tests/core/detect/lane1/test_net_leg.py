"""One line of what several contracts came to is put apart among them, or left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.net_leg import put_apart
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import PositionKey
from assignwatch.core.words import Cause, Kind, Right
from tests.core.builders import booking
from tests.core.detect.parts import STOCK, known, option

PUT, CALL = option("P100"), option("C120", right=Right.CALL, strike=Decimal(120))


def _record(contract: Any, quantity: str, **fields: Any) -> Record:
    told = booking(quantity, id=f"b{contract.id}", instrument=contract.id, cause=Cause.ASSIGNMENT)
    kind = fields.pop("kind", Kind.ASSIGNED)
    described = None if contract is STOCK else contract
    more = {"counts": True, **fields}
    return Record(PositionKey(contract.id), described, Happening((told,)), kind, **more)


def _is_put(line: str, *contracts: Record) -> bool:
    owners: dict[str, Sequence[Record]] = {"E": contracts}
    return put_apart(known(STOCK, PUT, CALL), _record(STOCK, line), ["E"], owners)


def test_each_contract_gets_what_the_law_says_at_its_own_strike() -> None:
    put, call = _record(PUT, "3"), _record(CALL, "1")
    assert _is_put("200", put, call)
    assert [(leg.quantity, leg.price) for leg in (*put.legs, *call.legs)] == [
        (Decimal(300), Decimal(100)),
        (Decimal(-100), Decimal(120)),
    ]
    facts = [*put.leg_facts, *call.leg_facts]
    assert [fact.quantity for fact in facts] == [Decimal(300), Decimal(-100)]
    assert {fact.facts for fact in facts} == {(f"b{STOCK.id}",)}


@pytest.mark.parametrize(
    ("line", "contracts"),
    [
        ("300", (("3", {}),)),
        ("300", (("3", {}), ("1", {}))),
        ("100", (("3", {}), ("1", {}))),
        ("200", (("3", {"counts": False}), ("1", {}))),
        ("200", (("3", {"kind": Kind.EXPIRED}), ("1", {}))),
    ],
    ids=[
        "of one contract",
        "just what one of them delivers",
        "not what they come to",
        "one is told by another list already",
        "one has lapsed",
    ],
)
def test_any_other_line_is_left(
    line: str, contracts: tuple[tuple[str, dict[str, Any]], ...]
) -> None:
    sharing = [
        _record(contract, quantity, **fields)
        for contract, (quantity, fields) in zip((PUT, CALL), contracts, strict=False)
    ]
    assert not _is_put(line, *sharing)
    assert not any(record.legs or record.leg_facts for record in sharing)
