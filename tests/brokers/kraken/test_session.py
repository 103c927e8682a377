"""Opening a session, and what the form is drawn from."""

from __future__ import annotations

import logging

import pytest

from assignwatch.brokers import BROKERS, spec_of
from assignwatch.brokers.base import AccountConfig, Fatal, Refused, Vault
from assignwatch.brokers.kraken import SPEC, calls
from assignwatch.brokers.kraken.auth import Key
from assignwatch.brokers.kraken.calls import Call, Pool
from assignwatch.brokers.kraken.rest import Rest
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey, Problem
from assignwatch.net.redaction import mask
from tests.brokers.kraken.test_paging import SECRETS, Script, StoppedClock

URLS = {"rest": "https://kraken.example", "socket": "wss://kraken.example"}


@pytest.mark.parametrize("name", ["rest", "socket"])
@pytest.mark.parametrize("missing", [None, "", "  "])
def test_address_that_is_missing_is_named(name: str, missing: str | None) -> None:
    urls = {n: u for n, u in {**URLS, name: missing}.items() if u is not None}
    config = AccountConfig(AccountKey("kraken/main"), "simulator", urls)
    with pytest.raises(Fatal) as caught:
        SPEC.open(config, Vault(SECRETS), StoppedClock(), Script())
    assert caught.value.problem == Problem("no_url", {"name": name})


def test_credential_that_cannot_be_used_is_refused_before_anything_is_sent() -> None:
    script = Script()
    config = AccountConfig(AccountKey("kraken/main"), "live", URLS)
    with pytest.raises(Refused, match="bad_credential"):
        SPEC.open(config, Vault({"api_key": "k", "api_secret": "%%%"}), StoppedClock(), script)
    assert script.asked == []


def test_secrets_are_masked_everywhere_once_a_session_was_opened(
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = AccountConfig(AccountKey("kraken/main"), "live", URLS)
    secrets = {"api_key": "quite-public-key", "api_secret": "cXVpdGUgcHJpdmF0ZQ=="}
    session = SPEC.open(config, Vault(secrets), StoppedClock(), Script())
    assert mask(f"{secrets['api_key']} {secrets['api_secret']}") == "… …"
    assert secrets["api_secret"] not in repr(vars(session))
    assert caplog.records == [r for r in caplog.records if r.levelno < logging.WARNING]


def test_profile_tells_what_the_form_needs() -> None:
    profile = SPEC.profile
    assert spec_of("kraken") is SPEC
    assert SPEC in BROKERS
    assert [(field.name, field.secret) for field in profile.credentials] == [
        ("api_key", True),
        ("api_secret", True),
    ]
    live, simulator = profile.environments
    assert set(live.urls) == set(simulator.urls) == {"rest", "socket"}
    assert all(url.startswith(("https://", "wss://")) for url in live.urls.values())
    assert not any(simulator.urls.values())
    assert "Read Only" in profile.how_to


def test_list_of_calls_is_short_and_only_reads() -> None:
    assert {method for method, _ in calls.ALLOWED} == {"GET"}
    assert sorted(path.rpartition("/")[2] for _, path in calls.ALLOWED) == [
        "account-log",
        "fills",
        "instruments",
        "openpositions",
        "positions",
    ]


@pytest.mark.asyncio
async def test_call_that_is_not_on_the_list_is_never_sent() -> None:
    script, clock = Script(), StoppedClock()
    rest = Rest(URLS["rest"], Key.of(SECRETS), script, clock, ServerTime())
    with pytest.raises(ValueError, match="sendorder"):
        await rest.get(Call("/derivatives/api/v3/sendorder", Pool.DERIVATIVES, 10))
    assert script.asked == []
