"""ccxt reads futures and options of an account at Binance. Started by `test_foreign_binance`.

Standard input: one account of the simulator's announcement; `portfolio` is true for one that is
read through papi. Standard output: what the client read.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import json
import sys

import ccxt

account = json.load(sys.stdin)
credentials = account["credentials"]
HOSTS = {
    "https://fapi.binance.com": account["urls"]["usd_futures"],
    "https://dapi.binance.com": account["urls"]["coin_futures"],
    "https://eapi.binance.com": account["urls"]["options"],
    "https://papi.binance.com": account["urls"]["portfolio"],
    "https://api.binance.com": account["urls"]["wallet"],
}


def made(kind, **options):
    """An exchange that asks the simulator instead of the real one."""
    exchange = getattr(ccxt, kind)(
        {
            "apiKey": credentials["api_key"],
            "secret": credentials["api_secret"],
            "options": {"recvWindow": 60_000, "fetchCurrencies": False, **options},
        }
    )
    exchange.urls["api"] = {name: moved(url) for name, url in exchange.urls["api"].items()}
    return exchange


def moved(url):
    """An address of the simulator instead of the real one."""
    for real, simulated in HOSTS.items():
        if isinstance(url, str) and url.startswith(real):
            return simulated + url.removeprefix(real)
    return url


usd, coin = made("binanceusdm"), made("binancecoinm")
if account["portfolio"]:
    papi = {"portfolioMargin": True}
    told = {
        "usd_positions": usd.fetch_positions_risk(params=papi),
        "usd_income": usd.papi_get_um_income(),
        "coin_positions": coin.papi_get_cm_positionrisk(),
        "coin_income": coin.papi_get_cm_income(),
        "trades": usd.fetch_my_trades("SOL/USDT:USDT", params=papi),
        "account": usd.papi_get_account(),
        "nothing": usd.fapiprivatev3_get_positionrisk(),
    }
else:
    options = made("binance", fetchMarkets={"types": ["option"]}, defaultType="option")
    told = {
        "usd_positions": usd.fetch_positions_risk(),
        "usd_trades": usd.fetch_my_trades("BTC/USDT:USDT"),
        "usd_ledger": usd.fetch_ledger("USDT"),
        "usd_forced": usd.fetch_my_liquidations("BTC/USDT:USDT"),
        "coin_positions": coin.fetch_positions_risk(),
        "coin_trades": coin.fetch_my_trades("BTC/USD:BTC"),
        "coin_ledger": coin.fetch_ledger("BTC"),
        "option_positions": options.fetch_option_positions(),
        "option_settlements": options.fetch_my_settlement_history(params={"type": "option"}),
        "settlements": options.fetch_settlement_history(
            params={"type": "option", "underlying": "BTCUSDT"}
        ),
        "option_ledger": options.fetch_ledger("USDT", params={"type": "option"}),
    }
json.dump(told, sys.stdout)
