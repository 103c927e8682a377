"""What the simulated Saxo's servers share: world, sessions, streams, faults and the tally."""

from dataclasses import dataclass, field

from assignwatch.simulator.faults import Faults
from assignwatch.simulator.saxo.sessions import Sessions
from assignwatch.simulator.saxo.stream import Streams
from assignwatch.simulator.saxo.world import World
from assignwatch.simulator.tally import Tally


@dataclass(slots=True)
class Venue:
    """One bank as its log-in, REST and stream servers see it."""

    world: World
    sessions: Sessions
    streams: Streams = field(default_factory=Streams)
    faults: Faults = field(default_factory=Faults)
    tally: Tally = field(default_factory=Tally)
