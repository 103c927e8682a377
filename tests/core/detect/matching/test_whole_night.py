"""What fits the first legs of a night in several ways, where others of that night follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.residual import Residual
from assignwatch.core.state import Account
from tests.core.detect.matched_legs import matched, told
from tests.core.detect.parts import STOCK, XYZ, account, known, named, option, residual

P100, P95 = option("P100"), option("P95")
TWIN = replace(P100, id=named("P100 of the week after"))
STATE = known(STOCK, P100, P95, TWIN)
GONE = [residual(P100, "2"), residual(P95, "2"), residual(XYZ, "200")]
READ = account(fills=120)


def _later(quantity: str) -> Residual:
    return residual(XYZ, quantity, at=120, since=60)


def test_all_were_called_where_all_that_went_comes_to_all_that_moved() -> None:
    (match,), left = matched(STATE, [*GONE, _later("200")], of=READ)
    assert told(([match], left)) == ([{"P100": "2", "P95": "2"}], {})
    assert (match.others, match.gave_up) == ((), False)


@pytest.mark.parametrize(
    ("changes", "of", "left"),
    [
        (GONE, READ, {}),
        ([*GONE, _later("50")], READ, {"XYZ": "50"}),
        ([*GONE, _later("-100")], READ, {"XYZ": "-100"}),
        ([*GONE, _later("200")], account(fills=60), {"XYZ": "200"}),
    ],
    ids=[
        "nothing followed",
        "what followed fits nothing",
        "what followed went the other way",
        "a trade may still tell of what followed",
    ],
)
def test_nobody_can_tell_which_were_called(
    changes: list[Residual], of: Account, left: dict[str, str]
) -> None:
    (match,), rest = matched(STATE, changes, of=of)
    assert (len(match.used), len(match.others)) == (1, 1)
    assert told(([], rest))[1] == left


def test_what_followed_by_a_part_is_told_in_several_ways_as_well() -> None:
    """2 of the one and 1 of the other, or the other way round; nothing is left over."""
    (match,), left = matched(STATE, [*GONE, _later("100")], of=READ)
    ways = [{str(claim.contract.symbol): n for claim, n in w} for w in (match.used, *match.others)]
    assert sorted(ways, key=str) == [{"P100": 1, "P95": 2}, {"P100": 2, "P95": 1}]
    assert told(([], left))[1] == {}


@pytest.mark.parametrize(
    ("paid", "left"),
    [("-20000", {"XYZ": "200"}), ("-40000", {})],
    ids=["for the first legs alone", "for all of them"],
)
def test_the_balance_may_deny_it(paid: str, left: dict[str, str]) -> None:
    """Two series of one strike: the money of the first legs does not tell which."""
    changes = [residual(P100, "2"), residual(TWIN, "2"), GONE[-1], _later("200")]
    _, rest = matched(STATE, changes, of=account(fills=120, cash={"USD": paid}))
    assert told(([], rest))[1] == left
