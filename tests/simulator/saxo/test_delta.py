"""What differs, in the stream's form; merged as a client does, it gives the newer state."""

from decimal import Decimal
from typing import Any

from assignwatch.simulator.saxo import delta


def merge(known: Any, told: Any) -> Any:
    """How a client keeps its copy."""
    if not (isinstance(known, dict) and isinstance(told, dict)):
        return told
    return {**known, **{name: merge(known.get(name), value) for name, value in told.items()}}


def test_only_the_fields_that_changed_are_told() -> None:
    before = {"Id": "1", "Base": {"Amount": 5, "Options": {"Strike": 10, "Put": "Call"}}, "Old": 1}
    now = {"Id": "1", "Base": {"Amount": 5, "Options": {"Strike": 11, "Put": "Call"}}, "New": [1]}
    told = delta.of_object(before, now)
    assert told == {"Base": {"Options": {"Strike": 11}}, "New": [1], "Old": None}
    assert merge(before, told) == {**now, "Old": None}


def test_equal_states_tell_nothing() -> None:
    state = {"Amount": Decimal("1.50"), "Base": {"Types": []}}
    assert delta.of_object(state, {"Amount": Decimal("1.5"), "Base": {"Types": []}}) == {}
    assert delta.of_list([{"Id": "1"}], [{"Id": "1"}], "Id") == []


def test_an_object_may_come_or_go() -> None:
    assert delta.of_object({"Base": None}, {"Base": {"Amount": 1}}) == {"Base": {"Amount": 1}}
    assert delta.of_object({"Base": {"Amount": 1}}, {"Base": None}) == {"Base": None}


def test_rows_come_change_and_go() -> None:
    before = [{"Id": "1", "Amount": 1}, {"Id": "2", "Amount": 2}, {"Id": "3", "Amount": 3}]
    now = [{"Id": "2", "Amount": 2}, {"Id": "3", "Amount": 4}, {"Id": "4", "Amount": 5}]
    assert delta.of_list(before, now, "Id") == [
        {"Id": "3", "Amount": 4},
        {"Id": "4", "Amount": 5},
        {"Id": "1", "__meta_deleted": True},
    ]
