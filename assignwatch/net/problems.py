"""What can go wrong between here and a broker, as codes and their values.

`http.py`, `socket.py` and `silence.py` raise them inside `Unreachable`; brokers pass them on
unchanged; `texts` says them. Every one carries `host`, the name (and port, if unusual) that did
not answer.
"""

from urllib.parse import urlsplit

from assignwatch.core.model import Problem
from assignwatch.net.transport import Unreachable

DNS_FAILED = "dns_failed"
"""The name of the host is not known here: no network, or a misspelt address. Values: host."""
CONNECT_FAILED = "connect_failed"
"""Nobody answers at that address. Values: host."""
TLS_FAILED = "tls_failed"
"""The other side could not prove who it is. Values: host."""
TIMED_OUT = "timed_out"
"""No answer within the time allowed. Values: host."""
CONNECTION_LOST = "connection_lost"
"""The connection broke in the middle of something. Values: host."""
TOO_LARGE = "too_large"
"""The answer was larger than anything sensible, and was not read. Values: host, bytes."""
HANDSHAKE_REFUSED = "handshake_refused"
"""The host answered, but would not open a stream. Values: host, status."""
SILENT = "silent"
"""The stream is open and says nothing, though it should. Values: host, seconds."""
INSECURE_URL = "insecure_url"
"""The address is neither https/wss nor on this computer, and is not used. Values: host."""

BROWSER_MISSING = "browser_missing"
"""No program here shows web pages. Values: host."""
SIGN_IN_TIMEOUT = "sign_in_timeout"
"""Nobody came back from the broker's page. Values: host, seconds."""


def unreachable(code: str, url: str, **values: object) -> Unreachable:
    """One of the above about the host of `url`."""
    return Unreachable(
        Problem(code, {"host": host_of(url)} | {k: str(v) for k, v in values.items()})
    )


def host_of(url: str) -> str:
    """The host of an address, with its port where it names one; never a user name or a path."""
    return urlsplit(url).netloc.rpartition("@")[2]
