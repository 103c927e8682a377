"""Every reason of the core in words: one sentence each, with its figures."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import assignwatch.core.detect
from assignwatch.core.detect.incidents import evidence as made
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence, Priced
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Leg, Moment, PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.words import AdjustmentCause, Cause, EvidenceCode, InstrumentKind
from assignwatch.texts import evidence
from tests.core.builders import Run, after, booking

CET = timezone(timedelta(hours=1), "CET")
DETECT = Path(assignwatch.core.detect.__path__[0])

SHARES, PUT, CALL = (InstrumentId(f"saxo/{name}") for name in ("s:1", "p:2", "c:3"))
NAMES = {
    SHARES: Instrument(SHARES, InstrumentKind.STOCK, "XYZ"),
    PUT: Instrument(PUT, InstrumentKind.OPTION, "XYZ P100"),
    CALL: Instrument(CALL, InstrumentKind.OPTION, "XYZ C120"),
}

NIGHT = (datetime(2026, 11, 20, 5, 40, tzinfo=UTC), datetime(2026, 11, 20, 6, 10, tzinfo=UTC))
EVENING = datetime(2026, 11, 19, 21, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)


def _residual(
    instrument: InstrumentId = PUT, quantity: str = "2", after: str = "0", **more: object
) -> Residual:
    change, left = Decimal(quantity), Decimal(after)
    since, at = NIGHT
    given: dict[str, object] = {
        "key": PositionKey(instrument), "quantity": change, "since": since, "at": at, "seen": at,
        "before": left - change, "after": left, "late": False, **more,
    }  # fmt: skip
    return Residual(**given)  # type: ignore[arg-type]  # a table of its fields


def _dec(text: str) -> Decimal:
    return Decimal(text)


def _official(*records: object) -> list[Evidence]:
    run = Run()
    run.take(*records)  # type: ignore[arg-type]  # bookings
    return list(run.only().evidence)


def _close(price: str) -> Priced:
    return Priced(EVENING, SHARES, Decimal(price))


def _action(cause: AdjustmentCause, new: str) -> Adjustment:
    return Adjustment(
        EVENING, AccountKey("saxo/main"), "a1", cause, SHARES, SHARES, (Decimal(new), Decimal(1))
    )


BOOKED = _official(booking("-2", Cause.LIQUIDATION, record="account log"))[0]
UNKNOWN_WORD = _official(booking("-2", Cause.OTHER, record="account log"))[0]
DISAGREE = _official(
    booking("-1", Cause.LIQUIDATION, id="a", event="e", record="fills"),
    booking("-1", Cause.BROKER_CLOSE, id="b", event="e", record="log"),
)[-1]
CORRECTED = _official(
    booking("-2", Cause.LIQUIDATION, id="a", event="e"),
    booking("1", Cause.CORRECTION, id="b", event="e", at=after(60)),
)[-1]
LEGS = [Leg(SHARES, Decimal(200)), Leg(InstrumentId("saxo/s:9"), Decimal(-5))]

TABLE: list[tuple[Evidence, str]] = [
    (BOOKED, "Account log: 1 entry (liquidation), −2 PF_XBTUSD, 20 Nov 2026 10:00:00 CET."),
    (
        UNKNOWN_WORD,
        (
            "Account log: 1 entry with a word AssignWatch does not know, −2 PF_XBTUSD,"
            " 20 Nov 2026 10:00:00 CET; please compare with your account."
        ),
    ),
    (
        _official(booking("-2", Cause.OTHER, record="account log", raw='{"type": "brand new"}'))[0],
        (
            "Account log: 1 entry with the word “brand new”, which AssignWatch does not know,"
            " −2 PF_XBTUSD, 20 Nov 2026 10:00:00 CET; please compare with your account."
        ),
    ),
    (
        _official(booking("-2", Cause.OTHER, record="account log", raw='{"a": "x", "b": "y"}'))[0],
        (
            "Account log: 1 entry with a word AssignWatch does not know, −2 PF_XBTUSD,"
            " 20 Nov 2026 10:00:00 CET; please compare with your account."
        ),
    ),
    (DISAGREE, "The broker's records disagree about the cause: broker close, liquidation."),
    (CORRECTED, "The broker corrected its record by +1, 20 Nov 2026 10:01:00 CET."),
    (
        made.legs_fit(PUT, _dec("2"), LEGS[:1], left=_dec("0")),
        "2 XYZ P100 gone, none left; +200 XYZ is exactly what they deliver.",
    ),
    (
        made.legs_fit(PUT, _dec("1"), LEGS[:1], left=_dec("-3")),
        "1 XYZ P100 gone, −3 left; +200 XYZ is exactly what it delivers.",
    ),
    (
        made.legs_fit(PUT, _dec("1"), LEGS[:1], left=_dec("0"), of=_dec("2")),
        "1 of the 2 XYZ P100 that went, none left; +200 XYZ is exactly what it delivers.",
    ),
    (
        made.legs_fit(PUT, _dec("1"), LEGS[:1], left=_dec("0"), guessed=True),
        "1 XYZ P100 gone, none left; +200 XYZ moved, and nobody says how much it delivers.",
    ),
    (
        made.legs_fit(PUT, _dec("1"), LEGS[:1], left=None, unseen=True),
        "1 XYZ P100 gone; it delivers +200 XYZ, and what went with it cancels that.",
    ),
    (
        made.legs_fit(PUT, _dec("2"), LEGS[:1], left=None, unseen=True),
        "2 XYZ P100 gone; they deliver +200 XYZ, and what went with them cancels that.",
    ),
    (
        made.legs_fit(CALL, _dec("2"), LEGS, left=None),
        "2 XYZ C120 gone; +200 XYZ, −5 s:9 is exactly what they deliver.",
    ),
    (
        made.leg_booked(_residual(SHARES, "200", "200")),
        "The broker booked the other leg: +200 XYZ, 20 Nov 2026 07:10:00 CET.",
    ),
    (
        made.delivered_by(PUT, _dec("2")),
        "It names no contract; of what is held 2 XYZ P100 delivers it.",
    ),
    (
        made.price(_residual(SHARES, "200", price=_dec("100")), _dec("100"), fits=True),
        "XYZ was booked at 100, the strike.",
    ),
    (
        made.booked_out(_residual(closing=_dec("3.2"))),
        (
            "XYZ P100 was booked out at 3.20, and what is called goes at 0: this may have been a"
            " trade."
        ),
    ),
    (
        made.price(_residual(closing=_dec("0")), _dec("100"), fits=True),
        "XYZ P100 was booked out at 0, as what is called is.",
    ),
    (made.price(None, None, fits=True), "The booked prices fit the strike."),
    (
        made.price(_residual(SHARES, "200", price=_dec("97")), _dec("100"), fits=False),
        "XYZ was booked at 97, which does not fit the strike 100: this may have been a trade.",
    ),
    (
        made.price(None, _dec("100"), fits=False),
        "The booked prices do not fit the strike: this may have been a trade.",
    ),
    (
        made.cash({"USD": _dec("-20000"), "EUR": _dec("3.5")}, exact=True),
        "The change of the balance fits exactly; this is −20,000.00 USD, +3.50 EUR of it.",
    ),
    (
        made.cash({"USD": _dec("-20000")}, exact=False),
        "The change of the balance fits but for a fee; this is −20,000.00 USD of it.",
    ),
    (
        made.no_fill(*NIGHT),
        "No trade of yours between 20 Nov 2026 06:40:00 CET and 07:10:00 CET explains it.",
    ),
    (
        made.no_fill(EVENING, NIGHT[1]),
        (
            "No trade of yours between 19 Nov 2026 22:00:00 CET and 20 Nov 2026 07:10:00 CET"
            " explains it."
        ),
    ),
    (
        made.unread(NIGHT[1]),
        (
            "Your trades are not read up to 20 Nov 2026 07:10:00 CET yet: one of them may still"
            " explain it."
        ),
    ),
    (
        made.records_unread(NIGHT[1]),
        (
            "The broker's records are not read up to 20 Nov 2026 07:10:00 CET yet: one of them may"
            " tell of something else."
        ),
    ),
    (
        made.late(EVENING, NIGHT[1]),
        (
            "Nobody was looking between 19 Nov 2026 22:00:00 CET and 20 Nov 2026 07:10:00 CET;"
            " it happened at some time in between."
        ),
    ),
    (
        made.gone(_residual(after="-3")),
        "XYZ P100 went from −5 to −3, between 20 Nov 2026 06:40:00 CET and 07:10:00 CET.",
    ),
    (
        Evidence(EvidenceCode.CONTRADICTION, "wrong_way", {}),
        "By its sign the record adds to what you hold: its quantity is not believed.",
    ),
    (
        replace(made.gone(_residual()), fact="not_shown"),
        (
            "By the records XYZ P100 should stand at −2; the reading of 20 Nov 2026 07:10:00 CET"
            " shows 0."
        ),
    ),
    (made.ended(Moment.on(FRIDAY.date())), "The contract reached its end, 20 Nov 2026."),
    (made.ended(Moment(EVENING)), "The contract reached its end, 19 Nov 2026 22:00:00 CET."),
    (
        made.outcome_unknown(NIGHT[1]),
        (
            "The outcome is not known before everything is read past 20 Nov 2026 07:10:00 CET, when"
            " the underlying trades again."
        ),
    ),
    (
        made.nothing_booked(NIGHT[1]),
        "Nothing was booked for it up to 20 Nov 2026 07:10:00 CET.",
    ),
    (
        made.no_records(),
        "No records of the broker's have been read: nobody can say whether it was booked.",
    ),
    (made.nothing_booked(None), "Nothing was booked for it."),
    (
        made.cash_moved({"USD": _dec("-500")}),
        "The balance moved by −500.00 USD with it, for no other known reason.",
    ),
    (
        made.cash_unseen({"USD": Decimal(-500)}),
        "The balance has not moved by −500.00 USD with it.",
    ),
    (
        made.cash_cancels(),
        "What they move cancels, in shares and in money: neither shows whether it happened.",
    ),
    (
        made.moneyness(_close("93"), _dec("100"), inside=True),
        "It ended in the money: XYZ at 93, strike 100, the official value.",
    ),
    (
        made.moneyness(_close("104.5"), None, inside=False),
        "It did not end in the money: XYZ at 104.50, the official value.",
    ),
    (
        made.moneyness(None, _dec("100"), inside=None),
        "The underlying's close is not known: nobody can say whether it ended in the money.",
    ),
    (
        made.may_cancel([f"2 {CALL}"]),
        (
            "The underlying's close is not known: it may have been called as well, along with"
            " 2 XYZ C120, for what they move cancels."
        ),
    ),
    (made.settled_at(_residual(closing=_dec("3"))), "XYZ P100 was booked out at 3, its value."),
    (
        made.notice_near(Moment.on(FRIDAY.date())),
        (
            "Its notice day or its end is near, 20 Nov 2026: a broker that does not deliver closes"
            " it about then."
        ),
    ),
    (
        made.redescribed(PUT, NIGHT[0], before=False),
        (
            "XYZ P100 is described differently since 20 Nov 2026 06:40:00 CET; this goes by the"
            " description since then."
        ),
    ),
    (
        made.redescribed(PUT, NIGHT[0], before=True),
        (
            "XYZ P100 is described differently since 20 Nov 2026 06:40:00 CET; this goes by the"
            " description before, which fits."
        ),
    ),
    (
        made.several([f"2 {PUT} + 1 {CALL}", f"4 {PUT}"]),
        "2 combinations fit: 2 XYZ P100 + 1 XYZ C120; or 4 XYZ P100.",
    ),
    (
        made.several([f"{n} P1" for n in range(1, 60)]),
        "59 combinations fit, among them 1 P1; or 2 P1; or 3 P1.",
    ),
    (
        made.gave_up(),
        "There are too many combinations to try them all; another one may fit as well.",
    ),
    (
        made.adjusted(_action(AdjustmentCause.SPLIT, "2")),
        "A corporate action accounts for it: split, 2 for 1.",
    ),
    (
        made.adjusted(_action(AdjustmentCause.SYMBOL_CHANGE, "1")),
        "A corporate action accounts for it: symbol change.",
    ),
    (
        made.adjusted(
            replace(_action(AdjustmentCause.MERGER, "1"), new=CALL, ratio=(_dec("1"), _dec("2")))
        ),
        "A corporate action accounts for it: merger, 1 XYZ C120 for 2 XYZ.",
    ),
    (
        made.explained("became", incident="saxo/main:p:2:called:2026-11-20"),
        "It became another incident: “saxo/main:p:2:called:2026-11-20”.",
    ),
    (
        made.explained(
            "by_trades", quantity="-2", first=NIGHT[0].isoformat(), last=NIGHT[0].isoformat()
        ),
        "Your own trading explains it, 20 Nov 2026 06:40:00 CET.",
    ),
    (
        made.explained(
            "by_trades",
            instrument=SHARES,
            quantity="-2",
            first=NIGHT[0].isoformat(),
            last=NIGHT[1].isoformat(),
        ),
        "Your own trading explains it: −2 XYZ, 20 Nov 2026 06:40:00 CET to 07:10:00 CET.",
    ),
    (
        made.explained("by_trades", first=EVENING.isoformat(), last=NIGHT[0].isoformat()),
        "Your own trading explains it, 19 Nov 2026 22:00:00 CET to 20 Nov 2026 06:40:00 CET.",
    ),
    (made.explained("by_records"), "The broker's own records explain it."),
    (
        made.explained("by_adjustment", cause="symbol_change"),
        "A corporate action explains it: symbol change.",
    ),
    (made.explained("by_correction"), "The broker took its own record back."),
    (made.explained("by_return"), "Later readings no longer show it."),
    (
        made.explained("held_already"),
        "It was of before the first reading, which shows it already.",
    ),
]


@pytest.mark.parametrize(
    ("item", "says"), TABLE, ids=[f"{item.fact} {i}" for i, (item, _) in enumerate(TABLE)]
)
def test_a_reason_is_one_sentence_with_its_figures(item: Evidence, says: str) -> None:
    assert evidence.sentence(item, NAMES, zone=CET) == says


def _facts() -> Iterator[tuple[str, str]]:
    """Every fact that the detector names, with where it does: what it may give to these calls."""
    for path in sorted(DETECT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            place = {"Evidence": 1, "explained": 0}.get(called)
            if place is None or len(node.args) <= place:
                continue
            named = node.args[place]
            if isinstance(named, ast.Name):  # the fact was chosen on a line before
                continue
            for part in ast.walk(named):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value, f"{path.name}:{node.lineno}"


def test_every_reason_that_the_detector_names_is_in_the_table() -> None:
    known = {item.fact for item, _ in TABLE}
    found = list(_facts())
    assert len(found) > 20
    assert [where for fact, where in found if fact not in known] == []
    assert all(evidence.has_words(fact) for fact in known)


def test_every_maker_of_a_reason_is_in_the_table() -> None:
    tree = ast.parse((DETECT / "incidents" / "evidence.py").read_text(encoding="utf-8"))
    made_here = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    makers = {name for name in made_here if not name.startswith("_")} - {"figure"}
    here = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    called = {n.attr for n in ast.walk(here) if isinstance(n, ast.Attribute)}
    assert makers - called == {"official"}  # called by the program, for the records above
