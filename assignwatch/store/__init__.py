"""What stays on this computer: the only room that knows files, SQLite and the password store.

`paths.py` says where, `journal.py` keeps the events (through `codec.py`, in the shape that
`schema.py` gives the file), `checkpoint.py` and `seal.py` spare a start the reading of what it need
not read, `lock.py` keeps a second writer out, `settings.py` keeps what the trader set up,
`secrets.py` the credentials (in the backend that `keyrings.py` trusts), `logs.py` the program's own
diary. What is wrong with any of them is in `errors.py`.
"""
