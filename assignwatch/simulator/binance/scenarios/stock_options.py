"""US stock options are enabled for binance/main; what it holds of them is told by other means."""

from assignwatch.simulator.binance.scenarios.steps import OWN, Script, enable_stock_options

SCRIPT: Script = (
    *OWN,
    (2, enable_stock_options("main")),
)
