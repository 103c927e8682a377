"""Binance's published payloads, and rows and frames as the parsers take them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Raw

from assignwatch.brokers.binance import figures, payloads
from assignwatch.brokers.binance.orders import Context
from assignwatch.core.model import AccountKey, Instrument, Scope

FOLDER = Path(__file__).resolve().parents[2] / "data" / "binance"
ACCOUNT = AccountKey("binance/main")

SCOPES = {"fapi": figures.FAPI, "dapi": figures.DAPI, "eapi": figures.EAPI, "papi": figures.FAPI}


def names(*parts: str) -> list[str]:
    """The payloads whose names contain one of these."""
    found = sorted(path.stem for path in FOLDER.glob("*.json"))
    return [name for name in found if any(part in name for part in parts)]


def scope_of(name: str) -> Scope:
    """The family of a payload, by its name."""
    return figures.DAPI if "_cm_" in name else SCOPES[name.partition("_")[0]]


def text(name: str) -> bytes:
    """A payload as it was published."""
    return (FOLDER / f"{name}.json").read_bytes()


def value(name: str) -> Any:
    """A payload, decoded; for changing it. Never for reading quantities."""
    return json.loads(text(name))


def rows(name: str) -> list[Raw]:
    """The rows of a payload that is a list, untouched."""
    return payloads.rows(text(name), name)


def raw(fields: Mapping[str, object] | list[object]) -> Raw:
    """A row or frame with these fields."""
    return Raw(json.dumps(fields).encode())


def context(scope: Scope = figures.FAPI, *known: Instrument) -> Context:
    """An account of this family that knows these contracts."""
    return Context(ACCOUNT, scope, {one.id: one for one in known})
