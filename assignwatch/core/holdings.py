"""What an account holds, and what it held until lately, as far as something about that is open.

`watch` hands it to a broker's session with each reading: some brokers' records of an end name the
contract and the money, and not how much of it went.
"""

from collections.abc import Mapping
from decimal import Decimal

from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account


def lately_held(account: Account) -> Mapping[PositionKey, Decimal]:
    """Signed quantities by position: of now, and of what is gone the last one that was read."""
    held = {key: row.quantity for key, row in account.rows.items()}
    for key, book in account.books.items():
        if key in held:
            continue
        last = next((count.before for count in reversed(book.counts) if count.before), None)
        if last is not None:
            held[key] = last
    return held
