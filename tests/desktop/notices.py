"""What programs asked the desktop to show: a second pair of eyes on the session bus.

A monitor sees each call of `Notify` with everything in it, and the server's answer to it. Only an
answered call counts as shown: that is what a program may rely on, and what it must not claim more.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.bus_messages import Monitoring
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.Notifications"
SERVER = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
DUNST = DBusAddress("/org/freedesktop/Notifications", NAME, "org.dunstproject.cmd0")


@dataclass(frozen=True, slots=True)
class Notice:
    """A popup that the notification server accepted. `actions` are keys with their labels."""

    id: int
    app: str
    title: str
    body: str
    actions: dict[str, str]
    urgency: int
    replaces: int


class Notices:
    """Collects every accepted popup from the moment of its creation until `close`."""

    def __init__(self, bus: str) -> None:
        self.seen: list[Notice] = []
        self._asked: dict[tuple[str, int], tuple[Any, ...]] = {}
        self._connection = open_dbus_connection(bus)
        rules = [
            MatchRule(type="method_call", interface=NAME, member="Notify"),
            MatchRule(type="method_return"),
        ]
        self._connection.send_and_get_reply(
            Monitoring().BecomeMonitor([rule.serialise() for rule in rules]), timeout=5
        )
        self._thread = threading.Thread(target=self._listen, name="notices", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._connection.sock.shutdown(2)
        self._thread.join(5)
        self._connection.close()

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (ConnectionError, OSError):
                return
            self._note(message)

    def _note(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is MessageType.method_call:
            key = (fields[HeaderFields.sender], message.header.serial)
            self._asked[key] = message.body
        elif HeaderFields.reply_serial in fields:
            key = (fields[HeaderFields.destination], fields[HeaderFields.reply_serial])
            if asked := self._asked.pop(key, None):
                self.seen.append(_notice(message.body[0], asked))


def _notice(number: int, asked: tuple[Any, ...]) -> Notice:
    app, replaces, _icon, title, body, actions, hints, _expires = asked
    urgency = hints.get("urgency", ("y", 1))[1]
    labels = dict(zip(actions[::2], actions[1::2], strict=True))
    return Notice(number, app, title, body, labels, urgency, replaces)


def owned(bus: DBusConnection, name: str) -> bool:
    """Whether some program answers to this name on the bus."""
    reply = bus.send_and_get_reply(message_bus.NameHasOwner(name), timeout=5)
    return bool(reply.body[0])


def call_dunst(bus: DBusConnection, method: str, signature: str = "", *body: object) -> None:
    """Tell dunst to do what its own shortcuts do."""
    bus.send_and_get_reply(new_method_call(DUNST, method, signature, body), timeout=5)
