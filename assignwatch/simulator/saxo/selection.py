"""What a caller asks for: the arguments of a subscription or the query of a list, read alike.

A subscription sends lists, a query sends words with commas between them; both are read here. What
is missing or makes no sense raises `BadArguments`; `InvalidModel` names the field besides.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from assignwatch.simulator.saxo.records import Account, Client
from assignwatch.simulator.saxo.showing import Arguments, BadArguments


class InvalidModel(BadArguments):
    """A field of the request is missing or cannot be read; `state` says which and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__("InvalidModelState", reason)
        self.state: Mapping[str, list[str]] = {field: [reason]}


class Selection:
    """Typed readings of arguments by Saxo's names; letter case of a name does not matter."""

    def __init__(self, arguments: Arguments) -> None:
        self._values = {name.lower(): value for name, value in arguments.items()}

    def text(self, name: str) -> str:
        """A single value; empty if it is missing."""
        value = self._values.get(name.lower())
        return "" if value is None or isinstance(value, list | dict) else str(value)

    def needed(self, name: str) -> str:
        """A value that must be there."""
        text = self.text(name)
        if not text:
            raise InvalidModel(name, f"The {name} field is required.")
        return text

    def words(self, name: str) -> frozenset[str]:
        """A list of words; empty if it is missing."""
        value = self._values.get(name.lower())
        if isinstance(value, list | tuple):
            return frozenset(map(str, value))
        return frozenset(word for word in self.text(name).split(",") if word)

    def whole(self, name: str) -> int | None:
        """A number without sign or fraction, or None."""
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise InvalidModel(name, f"The value '{text}' is not valid for {name}.")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        """A time; one without a zone is in UTC."""
        text = self.text(name)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise InvalidModel(name, f"The value '{text}' is not valid for {name}.") from error
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    def day(self, name: str) -> date | None:
        """A date; a time of day is cut off."""
        at = self.moment(name)
        return at.date() if at else None

    def wants(self, group: str, name: str, default: Iterable[str]) -> bool:
        """Whether a field group is asked for, or belongs to the usual ones if none is."""
        return name in (self.words(group) or default)

    def check_client(self, client: Client, *, required: bool = True) -> None:
        """The client must be the one who signed in."""
        key = self.needed("ClientKey") if required else self.text("ClientKey")
        if key and key != client.key:
            raise BadArguments("InvalidClientKey", "The client is not known.")

    def accounts(self, known: Iterable[Account]) -> frozenset[str]:
        """The keys of the accounts that are asked for; all of them if none is named."""
        keys = frozenset(account.key for account in known)
        asked = self.words("AccountKey") | self.words("AccountKeys")
        if not asked <= keys:
            raise BadArguments("InvalidAccountKey", "The account is not known.")
        return asked or keys
