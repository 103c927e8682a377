"""A world whose time moves only when a test says so, and short readings of what it shows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo import reports
from assignwatch.simulator.saxo.scenarios import SCRIPTS
from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.saxo.world import FIFO_REAL_TIME, World
from assignwatch.simulator.seeded import Seeded

START = datetime(2026, 11, 23, 12, 10, 30, tzinfo=UTC)
"""A Monday before the American exchanges open."""

Line = tuple[str, ...]


class Staged:
    """A world and its clock."""

    def __init__(self, netting: str = FIFO_REAL_TIME, start: datetime = START) -> None:
        self.clock = Clock(start, Decimal(0))
        self.world = World(self.clock, Seeded("tests"), netting)
        self.told: list[Topic] = []
        self.world.listeners.append(self.told.append)

    def play(self, scenario: str, seconds: float) -> None:
        """Begin a scenario and let it go on for some time."""
        for after, step in SCRIPTS[scenario]:
            self.world.schedule(self.clock.now + timedelta(seconds=after), step)
        self.pass_time(seconds=seconds)

    def pass_time(self, **period: float) -> None:
        self.clock.jump(timedelta(**period))
        self.world.run_until(self.clock.now)

    def trade(self, account: str, nick: str, amount: str) -> None:
        """An order at the market, now."""
        self.world.trade(account, self.world.listing[nick], Decimal(amount), self.clock.now)

    def rows(self, topic: Topic, **arguments: object) -> list[dict[str, Any]]:
        """What a list shows."""
        asked = {"ClientKey": self.world.client.key, **arguments}
        return [dict(row) for row in self.world.rows(topic, asked)]

    def held(self, account: str = "main") -> dict[str, Decimal]:
        """Amounts by nickname, as single positions show them."""
        nicks = {i.uic: i.nick for i in self.world.listing.all()}
        key = self.world.books[account].account.key
        found: dict[str, Decimal] = {}
        for row in self.rows(Topic.POSITIONS, AccountKey=key):
            base = row["PositionBase"]
            nick = nicks[base["Uic"]]
            found[nick] = found.get(nick, Decimal(0)) + base["Amount"]
        return found

    def events(self, after: int, *kinds: str) -> list[dict[str, Any]]:
        """Activities behind a sequence id."""
        asked = {"Activities": list(kinds or ("Positions",))}
        return [dict(row) for row in self.world.activities(asked, after)]

    def trades(self, **arguments: object) -> list[dict[str, Any]]:
        """The trades report of the day of the start and after."""
        asked = {"ClientKey": self.world.client.key, "FromDate": f"{START:%Y-%m-%d}", **arguments}
        return [dict(row) for row in reports.trades(self.world, asked)]


def line(row: Mapping[str, Any], *fields: str) -> Line:
    """Some fields of a row as texts; `-` for one that is not there."""
    return tuple(_text(row.get(field)) for field in fields)


def _text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "-"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
