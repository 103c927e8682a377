"""Where a connection may go at all."""

from __future__ import annotations

import pytest

from assignwatch.net.addresses import is_loopback, must_be_safe
from assignwatch.net.problems import host_of
from assignwatch.net.transport import Unreachable


@pytest.mark.parametrize(
    "url",
    [
        "https://broker.example/x",
        "wss://broker.example/x",
        "http://127.0.0.1:8080/x",
        "ws://localhost/x",
        "http://[::1]:9/x",
    ],
)
def test_encrypted_or_on_this_computer_is_safe(url: str) -> None:
    must_be_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://broker.example/x",
        "ws://broker.example/x",
        "http://127.0.0.1.broker.example/",
        "http://localhost.broker.example/",
        "http://10.0.0.1/",
        "ftp://broker.example/",
        "broker.example",
        "",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    with pytest.raises(Unreachable, match="insecure_url"):
        must_be_safe(url)


def test_host_names_no_user_and_no_path() -> None:
    assert host_of("https://user:secret@broker.example:8443/path?q") == "broker.example:8443"
    assert not is_loopback("https://user@broker.example/")
