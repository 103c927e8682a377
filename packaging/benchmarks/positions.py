"""One report, fill or booking costs the same among 100 positions and among 100,000."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from assignwatch.core.decide import settle
from assignwatch.core.model import Instrument, PositionRow
from assignwatch.core.observations import Booking, Fill, Observation, PositionReport
from assignwatch.core.words import Cause
from benchmarks.measure import Figure, ratio, side_by_side
from benchmarks.worlds import ACCOUNT, HUNDRED, POLICY, after, future, holding, option, row, share

_FEW = 100
_MANY = 100_000
_UNDERLYINGS = 1_000
_TARGET = 1.3

_Act = Callable[[int, PositionRow], Observation]


def _report(second: int, held: PositionRow) -> PositionReport:
    more = PositionRow(held.instrument, held.quantity - 1, price=held.price)
    return PositionReport(after(second), ACCOUNT, more)


def _fill(second: int, held: PositionRow) -> Fill:
    one = Decimal(-1)
    return Fill(after(second), ACCOUNT, f"f{second}", held.instrument, one, HUNDRED)


def _booking(second: int, held: PositionRow) -> Booking:
    return Booking(
        after(second),
        ACCOUNT,
        f"b{second}",
        held.instrument,
        Decimal(-1),
        Cause.TAKEN_OVER,
        record="list",
    )


_ACTS: dict[str, _Act] = {"position report": _report, "fill": _fill, "booking": _booking}


def figures() -> Iterator[Figure]:
    """Many different instruments, then as many options on a thousand shares."""
    futures = [future(number) for number in range(_MANY)]
    yield from _compared("different instruments", futures[:_FEW], futures)
    each = _MANY // _UNDERLYINGS
    options = [option(on, number) for on in range(_UNDERLYINGS) for number in range(each)]
    shares = [share(number) for number in range(_UNDERLYINGS)]
    yield from _compared(
        f"options on {_UNDERLYINGS:,} shares", options[:_FEW], options, shares[:1], shares
    )


def _compared(
    what: str,
    few: Sequence[Instrument],
    many: Sequence[Instrument],
    beside_few: Sequence[Instrument] = (),
    beside_many: Sequence[Instrument] = (),
) -> Iterator[Figure]:
    small = holding([*beside_few, *few], map(row, few))
    large = holding([*beside_many, *many], map(row, many))
    # Spread over the large account, so that no corner of it is warmer than the rest.
    in_small, in_large = map(row, few), map(row, many[:: len(many) // len(few)])
    rows = list(zip(in_small, in_large, strict=True))
    second = 0
    for name, act in _ACTS.items():
        begun = second

        def in_the_small(go: int, act: _Act = act, begun: int = begun) -> None:
            told = act(begun + go + 1, rows[go][0])
            settle(small, [told], after(begun + go + 1), POLICY)

        def in_the_large(go: int, act: _Act = act, begun: int = begun) -> None:
            told = act(begun + go + 1, rows[go][1])
            settle(large, [told], after(begun + go + 1), POLICY)

        one, other = side_by_side(_FEW - 1, in_the_small, in_the_large)
        second += _FEW
        yield ratio(f"a {name}, {what}", other, one, _TARGET, f"among {_FEW}")
