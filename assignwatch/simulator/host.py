"""What the server expects of a simulated broker; `kraken.host` is the first.

A further broker is a folder beside `kraken/` with a host of its own and one line in `server`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from aiohttp import web

from assignwatch.simulator.faults import Faults
from assignwatch.simulator.tally import Tally


class Host(Protocol):
    """One simulated broker, reachable at a port of its own."""

    @property
    def broker(self) -> str:
        """The part before the slash in its accounts' names."""

    @property
    def app(self) -> web.Application:
        """Its web interface, under the broker's real paths."""

    @property
    def faults(self) -> Faults:
        """What is wrong with it at present."""

    @property
    def tally(self) -> Tally:
        """What was asked of it."""

    def accounts(self, address: str, secure: bool) -> list[Mapping[str, object]]:
        """Its accounts as `account add` takes them; `address` is `host:port`."""

    def play(self, scenario: str, now: datetime) -> None:
        """Schedule its part of a scenario."""

    def run_until(self, now: datetime) -> None:
        """Let everything happen that is due."""

    def cut(self) -> None:
        """Drop every socket."""

    def spoil(self) -> None:
        """Make the next message of every socket unreadable."""

    def revoke(self, account: str) -> None:
        """The account's key is no longer valid; raises LookupError for an unknown account."""

    def restore(self, account: str | None) -> None:
        """The account's key, or every key, is valid again."""
