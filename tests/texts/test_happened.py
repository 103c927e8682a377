"""What happened in one sentence: all that moved, and never more than the version knows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.incidents import evidence as made
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.words import Grade, InstrumentKind, Kind, Severity, Side
from assignwatch.texts import happened, incidents
from tests.core.builders import ACCOUNT, T0

SHARES, PUT, FUTURE = (InstrumentId(f"saxo/{name}") for name in ("s:1", "p:2", "f:3"))
NAMES = {
    SHARES: Instrument(SHARES, InstrumentKind.STOCK, "XYZ"),
    PUT: Instrument(PUT, InstrumentKind.OPTION, "XYZ P100"),
    FUTURE: Instrument(FUTURE, InstrumentKind.FUTURE, "CLZ6"),
}

Moved = tuple[InstrumentId, str, str | None]


def version(
    kind: Kind,
    *legs: Moved,
    grade: Grade = Grade.CONFIRMED,
    of: InstrumentId | None = None,
    cash: dict[str, str] | None = None,
    facts: tuple[str, ...] = ("b1",),
) -> Concluded:
    """A version about the first leg, or about `of`."""
    about = of or legs[0][0]
    own = next((Decimal(amount) for what, amount, _ in legs if what == about), Decimal(1))
    return Concluded(
        incident="i",
        version=1,
        at=T0,
        account=ACCOUNT,
        kind=kind,
        grade=grade,
        severity=Severity.HIGH,
        instrument=about,
        side=Side.NET,
        contracts=abs(own),
        legs=tuple(
            Leg(what, Decimal(amount), None if paid is None else Decimal(paid))
            for what, amount, paid in legs
        ),
        cash={c: Decimal(a) for c, a in cash.items()} if cash else None,
        consumes=(Consumption(PositionKey(about), own, facts),),
    )


def said(told: Concluded) -> str:
    return happened.what(told, NAMES)


PUTS: tuple[Moved, Moved] = ((PUT, "2", "0"), (SHARES, "200", "100.5"))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            version(Kind.ASSIGNED, *PUTS),
            "2 XYZ P100 were exercised against you: you bought 200 XYZ at 100.50.",
        ),
        (
            version(Kind.ASSIGNED, (PUT, "1", None), (SHARES, "100", "150.255")),
            "1 XYZ P100 was exercised against you: you bought 100 XYZ at 150.255.",
        ),
        (
            version(Kind.ASSIGNED, (PUT, "1", None), (SHARES, "-100", None)),
            "1 XYZ P100 was exercised against you: you sold 100 XYZ.",
        ),
        (
            version(Kind.ASSIGNED, (PUT, "1", None), (FUTURE, "1", "70"), (SHARES, "-5", None)),
            "1 XYZ P100 was exercised against you: you bought 1 CLZ6 at 70, you sold 5 XYZ.",
        ),
        (
            version(Kind.ASSIGNED, (PUT, "1", None), cash={"USD": "350"}),
            "1 XYZ P100 was exercised against you: you received 350.00 USD.",
        ),
        (version(Kind.ASSIGNED, (PUT, "1", "0")), "1 XYZ P100 was exercised against you."),
        (
            version(Kind.EXERCISED, (PUT, "-1", "0"), (SHARES, "-100", "100")),
            "1 XYZ P100 of yours was exercised: you sold 100 XYZ at 100.",
        ),
        (
            version(Kind.CASH_SETTLED, (PUT, "3", "2.5"), cash={"USD": "-750", "EUR": "0"}),
            "3 XYZ P100 were settled in cash: you paid 750.00 USD.",
        ),
        (
            version(Kind.CASH_SETTLED, (PUT, "3", "2.5")),
            "3 XYZ P100 were settled in cash at 2.50.",
        ),
        (
            version(Kind.DELIVERED, (FUTURE, "-1", "640"), (SHARES, "100", "640.25")),
            "1 CLZ6 was delivered: you received 100 XYZ at 640.25.",
        ),
        (
            version(Kind.DELIVERED, (FUTURE, "2", None), (SHARES, "-200", None)),
            "2 CLZ6 were delivered: you handed over 200 XYZ.",
        ),
        (
            version(Kind.SETTLED, (FUTURE, "-2", "61.5")),
            "2 CLZ6 reached maturity and were settled at 61.50.",
        ),
        (version(Kind.EXPIRED, (PUT, "2", "0")), "2 XYZ P100 expired."),
        (
            version(Kind.EXPIRED_UNASSIGNED, (PUT, "2", None)),
            "2 XYZ P100 expired in the money, and no assignment was booked for them.",
        ),
        (
            version(Kind.TAKEN_OVER, (FUTURE, "-0.4", "61.5")),
            "You took over 0.4 CLZ6 short at 61.50 from a liquidated trader.",
        ),
        (
            version(Kind.HANDED_OVER, (FUTURE, "-4", "61.5")),
            "4 CLZ6 of yours were closed by force at 61.50, part of it handed to another trader.",
        ),
        (version(Kind.LIQUIDATED, (FUTURE, "-4", None)), "4 CLZ6 of yours were liquidated."),
        (version(Kind.DELEVERAGED, (FUTURE, "0.5", None)), "0.5 CLZ6 of yours was deleveraged."),
        (
            version(Kind.UNWOUND, (FUTURE, "-4", None)),
            "4 CLZ6 of yours were unwound against another account.",
        ),
        (
            version(Kind.CLOSED_BY_BROKER, (FUTURE, "-1", "61.5")),
            "1 CLZ6 of yours was closed by the broker at 61.50.",
        ),
        (version(Kind.TRANSFERRED, (SHARES, "300", None)),
         "300 XYZ were transferred to this account."),
        (version(Kind.TRANSFERRED, (SHARES, "-300", None)), "300 XYZ were transferred away."),
        (version(Kind.TRANSFERRED, (SHARES, "1", None)),
         "1 XYZ was transferred to this account."),
        (
            version(Kind.CORPORATE_ACTION, (SHARES, "-100", None), (FUTURE, "50", None)),
            "A corporate action changed your positions: −100 XYZ, +50 CLZ6.",
        ),
        (
            version(Kind.UNEXPLAINED, (FUTURE, "-4", None)),
            "The position in CLZ6 changed by −4 for a reason that cannot be named.",
        ),
        (
            version(Kind.UNEXPLAINED, (PUT, "2", "2.4"), facts=()),
            ("The position in XYZ P100 changed by +2 at 2.40, and nothing that was read explains"
            " it."),
        ),
        (
            version(Kind.AMBIGUOUS, *PUTS, of=SHARES),
            "More than one explanation fits the change of +2 XYZ P100, +200 XYZ at 100.50.",
        ),
        (
            version(
                Kind.AMBIGUOUS, *((InstrumentId(f"saxo/P{n}"), "1", None) for n in range(50, 58))
            ),
            ("More than one explanation fits the change of +1 P50, +1 P51, +1 P52, +1 P53, +1 P54"
            " and 3 others."),
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Concluded) else "",
)  # fmt: skip
def test_the_sentence_names_what_moved_and_at_which_price(told: Concluded, says: str) -> None:
    assert said(told) == says


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("grade", Grade)
def test_every_kind_has_a_whole_sentence_in_every_grade(kind: Kind, grade: Grade) -> None:
    told = replace(version(kind, *PUTS, grade=grade), evidence=(made.explained("by_return"),))
    for sentence in (said(told), said(replace(told, legs=()))):
        assert sentence[0].isupper() or not sentence[0].isalpha()
        assert sentence.endswith(".")
        assert ".." not in sentence
        assert not {"{", "!"} & set(sentence)


@pytest.mark.parametrize(
    ("grade", "title", "sentence"),
    [
        (Grade.CONFIRMED, "Assigned: +2 XYZ P100", "2 XYZ P100 were exercised"),
        (Grade.STRONG, "Assigned: +2 XYZ P100", "2 XYZ P100 were exercised"),
        (Grade.LIKELY, "Likely assigned: +2 XYZ P100", "It looks as if 2 XYZ P100 were exercised"),
        (Grade.PENDING, "Perhaps assigned: +2 XYZ P100", "Not certain yet; it may be that 2"),
        (Grade.CONFLICT, "Conflicting signs: +2 XYZ P100", "The signs contradict each other;"),
        (Grade.UNEXPLAINED, "Perhaps assigned: +2 XYZ P100", "It may be that 2 XYZ P100 were"),
        (Grade.EXPLAINED, "Taken back: assigned, +2 XYZ P100", "Taken back. Later readings"),
        (Grade.RETRACTED, "Taken back: assigned, +2 XYZ P100", "Taken back. Later readings"),
    ],
)
def test_words_are_as_sure_as_the_version(grade: Grade, title: str, sentence: str) -> None:
    told = version(Kind.ASSIGNED, *PUTS, grade=grade)
    told = replace(told, evidence=(made.explained("by_return"),))
    assert incidents.title(told, NAMES) == title
    assert said(told).startswith(sentence)


@pytest.mark.parametrize("grade", [Grade.EXPLAINED, Grade.RETRACTED])
@pytest.mark.parametrize("kind", Kind)
def test_of_what_was_taken_back_only_the_reason_is_told(kind: Kind, grade: Grade) -> None:
    told = version(kind, *PUTS, grade=grade, cash={"USD": "-20100"})
    told = replace(told, evidence=(made.explained("by_correction"),))
    assert said(told) == "Taken back. The broker took its own record back."


def test_what_nobody_can_name_is_only_being_checked_while_it_is_pending() -> None:
    told = version(Kind.UNEXPLAINED, *PUTS[:1], grade=Grade.PENDING, facts=())
    assert incidents.title(told, NAMES) == "Change being checked: +2 XYZ P100"
    assert said(told).startswith("Not certain yet: the position in XYZ P100 changed by +2")


def test_a_record_that_the_position_does_not_show_is_no_change_of_it() -> None:
    told = version(Kind.UNEXPLAINED, *PUTS[:1], grade=Grade.UNEXPLAINED, facts=())
    values = {"instrument": PUT, "before": "-2", "after": "0"}
    shown = made.explained("not_shown", **values)
    assert said(replace(told, evidence=(shown,))) == (
        "A change of XYZ P100 was recorded that the position does not show."
    )
