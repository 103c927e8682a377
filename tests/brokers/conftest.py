"""What the benches of all brokers look at: everything that is logged during a test."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.brokers.bench import Lines


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """All that is logged during the test, by anybody."""
    caplog.set_level(logging.DEBUG)
    found = Lines()
    logging.getLogger().addHandler(found)
    yield found
    logging.getLogger().removeHandler(found)
