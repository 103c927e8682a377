"""The addresses of an account, by the names that its broker's profile gives them.

Sessions take theirs with `address`; settings may name others than the environment's.
"""

from collections.abc import Mapping
from typing import Final

from assignwatch.brokers.base import Fatal
from assignwatch.core.model import Problem

NO_URL: Final = "no_url"
"""An address is missing in the settings. Values: name."""


def address(urls: Mapping[str, str], name: str) -> str:
    """One of them, without a slash at its end. Raises `Fatal`."""
    url = urls.get(name, "").strip().rstrip("/")
    if not url:
        raise Fatal(Problem(NO_URL, {"name": name}))
    return url
