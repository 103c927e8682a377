"""The balance of a night on which contracts on several underlyings were called.

`gather.py` hands in the matches of all groups. A balance is of the account and not of an
underlying: held against one match alone it contradicts each of them, and all of them together may
explain it to the cent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.matching.support import (
    Fit,
    Span,
    balanced_over,
    cash_fit,
    cash_moved,
    untold,
)
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State


def spans(matches: Sequence[Match]) -> set[Span]:
    """The spans of those that the balance, held against them alone, speaks against."""
    return {_span(match) for match in matches if match.cash is Fit.OFF and _counts(match)}


def beside(account: Account, among: set[Span]) -> Iterator[PositionKey]:
    """Positions with an incident that changed with the same readings."""
    ends = {end for _, end in among}
    for key in account.live if ends else ():
        book = account.books.get(key)
        if book is not None and any(count.at in ends for count in book.counts):
            yield key


def supported(
    state: State,
    account: Account,
    matches: Sequence[Match],
    all_matches: Sequence[Match],
    policy: Policy,
) -> list[Match]:
    """The same matches, with the word of the balance for those that explain it with the others.

    Those that came with one reading, of one movement of the balance: the record of a leg, or the
    reading that does not show it, may be older.
    """
    moves = {
        id(match): (balanced_over(account, _span(match)), _span(match)[1])
        for match in (*all_matches, *matches)
        if _counts(match)
    }
    fits: set[tuple[Span | None, datetime]] = set()
    for over, at in {moves[id(m)] for m in matches if m.cash is Fit.OFF and _counts(m)}:
        used = [use for m in all_matches if moves.get(id(m)) == (over, at) for use in m.used]
        moved = cash_moved(state, account, over) if over is not None else None
        if cash_fit(state, untold(used, over), moved, policy) is Fit.FITS:
            fits.add((over, at))
    return [
        replace(match, cash=Fit.FITS)
        if match.cash is Fit.OFF and moves.get(id(match)) in fits
        else match
        for match in matches
    ]


def _counts(match: Match) -> bool:
    """Whether readings say which contracts were called, and no price speaks against it."""
    return bool(match.residuals) and not match.others and match.price is not Fit.OFF


def _span(match: Match) -> Span:
    return min(r.since for r in match.residuals), max(r.at for r in match.residuals)
