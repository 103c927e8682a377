"""The legs of a record that came together with something else, and what a search leaves unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.spent import Spending
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from tests.core.builders import POLICY
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import (
    NEWCO,
    STOCK,
    XYZ,
    account,
    known,
    option,
    residual,
    shares,
)

P100, P95, P90 = option("P100"), option("P95"), option("P90")
MIXED = option("P80", deliverables=(shares("100"), shares("10", NEWCO)))
STATE = known(STOCK, P100, P95, P90, MIXED)
RECORD = booked(P100, "2")
MORE = [residual(XYZ, "250")]


@pytest.mark.parametrize(
    ("record", "came", "used", "left"),
    [
        (RECORD, MORE, [{"P100": "2"}], {"XYZ": "50"}),
        (
            booked(MIXED, "1"),
            [residual(XYZ, "130"), residual(NEWCO, "25"), residual(P95, "1")],
            [{"P80": "1"}],
            {"XYZ": "30", "NEWCO": "15", "P95": "1"},
        ),
        (
            booked(MIXED, "1"),
            [residual(XYZ, "130"), residual(NEWCO, "5")],
            [],
            {"XYZ": "130", "NEWCO": "5"},
        ),
        (replace(RECORD, certain=False), MORE, [], {"XYZ": "250"}),
        (replace(RECORD, partly=True), MORE, [], {"XYZ": "250"}),
        (
            replace(RECORD, effect={}),
            [residual(P95, "1"), residual(XYZ, "-250")],
            [],
            {"P95": "1", "XYZ": "-250"},
        ),
    ],
    ids=[
        "what is theirs is taken",
        "of each thing",
        "not of one thing alone",
        "a record that it is gone says nothing of it",
        "nor one that says more than there was",
        "nor one of which nobody knows what it delivers",
    ],
)
def test_the_legs_of_a_record_are_a_part_of_what_came(
    record: Claim, came: list[Residual], used: list[dict[str, str]], left: dict[str, str]
) -> None:
    assert told(matched(STATE, came, booked=[record])) == (used, left)


@pytest.mark.parametrize(
    ("records", "came"),
    [([RECORD], MORE), ([], [residual(P100, "2"), residual(XYZ, "200")])],
    ids=["a part of what came", "all of it"],
)
def test_every_match_has_its_share_of_the_money(records: list[Claim], came: list[Residual]) -> None:
    spending = Spending()
    matcher = Matcher(STATE, account(), came, records, POLICY, spending=spending)
    assert list(matcher.run()) == spending.matches != []


FITS = [residual(P100, "1"), residual(XYZ, "100")]
SEVERAL = [residual(P100, "3"), residual(P95, "3"), residual(P90, "3"), residual(XYZ, "300")]


@pytest.mark.parametrize(
    ("residuals", "looks", "gave_up"),
    [
        (FITS, POLICY.search_looks, False),
        (SEVERAL, POLICY.search_looks, False),
        (SEVERAL, 12, True),
    ],
    ids=["one way", "several", "several, and no time to see them"],
)
def test_it_says_whether_it_has_seen_all_there_is(
    residuals: Sequence[Residual], looks: int, *, gave_up: bool
) -> None:
    later = [residual(P95, "1", at=900, since=840), residual(XYZ, "100", at=900, since=840)]
    policy = replace(POLICY, search_looks=looks)
    matcher = Matcher(STATE, account(), [*residuals, *later], (), policy)
    first, *_ = matcher.run()
    assert (first.gave_up, matcher.gave_up) == (gave_up, gave_up)
