"""A notification server that keeps all it was asked, and can be told to stay silent.

dunst shows what a trader would see; this one lets a test look at every argument, and take the
server away at the worst moment. It lives on a session bus that the bench started.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from jeepney import HeaderFields, Message, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

from tests.desktop.notices import NAME, SERVER

_INTROSPECTION = f"""<node><interface name="{NAME}">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of `Notify`; `expires` in milliseconds, 0 never, -1 as the server likes."""

    id: int
    app: str
    title: str
    body: str
    actions: tuple[str, ...]
    urgency: int
    expires: int


@dataclass
class NotificationServer:
    """Owns the notifications' name on a bus from its making until `close`."""

    bus: str
    silent: bool = False
    """Take calls and answer none."""
    asked: list[Asked] = field(default_factory=list)
    open: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection(self.bus)
        self._connection.send_and_get_reply(message_bus.RequestName(NAME), timeout=5)
        self._thread = threading.Thread(target=self._serve, name="notification server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave the bus."""
        self._connection.sock.shutdown(2)
        self._thread.join(5)
        self._connection.close()

    def click(self, number: int) -> None:
        """Do what a click on the popup does: tell who asked, then close it."""
        self._tell("ActionInvoked", "us", number, "default")
        self._shut(number, reason=2)

    def dismiss(self, number: int) -> None:
        """Close a popup as a person does."""
        self._shut(number, reason=2)

    def _shut(self, number: int, reason: int) -> None:
        self.open.discard(number)
        self._tell("NotificationClosed", "uu", number, reason)

    def _tell(self, name: str, signature: str, *body: object) -> None:
        self._connection.send(new_signal(SERVER, name, signature, body))

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (ConnectionError, OSError):
                return
            if message.header.message_type is MessageType.method_call and not self.silent:
                signature, body = self._answer(message)
                self._connection.send(new_method_return(message, signature, body))

    def _answer(self, call: Message) -> tuple[str, tuple[Any, ...]]:
        match call.header.fields[HeaderFields.member]:
            case "Introspect":
                return "s", (_INTROSPECTION,)
            case "GetCapabilities":
                return "as", (["actions", "body"],)
            case "GetServerInformation":
                return "ssss", ("bench", "tests", "1", "1.2")
            case "Notify":
                return "u", (self._note(*call.body),)
            case "CloseNotification":
                self._shut(call.body[0], reason=3)
        return "", ()

    def _note(
        self,
        app: str,
        _replaces: int,
        _icon: str,
        title: str,
        body: str,
        actions: list[str],
        hints: dict[str, tuple[str, int]],
        expires: int,
    ) -> int:
        number = len(self.asked) + 1
        urgency = hints["urgency"][1]
        self.asked.append(Asked(number, app, title, body, tuple(actions), urgency, expires))
        self.open.add(number)
        return number
