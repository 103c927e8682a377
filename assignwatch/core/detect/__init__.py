"""From a broker's records and the positions to incidents.

`conclude.py` writes the next version of each incident that an input touched. `groups.py` says what
must be judged together, `placing.py` puts the records of a group to the readings that show them, by
the `plan.py` that leaves the least open, `gather.py` adds what other groups say of its money. They
work with rooms that stand one on another, each importing only what is named before it:

- `contracts/`: what a contract delivers and pays
- `changes/`: what changed in a position beyond what is recorded of it
- `records/`: what is recorded of a position, each happening once
- `incidents/`: what an incident is called, and why
- `matching/`: which contracts explain what moved
- `lane1/`: what the broker's records say, at once
- `fit/`: everything that moved, made to fit
- `lane2/`: what positions alone say, and how sure that is

What is left of a change travels as a `Residual`, what was found as a `Finding`; `kinds.py` has the
words for both.
"""
