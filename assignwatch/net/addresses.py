"""Which addresses may be used at all: encrypted ones, and this computer's own.

`http.py` and `socket.py` ask before each connection, so that a mistyped setting cannot send a
signature over an open line.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from assignwatch.net.problems import INSECURE_URL, unreachable

_ENCRYPTED = ("https", "wss")


def must_be_safe(url: str) -> None:
    """Raise `Unreachable` with `insecure_url` unless encrypted or on this computer."""
    if urlsplit(url).scheme not in _ENCRYPTED and not is_loopback(url):
        raise unreachable(INSECURE_URL, url)


def is_loopback(url: str) -> bool:
    """Whether it leads to this computer without asking anybody for the way."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
