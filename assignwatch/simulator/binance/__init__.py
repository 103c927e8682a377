"""The simulated Binance: options, USDⓈ-M and COIN-M futures and portfolio margin, for two accounts.

`scenarios` schedule what happens; `world` plays it when it is due; `futures_book` and `option_book`
keep each account's truth, by Binance's rules for `contracts`, `causes` and `prices`. The REST
modules show it to clients that sign rightly (`auth`) and ask for no more than they may (`limits`),
in Binance's own shapes; `socket` pushes each change to who presents a listen key (`listen_keys`).
`host` puts the parts together for the server.
"""
