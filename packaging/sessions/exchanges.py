"""Which exchanges the table is about, and what exchange_calendars does not know of them.

An exchange is one row: the calendar that it keeps, the MICs (ISO 10383) that follow it, and for
how long its instruments are traded outside its sessions, before and after. Options on shares are
not: the program leaves these spans out for them. Where hours outside the sessions vary, the span
is the longest; too long a span only makes the program wait as it would without a table.
"""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """One row. `early` and `late` are minutes."""

    calendar: str
    mics: tuple[str, ...]
    early: int
    late: int


_AUCTIONS = (60, 60)
"""Opening auction, closing auction, trading at the last price."""

EXCHANGES = (
    # Shares 04:00 to 20:00 New York (NYSE Arca, Nasdaq: trading hours).
    Listed("XNYS", ("XNYS", "ARCX", "BATS", "XASE", "XNAS", "XNCM", "XNGS", "XNMS"), 330, 240),
    # Futures and options on indices 17:00 to 16:00 Chicago (Cboe: global trading hours).
    Listed("XCBF", ("XCBF", "OPRA", "XCBO"), 930, 60),
    # On holidays the products of these stop at different hours.
    Listed("CMES", ("CMES", "GLBX", "XCBT", "XCEC", "XCME", "XNYM"), 0, 150),
    Listed("IEPA", ("IEPA", "IFEU", "IFUS"), 60, 150),
    Listed("XTSE", ("XTSE",), 150, 90),
    # Futures and options on indices from 01:10 Frankfurt (Eurex: trading hours).
    Listed("XEUR", ("XEUR",), 420, 60),
    Listed("XETR", ("XETR",), *_AUCTIONS),
    Listed("XAMS", ("XAMS", "XEUE"), *_AUCTIONS),
    Listed("XPAR", ("XPAR", "XMON"), *_AUCTIONS),
    Listed("XBRU", ("XBRU", "XBRD"), *_AUCTIONS),
    Listed("XLIS", ("XLIS",), *_AUCTIONS),
    Listed("XDUB", ("XDUB",), *_AUCTIONS),
    # Shares until 20:30 Milan (Borsa Italiana: trading after hours).
    Listed("XMIL", ("XMIL", "MTAA", "XDMI"), 60, 210),
    Listed("XMAD", ("XMAD", "XMRV"), *_AUCTIONS),
    Listed("XLON", ("XLON",), *_AUCTIONS),
    Listed("XSWX", ("XSWX", "XVTX"), *_AUCTIONS),
    Listed("XWBO", ("XWBO",), *_AUCTIONS),
    Listed("XWAR", ("XWAR",), *_AUCTIONS),
    Listed("XSTO", ("XSTO",), *_AUCTIONS),
    Listed("XCSE", ("XCSE",), *_AUCTIONS),
    Listed("XOSL", ("XOSL",), *_AUCTIONS),
    Listed("XHEL", ("XHEL",), *_AUCTIONS),
    Listed("XHKG", ("XHKG",), *_AUCTIONS),
    Listed("XTKS", ("XTKS",), *_AUCTIONS),
    Listed("XASX", ("XASX",), 240, 120),
    Listed("XSES", ("XSES",), *_AUCTIONS),
)
