"""The simulated Kraken Futures: a market with two accounts behind REST and WebSocket v1.

`scenarios` schedule what happens; `world` plays it when it is due; each `book` keeps one account's
truth, written by Kraken's rules for `contracts`, `causes` and `prices`. `rest`, `history` and
`socket` show that truth to clients that sign rightly (`auth`) and ask for no more than they may
(`limits`), in Kraken's own shapes (`render`); `feeds` pushes each change to who subscribed.
`host` puts the parts together for the server.
"""
