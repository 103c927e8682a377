"""What an incident is called and why: its id, its reasons, and why it does not stand any more.

`identity.py` makes the id, one for each night (`each_night.py`); `evidence.py` and `reasons.py`
say why, `explanation.py` why not any more.
"""
