"""The worlds themselves: what the tape shows is what happened, and money obeys its law.

Everything here is worked out again from the lines of the tape, not from the world's own books.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.tape.reading import read
from tests.core.worlds.book import Key
from tests.core.worlds.build import ACTS, live
from tests.core.worlds.contracts import EIGHT
from tests.core.worlds.story import (
    Balances,
    Causes,
    Ceiling,
    Happening,
    Settings,
    Standing,
    Story,
)

SEEDS = range(60)
STORIES = pytest.mark.parametrize("seed", SEEDS)
Line = dict[str, Any]


def _story(seed: int) -> Story:
    return live(Settings.drawn(seed))


def _lines(story: Story, kind: str) -> Iterator[Line]:
    for text in story.lines:
        line = json.loads(text)
        if line["type"] == kind:
            yield line


def _instruments(story: Story) -> dict[str, Line]:
    return {line["id"]: line for line in _lines(story, "instrument")}


def _at(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"])


def _key(line: Line) -> Key:
    return Key(line["instrument"], line.get("side", "net"))


def _own_fills(story: Story) -> list[Line]:
    """Each ordinary fill once; one that shares the event of a booking is that booking's."""
    events = {line.get("event") for line in _lines(story, "booking")} - {None}
    once = {
        (line["account"], line["instrument"], line["id"]): line for line in _lines(story, "fill")
    }
    return [line for line in once.values() if line.get("event") not in events]


def _snapshots(story: Story) -> Iterator[Line]:
    """The snapshots that deserve to be believed."""
    good = {(reading.account, reading.at) for reading in story.readings}
    for line in _lines(story, "snapshot"):
        if line.get("complete", True) and (line["account"], _at(line)) in good:
            yield line


@STORIES
def test_every_good_snapshot_is_what_was_there_plus_fills_and_true_events(seed: int) -> None:
    story = _story(seed)
    changes = [(f["account"], _at(f), _key(f), Decimal(f["quantity"])) for f in _own_fills(story)]
    changes += [
        (truth.account, move.at, move.key, move.quantity)
        for truth in story.happenings
        for move in truth.moves
    ]
    for line in _snapshots(story):
        expected = defaultdict(Decimal, story.started[line["account"]][0])
        for account, at, key, quantity in changes:
            if account == line["account"] and at <= _at(line):
                expected[key] += quantity
        shown: dict[Key, Decimal] = defaultdict(Decimal)
        for row in line["positions"]:
            shown[_key(row)] += Decimal(row["quantity"])
        assert {k: q for k, q in shown.items() if q} == {k: q for k, q in expected.items() if q}


@STORIES
def test_cash_is_what_was_there_plus_what_fills_and_true_events_paid(seed: int) -> None:
    story = _story(seed)
    instruments = _instruments(story)
    margined = {i for i, line in instruments.items() if line["kind"] in {"future", "perpetual"}}
    paid = [
        (t.account, t.move.at, t.currency, t.cash)
        for t in story.trades
        if t.move.key.instrument in margined
    ]
    for fill in _own_fills(story):
        contract = instruments[fill["instrument"]]
        if contract["id"] not in margined:
            size = Decimal(contract.get("multiplier", 100 if "right" in contract else 1))
            cash = -Decimal(fill["quantity"]) * Decimal(fill["price"]) * size
            paid.append((fill["account"], _at(fill), contract["currency"], cash))
    paid += [
        (truth.account, truth.until, currency, amount)
        for truth in story.happenings
        for currency, amount in truth.cash.items()
    ]
    for line in _snapshots(story):
        for currency, balance in line.get("balances", {}).items():
            before = story.started[line["account"]][1].get(currency, Decimal())
            moved = [
                cash
                for account, at, c, cash in paid
                if (account, c) == (line["account"], currency) and at <= _at(line)
            ]
            off = Decimal(balance) - before - sum(moved, Decimal())
            assert abs(off) <= EIGHT * (len(moved) + 1), (currency, line["at"])


def _called(story: Story) -> Iterator[tuple[Happening, Line]]:
    instruments = _instruments(story)
    for truth in story.incidents:
        if truth.what in {"assigned", "exercised"} and truth.key.instrument in instruments:
            yield truth, instruments[truth.key.instrument]


@STORIES
def test_an_assignment_moves_what_its_contract_delivers(seed: int) -> None:
    for truth, option in _called(_story(seed)):
        own, *legs = truth.moves
        phi = 1 if option["right"] == "put" else -1
        size = option.get("multiplier", "100")
        default = [{"instrument": option["underlying"], "quantity": size}]
        delivered = option.get("deliverables", default)
        expected = {
            part["instrument"]: phi * own.quantity * Decimal(part["quantity"])
            for part in delivered
            if "instrument" in part
        }
        assert {leg.key.instrument: leg.quantity for leg in legs} == expected


@STORIES
def test_an_assignment_pays_the_strike_for_what_it_moves(seed: int) -> None:
    story = _story(seed)
    futures = {i for i, line in _instruments(story).items() if line["kind"] == "future"}
    for truth, option in _called(story):
        _, *legs = truth.moves
        on_future = option["underlying"] in futures
        owed = sum((-leg.quantity * leg.price for leg in legs), Decimal())
        paid = truth.cash.get(option["currency"], Decimal())
        if not on_future:
            assert abs(paid - owed) < Decimal("0.001")
        if len(option.get("deliverables", [])) < 2:
            assert {leg.price for leg in legs} == {Decimal(option["strike"])}


