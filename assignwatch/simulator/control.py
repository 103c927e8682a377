"""The remote control: `POST /` with `{"do": …}` steers the simulation and plants faults.

It has a port of its own, on loopback, in plain HTTP. Each verb is one row of `VERBS`. Commands that
concern one broker take `"broker"`, else they concern all. A command that makes no sense is answered
400 with a sentence; nothing is changed then.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from aiohttp import web

from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.host import Host
from assignwatch.simulator.stage import Stage


class BadCommand(ValueError):
    """A command that cannot be carried out; the text says why."""


class Command:
    """One command: its arguments, checked as they are read, and the brokers that it concerns."""

    def __init__(self, stage: Stage, arguments: Mapping[str, object]) -> None:
        self.stage = stage
        self._arguments = arguments

    def text(self, name: str) -> str:
        """A required text."""
        value = self._arguments.get(name)
        if not isinstance(value, str) or not value:
            raise BadCommand(f'This command needs "{name}", a text.')
        return value

    def seconds(self) -> float:
        """The required number of seconds; it may have a fraction."""
        value = self._arguments.get("seconds")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadCommand('This command needs "seconds", a number.')
        return float(value)

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = self._arguments.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadCommand(f'This command needs "{name}", a whole number.')
        return value

    def on(self) -> bool:
        """Whether a fault is switched on (the default) or off."""
        value = self._arguments.get("on", True)
        if not isinstance(value, bool):
            raise BadCommand('"on" is true or false.')
        return value

    def hosts(self) -> Iterable[Host]:
        """The brokers concerned."""
        if "broker" not in self._arguments:
            return list(self.stage.hosts.values())
        broker = self.text("broker")
        if broker not in self.stage.hosts:
            raise BadCommand(f"There is no simulated broker {broker!r}.")
        return [self.stage.hosts[broker]]

    def account(self) -> tuple[Host, str]:
        """The account named as `<broker>/<name>`."""
        broker, _, name = self.text("account").partition("/")
        if broker not in self.stage.hosts:
            raise BadCommand(f"There is no simulated broker {broker!r}.")
        return self.stage.hosts[broker], name

    @property
    def names_account(self) -> bool:
        """Whether an account was named."""
        return "account" in self._arguments


Verb = Callable[[Command], Mapping[str, object] | None]


def application(stage: Stage) -> web.Application:
    """The control's own small web interface."""

    async def handle(request: web.Request) -> web.Response:
        try:
            answer = _carry_out(stage, await request.text())
        except BadCommand as bad:
            return _reply({"ok": False, "error": str(bad)}, 400)
        return _reply({"ok": True, "now": stage.now, **answer})

    app = web.Application()
    app.router.add_post("/", handle)
    return app


def _carry_out(stage: Stage, text: str) -> Mapping[str, object]:
    try:
        arguments = json.loads(text)
    except ValueError as error:
        raise BadCommand("A command is a JSON object.") from error
    if not isinstance(arguments, dict):
        raise BadCommand("A command is a JSON object.")
    verb = VERBS.get(str(arguments.get("do")))
    if verb is None:
        raise BadCommand(f'"do" is one of: {", ".join(VERBS)}.')
    return verb(Command(stage, arguments)) or {}


def _reply(body: Mapping[str, object], status: int = 200) -> web.Response:
    return web.Response(text=dumps(body), status=status, content_type="application/json")


def _play(command: Command) -> None:
    try:
        command.stage.play(command.text("scenario"))
    except LookupError as error:
        raise BadCommand(str(error)) from error


def _advance(command: Command) -> None:
    seconds = command.seconds()
    if seconds < 0:
        raise BadCommand("The simulated clock only moves forward.")
    command.stage.advance(timedelta(seconds=seconds))


def _skew(command: Command) -> None:
    command.stage.clock.skew = timedelta(seconds=command.seconds())


def _cut(command: Command) -> None:
    for host in command.hosts():
        host.cut()


def _deaf(command: Command) -> None:
    on = command.on()
    for host in command.hosts():
        host.faults.deaf = on


def _freeze(command: Command) -> None:
    on = command.on()
    for host in command.hosts():
        host.faults.freeze(on)


def _slow(command: Command) -> None:
    seconds = command.seconds()
    if seconds < 0:
        raise BadCommand("A reply cannot be held back by less than nothing.")
    for host in command.hosts():
        host.faults.delay = seconds


def _garbage(command: Command) -> None:
    count = command.whole("count", 1)
    for host in command.hosts():
        host.faults.garbage.arm("", count)
        host.spoil()


def _fail(command: Command) -> None:
    status, count = command.whole("status"), command.whole("count", 1)
    if not 400 <= status <= 599:
        raise BadCommand('"status" is an HTTP status from 400 to 599.')
    for host in command.hosts():
        host.faults.status.arm(str(status), count)


def _result_error(command: Command) -> None:
    code, count = command.text("error"), command.whole("count", 1)
    for host in command.hosts():
        host.faults.refusal.arm(code, count)


def _empty(command: Command) -> None:
    count = command.whole("count", 1)
    for host in command.hosts():
        host.faults.empty.arm("", count)


def _v1_gone(command: Command) -> None:
    on = command.on()
    for host in command.hosts():
        host.faults.gone = on
        if on:
            host.cut()


def _revoke(command: Command) -> None:
    host, account = command.account()
    try:
        host.revoke(account)
    except LookupError as error:
        raise BadCommand(str(error)) from error


def _restore(command: Command) -> None:
    if command.names_account:
        host, account = command.account()
        try:
            host.restore(account)
        except LookupError as error:
            raise BadCommand(str(error)) from error
        return
    for host in command.hosts():
        host.restore(None)
        host.faults.clear()
    command.stage.clock.skew = timedelta()


def _report(command: Command) -> Mapping[str, object]:
    tallies = [host.tally for host in command.hosts()]
    return {
        "scenario": command.stage.scenario,
        "requests": sum(tally.requests for tally in tallies),
        "connections": sum(tally.connections for tally in tallies),
        "open_sockets": sum(tally.open_sockets for tally in tallies),
        "failed_logins": sum(tally.failed_logins for tally in tallies),
        "refused": [call for tally in tallies for call in tally.refused],
    }


VERBS: Mapping[str, Verb] = {
    "play": _play,
    "advance": _advance,
    "skew": _skew,
    "cut": _cut,
    "deaf": _deaf,
    "freeze": _freeze,
    "slow": _slow,
    "garbage": _garbage,
    "fail": _fail,
    "result_error": _result_error,
    "empty": _empty,
    "v1_gone": _v1_gone,
    "revoke": _revoke,
    "restore": _restore,
    "report": _report,
}
"""What can be done. `restore` names an account, or nothing to end every fault."""
