"""JSON with exact numbers: a `Decimal` goes on the wire digit by digit.

Brokers send quantities as JSON numbers. Passing them through a binary float would change the
last digits, and sums that hold at the broker would no longer hold here.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal


def dumps(value: object) -> str:
    """Compact JSON text of plain values and `Decimal`; raises TypeError for anything else."""
    match value:
        case Decimal():
            return number(value)
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            pairs = (f"{json.dumps(str(key))}:{dumps(item)}" for key, item in value.items())
            return "{" + ",".join(pairs) + "}"
        case Sequence():
            return "[" + ",".join(map(dumps, value)) + "]"
        case _:
            raise TypeError(f"The simulator cannot send a {type(value).__name__} as JSON.")


def number(value: Decimal) -> str:
    """A number in plain digits, without exponent and without superfluous zeros: `1.5`, `-20`."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
