"""What asks for the trader.

`severity.py` says how much, `material.py` when again, `freshness.py` when an account cannot be
seen, `commands.py` what the trader may do about it.
"""
