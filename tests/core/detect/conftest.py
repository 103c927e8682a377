"""What the tests of the detector share."""

from __future__ import annotations

import pytest

from tests.core.detect.judging import Judge


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge of what a test has found."""
    return Judge(monkeypatch)
