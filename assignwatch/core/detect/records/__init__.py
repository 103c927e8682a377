"""What the broker's records and the trader's trades say of one position, each happening once.

`told.py` is the way in. It counts with `happenings.py` (`lots.py` within one list), `trades.py` and
`reversals.py`, and holds what may be one thing told twice against the readings (`witnesses.py`,
`entries.py`, `shown_lots.py`). `bought.py` and `wrong_way.py` are for records whose quantity is in
doubt, `history.py`, `first_day.py` and `standing.py` for those of before the first reading,
`retold.py` for trades that a record tells too. Legs have their own: which contract each is of
(`turned.py`, `leg_of.py`, `traded_leg.py`, `day_traded.py`), how they count (`named_leg.py`,
`each_leg.py`), and which reading shows them (`led.py`). `corrected.py` and `expected.py` say what
records tell of other positions.
"""
