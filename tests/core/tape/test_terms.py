"""What a contract delivers and what a corporate action pays, as far as a line may say so."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.observations import Adjustment, Observation
from assignwatch.core.tape.reading import TapeError, read
from tests.core.tape.lines import LINES


def _told(name: str, **keys: Any) -> Observation:
    (line,) = read([json.dumps({"type": name, **LINES[name].required, **keys})])
    return line.observation


@pytest.mark.parametrize("quantity", ["0", "-150"])
def test_what_a_contract_delivers_is_more_than_nothing(quantity: str) -> None:
    cash = {"cash": "-12.5", "currency": "USD"}
    parts = [cash, {"instrument": "saxo/7:xnas", "quantity": quantity}]
    with pytest.raises(TapeError) as refused:
        _told("instrument", deliverables=parts)
    assert str(refused.value) == "line 1: deliverables[1].quantity: must be above zero"


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        (
            {"deliverables": [{"instrument": "saxo/1", "quantity": "1"}]},
            "deliverables[0].instrument",
        ),
        ({"underlying": "saxo/1"}, "underlying"),
    ],
)
@pytest.mark.parametrize("kind", ["option", "future", "perpetual"])
def test_no_contract_turns_into_itself(kind: str, keys: dict[str, Any], what: str) -> None:
    with pytest.raises(TapeError) as refused:
        _told("instrument", id="saxo/1", kind=kind, **keys)
    assert str(refused.value) == f"line 1: {what}: must be another instrument"


def test_nothing_new_may_come_for_what_is_paid_out_in_cash() -> None:
    told = _told("adjustment", ratio="0", cash={"USD": "40"})
    assert isinstance(told, Adjustment)
    assert told.ratio == (Decimal(0), Decimal(1))
    assert told.cash == {"USD": Decimal(40)}


@pytest.mark.parametrize("keys", [{}, {"cash": {"USD": "40"}, "new": "saxo/1", "old": "saxo/1"}])
def test_something_must_come_of_what_is_not_paid_out_or_stays(keys: dict[str, Any]) -> None:
    with pytest.raises(TapeError) as refused:
        _told("adjustment", ratio="0", **keys)
    assert refused.value.key == "ratio"


def test_a_number_without_end_is_refused_in_words_of_the_tape() -> None:
    line = json.dumps({"type": "clock", "at": "2026-11-20T06:11:00Z", "more": 0})
    with pytest.raises(TapeError) as refused:
        list(read([line.replace("0}", f"-{'9' * 10_000}}}")]))
    assert refused.value.what == "not one whole JSON object (a number of 10001 digits)"
