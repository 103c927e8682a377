"""Hypothesis strategies built from the types of `core.events`: any value that a field may hold."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

TIMES = st.datetimes(timezones=st.just(UTC))

DECIMALS = st.builds(
    lambda sign, whole, fraction: Decimal(f"{sign}{whole}.{fraction:018d}".rstrip("0").rstrip(".")),
    st.sampled_from(("", "-")),
    st.integers(0, 10**18 - 1),
    st.integers(0, 10**18 - 1),
)

TEXTS = st.text() | st.sampled_from(
    ("\x00", '"\\\n\t', "−2 XYZ 150 C", "日本 €", "\U0001f4a5", "e\u0301", "\u202eabc")
)

_PLAIN: dict[object, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    str: TEXTS,
    Decimal: DECIMALS,
    datetime: TIMES,
    type(None): st.none(),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, all the way down."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, NewType):
        return values_of(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return st.builds(kind, **{n: values_of(hint) for n, hint in get_type_hints(kind).items()})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is dict:
        return st.dictionaries(values_of(inner[0]), values_of(inner[1]), max_size=3)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values_of(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, inner))
    if origin in (Union, UnionType):
        return st.one_of([values_of(one) for one in inner])
    raise TypeError(f"no strategy for {kind}")
