"""Which address carries whose stream, and in which form: the routes of Binance's socket hosts.

`socket` asks here. In life each product has a host of its own; here they share one, so that a
listen key is served where its product would be:

    USDⓈ-M, options   under /private, as a parameter or by SUBSCRIBE
    COIN-M            without a route, in the path or by SUBSCRIBE
    portfolio margin  under /pm

Everywhere else a connection opens, answers, and stays silent, as it does in life. So does the path
form /private/ws/<key> for USDⓈ-M, although the documents print it: two clients reported that in
April and May 2026. Nobody has said so of options, which other clients open in that form. Sources:
Binance docs, notice "USDⓈ-M WebSocket base URL split", March 2026; "Connect" of each family.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from assignwatch.simulator.binance.listen_keys import Product

ROUTES = ("private", "public", "market", "pm", "pm-classic")
FORMS = ("ws", "stream")

_SERVED = {
    "": (Product.COIN,),
    "private": (Product.USD, Product.OPTIONS),
    "pm": (Product.PORTFOLIO,),
}


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a connection: a listen key, or anything else that is then never heard of.

    `events` are the names that are wanted; empty for all. `in_path` is how it was asked for.
    """

    name: str
    events: frozenset[str] = frozenset()
    in_path: bool = False

    def wants(self, event: str) -> bool:
        """Whether an event of this name is delivered."""
        return not self.events or event in self.events


@dataclass(frozen=True, slots=True)
class Channel:
    """An address that was opened: its route, whether frames are wrapped, and what it asks for."""

    route: str
    wrapped: bool
    streams: tuple[Stream, ...]

    def serves(self, product: Product, stream: Stream) -> bool:
        """Whether the stream of a product is heard here, asked for in this way."""
        if product is Product.USD and stream.in_path:
            return False
        return product in _SERVED.get(self.route, ())


def opened(path: str, query: str) -> Channel | None:
    """The channel of an address, or None if there is no such address."""
    first, *rest = path.strip("/").split("/")
    route = ""
    if first in ROUTES:
        if not rest:
            return None
        route, (first, *rest) = first, rest
    if first not in FORMS or len(rest) > 1:
        return None
    asked = parse_qsl(query, keep_blank_values=True)
    streams = _in_query(asked)
    if rest and rest[0]:
        streams = [Stream(rest[0], in_path=True), *streams]
    return Channel(route, first == "stream", tuple(streams))


def _in_query(asked: list[tuple[str, str]]) -> list[Stream]:
    """`listenKey=K&events=A/B`, more than once, and the older `streams=A/B`."""
    found: list[Stream] = []
    for name, value in asked:
        if name == "listenKey" and value:
            found.append(Stream(value))
        elif name == "events" and found:
            found[-1] = Stream(found[-1].name, frozenset(filter(None, value.split("/"))))
        elif name == "streams":
            found += [Stream(stream) for stream in value.split("/") if stream]
    return found
