"""The parameters of a request, read the way Kraken's interfaces read them."""

from urllib.parse import parse_qs

from aiohttp import web


class BadParameter(Exception):
    """A parameter that cannot be read; the argument is its name."""


class Query:
    """Decoded parameters; a name may come more than once."""

    def __init__(self, request: web.Request) -> None:
        raw = request.raw_path.partition("?")[2]
        self._values = parse_qs(raw, keep_blank_values=True)

    def text(self, name: str) -> str | None:
        """The last value of a name, or None."""
        return self._values[name][-1] if name in self._values else None

    def every(self, name: str) -> list[str]:
        """All values of a name."""
        return self._values.get(name, [])

    def flag(self, name: str) -> bool:
        """Whether a name is `true`; anything else counts as absent."""
        return (self.text(name) or "").lower() == "true"

    def whole(self, name: str, default: int) -> int:
        """A number without sign or fraction; raises BadParameter."""
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit()):
            raise BadParameter(name)
        return int(text)
