"""Which of the system's password stores is trusted with a secret.

`secrets.py` asks for it once, from its own thread, because looking may block. Only the four that
the systems themselves provide are considered, each imported by its name: neither a plain-text
file nor a backend that another package registered can slip in, and a frozen bundle, which has no
entry points, finds the same ones.
"""

import configparser
import importlib
import os
from contextlib import suppress
from typing import Final

from keyring.backend import KeyringBackend
from keyring.util import platform_

_TRUSTED: Final = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KDE Wallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
}
"""Dotted name, and how the trader knows it."""


def trusted_keyring() -> tuple[KeyringBackend, str] | None:
    """The best trusted store that works here and its title; None when there is none.

    A backend that the user chose for keyring (`PYTHON_KEYRING_BACKEND`, `keyringrc.cfg`) is kept
    to: if it is not a trusted one, nothing is stored rather than somewhere else.
    """
    chosen = _chosen()
    names = [name for name in _TRUSTED if chosen in (None, name)]
    found = [(backend, _TRUSTED[name]) for name in names if (backend := _viable(name))]
    return max(found, key=lambda pair: pair[0].priority, default=None)


def _viable(name: str) -> KeyringBackend | None:
    module, _, attribute = name.rpartition(".")
    try:
        cls: type[KeyringBackend] = getattr(importlib.import_module(module), attribute)
    except ImportError:  # a part that only another system has
        return None
    return cls() if cls.viable else None


def _chosen() -> str | None:
    if name := os.environ.get("PYTHON_KEYRING_BACKEND"):
        return name
    file = configparser.RawConfigParser()
    with suppress(configparser.Error, OSError, UnicodeDecodeError):
        file.read(platform_.config_root() / "keyringrc.cfg", encoding="utf-8")
    chosen = file.get("backend", "default-keyring", fallback="").strip()
    return chosen or None
