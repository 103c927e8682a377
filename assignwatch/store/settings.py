"""What the trader set up, without any secret: `settings.toml` as a value, and back.

`app` and the command line load it, change the value and save it. A file that cannot be understood
is reported with its line and never overwritten; keys that this version does not know survive.

    hinted_tray = true

    [accounts."broker/main"]
    environment = "live"

    [accounts."broker/main".urls]
    futures = "https://…"
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import tomli_w

from assignwatch.core.model import AccountKey, Problem
from assignwatch.store.errors import ProfileUnwritable, SettingsRefused
from assignwatch.store.paths import write_privately

_T = TypeVar("_T")

_ACCOUNT: Final = re.compile(r"[a-z0-9-]{1,32}/[a-z0-9-]{1,32}")
_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Account:
    """One account that is watched. `urls` are by the names that its broker's profile declares.

    An empty one says that what is there is not to be watched, where its broker can leave that out.
    Raises `SettingsRefused` for a name or an address that must not be.
    """

    key: AccountKey
    environment: str
    urls: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _ACCOUNT.fullmatch(self.key):
            raise SettingsRefused(Problem("account_name", {"account": self.key}))
        for url in filter(None, self.urls.values()):
            check_url(url)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in the file. Raises `SettingsRefused` when an account is there twice."""

    accounts: tuple[Account, ...] = ()
    hinted_tray: bool = False
    """Whether the trader was told, once, that closing the window leaves the watch running."""

    def __post_init__(self) -> None:
        keys = [account.key for account in self.accounts]
        for key in keys:
            if keys.count(key) > 1:
                raise SettingsRefused(Problem("account_exists", {"account": key}))


def check_url(url: str) -> None:
    """Refuse an address over which a credential could be read by others.

    What stays on this computer (localhost, 127.0.0.0/8, ::1) may be http or ws; everything else
    must be https or wss. Names and passwords inside an address are refused: it is stored in plain
    text and shown. Raises `SettingsRefused`.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # raises for one that is not a number
    except ValueError as error:
        raise SettingsRefused(Problem("invalid_url", {"url": url})) from error
    if "@" in parts.netloc:
        raise SettingsRefused(Problem("invalid_url", {"url": f"{parts.scheme}://…@{host}"}))
    if not host or parts.scheme not in {"http", "https", "ws", "wss"}:
        raise SettingsRefused(Problem("invalid_url", {"url": url}))
    if parts.scheme in {"http", "ws"} and not _is_loopback(host):
        raise SettingsRefused(Problem("insecure_url", {"url": url, "host": host}))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class SettingsFile:
    """The file of one profile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """The settings; the defaults when there is no file yet. Raises `SettingsRefused`."""
        return self._settings(self._read())

    def save(self, settings: Settings) -> None:
        """Write the file in one step, keeping keys of it that this version does not know.

        Raises `SettingsRefused` when what is there cannot be understood, `ProfileUnwritable`.
        """
        document = self._read()
        self._settings(document)
        before = document.get("accounts", {})
        document["hinted_tray"] = settings.hinted_tray
        document["accounts"] = {
            account.key: {
                **before.get(account.key, {}),
                "environment": account.environment,
                "urls": dict(account.urls),
            }
            for account in settings.accounts
        }
        try:
            write_privately(self._path, tomli_w.dumps(document))
        except OSError as error:
            values = {
                "path": str(self._path.parent),
                "reason": error.strerror or type(error).__name__,
            }
            raise ProfileUnwritable(Problem("profile_unwritable", values)) from error

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            what = str(error)[: at.start()] if at else str(error)
            raise self._malformed(what, line=at[1] if at else "") from error
        except (UnicodeDecodeError, OSError) as error:
            raise self._malformed(str(error)) from error

    def _settings(self, document: Mapping[str, Any]) -> Settings:
        accounts = self._typed(document, "accounts", dict, {})
        return Settings(
            accounts=tuple(self._account(key, accounts) for key in accounts),
            hinted_tray=self._typed(document, "hinted_tray", bool, False),
        )

    def _account(self, key: str, accounts: Mapping[str, Any]) -> Account:
        table = self._typed(accounts, key, dict, {})
        urls = self._typed(table, "urls", dict, {})
        return Account(
            key=AccountKey(key),
            environment=self._typed(table, "environment", str, ""),
            urls={name: self._typed(urls, name, str, "") for name in urls},
        )

    def _typed(self, table: Mapping[str, Any], key: str, kind: type[_T], default: _T) -> _T:
        value = table.get(key, default)
        if not isinstance(value, kind):
            raise self._malformed(f"{key} is not a {kind.__name__}")
        return value

    def _malformed(self, what: str, line: str = "") -> SettingsRefused:
        values = {"path": str(self._path), "line": line, "what": what}
        return SettingsRefused(Problem("settings_malformed", values))
