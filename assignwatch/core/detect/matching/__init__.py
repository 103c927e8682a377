"""Which contracts explain what moved: two legs that fit.

`legs.py` is the way in: where there is anything to match (`prospect.py`) it asks the closes of a
night of ends (`by_close.py`), then puts together what may be one night (`windows.py`, `parts.py`),
asks `match.py` for all ways in which whole numbers of contracts explain it (`ways.py`), and ranks
them (`ranking.py`) by what prices, money and closes say (`support.py`, `spent.py`, `joint.py`), or
by all that a night shows (`night.py`).
`cancel.py` is for legs of which nothing is to be seen, `own_leg.py`, `remainder.py` and
`at_strike.py` for those with a record of their own, `undone.py`, `flicker.py`, `netted.py` and
`misdated.py` for what only looks like a leg or comes to nothing.
"""
