"""Only the systems' own password stores are trusted, whatever keyring is told to use."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, kwallet
from keyring.compat import properties

from assignwatch.store.keyrings import trusted_keyring


@pytest.fixture
def _both_work() -> Iterator[None]:
    """As on a KDE desktop with both services. Which real services work: tests/desktop."""
    with (
        patch.multiple(SecretService.Keyring, viable=True, priority=5),
        patch.multiple(kwallet.DBusKeyring, viable=True, priority=5.1),
    ):
        yield


def config(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.util.platform_.config_root", lambda: folder)
    (folder / "keyringrc.cfg").write_text(text, "utf-8")


def test_without_any_service_there_is_none() -> None:
    assert trusted_keyring() is None


@pytest.mark.usefixtures("_both_work")
def test_the_one_that_fits_this_desktop_best_is_taken() -> None:
    found = trusted_keyring()
    assert found is not None
    assert isinstance(found[0], kwallet.DBusKeyring)
    assert found[1] == "KDE Wallet"


@pytest.mark.usefixtures("_both_work")
def test_the_user_s_choice_among_them_is_kept_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "keyring.backends.SecretService.Keyring"
    config(tmp_path, f"[backend]\ndefault-keyring = {name}\n", monkeypatch)
    found = trusted_keyring()
    assert found is not None
    assert found[1] == "Secret Service"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.kwallet.DBusKeyring")
    found = trusted_keyring()
    assert found is not None
    assert found[1] == "KDE Wallet"


UNTRUSTED = (
    "keyring.backends.null.Keyring",
    "keyring.backends.fail.Keyring",
    "keyring.backends.chainer.ChainerBackend",
    "keyrings.alt.file.PlaintextKeyring",
    "somewhere.else.Keyring",
)


@pytest.mark.usefixtures("_both_work")
@pytest.mark.parametrize("name", UNTRUSTED)
def test_a_chosen_backend_that_is_not_trusted_means_none(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert trusted_keyring() is None


@pytest.mark.usefixtures("_both_work")
@pytest.mark.parametrize("name", UNTRUSTED)
def test_nor_one_chosen_in_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(tmp_path, f"[backend]\ndefault-keyring={name}\n", monkeypatch)
    assert trusted_keyring() is None


def test_a_registered_third_party_backend_is_never_considered() -> None:
    class Plaintext(KeyringBackend):
        priority = properties.classproperty(lambda cls: 99)

        def get_password(self, service: str, username: str) -> str | None:
            raise AssertionError

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError

    try:
        assert trusted_keyring() is None
    finally:
        KeyringBackend._classes.discard(Plaintext)  # keyring keeps every class ever defined


@pytest.mark.usefixtures("_both_work")
def test_an_unreadable_choice_is_no_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config(tmp_path, "default-keyring", monkeypatch)
    assert trusted_keyring() is not None
