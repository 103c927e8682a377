"""The command line: reads the arguments, sets up logging, calls one module of `commands`.

Without a command the window opens. What stops a command from starting (a profile in use, a
damaged journal) is one sentence on standard error and exit status 3, an output that takes no more
is status 4; bad arguments are 2.
"""

import argparse
import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from assignwatch import __version__
from assignwatch.commands import output
from assignwatch.core.ports import JournalUnwritable
from assignwatch.net.redaction import Redaction
from assignwatch.simulator.scenarios import SCENARIOS
from assignwatch.store.errors import StoreError
from assignwatch.store.logs import logging_to
from assignwatch.store.paths import places, resources
from assignwatch.texts import problems, terminal, translate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        _prepare(options)
        translate.use(resources() / "translations")
        status = _run(options)
        output.finish()
        return status
    except KeyboardInterrupt:  # as when nobody wants to wait for the broker's page any longer
        return 130
    except BrokenPipeError:  # whoever read our output has had enough; that is no fault
        output.drop()
        return 0
    except output.Lost as failure:
        output.drop()
        sys.stderr.write(terminal.output_lost(str(failure)))
        return 4
    except (StoreError, JournalUnwritable) as failure:
        sys.stderr.write(f"{problems.sentence(failure.problem)}\n")
        if options.command is None:
            from assignwatch.commands import window

            window.refuse(failure.problem)
        return 3


def _prepare(options: argparse.Namespace) -> None:
    """Of `replay` and `simulate` the output is all that there is; JSON is for programs."""
    simulates = options.command == "simulate"
    for_programs = options.json if options.command == "replay" else simulates and not options.list
    output.prepare(for_programs=for_programs, needed=simulates or options.command == "replay")


def _run(options: argparse.Namespace) -> int:
    """Commands that use no profile run at once; the others log into theirs."""
    match options.command:
        case "replay":
            from assignwatch.commands import replay

            return replay.run(options.tape, as_json=options.json)
        case "simulate":
            from assignwatch.commands import simulate

            if options.list:
                return simulate.show()
            return simulate.run(options.port, options.scenario, options.speed, tls=options.tls)
        case "demo":
            from assignwatch.commands import demo

            return demo.run(
                demo.DemoOptions(
                    options.scenario,
                    options.speed,
                    options.headless,
                    options.exit_after,
                    options.profile,
                    options.debug,
                )
            )
    where = places(options.profile)
    where.prepare()
    with logging_to(where.logs, Redaction(), debug=options.debug, stderr=options.debug):
        return _run_in_profile(options)


def _run_in_profile(options: argparse.Namespace) -> int:
    match options.command:
        case "watch":
            from assignwatch.commands import watch

            return watch.run(options.profile, options.record)
        case "account":
            from assignwatch.commands import account

            match options.do:
                case "add":
                    return account.add(options.profile)
                case "remove":
                    return account.remove(options.profile, options.account)
                case _:
                    return account.show(options.profile)
        case _:
            from assignwatch.commands import window

            return window.run(options.profile)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assignwatch",
        description="Sees assignments on your broker accounts and keeps saying so until you "
        "acknowledge. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"assignwatch {__version__}")
    _common(parser, suppress=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _demo(commands.add_parser("demo", help="the program against simulated brokers"))
    _watch(commands.add_parser("watch", help="watch without a window, in the terminal"))
    _account(commands.add_parser("account", help="add, list or remove accounts"))
    _replay(commands.add_parser("replay", help="put a tape through the detector"))
    _simulate(commands.add_parser("simulate", help="only the simulated brokers"))
    return parser


def _common(parser: argparse.ArgumentParser, *, suppress: bool = True) -> None:
    """Options of every command; given before or after its name."""
    default = argparse.SUPPRESS if suppress else None
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="DIR",
        default=default,
        help="settings, journal and logs in one folder (default: the system's places)",
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS if suppress else False,
        help="log more, and to standard error too",
    )


def _demo(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    _scenario(parser, default="takeover")
    parser.add_argument("--headless", action="store_true", help="in the terminal")
    parser.add_argument(
        "--exit-after", type=_seconds, metavar="SECONDS", help="stop by itself after this long"
    )


def _watch(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument(
        "--record",
        type=Path,
        metavar="TAPE",
        help="write what is learned to this file, for `replay`; a tape is continued",
    )


def _account(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    does = parser.add_subparsers(dest="do", metavar="add|list|remove", required=True)
    _common(does.add_parser("add", help="read an account as JSON on standard input"))
    _common(does.add_parser("list", help="show the accounts"))
    remove = does.add_parser("remove", help="forget an account and its credentials")
    _common(remove)
    remove.add_argument("account", help="its key, broker/name")


def _replay(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("tape", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _simulate(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    _scenario(parser, default="quiet")
    parser.add_argument("--port", type=_port, help="the first port (default: free ones)")
    parser.add_argument("--tls", action="store_true", help="https and wss, with a throw-away CA")
    parser.add_argument("--list", action="store_true", help="show the scenarios")


def _scenario(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--scenario", choices=SCENARIOS, default=default)
    parser.add_argument("--speed", type=_speed, default=Decimal(1), help="how fast time runs")


def _speed(text: str) -> Decimal:
    try:
        speed = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number") from error
    if not speed.is_finite() or not 0 < speed <= 3600:
        raise argparse.ArgumentTypeError("must be above 0 and at most 3600")
    return speed


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number") from error
    if not 0 < seconds < 86_400_000:
        raise argparse.ArgumentTypeError("must be above 0 and at most some years")
    return seconds


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_000:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 65000")
    return int(text)
