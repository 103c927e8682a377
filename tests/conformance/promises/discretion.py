"""What every broker promises of what it keeps to itself, and of what it asks.

Each promise is looked at after a whole life of a session: readings, a happening on the stream, a
dropped socket, refusals, and credentials that do not do.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assignwatch.brokers.base import BrokerError
from assignwatch.core.observations import Booking
from assignwatch.net.redaction import MASK
from tests.conformance.bench import MANY, Bench, Told, is_up, mentions, only

_SHORTEST = 6
"""Of what counts as a secret; anything shorter is a word."""

_OURS = ("assignwatch.brokers", "tests.conformance.planted")
"""Where adapters are defined."""


@dataclass
class Life:
    """What a session said in all its life, and how it failed."""

    told: Told = field(default_factory=list)
    errors: list[BrokerError] = field(default_factory=list)


async def _life(bench: Bench) -> Life:
    life, event = Life(), bench.row.event
    await bench.prepare(event)
    life.told += await bench.read()
    async with bench.listening() as heard:
        await heard.until(is_up)
        life.told += await heard.until(mentions(await bench.play_out(event)))
        await bench.do("cut")
        life.errors.append(await heard.end())
    async with bench.listening() as heard:
        await heard.until(is_up)
        await bench.do("garbage", count=0)
    life.told += await bench.read()
    for fault in ({"do": "fail", "status": 401}, {"do": "fail", "status": 500}, {"do": "garbage"}):
        await bench.do(**fault, count=MANY)
        told, error = await bench.read_or_not()
        life.told += told
        life.errors += [error] if error is not None else []
        await bench.do("restore")
    await bench.do("revoke", account=bench.row.account)
    _, error = await bench.read_or_not()
    life.errors += [error] if error is not None else []
    return life


async def no_secret_is_ever_told(bench: Bench) -> None:
    """In no line of the log, no repr, no raw evidence and no error with its causes."""
    life = await _life(bench)
    logging.getLogger(__name__).debug("canary")
    assert any("canary" in line for line in bench.lines), "the log was not looked at in full"
    secrets = {secret for secret in bench.secrets if len(secret) >= _SHORTEST}
    assert secrets, "nothing to keep"
    places = {
        "log": [*bench.lines],
        "repr": [*_reprs(bench.session)],
        "observations": [*map(repr, life.told)],
        "evidence": [booking.raw or "" for booking in only(Booking, life.told)],
        "problems": [repr(error.problem) for error in life.errors],
        "errors": ["".join(traceback.format_exception(error)) for error in life.errors],
    }
    for place, texts in places.items():
        for text in texts:
            assert not any(secret in text for secret in secrets), f"a secret in the {place}"


def _reprs(root: object) -> Iterator[str]:
    """How everything of ours within an object shows itself."""
    waiting, seen = [root], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Mapping):
            waiting += [*one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += [*one]
        elif type(one).__module__.startswith(_OURS):
            yield repr(one)
            names = [n for kind in type(one).__mro__ for n in getattr(kind, "__slots__", ())]
            waiting += [
                getattr(one, name, None) for name in {*names, *getattr(one, "__dict__", ())}
            ]


async def evidence_hides_who_the_account_belongs_to(bench: Bench) -> None:
    told = (await _life(bench)).told
    bookings = only(Booking, told)
    assert bookings, "nothing happened"
    for booking in bookings:
        assert booking.raw, "a booking without the broker's own words"
        for name, value in _fields(json.loads(booking.raw)):
            if name in bench.row.spec.profile.identity_fields and isinstance(value, str):
                assert value == MASK, f"{name} is told"


def _fields(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name, inner
            yield from _fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner)


async def it_asks_only_to_read(bench: Bench) -> None:
    await _life(bench)
    assert (await bench.do("report"))["refused"] == [], "the broker was asked to change something"
    for method, path in {*bench.asked}:
        named = any(method == m and known.fullmatch(path) for m, known in bench.row.changes)
        assert method == "GET" or named, f"{method} {path}"
