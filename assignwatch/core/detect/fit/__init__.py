"""Everything that moved in an account, made to fit, until the least is left open.

`fitting.py` tries corporate actions (`adjust.py`, `entangled.py`) and contracts with their legs in
turn; `open_ends.py` says how much that leaves. `doubt.py` uses it to say which readings are hard to
believe, `carried.py` what waits for an explanation. `claimants.py` and `contested.py` are for money
that speaks for contracts of several groups.
"""
