"""Binance's refusals: a code, its text and a status, as exceptions for every handler to raise.

`endpoints` turns them into answers. Sources: Binance docs, "Error Codes" of each family.
"""


class Refused(Exception):
    """A request that is not answered; `code` and `message` go to the client."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


TOO_MANY, TOO_MANY_OPTIONS = -1003, -1008
"""Two codes for one thing: European options have their own."""
UNAUTHORIZED = (-2014, -2015)

_MESSAGES = {
    -1000: "An unknown error occurred while processing the request.",
    TOO_MANY: "Too many requests; please use the websocket for live updates.",
    -1007: "Timeout waiting for response from backend server.",
    TOO_MANY_OPTIONS: "Too many requests queued.",
    -1016: "This service is no longer available.",
    -1021: "Timestamp for this request is outside of the recvWindow.",
    -1022: "Signature for this request is not valid.",
    -1109: "Invalid account.",
    -1121: "Invalid symbol.",
    -1125: "This listenKey does not exist.",
    -2014: "API-key format invalid.",
    -2015: "Invalid API-key, IP, or permissions for action.",
}


def refused(code: int) -> Refused:
    """A refusal whose text depends on nothing but its code."""
    message = _MESSAGES.get(code, "The request was refused.")
    return Refused(code, message, 401 if code in UNAUTHORIZED else 400)


def missing(name: str) -> Refused:
    """A parameter that must be there is not, or cannot be read."""
    text = f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    return Refused(-1102, text)


def invalid(name: str) -> Refused:
    """A parameter has a value that makes no sense."""
    return Refused(-1130, f"Data sent for parameter '{name}' is not valid.")


def combined(text: str) -> Refused:
    """Parameters that exclude each other were sent together, or one of several is needed."""
    return Refused(-1128, f"Combination of optional parameters invalid. {text}")
