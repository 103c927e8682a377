"""What every test stands on: no real home, no screen, and no warning that nobody expected.

The environment is set before anything of the program or of Qt is imported. The desktop's tests
start the program in processes of their own, with an environment that their bench makes.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/roaming",
    "LOCALAPPDATA": "home/local",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "runtime",
}
_elsewhere = tempfile.TemporaryDirectory(prefix="assignwatch-tests-", ignore_cleanup_errors=True)


def pytest_configure() -> None:
    """Move the tests away from the home, the session and the screen of whoever runs them."""
    for variable, place in _FOLDERS.items():
        folder = Path(_elsewhere.name, place)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[variable] = str(folder)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(variable, None)
    # An address where nobody listens: without one, libraries would look for the real session.
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={_elsewhere.name}/no-session-bus"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_collection_finish() -> None:
    """Leave what thousands of collected tests are made of out of every later garbage collection."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Take the borrowed home away again."""
    _elsewhere.cleanup()


@pytest.fixture(autouse=True)
def _no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test that logs a warning, unless `expected_logs` names it; and one that does not."""
    marker = request.node.get_closest_marker("expected_logs")
    patterns = [re.compile(pattern) for pattern in marker.args] if marker else []
    caplog.set_level(logging.INFO)
    yield
    said = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    surprises = [line for line in said if not any(p.search(line) for p in patterns)]
    assert not surprises, "unexpected in the log:\n" + "\n".join(surprises)
    absent = [p.pattern for p in patterns if not any(p.search(line) for line in said)]
    assert not absent, f"expected in the log, but not there: {absent}"


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """In CI a test that could not run is a failure: nobody is there to read why."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
