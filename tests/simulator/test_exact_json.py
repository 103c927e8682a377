"""Numbers on the wire."""

from decimal import Decimal

import pytest

from assignwatch.simulator.exact_json import dumps, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5048.88357584045", "5048.88357584045"),
        ("1E-11", "0.00000000001"),
        ("1E+3", "1000"),
        ("0.20", "0.2"),
        ("-0.00", "0"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_a_decimal_is_written_digit_by_digit(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


def test_more_digits_than_a_binary_float_holds_survive() -> None:
    assert dumps([Decimal("1234567.12345678901")]) == "[1234567.12345678901]"


def test_plain_values_are_ordinary_json() -> None:
    value = {"a": [1, None, True, "x\n"], "b": Decimal("0.1"), "c": ()}
    assert dumps(value) == r'{"a":[1,null,true,"x\n"],"b":0.1,"c":[]}'


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot send a object"):
        dumps({"a": object()})
