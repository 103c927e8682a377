"""What the window shows, as plain values: from the state at one moment, without Qt.

`look.py` is the question, `view.py` the whole answer; `accounts`, `alerts`, `card`, `positions` and
`summary` each render one part. Everything is frozen and comparable, so a widget redraws only what
differs.
"""
