"""The window, the popup and the tray: the only Qt besides `app.py`.

`rows/` renders the state into plain values without Qt, `bridge.py` asks it at most some times a
second, and the widgets show what they are given. What the trader does leaves as signals.
"""
