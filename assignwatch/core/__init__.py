"""The pure core: facts in, facts out. No input or output, no clock, no loop, no third party.

Three functions carry the product. `decide` says what is new in an input, `evolve` folds one
event into the state, `due` says what should be happening now. Nouns are observations
(`observations.py`), past participles are events (`events.py`).
"""
