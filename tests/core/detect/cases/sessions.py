"""What is known of exchanges' hours: nobody waits for trades that cannot be, nor past an opening.

New York opens at 14:30Z, and its options trade until 21:15Z. How soon it is said is what counts
here, so a case mostly ends with a moment of the clock instead of further readings.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    ANY_KIND,
    DERIVED,
    EXPIRY,
    PENDING,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Want,
    case,
    clock,
)

S = Account()
XYZ = S.stock("XYZ", exchange="XNAS")
P100 = S.put("P100", 100, exchange="XCBF")
LISTED = (XYZ, P100)
UNLISTED = (S.stock("XYZ"), S.put("P100", 100))
HELD, SHARES = {"P100": -2, "XYZ": 100}, {"XYZ": 100}


def _gone(shown: str, *then: Part, described: Part = LISTED) -> list[Part]:
    """The options are there in the early morning, and gone at the next reading."""
    return [described, S.reads("06:30", HELD), S.snapshot(shown, SHARES), then]


def _want(grades: frozenset[str], *codes: str) -> list[Want]:
    return [S.want("unexplained", "P100", 2, grades, codes=frozenset(codes))]


def _fewer(shown: str, *then: Part, described: Part = LISTED) -> list[Part]:
    """Half of the shares are gone instead."""
    return [described, S.reads("06:30", HELD), S.snapshot(shown, {**HELD, "XYZ": 50}), then]


def _sold(grades: frozenset[str], *codes: str) -> list[Want]:
    return [S.want("unexplained", "XYZ", 50, grades, codes=frozenset(codes))]


def _read(moment: str) -> list[Line]:
    """The trades, up to then."""
    return S.coverage(moment, "fills")


# ----------------------------------------------------------------------- the market has been closed

AT_NINETY = [
    S.reads("06:30", {"P100": -1}),
    S.snapshot("07:00", {"XYZ": (100, 90)}),
    _read("07:00:10"),
]
"""An option goes and its shares come, at a price that is not the strike."""
CONFLICT = S.want("assigned", "P100", 1, frozenset({"conflict"}))
BOTH_LEGS = [S.want("unexplained", name, n, UNEXPLAINED) for name, n in (("P100", 1), ("XYZ", 100))]

CLOSED: list[Case] = [
    case("H1", "the market has been closed all night and the trades are read: a minute will do",
         _fewer("07:00", _read("07:00:10"), clock("07:01")), wants=_sold(UNEXPLAINED, "no_fill")),
    case("H1/sooner", "but that minute",
         _fewer("07:00", _read("07:00:10"), clock("07:00:59")), wants=_sold(PENDING)),
    case("H1/unread", "no trade can be late, but nobody has read any",
         _fewer("07:00", clock("07:02:59")), wants=_sold(PENDING)),
    case("H1/read at last", "nor has anybody for two minutes",
         _fewer("07:00", clock("07:02"), _read("07:02:30")), wants=_sold(UNEXPLAINED, "no_fill")),
    case("H1/blind", "nor can anybody",
         _fewer("07:00", S.feed("07:00:20", "down", "fills"), clock("12:00")),
         wants=_sold(PENDING)),
    case("H1/open", "the market is open: a trade may be late",
         _fewer("15:00", _read("15:00:10"), clock("15:02:30")), wants=_sold(PENDING)),
    case("H1/just closed", "it closed five minutes ago",
         _fewer("21:05", _read("21:05:10"), clock("21:07")), wants=_sold(PENDING)),
    case("H1/nobody knows", "a market that nobody knows never closes",
         _fewer("07:00", _read("07:00:10"), clock("07:02:30"), described=UNLISTED),
         wants=_sold(PENDING)),
    case("H1/traded", "a trade of the evening before is told late, and explains it",
         _fewer("07:00", clock("07:05"), S.fill("18T06:35", "XYZ", -50, "90"), _read("07:06"),
                clock("07:30"))),
    case("H1/option", "an option alone waits for its other leg, which comes when all is closed",
         _gone("07:00", _read("07:00:10"), clock("07:09:59")), wants=_want(PENDING)),
    case("H1/option, over", "for ten minutes",
         _gone("07:00", _read("07:00:10"), clock("07:10")), wants=_want(UNEXPLAINED, "no_fill")),
    case("H1/option, read twice more", "or until two more readings do not show it either",
         _gone("07:00", _read("07:00:10"), S.snapshot("07:03", SHARES), S.snapshot("07:06", SHARES),
               clock("07:06:10")), wants=_want(UNEXPLAINED, "no_fill")),
    case("H1/option, its leg", "nothing is said of it when the leg comes in that time",
         _gone("07:00", _read("07:00:10"), clock("07:05"),
               S.snapshot("07:09", {"XYZ": (300, 100)}), _read("07:09:10"), clock("07:12")),
         wants=[S.want("assigned", "P100", 2, DERIVED)]),
    case("H1/index", "an option on an index may have been traded all night",
         _gone("07:00", _read("07:00:10"), clock("07:09"),
               described=(S.instrument("XYZ", "index", exchange="XNAS"), P100)),
         wants=_want(PENDING)),
    case("H1/both legs", "legs that fit at a price that does not, both markets closed: told apart",
         LISTED, AT_NINETY, clock("07:01"), wants=[CONFLICT, *BOTH_LEGS]),
    case("H1/one leg", "the other market has only just closed: a trade in the shares may be late",
         S.stock("XYZ", exchange="XASX"), P100, AT_NINETY, clock("07:01"), wants=[CONFLICT]),
    case("H1/assigned", "two legs at the strike are said as soon as the trades are read",
         LISTED, S.reads("06:30", {"P100": -2}), S.snapshot("07:00", {"XYZ": (200, 100)}),
         _read("07:00:10"), wants=[S.want("assigned", "P100", 2, STRONG)]),
]  # fmt: skip

# -------------------------------------------------------------------------- before the market opens

FRANKFURT = (S.stock("XYZ", exchange="XETR"), S.put("P100", 100))

BEFORE: list[Case] = [
    case("H2", "half an hour before it opens the wait is over, whatever is read by then",
         _gone("13:55", clock("14:00")), wants=_want(UNEXPLAINED, "hole")),
    case("H2/before", "but not before",
         _gone("13:55", clock("13:59:59")), wants=_want(PENDING)),
    case("H2/at once", "gone in that half hour, and the trades are read",
         _gone("14:10", _read("14:10:05"), clock("14:10:06")), wants=_want(UNEXPLAINED, "no_fill")),
    case("H2/just started", "gone in that half hour: there is a minute to read the trades in",
         _gone("14:10", clock("14:10:59")), wants=_want(PENDING)),
    case("H2/never read", "and not more",
         _gone("14:10", clock("14:11")), wants=_want(UNEXPLAINED, "hole")),
    case("H2/its trade", "a trade that is read in that minute explains it",
         _gone("14:10", S.fill("06:40", "P100", 2, "1.5"), _read("14:10:30"), clock("14:12"))),
    case("H2/blind", "nobody can look: what was not read in time proves nothing",
         _gone("13:55", S.feed("13:56", "down", "fills"), clock("14:20")), wants=_want(PENDING)),
    case("H2/underlying", "nobody knows where the option is traded, but its shares open at eight",
         _gone("07:25", clock("07:30"), described=FRANKFURT), wants=_want(UNEXPLAINED)),
    case("H2/underlying before", "and it is not yet half past seven",
         _gone("07:25", clock("07:29:59"), described=FRANKFURT), wants=_want(PENDING)),
    case("H2/holiday", "on Thanksgiving nothing opens", LISTED, S.reads("26T13:40", HELD),
         S.snapshot("26T13:55", SHARES), clock("26T14:00"), wants=_want(PENDING)),
    case("H2/open", "when it is open, its next opening is tomorrow's",
         _gone("14:35", clock("14:44:59")), wants=_want(PENDING)),
    case("H2/shares", "shares alone wait as ever: they are traded before the opening, too",
         XYZ, S.reads("14:05", {"XYZ": 100}), S.snapshot("14:10", {"XYZ": 50}),
         _read("14:10:05"), clock("14:12:59"),
         wants=[S.want("unexplained", "XYZ", 50, PENDING)]),
]  # fmt: skip

# ------------------------------------------------------------------- expired, and nothing is booked


def _expired(
    name: str, says: str, until: str, *, known: bool, shares: str = "", option: str = ""
) -> Case:
    """Two puts expire in the money on Friday, and a minute after `until` the records are read."""
    return case(
        name,
        says,
        S.stock("XYZ", exchange=shares or None),
        S.put("P100", 100, expiry="2026-11-20", exchange=option or None),
        S.night({"P100": -2}, {}, CLOSE, times=(*EXPIRY[:4], until)),
        wants=[S.want("expired_unassigned", "P100", 2, DERIVED) if known else OPEN],
    )


CLOSE = S.quote("20T21:00", "XYZ", settlement=98, source="official close")
OPEN = S.want(ANY_KIND, "P100", 2, PENDING)

OVER: list[Case] = [
    _expired("H3", "read past noon on Monday, and New York opens at half past two",
             "23T14:28", known=False, shares="XNAS", option="XCBF"),
    _expired("H3/open", "read up to its opening",
             "23T14:29", known=True, shares="XNAS", option="XCBF"),
    _expired("H3/frankfurt", "Frankfurt opens at eight",
             "23T07:59", known=True, shares="XETR"),
    _expired("H3/shares", "the shares count, not the option",
             "23T07:59", known=False, shares="XNAS", option="XETR"),
    _expired("H3/option", "nobody knows where the shares are traded: the option counts",
             "23T07:59", known=True, option="XETR"),
    _expired("H3/neither", "nobody knows either: Monday noon", "23T11:58", known=False),
    _expired("H3/neither, noon", "it is noon", "23T11:59", known=True),
    case("H3/holiday", "the session after Wednesday is on Friday",
         XYZ, S.put("P100", 100, expiry="2026-11-25", exchange="XCBF"),
         S.night({"P100": -2}, {}, S.quote("25T21:00", "XYZ", settlement=98),
                 times=("25T20:55", "25T21:05", "25T21:15", "25T21:30", "26T15:00")),
         wants=[OPEN]),
]  # fmt: skip

CASES: list[Case] = [*CLOSED, *BEFORE, *OVER]
