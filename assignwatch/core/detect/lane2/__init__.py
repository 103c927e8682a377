"""Lane 2: what positions alone say, and how sure that is.

`weigh.py` judges what fits (`called.py`, night by night: `by_night.py`) and what is left of the
rest (`left.py`, `lapse.py`), and with that the records that need it: of legs whose contract nobody
names (`unnamed.py`) or is known without them (`witnessed.py`), of money alone (`cash_lines.py`), of
a contract that is only gone (`removed.py`).
"""
