"""A password store that lives as long as the test, in place of the system's.

A `Desk` takes it as `desk.keyring = KeyringSecrets(find=store.found)`; what the program keeps is in
`entries`. A store that is locked, silent or broken: `tests/store/test_secrets.py`.
"""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.compat import properties

from assignwatch.core.model import AccountKey


class PasswordStore(KeyringBackend):
    """Open, and never asks."""

    priority = properties.classproperty(lambda cls: -1)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it without types
        self.entries: dict[tuple[str, str], str] = {}

    def found(self) -> tuple[KeyringBackend, str]:
        """As `trusted_keyring` finds the system's."""
        return self, "Test Store"

    def of(self, account: AccountKey) -> dict[str, str]:
        """What is kept of an account, by field."""
        service = f"AssignWatch/{account}"
        return {name: value for (kept, name), value in self.entries.items() if kept == service}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]
