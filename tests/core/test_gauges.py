"""The side table of money and request budgets, and that nothing else comes of either."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.gauges import Gauges
from assignwatch.core.model import WHOLE, AccountKey, Scope
from assignwatch.core.observations import Allowance, Funds, Observation
from tests.core.builders import ACCOUNT, MODERATE, Run, after
from tests.core.histories import ANYTHING, MOMENTS

OTHER = AccountKey("saxo/main")


def money(cash: str, *, seconds: float = 0, scope: Scope = WHOLE) -> Funds:
    return Funds(after(seconds), ACCOUNT, "USD", cash=Decimal(cash), scope=scope)


def left(remaining: int, *, seconds: float = 0, name: str = "port") -> Allowance:
    return Allowance(after(seconds), ACCOUNT, name, 120, remaining)


def noted(*told: Funds | Allowance) -> Gauges:
    gauges = Gauges()
    for one in told:
        gauges.note(one)
    return gauges


def test_the_newest_counts_in_whichever_order_they_come() -> None:
    old, new = money("1"), money("2", seconds=1)
    assert noted(old, new).funds(ACCOUNT) == noted(new, old).funds(ACCOUNT) == (new,)
    fewer, more = left(3), left(90, seconds=60)
    assert noted(fewer, more).allowances(ACCOUNT) == noted(more, fewer).allowances(ACCOUNT)
    assert noted(fewer, more).allowances(ACCOUNT) == (more,)


def test_of_one_moment_what_was_said_last_counts() -> None:
    assert noted(left(7), left(6)).allowances(ACCOUNT) == (left(6),)


def test_each_scope_and_each_budget_stands_for_itself_in_the_order_of_their_first_word() -> None:
    main, second = money("1", scope=Scope("A1")), money("2", scope=Scope("A2"))
    newer = money("3", scope=Scope("A1"), seconds=9)
    assert noted(main, second, newer).funds(ACCOUNT) == (newer, second)
    port, ens = left(7), left(8, name="ens")
    assert noted(port, ens).allowances(ACCOUNT) == (port, ens)


def test_accounts_that_are_watched_no_more_are_forgotten() -> None:
    gauges = noted(money("1"), left(7))
    gauges.keep({ACCOUNT})
    assert gauges.funds(ACCOUNT)
    gauges.keep({OTHER})
    assert (*gauges.funds(ACCOUNT), *gauges.allowances(ACCOUNT)) == ()


GAUGED: st.SearchStrategy[Observation] = st.one_of(
    st.builds(
        Funds,
        MOMENTS,
        st.just(ACCOUNT),
        st.just("USD"),
        st.decimals(allow_nan=False, allow_infinity=False),
    ),
    st.builds(
        Allowance, MOMENTS, st.just(ACCOUNT), st.just("port"), st.just(120), st.integers(0, 120)
    ),
)


@MODERATE
@given(st.lists(ANYTHING, max_size=8), st.lists(GAUGED, min_size=1, max_size=4))
def test_nothing_is_concluded_or_noted_wherever_they_come(
    history: list[Observation], gauged: list[Observation]
) -> None:
    run, with_them = Run(), Run()
    for observation in history:
        assert run.take(observation) == with_them.take(observation)
        assert with_them.take(*gauged) == run.take()
    assert with_them.state == run.state
