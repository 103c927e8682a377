"""Lives of tokens and sessions."""

import base64
import json
from datetime import timedelta

import pytest

from assignwatch.simulator.saxo.sessions import Refused
from tests.simulator.saxo.bank import START, Bank


def test_an_access_token_lasts_as_long_as_said(bank: Bank) -> None:
    tokens = bank.sessions.sign_in()
    bank.pass_time(minutes=19, seconds=59)
    assert bank.sessions.of(tokens.access) is tokens.session
    bank.pass_time(seconds=1)
    assert bank.sessions.of(tokens.access) is None
    assert bank.sessions.of("stranger") is None
    assert bank.sessions.of(None) is None


def test_a_refresh_stays_in_the_session_and_a_log_in_begins_one(bank: Bank) -> None:
    first = bank.sessions.sign_in()
    then = bank.sessions.refresh(first.refresh)
    assert then.session is first.session
    assert then.access != first.access
    assert bank.sessions.of(first.access) is first.session, "the older token stays good"
    assert bank.sessions.sign_in().session is not first.session


def test_a_second_use_of_a_refresh_token_ends_the_session(bank: Bank) -> None:
    first = bank.sessions.sign_in()
    then = bank.sessions.refresh(first.refresh)
    other = bank.sessions.sign_in()
    with pytest.raises(Refused, match="used before"):
        bank.sessions.refresh(first.refresh)
    assert bank.sessions.of(then.access) is None
    with pytest.raises(Refused):
        bank.sessions.refresh(then.refresh)
    assert bank.sessions.of(other.access) is other.session


def test_a_refresh_token_expires(bank: Bank) -> None:
    bank.sessions.refresh_for = timedelta(minutes=5)
    tokens = bank.sessions.sign_in()
    bank.pass_time(minutes=5)
    with pytest.raises(Refused, match="expired"):
        bank.sessions.refresh(tokens.refresh)


def test_expired_access_can_be_refreshed_and_an_ended_session_cannot(bank: Bank) -> None:
    tokens = bank.sessions.sign_in()
    bank.sessions.expire_access()
    assert bank.sessions.of(tokens.access) is None
    assert bank.sessions.alive(tokens.session)
    tokens = bank.sessions.refresh(tokens.refresh)
    bank.sessions.end()
    assert bank.sessions.of(tokens.access) is None
    with pytest.raises(Refused):
        bank.sessions.refresh(tokens.refresh)


def test_revoking_is_undone(bank: Bank) -> None:
    tokens = bank.sessions.sign_in()
    bank.sessions.revoked = True
    assert bank.sessions.of(tokens.access) is None
    with pytest.raises(Refused):
        bank.sessions.refresh(tokens.refresh)
    bank.sessions.revoked = False
    assert bank.sessions.of(tokens.access) is tokens.session
    bank.sessions.refresh(tokens.refresh)


def test_stored_credentials_are_those_of_a_new_log_in(bank: Bank) -> None:
    bank.clock.skew = timedelta(seconds=30)
    stored = bank.sessions.credentials()
    assert stored["app_key"] == bank.sessions.app_key
    assert stored["refresh_token_until"] == "2026-11-23T13:11:00.000Z"
    tokens = bank.sessions.refresh(str(stored["refresh_token"]))
    assert bank.sessions.of(tokens.access) is not None


def test_a_developer_token_lasts_a_day(bank: Bank) -> None:
    token = bank.sessions.developer_token()
    bank.pass_time(hours=23)
    assert bank.sessions.of(token) is not None
    bank.pass_time(hours=1)
    assert bank.sessions.of(token) is None


def test_a_token_can_be_looked_into_and_is_never_shown(bank: Bank) -> None:
    tokens = bank.sessions.sign_in()
    _, claims, _ = tokens.access.split(".")
    read = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert read["sid"] == tokens.session.id.replace("-", "")
    assert int(read["exp"]) == int((START + timedelta(minutes=20)).timestamp())
    assert tokens.access not in repr(tokens)
    assert tokens.refresh not in repr(tokens)
