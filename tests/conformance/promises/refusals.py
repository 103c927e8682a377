"""What every broker promises when it says no, or nothing that makes sense.

A reading that failed is an error of `brokers.base`, or says feed by feed that it could not be read;
it is never a reading of an account that holds nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import UnionType
from typing import ParamSpec
from urllib.parse import urlsplit

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    RateLimited,
    Refused,
    Session,
    Transient,
)
from assignwatch.core.observations import Coverage, Snapshot
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request
from tests.conformance.bench import (
    MANY,
    Bench,
    Told,
    facts_in,
    is_up,
    only,
    problems_in,
    totals,
    unread,
)

A_MINUTE = 60
"""Seconds after which each broker grants more requests."""

P = ParamSpec("P")
Use = Callable[[Bench, Session], Awaitable[None]]


async def _failed(
    bench: Bench, kinds: type[BrokerError] | UnionType, do: str, **arguments: object
) -> BrokerError:
    """How a reading fails while this is wrong, and that it does no more when it is over.

    A stream that is opened meanwhile comes up, or fails in the same way.
    """
    await bench.do(do, **arguments)
    told, error = await bench.read_or_not()
    assert only(Snapshot, told) == [], "a reading of positions that nobody gave"
    assert isinstance(error, kinds), f"{do} {arguments}: {error!r}"
    unheard = await _how(_listen, bench, bench.session)
    assert unheard is None or isinstance(unheard, kinds), f"{do} {arguments}: {unheard!r}"
    await bench.do("restore")
    if isinstance(error, RateLimited):
        await bench.do("advance", seconds=error.retry_after.total_seconds())
    assert only(Snapshot, await bench.read()), "wrong even when it is over"
    return error


async def who_may_not_read_is_refused(bench: Bench) -> None:
    await bench.read()
    for status in bench.row.refusals:
        await _failed(bench, Refused, "fail", status=status, count=MANY)


async def who_asks_too_much_is_told_how_long_to_wait(bench: Bench) -> None:
    await bench.read()
    error = await _failed(bench, RateLimited, "fail", status=429, count=MANY)
    assert isinstance(error, RateLimited)
    assert error.retry_after == bench.row.wait


async def a_broker_out_of_order_is_asked_again_later(bench: Bench) -> None:
    await bench.read()
    for status in (500, 503):
        await _failed(bench, Transient, "fail", status=status, count=MANY)


async def a_page_for_people_is_no_answer(bench: Bench) -> None:
    await bench.read()
    await _failed(bench, Transient | BadPayload, "garbage", count=MANY)


async def an_answer_that_makes_no_sense_is_no_flat_account(bench: Bench) -> None:
    await bench.read()
    for nonsense in (b"", b"null", b"[]", b'"flat"', None):
        bench.way.spoil = _all(nonsense)
        told, error = await bench.read_or_not()
        assert only(Snapshot, told) == [], f"{nonsense!r} was read as positions"
        assert isinstance(error, BadPayload) or _unseen(told)
    bench.way.spoil = None
    assert only(Snapshot, await bench.read()), "wrong even when it is over"


def _unseen(told: Told) -> bool:
    """Whether it is said that the positions could not be read."""
    return any(feed is Feed.POSITIONS for feed, _ in unread(told))


def _all(nonsense: bytes | None) -> Callable[[Request, Reply], Reply]:
    """Every answer is this, or half of what it should be."""

    def spoil(request: Request, reply: Reply) -> Reply:
        half = reply.content[: len(reply.content) // 2]
        return Reply(reply.status, reply.headers, half if nonsense is None else nonsense)

    return spoil


async def an_error_in_an_unknown_word_is_no_flat_account(bench: Bench) -> None:
    await bench.read()
    await bench.do("result_error", error="neverHeardOf", count=MANY)
    told, error = await bench.read_or_not()
    assert only(Snapshot, told) == [], "an error was read as positions"
    assert error is not None or _unseen(told)
    await bench.do("restore")
    assert only(Snapshot, await bench.read()), "wrong even when it is over"


async def a_list_that_is_missing_is_no_flat_account(bench: Bench) -> None:
    await bench.do("empty", count=MANY)
    told, error = await bench.read_or_not()
    assert only(Snapshot, told) == [], "a reading without the list"
    assert isinstance(error, BadPayload) or _unseen(told)
    await bench.do("restore")
    assert only(Snapshot, await bench.read()), "wrong even when it is over"


async def what_could_not_be_read_is_said(bench: Bench) -> None:
    """One answer at a time makes no sense: either nothing is missing, or it is said."""
    await bench.prepare(bench.row.event)
    await bench.play_out(bench.row.event)
    since = bench.since(days=1)
    bench.asked.clear()
    whole = await bench.read(since)
    for path in sorted({path for method, path in bench.asked if method == "GET"}):
        bench.way.spoil = _only_at(path)
        await bench.do("advance", seconds=A_MINUTE)
        try:
            told = await bench.read(since)
        except BrokerError:
            continue
        if _lost(whole, told):  # or it is the account that went on meanwhile
            bench.way.spoil = None
            whole = await bench.read(since)
        lost = _lost(whole, told)
        said = unread(told)
        assert said or problems_in(told) or not lost, f"{path} was missed in silence: {lost}"
        covered = {(coverage.feed, coverage.scope) for coverage in only(Coverage, told)}
        assert not said.keys() & covered, "unread and covered"


def _only_at(path: str) -> Callable[[Request, Reply], Reply]:
    def spoil(request: Request, reply: Reply) -> Reply:
        if urlsplit(request.url).path != path:
            return reply
        return Reply(reply.status, reply.headers, b'{"sense": 0}')

    return spoil


def _lost(whole: Told, told: Told) -> Mapping[str, object]:
    """What the one tells and the other does not."""
    positions = totals(whole) if totals(whole) != totals(told) else None
    known = {(fact.id, fact.instrument) for fact in facts_in(told)}
    facts = [f for f in facts_in(whole) if (f.id, f.instrument) not in known]
    lost = {"positions": positions, "facts": facts}
    return {name: what for name, what in lost.items() if what}


async def credentials_that_are_missing_or_wrong_are_refused(bench: Bench) -> None:
    """When the session is opened or at the first question, over the stream as well."""
    for name in bench.row.signs:
        for value in ("", _other(bench.credentials[name])):
            for use in (_read, _listen):
                error = await _how(_opened, bench, use, **{name: value})
                assert isinstance(error, Refused), f"{name} {use.__name__}: {error!r}"


async def _opened(bench: Bench, use: Use, **credentials: str) -> None:
    await use(bench, bench.opened(bench.transport(), **credentials))


async def _how(
    deed: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs
) -> BrokerError | None:
    """How it fails, if it does."""
    try:
        await deed(*args, **kwargs)
    except BrokerError as error:
        return error
    return None


async def _read(bench: Bench, session: Session) -> None:
    await bench.read(session=session)


async def _listen(bench: Bench, session: Session) -> None:
    async with bench.listening(session) as heard:
        await heard.until(is_up)


def _other(value: str) -> str:
    """A credential of the same shape that is another one."""
    turned = str.maketrans("abcdefghABCDEFGH01234567", "bcdefghaBCDEFGHA12345670")
    return value.translate(turned)
