"""A running bank, and a client that is signed in."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.simulator.saxo.bank import Bank, Client, served


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest_asyncio.fixture
async def client(bank: Bank) -> AsyncIterator[Client]:
    async with served(bank.application()) as root, aiohttp.ClientSession() as http:
        yield Client(http, root, bank)
