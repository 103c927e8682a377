"""What changed in one position beyond what is recorded of it.

`ledger.py` takes the records off the readings (`answers.py` with `said.py`, `nights.py` and
`shown_later.py` for those that are dated apart from their change); `patience.py` says whether
enough was read to judge what is left.
"""
