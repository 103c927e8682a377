"""From a broker's records and the positions to incidents.

`conclude.py` writes the next version of each incident that an input touched. What it goes by is
gathered (`groups.py`, `gather.py`, `placing.py`): the records of a position, each happening once
(`told.py` with `happenings.py`, `trades.py`, `witnesses.py`, `reversals.py`; `bought.py` and
`wrong_way.py` for those whose quantity is in doubt, `turned.py` and `leg_of.py` for those of legs;
`lane.py` puts them in their places), and what its readings show beyond them (`ledger.py`,
`expected.py`, `answers.py`, `misdated.py`, `led.py`, `carried.py`, and `retold.py` for trades that
a record tells too). `fitting.py` makes the rest fit (`adjust.py` and `entangled.py` for corporate
actions, `legs.py` with `match.py` for contracts and their legs, `at_strike.py` for legs whose
records tell whose they are, `undone.py`, `flicker.py` and `netted.py` for what came back,
`corrected.py` for what the broker took back). `official.py` makes findings of records, `weigh.py`
of positions (`called.py`, `lapse.py`), when `patience.py` says that enough was read (`removed.py`
for a record that says no more than that a contract settled in cash is gone); `identity.py` and
`kinds.py` say what an incident is called, `evidence.py` and `reasons.py` why, `explanation.py` why
one does not stand any more.
"""
