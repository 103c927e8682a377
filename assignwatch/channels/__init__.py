"""Ways in which a notice can reach the trader; none of them is proof that it did.

`base.py` is the contract, `desktop.py` the system's notifications, `terminal.py` a line of text,
`chain.py` tries several in order. The program's own popup and the tray speak the same contract
from `ui`, because they need Qt.
"""
