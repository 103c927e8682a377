"""Saxo's OpenAPI as far as a reader needs it, and the refusal of everything else.

The interface is read-only here by construction: there is no handler that changes the world, and
each call outside `READS` and outside what the stream's own modules take is refused and written into
the tally. Who is calling is none of its business: `gate` has asked before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from assignwatch.simulator.faults import Faults
from assignwatch.simulator.saxo import answers, portfolio, reference, reports
from assignwatch.simulator.saxo.answers import NotFound
from assignwatch.simulator.saxo.gate import OPENAPI, forbidden
from assignwatch.simulator.saxo.showing import Arguments, BadArguments, Topic
from assignwatch.simulator.saxo.world import World
from assignwatch.simulator.tally import Tally


@dataclass(frozen=True, slots=True)
class Read:
    """Something that may be read. A list comes in pages, counted by `skip`."""

    path: str
    answer: Callable[[World, Arguments], object]
    skip: str = "$skip"


def routes(world: World, faults: Faults) -> list[web.RouteDef]:
    """Everything below the root that is answered, with a slash at the end or without."""
    return [
        web.get(f"{OPENAPI}{read.path}{slash}", _handler(world, faults, read), allow_head=False)
        for read in READS
        for slash in ("", "/")
    ]


def refuse_all_else(tally: Tally) -> Handler:
    """A handler for every other address and method."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        tally.refuse(request.method, request.path)
        return forbidden()

    return refuse


def _handler(world: World, faults: Faults, read: Read) -> Handler:
    breakable = read.path.startswith((Topic.POSITIONS.path, Topic.NET_POSITIONS.path))

    async def handler(request: web.Request) -> web.StreamResponse:
        broken = breakable and faults.empty.take() is not None
        try:
            result = read.answer(world, _arguments(request))
            return answers.answered(request, result, skip=read.skip, broken=broken)
        except NotFound as absent:
            return answers.missing(absent)
        except BadArguments as bad:
            return answers.refused(bad)

    return handler


def _arguments(request: web.Request) -> Arguments:
    """The query, a repeated name as one list of words, and the names in the path."""
    query = {name: ",".join(request.query.getall(name)) for name in request.query}
    return {**query, **request.match_info}


def _lists(topic: Topic) -> tuple[Read, ...]:
    return (
        Read(f"{topic.path}/me", portfolio.mine(topic)),
        Read(topic.path, portfolio.every(topic)),
    )


READS = (
    Read("/port/v1/clients/me", portfolio.client),
    Read("/port/v1/users/me", portfolio.user),
    Read("/port/v1/accounts/me", portfolio.accounts),
    Read("/port/v1/accounts", portfolio.accounts),
    *_lists(Topic.POSITIONS),
    *_lists(Topic.NET_POSITIONS),
    *_lists(Topic.ORDERS),
    *_lists(Topic.BALANCES),
    *_lists(Topic.CLOSED_POSITIONS),
    Read("/port/v1/positions/{PositionId}", portfolio.single(Topic.POSITIONS)),
    Read("/port/v1/netpositions/{NetPositionId}", portfolio.single(Topic.NET_POSITIONS)),
    Read("/port/v1/orders/{ClientKey}/{OrderId}", portfolio.open_order),
    Read(Topic.ACTIVITIES.path, portfolio.activities, "$skiptoken"),
    Read(Topic.MESSAGES.path, portfolio.every(Topic.MESSAGES)),
    Read("/ref/v1/instruments/details/{Uic}/{AssetType}", reference.one_of),
    Read("/ref/v1/instruments/details", reference.several),
    Read("/ref/v1/instruments/contractoptionspaces/{OptionRootId}", reference.chain),
    Read("/ref/v1/instruments", reference.search),
    Read("/trade/v1/infoprices", reference.price),
    Read("/trade/v1/infoprices/list", reference.prices),
    Read("/cs/v1/reports/trades/{ClientKey}", reports.trades),
    Read(
        "/cs/v1/reports/closedPositions/{ClientKey}/{FromDate}/{ToDate}", reports.closed_positions
    ),
    Read("/cs/v1/reports/bookings/{ClientKey}", reports.bookings),
    Read("/hist/v3/positions/{ClientKey}", reports.past_positions),
    Read("/hist/v1/transactions", reports.transactions),
    Read("/cs/v1/audit/orderactivities", reports.order_activities, "$skiptoken"),
)
"""The read-only list."""
