"""Moving bytes to brokers and back: the only room that knows httpx and websockets.

`transport.py` says what a broker's session may ask for; `real.py` is the real thing, made of
`http.py` and `socket.py`; `addresses.py` says where it may go and `problems.py` what can go wrong.
Around them `silence.py`, `retry.py` and `limits.py` give sessions their patience, and
`redaction.py` keeps secrets out of every text.
"""
