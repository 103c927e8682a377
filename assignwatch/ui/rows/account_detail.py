"""One account in detail: each feed and part, the sign-in, money and margin, budgets of requests.

For the trader who asks why an account is not seen, up to when it was read, and what its broker says
of money. Nothing of it asks for anybody: that is what alerts are for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assignwatch.core.model import WHOLE, AccountKey, Scope, broker_of
from assignwatch.core.observations import Allowance, Funds
from assignwatch.core.state import FeedHealth
from assignwatch.core.words import Feed
from assignwatch.texts import details, window
from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows import accounts
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.look import Look

_READINGS: Final = 3
"""Money that so many readings did not tell again is old."""

_SCARCE: Final = 6
"""Where less than one part of so many is left, a budget is marked."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name; figures stand to the right."""

    name: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a block, its mark where it has one, and what else is to be said below it."""

    cells: tuple[str, ...]
    sight: Sight | None = None
    below: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading; `note` is a sentence of the whole. Without either it is not there."""

    heading: str
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one account; the blocks are always the same ones in the same order."""

    account: AccountKey
    title: str
    sight: Sight
    word: str
    checked: str
    blocks: tuple[Block, ...]


def detail(look: Look, account: AccountKey) -> Detail | None:
    """The details of an account; None where it is not watched."""
    row = next((row for row in accounts.account_rows(look) if row.key == account), None)
    if row is None:
        return None
    checked = window.last_checked(accounts.checked_at(look, account), look.zone)
    blocks = (_feeds(look, account), _sign_in(look, account), _money(look, account))
    return Detail(
        account, row.title, row.sight, row.word, checked, (*blocks, _budgets(look, account))
    )


def _feeds(look: Look, account: AccountKey) -> Block:
    columns = (
        Column(label(Label.DETAIL_FEED)),
        Column(label(Label.DETAIL_STATE)),
        Column(label(Label.DETAIL_SINCE)),
        Column(label(Label.DETAIL_LIFE)),
        Column(label(Label.DETAIL_READ)),
    )
    lines: list[Line] = []
    for feed in look.state.enrolled[account]:
        for line in _feed_lines(look, account, feed):
            said = any(line.below == before.below for before in lines)
            lines.append(replace(line, below="") if said else line)
    return Block(label(Label.DETAIL_SEEN), columns, tuple(lines))


def _feed_lines(look: Look, account: AccountKey, feed: Feed) -> Iterator[Line]:
    """A line for each part in which the feed was asked; that of the whole comes first."""
    parts = sorted(accounts.parts_of(look, account, feed), key=lambda part: part[0] != WHOLE)
    whole = next((health for scope, health in parts if scope == WHOLE), None)
    blind = whole if whole is not None and not whole.up else None
    for scope, health in parts:
        yield _feed_line(look, account, feed, scope, blind or health, health)
    if not parts:
        word = window.feed_word(seen=False, odd=False, asked=False)
        read = details.read_up_to(feed, None, look.now, look.zone)
        yield Line((details.feed(feed, WHOLE), word, "", "", read), Sight.PARTLY)


def _feed_line(
    look: Look,
    account: AccountKey,
    feed: Feed,
    scope: Scope,
    state: FeedHealth,
    health: FeedHealth,
) -> Line:
    """`state` is what counts of the part: while the whole is blind, no part of it is seen."""
    sight = accounts.sight_of(look, feed, state)
    odd = state.problem is not None
    cells = (
        details.feed(feed, look.part(account, scope)),
        window.feed_word(seen=sight is Sight.FULL, odd=odd, asked=True),
        details.when(state.since, look.now, look.zone),
        details.life(health.good_at, look.now),
        details.read_up_to(feed, _read_until(look, account, feed, scope), look.now, look.zone),
    )
    return Line(cells, sight, accounts.remark_on(look, feed, state))


def _read_until(look: Look, account: AccountKey, feed: Feed, scope: Scope) -> datetime | None:
    known = look.state.accounts[account]
    if feed is not Feed.POSITIONS:
        return known.coverage.get((feed, scope))
    if scope in known.accepted:
        return known.accepted[scope]
    return accounts.checked_at(look, account)  # the whole is as old as its oldest part


def _sign_in(look: Look, account: AccountKey) -> Block:
    known = look.state.accounts.get(account)
    signed = known.sign_in if known is not None else None
    heading = label(Label.DETAIL_SIGN_IN)
    if signed is None:
        return Block(heading)
    if signed.until is None or look.now >= signed.until:
        return Block(heading, note=details.signed_out(signed.until, look.now, look.zone))
    said = details.signed_in(signed.until, look.now, look.zone, renewed=signed.renewed)
    return Block(heading, note=said)


def _money(look: Look, account: AccountKey) -> Block:
    columns = (
        Column(label(Label.DETAIL_PART)),
        Column(label(Label.DETAIL_CURRENCY)),
        Column(label(Label.DETAIL_CASH), figures=True),
        Column(label(Label.DETAIL_AVAILABLE), figures=True),
        Column(label(Label.DETAIL_MARGIN_USED), figures=True),
        Column(label(Label.DETAIL_UTILISATION), figures=True),
        Column(label(Label.DETAIL_TOTAL), figures=True),
        Column(label(Label.DETAIL_TOLD)),
    )
    lines = tuple(_money_line(look, funds) for funds in look.gauges.funds(account))
    if not lines:
        return Block(label(Label.DETAIL_FUNDS), note=details.no_funds())
    return Block(label(Label.DETAIL_FUNDS), columns, lines)


def _money_line(look: Look, funds: Funds) -> Line:
    profile = look.profiles.get(broker_of(funds.account))
    old = profile is not None and look.now - funds.at > _READINGS * profile.poll_every
    cells = (
        details.part(look.part(funds.account, funds.scope)),
        funds.currency,
        details.amount(funds.cash),
        details.amount(funds.available),
        details.amount(funds.margin_used),
        details.share(funds.utilisation),
        details.amount(funds.total),
        details.told(funds.at, look.now, look.zone, old=old),
    )
    return Line(cells, Sight.PARTLY if old else None)


def _budgets(look: Look, account: AccountKey) -> Block:
    columns = (
        Column(label(Label.DETAIL_BUDGET)),
        Column(label(Label.DETAIL_USED), figures=True),
        Column(label(Label.DETAIL_FULL)),
        Column(label(Label.DETAIL_TOLD)),
    )
    lines = tuple(_budget_line(look, left) for left in look.gauges.allowances(account))
    if not lines:
        return Block(label(Label.DETAIL_BUDGETS), note=details.no_budgets())
    return Block(label(Label.DETAIL_BUDGETS), columns, lines)


def _budget_line(look: Look, left: Allowance) -> Line:
    over = left.resets_at is not None and look.now >= left.resets_at
    scarce = not over and left.remaining * _SCARCE < left.limit
    cells = (
        left.name,
        details.used(left.remaining, left.limit),
        details.full_again(left.resets_at, look.now, look.zone),
        details.life(left.at, look.now),
    )
    return Line(cells, Sight.PARTLY if scarce else None)
