"""Lane 1: what the broker's own records say, without waiting for anything.

`lane.py` puts the records of a group in their places (`booked.py`): contracts, their legs
(`own_share.py`, `net_leg.py`), their money. `official.py` makes findings of them, `filing.py` says
under which incident (`shown.py`: which reading shows it; `told_apart.py` where one turned out to be
two, `rest_of_change.py` where positions tell the rest of one).
`ended.py` and `accounted.py` say what the end of a contract paid, `described.py` which of two
descriptions counts.
"""
