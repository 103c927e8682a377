"""Records of what a ledger holds already as trades, and trades that its first reading holds.

A forced close comes as a trade with the event's id, and as a record when the list is read (domain
notes 3.2). Where the ledger has started afresh in between, the record is none of what moves later.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, Account, Case, Part, Rows, case, later

K = Account("kraken/futures")
PF = K.instrument("PF", "perpetual", multiplier=1)


def _closed(
    moment: str, n: str, left: str, event: str, cause: str, told: str, *, traded: bool = True
) -> list[Part]:
    """Closed by force: streamed, and `told` by the list, twice, when it is read."""
    rows: Rows = {} if left == "0" else {"PF": left}
    booked = [
        K.booking(f"{moment}:09", "PF", n, cause, price, id=f"{event} {price}", event=event,
                  record=None, seen=f"2026-11-{told}:00Z")
        for price in (60_000, None)
    ]  # fmt: skip
    trade = K.fill(f"{moment}:09", "PF", n, 60_000, event=event)
    return [
        K.position(f"{moment}:10", "PF", left),
        [trade] if traded else [],
        K.coverage(f"{moment}:20", "fills"), booked, K.reads(f"{told}:30", rows),
    ]  # fmt: skip


def _afresh() -> list[Part]:
    """An incident, and readings so old that its ledger starts afresh when it balances."""
    return [
        K.reads("03T10:00", {"PF": 2}), K.fill("03T12:00", "PF", -1, 60_000),
        K.reads("03T12:05", {"PF": 1}),
        _closed("10T14:18", "-0.5", "0.5", "o1", "liquidation", "10T14:18"),
    ]  # fmt: skip


def _old() -> list[Part]:
    """Readings so old that the ledger starts afresh when it balances again."""
    return [
        K.reads("03T10:00", {"PF": "2.5"}), K.fill("03T12:00", "PF", -1, 60_000),
        K.reads("03T12:05", {"PF": "1.5"}),
        _closed("13T10:00", "-0.75", "0.75", "o1", "liquidation", "13T10:00", traded=False),
    ]  # fmt: skip


def _traded(times: int) -> list[Part]:
    """As many trades as a ledger holds before it starts afresh; with one more change it does."""
    hours = [f"13T{6 + n:02}" for n in range(times)]
    return [K.reads("13T05:00", {})] + [
        part
        for n, hour in enumerate(hours)
        for part in (K.position(f"{hour}:00:01", "PF", n + 1),
                     K.fill(f"{hour}:00", "PF", 1, 70, seen=f"2026-11-{hour}:00:02Z"))
    ]  # fmt: skip


def _in_pieces(moment: str, *pieces: tuple[str, str], event: str) -> list[Part]:
    """One forced close in two pieces within a moment, streamed: how much each, and what is left."""
    first, *told = (f"{later(moment, seconds=n)}Z" for n in (1, 2, 3, 4, 5))
    parts = list(zip((moment, f"{moment}.200"), pieces, told[::2], told[1::2], strict=True))
    return [
        [K.fill(at, "PF", n, 72, event=event, id=f"{event} {at}", seen=first)
         for at, (n, _), *_ in parts],
        *(part for at, (n, left), read, seen in parts for part in (
            K.position(at, "PF", left, seen=read),
            K.booking(at, "PF", n, "deleveraging", 72, id=f"{event} {at}", event=event,
                      record="stream", seen=seen))),
    ]  # fmt: skip


def _booked_first(moment: str, *pieces: tuple[str, str], event: str) -> list[Part]:
    """The same, where the trades are told last: of records of one event the largest counts."""
    first, second, third = (
        (K.booking(at, "PF", n, "deleveraging", 72, id=f"{event} {at}", event=event,
                   record="stream", seen=f"{later(moment, seconds=told)}Z"),
         K.position(at, "PF", left, seen=f"{later(moment, seconds=read)}Z"),
         K.fill(at, "PF", n, 72, event=event, id=f"{event} {at}",
                seen=f"{later(moment, seconds=traded)}Z"))
        for (n, left), at, told, read, traded in zip(
            pieces, (moment, f"{moment}.200", f"{moment}.400"), (1, 3, 4), (2, 5, 8), (6, 7, 9),
            strict=True)
    )  # fmt: skip
    return [first[:2], second[0], third[0], second[1], first[2], second[2], third[1:]]


CASES: list[Case] = [
    case("traded before/bought before the first reading", "the reading holds it: one was closed",
         PF, K.fill("03T09:55", "PF", 1, 60_000), K.reads("03T10:00", {"PF": 1}),
         _closed("03T13:40", "-1", "0", "o1", "liquidation", "03T14:10"), K.reads("04T15:00", {}),
         wants=[K.want("liquidated", "PF", 1, CONFIRMED)]),
    case("traded before/told after it was balanced", "it is none of what moves later",
         PF, _afresh(), _closed("14T04:14", "-0.25", "0.25", "o2", "unwind", "14T04:16"),
         K.position("15T17:43:17", "PF", 0), K.fill("15T17:43:15", "PF", "-0.25", 61_000),
         K.reads("15T18:00", {}), K.position("16T08:09:38", "PF", "0.1"),
         K.booking("16T08:09:37", "PF", "0.1", "taken_over", 60_999, id="ex", event="ex",
                   seen="2026-11-16T08:29:00Z"),
         K.reads("16T09:00", {"PF": "0.1"}),
         wants=[K.want("liquidated", "PF", "0.5", CONFIRMED),
                K.want("unwound", "PF", "0.25", CONFIRMED),
                K.want("taken_over", "PF", "0.1", CONFIRMED)]),
    case("traded before/twice the same amount", "the second was balanced as a trade of its own",
         PF, _old(), _closed("14T18:30", "-0.75", "0", "o2", "liquidation", "14T19:00"),
         K.reads("15T18:00", {}),
         wants=[K.want("liquidated", "PF", "0.75", CONFIRMED)] * 2),
    case("traded before/in pieces", "the ledger balanced with the first of them",
         PF, _traded(11),
         _in_pieces("14T05:21:48", ("-1.92", "9.08"), ("-1.93", "7.15"), event="o2"),
         K.reads("14T08:00", {"PF": "7.15"}),
         wants=[K.want("deleveraged", "PF", "3.85", CONFIRMED)]),
    case("traded before/in pieces, booked first", "the ledger balanced with the first of them",
         PF, _traded(12),
         _booked_first("14T05:21:48", ("-1.93", "10.07"), ("-1.93", "8.14"), ("-1.92", "6.22"),
                       event="o2"),
         K.reads("14T08:00", {"PF": "6.22"}),
         wants=[K.want("deleveraged", "PF", "5.78", CONFIRMED)]),
]  # fmt: skip
