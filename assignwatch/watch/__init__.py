"""Keeping it going: asyncio, no Qt.

`engine.py` is the single writer, `account.py` drives one broker session for ever, `herald.py`
carries out what is due, `guard.py` notices sleep and a stuck loop, `watcher.py` holds them in one
task group, `recorder.py` writes the tape, `clock.py` is the only place that reads the time.
"""
