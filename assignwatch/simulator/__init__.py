"""Brokers that live on this computer: real HTTP and WebSocket servers with a world behind them.

`server` opens the ports and lets a `clock` run; `stage` holds the brokers, each of them a `host` in
a folder of its own (`kraken/`); `scenarios` names what they can play; `control` steers and breaks
things (`faults`), and reports what was asked (`tally`). `service.serve` is the command.

Nothing here knows how AssignWatch reads a broker: the simulator is written from the brokers'
documents alone and imports none of the program's rooms, so that one misunderstanding cannot hide
on both sides. Its worth as a witness comes from clients written by others, which read it in the
tests.
"""

from assignwatch.simulator.service import serve

__all__ = ["serve"]
