"""Which incidents are of a night before, and which name the next night takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import pytest

from assignwatch.core.detect.incidents.each_night import (
    free,
    free_of,
    may_be_of,
    of_nights_before,
)
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.state import Account, Incident
from assignwatch.core.words import Grade
from tests.core.builders import ACCOUNT, after
from tests.core.detect.judging import DAY, KEY, OTHER, version

HALF_A_DAY = DAY / 2
NIGHT_ONE, NIGHT_TWO = 60.0, 60 + DAY
"""Readings that show a change of the first night and of the second."""

NAME = "kraken/main:P100:called:2026-11-{}"
TAKEN, NEXT = NAME.format(20), NAME.format(21)

SEEN = version()
"""Positions alone tell it, of the first night."""
TOLD = version(consumes=(Consumption(KEY, Decimal(1), ("b1",)),))
"""A record tells it, of the time of the reading that had told it before."""


def _span(until: float, since: float = 0) -> tuple[datetime, datetime]:
    return after(since), after(until)


def _incidents(*versions: Concluded, dates: Sequence[int] = (20,)) -> dict[str, Incident]:
    return {NAME.format(date): Incident(list(versions)) for date in dates}


# --------------------------------------------------------------------- a change that was read


@pytest.mark.parametrize(
    ("versions", "shown", "name"),
    [
        ([], NIGHT_TWO, TAKEN),
        ([SEEN], NIGHT_TWO, NEXT),
        ([SEEN], NIGHT_ONE, TAKEN),
        ([SEEN], NIGHT_ONE + HALF_A_DAY, TAKEN),
        ([SEEN], NIGHT_ONE + HALF_A_DAY + 1, NEXT),
        ([SEEN], NIGHT_ONE - HALF_A_DAY, TAKEN),
        ([SEEN], NIGHT_ONE - HALF_A_DAY - 1, NAME.format(19)),
        ([SEEN, TOLD], NIGHT_TWO, NEXT),
        ([TOLD], NIGHT_TWO, TAKEN),
        ([SEEN, version(Grade.RETRACTED)], NIGHT_TWO, TAKEN),
        ([SEEN, version(occurred=None)], NIGHT_TWO, TAKEN),
        ([version(occurred=None), version(contracts="2")], NIGHT_TWO, NEXT),
        ([version(consumes=()), TOLD], NIGHT_TWO, TAKEN),
    ],
    ids=[
        "nobody has it",
        "another night has it",
        "the same reading",
        "another reading of one night",
        "of one night no more",
        "an earlier reading of one night",
        "a night after has it",
        "a record has told the other since",
        "only a record has told the other",
        "the other was taken back",
        "nobody knows any more when it was",
        "nor was it known at first",
        "nothing has shown it",
    ],
)
def test_two_nights_do_not_share_a_name(versions: list[Concluded], shown: float, name: str) -> None:
    known = _incidents(*versions) if versions else {}
    assert free(known, TAKEN, after(NIGHT_ONE), after(shown)) == name


@pytest.mark.parametrize(
    ("later", "shown", "name"),
    [
        (version(contracts="3", occurred=_span(NIGHT_TWO)), NIGHT_TWO, TAKEN),
        (version(contracts="3", occurred=_span(NIGHT_TWO)), NIGHT_TWO + DAY, NEXT),
        (version(contracts="2", occurred=_span(NIGHT_TWO)), NIGHT_TWO, NEXT),
        (version(contracts="1", occurred=_span(NIGHT_TWO)), NIGHT_TWO, NEXT),
        (
            version(contracts="3", occurred=_span(NIGHT_TWO), changed=_span(NIGHT_ONE)),
            NIGHT_TWO,
            NEXT,
        ),
        (
            version(contracts="3", occurred=_span(NIGHT_ONE), changed=_span(NIGHT_TWO)),
            NIGHT_TWO,
            TAKEN,
        ),
    ],
    ids=[
        "more of it came that night",
        "and none in the night after",
        "no more of it came, but what it turned into",
        "less of it is told",
        "the legs of more came that night, the contracts before",
        "the legs of more had come before, the contracts that night",
    ],
)
def test_an_incident_is_of_each_night_that_showed_more_of_it(
    later: Concluded, shown: float, name: str
) -> None:
    known = _incidents(version(contracts="2"), later)
    assert free(known, TAKEN, after(NIGHT_ONE), after(shown)) == name


def test_one_between_two_nights_takes_a_date_before_both() -> None:
    earlier = version(occurred=_span(NIGHT_ONE - 2 * DAY, since=NIGHT_ONE - 2 * DAY - 60))
    known = {NAME.format(19): Incident([earlier]), TAKEN: Incident([SEEN])}
    assert free(known, TAKEN, after(0), after(NIGHT_ONE - DAY)) == NAME.format(18)


@pytest.mark.parametrize(
    ("taken", "name"),
    [((20, 22), 21), ((20, 21), 22), (range(20, 25), 25), (range(20, 28), 25)],
    ids=["the next is free", "the next but one is", "the last that is tried", "none of these"],
)
def test_a_night_takes_the_first_date_that_is_free(taken: Sequence[int], name: int) -> None:
    known = _incidents(SEEN, dates=taken)
    assert free(known, TAKEN, after(0), after(NIGHT_TWO)) == NAME.format(name)


def test_a_free_date_may_be_one_of_the_next_month() -> None:
    last = NAME.format(30)
    known = _incidents(SEEN, dates=(30,))
    assert free(known, last, after(0), after(NIGHT_TWO)) == "kraken/main:P100:called:2026-12-01"


def test_a_night_takes_no_date_that_is_known_to_be_another_s() -> None:
    for others, name in (((), TAKEN), ((TAKEN,), NEXT), ((TAKEN, NEXT), NEXT)):
        found = free(_incidents(SEEN), TAKEN, after(NIGHT_ONE), after(NIGHT_ONE), others)
        assert found == name, "what nobody has is free whoever else may not have it"


# ----------------------------------------------------------------------- what positions tell

CHANGED = version(changed=_span(NIGHT_ONE))


@pytest.mark.parametrize(
    ("versions", "told", "name"),
    [
        ([], (), TAKEN),
        ([CHANGED], (), NEXT),
        ([version()], (), TAKEN),
        ([CHANGED, version(Grade.RETRACTED)], (), TAKEN),
        ([CHANGED], (NIGHT_TWO,), TAKEN),
        ([version()], (NIGHT_ONE,), NEXT),
        ([], (NIGHT_ONE,), NEXT),
        ([], (NIGHT_TWO - HALF_A_DAY,), TAKEN),
        ([version(Grade.RETRACTED)], (NIGHT_ONE,), NEXT),
    ],
    ids=[
        "nobody has it",
        "positions have told of a night before",
        "nobody knows which night that was",
        "what was told of it was taken back",
        "more of it came that night",
        "a record tells of a night before",
        "it tells of that for the first time now",
        "it tells of the same night",
        "what was taken back comes again",
    ],
)
def test_what_positions_tell_of_two_nights_does_not_share_a_name(
    versions: list[Concluded], told: Sequence[float], name: str
) -> None:
    known = _incidents(*versions) if versions else {}
    shows = {TAKEN: [after(at) for at in told]}
    assert free_of(known, TAKEN, after(NIGHT_TWO), shows) == name


# ------------------------------------------------------------------- a record that none shows yet


@pytest.mark.parametrize(
    ("versions", "told", "name"),
    [
        ([SEEN, TOLD], DAY, NEXT),
        ([SEEN, TOLD], 60, TAKEN),
        ([SEEN, TOLD], -DAY, TAKEN),
        ([SEEN], DAY, TAKEN),
        ([TOLD], DAY, TAKEN),
        ([SEEN, version(Grade.RETRACTED, consumes=())], DAY, TAKEN),
    ],
    ids=[
        "of a day after",
        "of the same day",
        "of a day before",
        "it may be the record of what was seen",
        "it may be another record of what was told",
        "what was seen was taken back",
    ],
)
def test_what_is_not_shown_yet_is_of_another_night_by_its_date(
    versions: list[Concluded], told: float, name: str
) -> None:
    assert free(_incidents(*versions), TAKEN, after(told), None) == name


# ----------------------------------------------------------------------------- what is asked more


def test_the_open_incidents_of_nights_before_a_reading() -> None:
    names = early, same, later, gone = [NAME.format(n) for n in (20, 21, 22, 23)]
    incidents = {
        early: Incident([SEEN]),
        same: Incident([version(occurred=_span(NIGHT_TWO))]),
        later: Incident([version(occurred=_span(NIGHT_TWO + DAY))]),
    }
    account = Account(ACCOUNT, live={KEY: dict.fromkeys(names), OTHER: {early: None}})
    assert list(of_nights_before(account, incidents, KEY, after(NIGHT_TWO))) == [early]
    assert list(of_nights_before(account, incidents, OTHER, after(NIGHT_TWO))) == [early]
    assert gone not in incidents, "what is open is known, unless the journal has a hole"
    closed = Account(ACCOUNT)
    assert list(of_nights_before(closed, incidents, KEY, after(NIGHT_TWO))) == []


BOTH = [SEEN, version(contracts="2", occurred=_span(NIGHT_TWO))]


@pytest.mark.parametrize(
    ("versions", "shown", "may_be"),
    [
        ([SEEN], NIGHT_ONE, True),
        ([SEEN], NIGHT_ONE + HALF_A_DAY, True),
        ([SEEN], NIGHT_ONE + HALF_A_DAY + 1, False),
        ([SEEN], NIGHT_ONE - HALF_A_DAY, True),
        ([SEEN], NIGHT_ONE - HALF_A_DAY - 1, False),
        (BOTH, NIGHT_ONE, True),
        (BOTH, NIGHT_TWO, True),
        (BOTH, NIGHT_TWO + DAY, False),
        ([SEEN], None, True),
        ([TOLD], NIGHT_TWO, True),
        ([], NIGHT_TWO, True),
    ],
    ids=[
        "the same reading",
        "a later one of its night",
        "one of a night after",
        "an earlier one of its night",
        "one of a night before",
        "the first of two nights",
        "the second",
        "neither",
        "no reading shows it yet",
        "no reading has told of the other",
        "it is not known",
    ],
)
def test_an_incident_may_be_of_the_night_of_a_reading(
    versions: list[Concluded], shown: float | None, may_be: bool
) -> None:
    known = Incident(versions) if versions else None
    assert may_be_of(known, None if shown is None else after(shown)) is may_be
