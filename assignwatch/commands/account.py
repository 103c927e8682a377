"""`assignwatch account add | list | remove`: accounts without a window.

`add` reads one JSON object with the credentials on standard input, never as an argument, tries
them, and keeps them in the password store.
"""

import asyncio
import json
import sys
from pathlib import Path

from assignwatch.desk import Desk, opens_page, read_account
from assignwatch.store.errors import StoreError
from assignwatch.texts import problems, terminal
from assignwatch.watch.clock import SystemClock


def add(profile: Path | None) -> int:
    """Add the account on standard input. Exit status 1: it was not kept; 2: no JSON object."""
    try:
        document = json.load(sys.stdin)
    except ValueError as error:
        sys.stderr.write(terminal.not_an_account(str(error)))
        return 2
    if not isinstance(document, dict):
        sys.stderr.write(terminal.not_an_account(type(document).__name__))
        return 2
    with Desk(profile, SystemClock()) as desk:
        return asyncio.run(_add(desk, document))


async def _add(desk: Desk, document: dict[str, object]) -> int:
    key = str(document.get("account", ""))
    try:
        config, credentials = read_account(document)
        if opens_page(config, credentials):
            sys.stderr.write(terminal.signing_in(key))
        tried = await desk.try_account(config, credentials)
        problem = tried.problem
        if problem is not None and not tried.worth_keeping:
            why = problems.sentence(problem)
            sys.stderr.write(terminal.account_refused(key, why))
            return 1
        await desk.add_account(config, tried.credentials)
    except StoreError as failure:
        sys.stderr.write(terminal.account_refused(key, problems.sentence(failure.problem)))
        return 1
    if problem is not None:
        sys.stderr.write(terminal.account_unproved(key, problems.sentence(problem)))
    sys.stdout.write(terminal.account_added(key, desk.keyring.status.title))
    return 0


def show(profile: Path | None) -> int:
    """List the accounts, one a line: key, environment, addresses that differ from the usual."""
    with Desk(profile, SystemClock()) as desk:
        if not desk.settings.accounts:
            sys.stderr.write(terminal.no_accounts())
        for account in desk.settings.accounts:
            urls = " ".join(f"{name}={url}" for name, url in account.urls.items())
            sys.stdout.write(f"{account.key} {account.environment} {urls}".rstrip() + "\n")
    return 0


def remove(profile: Path | None, key: str) -> int:
    """Remove an account and its credentials."""
    with Desk(profile, SystemClock()) as desk:
        account = next((a.key for a in desk.settings.accounts if a.key == key), None)
        if account is None:
            sys.stderr.write(terminal.no_such_account(key))
            return 1
        asyncio.run(desk.remove_account(account))
        sys.stdout.write(terminal.account_removed(key))
    return 0
