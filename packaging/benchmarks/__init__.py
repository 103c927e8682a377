"""What the program costs, against the bare limit of the same work measured in the same run.

`python3 packaging/dev.py bench` starts this package. Each module but `measure.py` and `worlds.py`
measures one promise and gives `Figure`s; `__main__.py` prints them and says whether one is over.
"""
