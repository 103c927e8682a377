"""The bench as fixtures. A computer that cannot be one skips these tests and says what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desktop.bench import Desktop, Parts, desktop, missing_programs

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, so that `-m "not desktop"` leaves it out."""
    missing = missing_programs()
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.desktop)
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"needs {' '.join(missing)}"))


@pytest.fixture
def make_desktop(tmp_path: Path) -> Iterator[Callable[[Parts], Desktop]]:
    """For tests that take parts of the desktop away; what is made lasts until the test ends."""
    with ExitStack() as stack:
        yield lambda parts: stack.enter_context(desktop(tmp_path, parts))


@pytest.fixture
def bench(make_desktop: Callable[[Parts], Desktop]) -> Desktop:
    """A whole desktop, nothing left out."""
    return make_desktop(Parts())
