"""Without a desktop every notice fails, soon and cleanly. With one: tests/desktop."""

import asyncio
import os
import sys

import pytest

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.channels.desktop import DesktopChannel
from assignwatch.core.words import Severity

NOTICE = Notice("a-1", 1, Severity.CRITICAL, "title", "body")

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs D-Bus")


@linux_only
@pytest.mark.asyncio
async def test_no_session_bus_is_said_each_time_and_leaves_nothing_open() -> None:
    channel = DesktopChannel(lambda alert: None)
    files = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        async with asyncio.timeout(6):
            with pytest.raises(ChannelFailed) as failed:
                await channel.deliver(NOTICE)
        assert failed.value.problem.code == "notification_failed"
        assert failed.value.problem.values["reason"]
    await channel.withdraw("a-1")
    channel.close()
    assert len(os.listdir("/proc/self/fd")) == files
