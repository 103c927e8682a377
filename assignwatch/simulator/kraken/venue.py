"""What the simulated Kraken's servers share: world, keys, limits, faults and the tally."""

from dataclasses import dataclass, field

from assignwatch.simulator.faults import Faults
from assignwatch.simulator.kraken.auth import Keys
from assignwatch.simulator.kraken.limits import Limits
from assignwatch.simulator.kraken.world import World
from assignwatch.simulator.tally import Tally


@dataclass(slots=True)
class Venue:
    """One exchange as its REST, history and socket servers see it."""

    world: World
    keys: Keys
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    tally: Tally = field(default_factory=Tally)
