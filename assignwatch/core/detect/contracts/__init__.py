"""What contracts deliver and pay, and when they can be traded.

`law.py` is the law of delivery, `delivery.py` the same in an account; `reach.py` says what some of
a list of steps add up to. `implied.py` reads a settlement value off the money, `market.py` the
sessions. Nothing here knows of records or incidents.
"""