@STORIES
def test_a_cash_settlement_pays_the_difference_to_the_settlement_value(seed: int) -> None:
    story = _story(seed)
    instruments = _instruments(story)
    values = {line["instrument"]: Decimal(line["settlement"]) for line in _lines(story, "quote")}
    for truth in story.incidents:
        if truth.what == "settled_in_cash" and story.settings.quotes:
            option, removed = instruments[truth.key.instrument], truth.moves[0].quantity
            phi = 1 if option["right"] == "put" else -1
            gain = phi * (Decimal(option["strike"]) - values[option["underlying"]])
            assert gain > 0
            expected = -removed * gain * Decimal(option["multiplier"])
            assert truth.cash[option["currency"]] == expected


@STORIES
def test_coverage_never_claims_what_was_not_told_yet(seed: int) -> None:
    story = _story(seed)
    through: dict[tuple[str, str], datetime] = {}
    told: set[tuple[str, str, str]] = set()
    surprises = 0
    for line in map(json.loads, story.lines):
        if line["type"] == "coverage":
            key = (line["account"], line["feed"])
            claimed = datetime.fromisoformat(line["through"])
            assert claimed <= datetime.fromisoformat(line["seen"])
            assert key not in through or claimed > through[key]
            through[key] = claimed
        if line["type"] in {"fill", "booking"}:
            name = (line["account"], line["instrument"], line["id"])
            covered = through.get((line["account"], f"{line['type']}s"))
            late = covered is not None and _at(line) <= covered
            surprises += late and name not in told
            told.add(name)
    assert story.settings.late_fills or not surprises


@STORIES
def test_a_tape_is_readable_and_nothing_is_seen_before_it_happened(seed: int) -> None:
    lines = list(read(_story(seed).lines))
    seen = [line.seen for line in lines if line.seen is not None]
    assert seen == sorted(seen)
    assert all(line.at <= line.seen for line in lines if line.seen and line.at)


@STORIES
def test_what_is_booked_is_knowable_and_told(seed: int) -> None:
    story = _story(seed)
    booked = {
        (line["account"], line["instrument"], line["at"]) for line in _lines(story, "booking")
    }
    adjusted = {(line["account"], line["old"]) for line in _lines(story, "adjustment")}
    for truth in story.incidents:
        if truth.booked:
            at = truth.at.isoformat().replace("+00:00", "Z")
            place = (truth.account, truth.key.instrument)
            assert (*place, at) in booked or place in adjusted
            assert truth.standing > Standing.HIDDEN
            assert truth.ceiling is Ceiling.CONFIRMED
        else:
            assert truth.ceiling < Ceiling.CONFIRMED


@pytest.mark.parametrize("causes", Causes)
def test_the_broker_books_assignments_as_it_was_told_to(causes: Causes) -> None:
    told = {
        truth.booked
        for seed in range(10)
        for truth, _ in _called(live(Settings(seed, causes=causes)))
    }
    assert told == {causes is not Causes.NEVER}


def test_the_same_settings_tell_the_same_story() -> None:
    for seed in range(5):
        first = _story(seed).lines
        live.cache_clear()
        assert _story(seed).lines == first


def test_a_calm_world_tells_no_line_twice_and_refuses_none() -> None:
    for seed in range(20):
        story = live(Settings.drawn(seed).calm())
        assert len(set(story.lines)) == len(story.lines)
        assert not list(_lines(story, "unreadable"))
        starts = list(_lines(story, "start"))
        assert len(starts) == 1


WHATS = {
    *("assigned", "exercised", "settled_in_cash", "lapsed", "lapsed_in_the_money"),
    *("future_settled", "future_delivered", "taken_over", "transfer", "dividend", "correction"),
    *("liquidation", "deleveraging", "unwind", "handed_over", "broker_close"),
    *("split", "symbol_change", "spin_off", "merger", "adjusted_option"),
    *("netting", "mystery", "fee"),
}


def test_everything_happens_somewhere() -> None:
    happened = {truth.what for seed in range(150) for truth in _story(seed).happenings}
    assert happened == WHATS
    assert set(ACTS) == {"saxo", "binance", "kraken"}


def test_everything_that_can_go_wrong_with_a_feed_goes_wrong_somewhere() -> None:
    wrong: Counter[str] = Counter()
    for seed in range(60):
        story = _story(seed)
        good = {(reading.account, reading.at) for reading in story.readings}
        for line in map(json.loads, story.lines):
            refused = line["type"] == "snapshot" and (line["account"], _at(line)) not in good
            if refused:
                wrong["incomplete" if "complete" in line else "thin"] += bool(line["positions"])
                wrong["empty"] += not line["positions"]
            wrong[line["type"]] += 1
    assert all(
        wrong[kind] for kind in ("incomplete", "thin", "empty", "unreadable", "feed", "start")
    )


def test_both_knowable_and_unknowable_truths_are_common() -> None:
    stories = [_story(seed) for seed in SEEDS]
    without_booking = [t for s in stories for t in s.incidents if not t.booked]
    standing = Counter(truth.standing for truth in without_booking)
    assert standing[Standing.KNOWABLE] > standing[Standing.OPEN] > standing[Standing.HIDDEN] > 0


def test_all_settings_are_drawn() -> None:
    drawn = [Settings.drawn(seed) for seed in range(100)]
    assert {s.causes for s in drawn} == set(Causes)
    assert {s.balances for s in drawn} == set(Balances)
