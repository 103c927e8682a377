"""The addresses that a Saxo account is reached at, by the names that settings use."""

from typing import Final

REST_URL: Final = "rest"
STREAM_URL: Final = "stream"
AUTHORIZE_URL: Final = "authorize"
TOKEN_URL: Final = "token"  # noqa: S105  the name of an address

LIVE: Final = {
    REST_URL: "https://gateway.saxobank.com/openapi",
    STREAM_URL: "wss://live-streaming.saxobank.com/oapi/streaming/ws",
    AUTHORIZE_URL: "https://live.logonvalidation.net/authorize",
    TOKEN_URL: "https://live.logonvalidation.net/token",
}
"""Real accounts. The token address is taken from the other one's host; Saxo's pages name it for
simulation only."""

SIM: Final = {
    REST_URL: "https://gateway.saxobank.com/sim/openapi",
    STREAM_URL: "wss://sim-streaming.saxobank.com/sim/oapi/streaming/ws",
    AUTHORIZE_URL: "https://sim.logonvalidation.net/authorize",
    TOKEN_URL: "https://sim.logonvalidation.net/token",
}
"""Saxo's simulation, with play money (Saxo OpenAPI learn, "Environments"; the hosts of the stream
are those of 2025)."""
