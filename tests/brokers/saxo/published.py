"""Saxo's published payloads, and rows as the parsers take them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from assignwatch.brokers.saxo import wire
from assignwatch.core.model import AccountKey

FOLDER = Path(__file__).resolve().parents[2] / "data" / "saxo"
ACCOUNT = AccountKey("saxo/main")


def text(name: str) -> bytes:
    """A payload as it was published."""
    return (FOLDER / f"{name}.json").read_bytes()


def value(name: str) -> Any:
    """A payload, decoded as the program decodes it."""
    return wire.plain(text(name))


def rows(name: str) -> list[wire.Row]:
    """The rows of a published page."""
    return list(wire.objects(wire.decoded(text(name), wire.Page, name).data))


def lines(name: str) -> list[wire.Row]:
    """The rows of a published collection, one a line."""
    return [wire.plain(line) for line in (FOLDER / f"{name}.jsonl").read_bytes().splitlines()]


def frame(name: str) -> bytes:
    """A frame of the stream."""
    return bytes.fromhex((FOLDER / f"{name}.hex").read_text())


def row(fields: Mapping[str, object]) -> wire.Row:
    """A row with these fields, as it comes out of JSON."""
    decoded: wire.Row = wire.plain(json.dumps(fields).encode())
    return decoded


def changed(base: wire.Row, **fields: object) -> wire.Row:
    """A row with other values in some fields; `None` takes a field away."""
    new = {**deepcopy(dict(base)), **fields}
    return {name: told for name, told in new.items() if told is not None}
