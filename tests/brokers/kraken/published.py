"""Kraken's published payloads, and rows as the parsers take them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from assignwatch.core.model import AccountKey

FOLDER = Path(__file__).resolve().parents[2] / "data" / "kraken"
ACCOUNT = AccountKey("kraken/main")


def text(name: str) -> bytes:
    """A payload as it was published."""
    return (FOLDER / f"{name}.json").read_bytes()


def value(name: str) -> Any:
    """A payload, decoded; for changing it. Never for reading quantities."""
    return json.loads(text(name))


def rows(name: str, key: str) -> list[msgspec.Raw]:
    """The rows under `key` of a payload, untouched."""
    fields = msgspec.json.decode(text(name), type=dict[str, msgspec.Raw])
    return msgspec.json.decode(fields[key], type=list[msgspec.Raw])


def raw(fields: Mapping[str, object]) -> msgspec.Raw:
    """A row with these fields."""
    return msgspec.Raw(json.dumps(fields).encode())
