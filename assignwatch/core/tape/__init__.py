"""The tape: a recorded run of observations as JSON Lines, one observation a line.

`fields.py` reads single values strictly, `reading.py` knows the types of line, `player.py` puts a
tape through the detector. Pure: lines in, values out.
"""
