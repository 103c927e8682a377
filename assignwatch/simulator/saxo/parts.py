"""What the gate, the log-in and the stream use of the venue, each of them only a part.

`venue.Venue` has all of these. They are named here so that a server can be built, and tested, from
less than a whole simulated bank; `stream` adds its own.
"""

from typing import Protocol

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.saxo.sessions import Sessions
from assignwatch.simulator.saxo.showing import Shown
from assignwatch.simulator.tally import Tally


class Timed(Shown, Protocol):
    """A world that can be watched, and its clock."""

    @property
    def clock(self) -> Clock:
        """The simulated time."""


class Parts(Protocol):
    """The venue as far as every server needs it."""

    @property
    def world(self) -> Timed:
        """What is true."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""

    @property
    def faults(self) -> Faults:
        """What is wrong at present."""

    @property
    def tally(self) -> Tally:
        """What was asked."""
