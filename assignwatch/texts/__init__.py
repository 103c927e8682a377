"""Every sentence a person reads, made from codes and values; no Qt, no decisions.

`translate.py` finds the language, `format.py` writes numbers and times, `incidents.py` says what
happened and how sure it is, `problems.py` what went wrong and what to do, `alerts.py` puts both
into notices. `window.py` and `terminal.py` hold what only one surface needs.
"""
