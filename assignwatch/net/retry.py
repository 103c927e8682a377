"""Trying a read again at once, a few times, before anybody hears of it: the importer of stamina.

Only for what may be gone in a second, a dropped connection or a server being restarted. Waiting
for longer is the business of whoever watches the account.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

T = TypeVar("T")

_log = logging.getLogger(__name__)

ATTEMPTS = 3
_FIRST_WAIT = 0.2
_LONGEST_WAIT = 1.0
_JITTER = 0.1
_NO_NEW_TRY_AFTER = 12.0


def _say(details: RetryDetails) -> None:
    _log.info("trying again (%d): %s", details.retry_num, details.caused_by)


# stamina's own hook warns, with the arguments of the call; ours are signed requests.
set_on_retry_hooks([_say])


async def again(
    call: Callable[[], Awaitable[T]], on: type[Exception] | Callable[[Exception], bool]
) -> T:
    """What `call` gives, trying anew when it raises `on`; at most `ATTEMPTS` times in all.

    `on` is a kind of error, or says of one whether another try may help.
    """
    async for attempt in stamina.retry_context(
        on=on,
        attempts=ATTEMPTS,
        timeout=_NO_NEW_TRY_AFTER,
        wait_initial=_FIRST_WAIT,
        wait_max=_LONGEST_WAIT,
        wait_jitter=_JITTER,
    ):
        with attempt:
            return await call()
    raise AssertionError("stamina raises what the last attempt raised")
