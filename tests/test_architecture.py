"""The house keeps its own rules: who may import what, what nobody may call, how files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house_rules import (
    Rule,
    Source,
    binary_fractions,
    broker_names,
    drawer,
    imported_only_in,
    imports_nothing_but,
    never_used,
    shared_with_the_program,
    sources,
    this_workplace,
    too_long,
    without_docstring,
)

ROOT = Path(__file__).resolve().parents[1]

CLOCKS = r"\b(datetime|date)\.(now|utcnow|today)$|^time\.(time|monotonic|perf_counter)(_ns)?$"
NESTED_LOOPS = (
    r"\.(exec|exec_|processEvents)$|\basync(Slot|Close)$"
    r"|\bQMessageBox\.(about|aboutQt|critical|information|question|warning)$"
    r"|\bQ(File|Input|Color|Font)Dialog\.get[A-Z]\w*$"
)

RULES = (
    Rule(
        "Qt is imported only in ui and app",
        "the watcher must run, and be tested, without a window",
        imported_only_in(("assignwatch/ui/", "assignwatch/app.py"), "PySide6", "shiboken6"),
        at="assignwatch/texts/card.py",
        examples=("from PySide6.QtCore import QObject",),
        fine_at="assignwatch/ui/card.py",
    ),
    Rule(
        "the core imports nothing that acts, waits or looks at a clock",
        "three pure functions can be replayed; a function that reads the world cannot",
        imports_nothing_but(
            "assignwatch/core/",
            "__future__",
            "abc",
            "assignwatch.core",
            "bisect",
            "collections",
            "contextlib",
            "dataclasses",
            "datetime",
            "decimal",
            "enum",
            "fractions",
            "functools",
            "hashlib",
            "heapq",
            "itertools",
            "json",
            "math",
            "operator",
            "re",
            "types",
            "typing",
            "zoneinfo",
        ),
        at="assignwatch/core/due.py",
        examples=("import asyncio",),
        fine_at="assignwatch/watch/herald.py",
    ),
    Rule(
        "only the clock looks at the time",
        "time is an argument everywhere else, so that a night takes a test a millisecond",
        never_used(
            CLOCKS,
            # The simulator is a process and a world of its own, with a clock of its own.
            except_in=("assignwatch/watch/clock.py", "assignwatch/simulator/clock.py"),
        ),
        at="assignwatch/core/decide.py",
        examples=(
            "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
            "from time import monotonic",
        ),
        fine_at="assignwatch/watch/clock.py",
    ),
    Rule(
        "nothing starts a nested Qt loop",
        "a loop inside a task wedges other tasks for ever; static dialogs hide one",
        never_used(NESTED_LOOPS),
        at="assignwatch/ui/settings.py",
        examples=(
            "def ask(dialog):\n    return dialog.exec()",
            "path = QFileDialog.getSaveFileName(None)",
            "QMessageBox.question(None, 'Quit', 'Stop watching?')",
            "QCoreApplication.processEvents()",
            "from qasync import asyncSlot",
        ),
    ),
    Rule(
        "a broker is named only in its own folder",
        "a fourth broker is one folder and one line, or the third was special",
        broker_names,
        at="assignwatch/brokers/saxo/parse.py",
        examples=('"""Unlike Kraken."""',),
        fine_at="assignwatch/brokers/kraken/parse.py",
    ),
    Rule(
        "httpx is imported in one module",
        "one door for redaction, limits and read-only calls, and one line to change the library",
        imported_only_in(("assignwatch/net/http.py",), "httpx"),
        at="assignwatch/brokers/saxo/auth.py",
        examples=("import httpx",),
        fine_at="assignwatch/net/http.py",
    ),
    Rule(
        "websockets is imported in one module",
        "one door for sockets, as for HTTP",
        imported_only_in(("assignwatch/net/socket.py",), "websockets"),
        at="assignwatch/brokers/saxo/session.py",
        examples=("from websockets.asyncio.client import connect",),
        fine_at="assignwatch/net/socket.py",
    ),
    Rule(
        "only the store knows where things are kept",
        "a blocking keyring or a second connection elsewhere would stop or split the journal",
        imported_only_in(("assignwatch/store/",), "sqlite3", "keyring", "platformdirs"),
        at="assignwatch/watch/engine.py",
        examples=("import sqlite3",),
        fine_at="assignwatch/store/journal.py",
    ),
    Rule(
        "desktop_notifier is imported in one module",
        "it reports success for popups that nobody saw; one module knows how to ask it",
        imported_only_in(("assignwatch/channels/desktop.py",), "desktop_notifier"),
        at="assignwatch/ui/tray.py",
        examples=("from desktop_notifier import DesktopNotifier",),
        fine_at="assignwatch/channels/desktop.py",
    ),
    Rule(
        "aiohttp is the simulator's",
        "the two ends of a wire must not share a library's misunderstanding",
        imported_only_in(("assignwatch/simulator/",), "aiohttp"),
        at="assignwatch/net/http.py",
        examples=("import aiohttp",),
        fine_at="assignwatch/simulator/server.py",
    ),
    Rule(
        "cryptography signs for one broker, and certifies the simulators",
        "keys are read in one place; the simulator is the other end and checks them on its own",
        imported_only_in(
            ("assignwatch/brokers/binance/auth.py", "assignwatch/simulator/"), "cryptography"
        ),
        at="assignwatch/net/http.py",
        examples=("from cryptography.hazmat.primitives import hashes",),
        fine_at="assignwatch/brokers/binance/auth.py",
    ),
    Rule(
        "qasync is imported only in app",
        "everything else runs on any asyncio loop, the tests' included",
        imported_only_in(("assignwatch/app.py",), "qasync"),
        at="assignwatch/ui/window.py",
        examples=("import qasync",),
        fine_at="assignwatch/app.py",
    ),
    Rule(
        "the simulator takes only the model from the program",
        "one misunderstanding of a broker must not hide on both sides",
        shared_with_the_program,
        at="assignwatch/simulator/book.py",
        examples=("from assignwatch.core.decide import decide",),
        fine_at="assignwatch/api.py",
    ),
    Rule(
        "no binary fractions in the core",
        "quantities and prices are Decimal; 0.1 + 0.2 of a contract is not 0.3 as a float",
        binary_fractions,
        at="assignwatch/core/detect/matching/match.py",
        examples=("half = float('0.5')",),
        fine_at="assignwatch/ui/chart.py",
    ),
    Rule(
        "no module over 400 lines",
        "past that it is two ideas",
        too_long,
        at="tests/test_everything.py",
        examples=("pass\n" * 401,),
    ),
    Rule(
        "every module says what it is",
        "whoever opens it should not have to guess",
        without_docstring,
        at="packaging/devtools/new.py",
        examples=("import sys",),
    ),
    Rule(
        "no module is a drawer",
        "a name that fits anything collects anything",
        drawer,
        at="assignwatch/net/http_utils.py",
        examples=('"""Things."""',),
        fine_at="assignwatch/net/http.py",
    ),
    Rule(
        "no trace of the computer that it was written on",
        "a checkout must work wherever its owner put it and however pip is set up there",
        this_workplace,
        at="packaging/notes.txt",
        examples=(
            "see ~work~main".replace("~", "/"),
            "extra~index~url = somewhere".replace("~", "-"),
            "cryptography @ file:~~~wheels".replace("~", "/"),
        ),
    ),
)


def _name(rule: Rule) -> str:
    return rule.name.replace(" ", "_")


every_rule = pytest.mark.parametrize("rule", RULES, ids=_name)


@pytest.fixture(scope="module")
def project() -> list[Source]:
    return list(sources(ROOT))


@every_rule
def test_house_keeps_its_rule(rule: Rule, project: list[Source]) -> None:
    offences = [
        f"{source.path}:{line}: {what}" for source in project for line, what in rule.find(source)
    ]
    assert not offences, "\n".join([f"{rule.name}, because {rule.reason}:", *offences])


@every_rule
def test_rule_finds_what_breaks_it(rule: Rule, tmp_path: Path) -> None:
    for example in rule.examples:
        assert list(rule.find(_planted(tmp_path, rule.at, example))), example


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fine_at], ids=_name)
def test_rule_lets_pass_what_is_in_its_place(rule: Rule, tmp_path: Path) -> None:
    for example in rule.examples:
        assert not list(rule.find(_planted(tmp_path, rule.fine_at, example))), example


def test_the_whole_project_is_looked_at(project: list[Source]) -> None:
    looked_at = {source.path for source in project}
    assert {"pyproject.toml", "assignwatch/__init__.py", "tests/test_architecture.py"} <= looked_at
    assert not [
        path for path in looked_at if path.startswith((".venv/", ".venv-clients/", ".git/"))
    ]


def _planted(root: Path, path: str, text: str) -> Source:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    [source] = sources(root)
    return source
