"""What the trader set up survives a round trip, other versions and their own typing errors."""

import os
import stat
from pathlib import Path

import pytest

from assignwatch.core.model import AccountKey
from assignwatch.store.errors import ProfileUnwritable, SettingsRefused
from assignwatch.store.settings import Account, Settings, SettingsFile

MAIN = Account(
    AccountKey("kraken/main"),
    "simulator",
    {"futures": "http://127.0.0.1:4001/derivatives/api/v3", "stream": "ws://localhost:4002/ws/v1"},
)
SECOND = Account(AccountKey("saxo/second-1"), "live")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults_and_loading_makes_none(path: Path) -> None:
    assert SettingsFile(path).load() == Settings(accounts=(), hinted_tray=False)
    assert not path.exists()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings((MAIN,), hinted_tray=True),
        Settings((MAIN, SECOND)),
        Settings((SECOND, MAIN)),
    ],
)
def test_what_was_saved_is_loaded(path: Path, settings: Settings) -> None:
    SettingsFile(path).save(settings)
    assert SettingsFile(path).load() == settings


def test_the_file_reads_as_a_person_would_write_it(path: Path) -> None:
    SettingsFile(path).save(Settings((Account(MAIN.key, "live", {"rest": "https://a.test"}),)))
    assert path.read_text("utf-8") == (
        'hinted_tray = false\n\n[accounts."kraken/main"]\nenvironment = "live"\n\n'
        '[accounts."kraken/main".urls]\nrest = "https://a.test"\n'
    )


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_only_the_user_can_read_it(path: Path) -> None:
    SettingsFile(path).save(Settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_of_a_newer_version_survive_a_change(path: Path) -> None:
    path.write_text(
        'language = "de"\n[accounts."saxo/second-1"]\nenvironment = "live"\nkey_id = "abc"\n'
        "[quiet_hours]\nfrom = 22:00:00\n",
        "utf-8",
    )
    file = SettingsFile(path)
    file.save(Settings((*file.load().accounts, MAIN), hinted_tray=True))
    text = path.read_text("utf-8")
    for kept in ('language = "de"', 'key_id = "abc"', "from = 22:00:00", "hinted_tray = true"):
        assert kept in text
    assert file.load() == Settings((SECOND, MAIN), hinted_tray=True)


def test_a_removed_account_is_gone_with_all_its_keys(path: Path) -> None:
    file = SettingsFile(path)
    file.save(Settings((MAIN, SECOND)))
    file.save(Settings((SECOND,)))
    assert "kraken" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("hinted_tray = true\nlanguage = de\n", "2", "Invalid value"),
        ("[accounts\n", "1", "Expected ']'"),
        ("hinted_tray = 'yes'\n", "", "hinted_tray is not a bool"),
        ("accounts = 3\n", "", "accounts is not a dict"),
        ("[accounts]\n'a/b' = 1\n", "", "a/b is not a dict"),
        ("[accounts.'a/b']\nenvironment = 1\n", "", "environment is not a str"),
        ("[accounts.'a/b'.urls]\nrest = 1\n", "", "rest is not a str"),
        ("[accounts.'a/b']\n[accounts.'a/b']\n", "2", "Cannot declare"),
    ],
)
def test_a_malformed_file_is_said_with_its_line_and_never_overwritten(
    path: Path, text: str, line: str, what: str
) -> None:
    path.write_text(text, "utf-8")
    for use in (SettingsFile(path).load, lambda: SettingsFile(path).save(Settings())):
        with pytest.raises(SettingsRefused) as refused:
            use()
        assert refused.value.problem.code == "settings_malformed"
        values = refused.value.problem.values
        assert (values["path"], values["line"]) == (str(path), line)
        assert what in values["what"]
    assert path.read_text("utf-8") == text


def test_a_file_that_is_not_text_is_malformed(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsRefused) as refused:
        SettingsFile(path).load()
    assert refused.value.problem.code == "settings_malformed"


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnwritable) as refused:
        SettingsFile(tmp_path / "gone" / "settings.toml").save(Settings())
    assert refused.value.problem.code == "profile_unwritable"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.broker.test/v1",
        "wss://api.broker.test:8443",
        "HTTPS://API.BROKER.TEST",
        "http://127.0.0.1:4001",
        "ws://127.9.9.9",
        "http://[::1]:80/x",
        "http://localhost:1/a/b",
    ],
)
def test_addresses_that_are_allowed(url: str) -> None:
    Account(MAIN.key, "live", {"rest": url})


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://api.broker.test", "insecure_url"),
        ("ws://10.0.0.1", "insecure_url"),
        ("http://localhost.broker.test", "insecure_url"),
        ("http://127.0.0.1.broker.test", "insecure_url"),
        ("http://0.0.0.0:80", "insecure_url"),
        ("ftp://127.0.0.1", "invalid_url"),
        ("127.0.0.1:80", "invalid_url"),
        ("https://", "invalid_url"),
        ("https://[::1", "invalid_url"),
        ("https://api.broker.test:port", "invalid_url"),
    ],
)
def test_addresses_that_are_refused(url: str, code: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Account(MAIN.key, "live", {"rest": url})
    assert refused.value.problem.code == code
    assert refused.value.problem.values["url"] == url


def test_an_address_may_be_left_empty_on_purpose_and_stays_so(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.toml")
    file.save(Settings((Account(MAIN.key, "live", {"rest": ""}),)))
    assert file.load().accounts[0].urls == {"rest": ""}


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Account(MAIN.key, "live", {"rest": "https://me:hunter2@127.0.0.1/x"})
    assert refused.value.problem.code == "invalid_url"
    assert "hunter2" not in str(refused.value.problem)


@pytest.mark.parametrize(
    "key",
    ["kraken", "kraken/", "/main", "kraken/Main", "kraken/a b", "kraken/a/b", "k/" + "a" * 33],
)
def test_account_names_that_are_refused(key: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Account(AccountKey(key), "live")
    assert refused.value.problem.code == "account_name"


def test_the_same_account_twice_is_refused() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings((MAIN, SECOND, Account(MAIN.key, "live")))
    assert refused.value.problem.code == "account_exists"
    assert refused.value.problem.values == {"account": "kraken/main"}
