"""Starts a client written by others against a simulated broker, and takes what it read.

`test_foreign_clients` and `test_foreign_saxo` use it. The clients live in a virtual environment of
their own, because their pins conflict with ours; what a client must know, credentials included,
goes to it on standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
PYTHON = CHECKOUT / ".venv-clients" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SCRIPTS = Path(__file__).parent / "clients"
BOUND = 60
_AT_ONCE = signal.SIGTERM if os.name == "nt" else signal.SIGKILL


@asynccontextmanager
async def started(
    script: str, told: Mapping[str, object], *, authority: str = ""
) -> AsyncIterator[Process]:
    """A running script of `clients`; `authority` is the certificate that it is to trust."""
    if not PYTHON.exists():
        pytest.fail(
            "The clients' environment is missing. `python3 packaging/dev.py test` makes it, or: "
            "python3 -m venv .venv-clients && "
            ".venv-clients/bin/pip install -r packaging/constraints-clients.txt"
        )
    trust = {"SSL_CERT_FILE": authority, "REQUESTS_CA_BUNDLE": authority} if authority else {}
    client = await asyncio.create_subprocess_exec(
        PYTHON,
        SCRIPTS / f"{script}.py",
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=2**24,
        env={**os.environ, **trust},
    )
    assert client.stdin is not None
    client.stdin.write(json.dumps(told).encode())
    client.stdin.close()
    try:
        async with asyncio.timeout(BOUND):
            yield client
    finally:
        if client.returncode is None:
            # Not its own `kill`: that may take the exit status of one that has just ended away
            # from the loop, which then says so.
            with suppress(ProcessLookupError):
                os.kill(client.pid, _AT_ONCE)
        await client.wait()


async def line(client: Process) -> bytes:
    """The next line of what it prints."""
    assert client.stdout is not None
    assert client.stderr is not None
    told = await client.stdout.readline()
    if not told:
        pytest.fail(f"The client gave up:\n{(await client.stderr.read()).decode()}")
    return told


async def answer(client: Process) -> Any:
    """The next line as JSON."""
    return json.loads(await line(client))
