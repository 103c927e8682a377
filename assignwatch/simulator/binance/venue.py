"""What the simulated Binance's servers share: world, keys, listen keys, limits, faults, tally."""

from dataclasses import dataclass, field

from assignwatch.simulator.binance.auth import Keys
from assignwatch.simulator.binance.limits import Limits
from assignwatch.simulator.binance.listen_keys import ListenKeys
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.tally import Tally


@dataclass(slots=True)
class Venue:
    """One exchange as its REST and socket servers see it."""

    world: World
    keys: Keys
    listen_keys: ListenKeys
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    tally: Tally = field(default_factory=Tally)
