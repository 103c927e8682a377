"""From a broker's records to incidents.

`happenings.py` joins records that witness the same thing, `identity.py` says which incident a
happening belongs to, `kinds.py` what it is called, `conclude.py` writes the next version.
"""
