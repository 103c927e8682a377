"""AssignWatch: sees assignments on a trader's accounts, and keeps saying so until told to stop.

Rooms, from the pure inside out: `core` (decides), `texts` (says), `net` (moves bytes), then
`brokers`, `channels` and `store` (the outside world), `watch` (keeps it going), `ui` (shows it),
and `app`, the composition root. `simulator` stands apart and knows none of them.
"""

__version__ = "0.1.0"
