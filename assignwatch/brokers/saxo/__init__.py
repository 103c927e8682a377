"""Saxo Bank: stocks, funds, options, futures, CFDs and FX of one client, over its OpenAPI.

The pure half: what comes back is decoded by `wire.py`, the stream's bytes by `frames.py`, its
control words by `control.py` and its changes by `merge.py`; `positions.py`, `activities.py`,
`reports.py`, `instruments.py`, `quotes.py` and `messages.py` make it ours, with the words for why
in `causes.py` and numbers, names and times in `figures.py`. `errors.py` knows every way in which
Saxo says no.
"""
