"""Binance's own SDK reads an account's futures and options. Started by `test_foreign_binance`.

Standard input: one account of the simulator's announcement, and under `key_type` how its key
signs. Standard output: what the client read.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import json
import sys

from binance_common.configuration import ConfigurationRestAPI
from binance_sdk_derivatives_trading_coin_futures import rest_api as coin_api
from binance_sdk_derivatives_trading_options import rest_api as options_api
from binance_sdk_derivatives_trading_usds_futures import rest_api as usd_api

account = json.load(sys.stdin)
secret = account["credentials"]["api_secret"]
signing = {"api_secret": secret} if account["key_type"] == "HMAC" else {"private_key": secret}
WINDOW = 60_000


def configured(name):
    return ConfigurationRestAPI(
        api_key=account["credentials"]["api_key"],
        base_path=account["urls"][name],
        retries=0,
        **signing,
    )


def read(call, **parameters):
    """What a call returns, as JSON again."""
    answer = call(**parameters).data()
    if isinstance(answer, list):
        return [json.loads(row.to_json()) for row in answer]
    return json.loads(answer.to_json())


usd = usd_api.DerivativesTradingUsdsFuturesRestAPI(configured("usd_futures"))
coin = coin_api.DerivativesTradingCoinFuturesRestAPI(configured("coin_futures"))
options = options_api.DerivativesTradingOptionsRestAPI(configured("options"))
told = {
    "usd_positions": read(usd.position_information_v3, recv_window=WINDOW),
    "usd_income": read(usd.get_income_history, recv_window=WINDOW),
    "usd_trades": read(usd.account_trade_list, symbol="BTCUSDT", recv_window=WINDOW),
    "chinese_trades": read(usd.account_trade_list, symbol="币安人生USDT", recv_window=WINDOW),
    "usd_forced": read(usd.users_force_orders, recv_window=WINDOW),
    "usd_orders": read(usd.all_orders, symbol="BTCUSDT", recv_window=WINDOW),
    "coin_positions": read(coin.position_information, pair="BTCUSD", recv_window=WINDOW),
    "coin_income": read(coin.get_income_history, recv_window=WINDOW),
    "coin_trades": read(coin.account_trade_list, symbol="BTCUSD_PERP", recv_window=WINDOW),
    "option_positions": read(options.option_position_information, recv_window=WINDOW),
    "exercises": read(options.user_exercise_record, recv_window=WINDOW),
    "exercise_history": read(options.historical_exercise_records, underlying="BTCUSDT"),
    "bills": read(options.account_funding_flow, currency="USDT", recv_window=WINDOW),
}
json.dump(told, sys.stdout)
