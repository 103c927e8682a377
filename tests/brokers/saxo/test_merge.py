"""Snapshot and changes: whatever the order, the rows are what Saxo has now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo import merge
from assignwatch.brokers.saxo.merge import DELETED, POSITIONS, Shape
from assignwatch.brokers.saxo.wire import Row
from tests.brokers.saxo import published
from tests.core.builders import MODERATE

KEYED = Shape("Id")

some_values = st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.none()
some_rows = st.fixed_dictionaries(
    {
        "Base": st.fixed_dictionaries(
            {"Amount": some_values, "Inner": st.fixed_dictionaries({"Deep": some_values})}
        ),
        "View": some_values,
        "RelatedOpenOrders": st.dictionaries(st.sampled_from("pqr"), some_values).map(
            lambda orders: [{"OrderId": name, "Price": price} for name, price in orders.items()]
        ),
    }
)
some_lists = st.dictionaries(st.sampled_from("ABCD"), some_rows, max_size=4).map(
    lambda rows: {name: {"Id": name, **row} for name, row in rows.items()}
)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What the stream would send of one object that became another."""
    found: dict[str, Any] = {}
    for name, told in new.items():
        before = old.get(name)
        if told == before and name in old:
            continue
        if isinstance(told, dict) and isinstance(before, dict):
            found[name] = difference(before, told)
        elif name == "RelatedOpenOrders" and isinstance(before, list):
            found[name] = listed(before, told, "OrderId")
        else:
            found[name] = told
    return found


def listed(old: list[Any], new: list[Any], key: str) -> list[Any]:
    """What the stream would send of one list that became another."""
    before = {item[key]: item for item in old}
    after = {item[key]: item for item in new}
    found = [{key: name, DELETED: True} for name in before if name not in after]
    for name, item in after.items():
        change = difference(before.get(name, {}), item)
        if change:
            found.append({key: name, **change})
    return found


def by_name(rows: Mapping[str, Row]) -> dict[str, Any]:
    """Rows in a form in which the order of lists does not matter."""
    return {
        name: {**row, "RelatedOpenOrders": {o["OrderId"]: o for o in row["RelatedOpenOrders"]}}
        for name, row in rows.items()
    }


@MODERATE
@given(some_lists, some_lists, st.randoms(use_true_random=False))
def test_the_difference_of_two_snapshots_gives_the_second(
    old: dict[str, Any], new: dict[str, Any], random: Any
) -> None:
    changes = listed(list(old.values()), list(new.values()), "Id")
    random.shuffle(changes)
    shuffled = []
    for change in changes:
        fields = list(change.items())
        random.shuffle(fields)
        shuffled.append(dict(fields))
    begun = merge.snapshot(KEYED, old.values())
    before = json.dumps(old, sort_keys=True)
    rows = begun.changed(shuffled)
    assert by_name(rows.rows) == by_name(new)
    assert rows.doubtful == ()
    assert json.dumps(dict(begun.rows), sort_keys=True) == before, "what was known has been altered"


@MODERATE
@given(some_lists, some_lists)
def test_a_change_told_twice_changes_nothing_more(old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = listed(list(old.values()), list(new.values()), "Id")
    once = merge.snapshot(KEYED, old.values()).changed(changes)
    assert by_name(once.changed(changes).rows) == by_name(once.rows)


def whole(name: str, amount: int = 5) -> dict[str, Any]:
    base = {"AccountId": "A", "Amount": amount, "AssetType": "Stock", "Uic": 1, "OpenPrice": 7}
    return {"PositionId": name, "PositionBase": base}


def test_what_is_missing_is_unchanged() -> None:
    rows = merge.snapshot(POSITIONS, [whole("1")])
    rows = rows.changed([{"PositionBase": {"Amount": 3}, "PositionId": "1"}])
    assert rows.rows["1"]["PositionBase"] == {**whole("1")["PositionBase"], "Amount": 3}


def test_null_is_a_value() -> None:
    rows = merge.snapshot(POSITIONS, [whole("1")])
    rows = rows.changed([{"PositionId": "1", "PositionBase": {"OpenPrice": None}}])
    assert rows.rows["1"]["PositionBase"]["OpenPrice"] is None


def test_a_new_row_is_taken_when_it_is_whole() -> None:
    rows = merge.snapshot(POSITIONS, []).changed([whole("1")])
    assert (list(rows.rows), rows.doubtful) == (["1"], ())


@pytest.mark.parametrize("lacking", ["AccountId", "Amount", "AssetType", "Uic"])
def test_a_row_out_of_nowhere_that_is_not_whole_is_doubtful(lacking: str) -> None:
    row = whole("9")
    del row["PositionBase"][lacking]
    rows = merge.snapshot(POSITIONS, [whole("1")]).changed([row])
    assert (list(rows.rows), rows.doubtful) == (["1"], ("9",))
    assert merge.snapshot(POSITIONS, [row]).doubtful == ("9",)


def test_a_change_that_names_no_row_is_doubtful() -> None:
    assert merge.snapshot(POSITIONS, []).changed([{"PositionBase": {"Amount": 1}}]).doubtful == (
        "",
    )


def test_a_marker_takes_a_row_away_known_or_not() -> None:
    gone = [{"PositionId": name, DELETED: True} for name in ("1", "2")]
    rows = merge.snapshot(POSITIONS, [whole("1")]).changed(gone)
    assert (dict(rows.rows), rows.doubtful) == ({}, ())


def test_a_list_without_keys_is_replaced() -> None:
    known = {"RelatedOpenOrders": [{"OrderId": "1"}], "Tags": ["a", "b"]}
    told = merge.merged(known, {"RelatedOpenOrders": [{"Price": 1}], "Tags": ["c"]})
    assert told == {"RelatedOpenOrders": [{"Price": 1}], "Tags": ["c"]}


def test_published_change_is_an_array_with_or_without_an_envelope() -> None:
    name = "stream_netposition_delta"
    (row,) = merge.elements(published.text(name), "netpositions")
    assert row["NetPositionId"] == "EURJPY__FxSpot"
    bare = json.dumps(json.loads(published.text(name))["Data"]).encode()
    assert [r["NetPositionId"] for r in merge.elements(bare, "netpositions")] == [
        row["NetPositionId"]
    ]


def test_published_prices_are_merged() -> None:
    told = published.value("stream_infoprice_snapshot_and_deltas")
    quote = told["snapshot"]["Data"][0]["Quote"]
    for (change,) in told["deltas"]:
        quote = merge.merged(quote, change["Quote"])
    assert (str(quote["Bid"]), str(quote["Ask"])) == ("1.07371", "1.07374")


def test_one_object_is_one_change() -> None:
    assert merge.elements(b'{"CashBalance":1}', "balances") == [{"CashBalance": 1}]


@pytest.mark.parametrize("payload", [b"", b"1", b"[1]", b'{"Data":1}', b'{"Data":[null]}', b"[{]"])
def test_what_is_no_row_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        merge.elements(payload, "positions")
