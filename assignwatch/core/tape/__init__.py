"""The tape: a recorded run of observations as JSON Lines, one observation a line.

`fields.py` reads single values strictly, `reading.py` knows the types of line, `writing.py` makes
them, `beginning.py` says what a tape starts with over a journal, `player.py` puts one through the
detector. Pure: lines in, values out, and back.
"""
