"""The rules of the house that tools do not know, as a table that `test_architecture.py` applies.

A rule looks at one file at a time and reports lines. It carries its reason, and an example that
breaks it, so that the table also proves that each rule can fail. Which room may import which is
not here: import-linter keeps that (pyproject.toml).
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Offences = Iterator[tuple[int, str]]
Find = Callable[["Source"], Offences]

MADE_BY_TOOLS = frozenset({"__pycache__", "build", "dist", "htmlcov"})
HIDDEN_BUT_OURS = frozenset({".ci", ".github"})
BROKERS = ("saxo", "binance", "kraken")


@dataclass(frozen=True)
class Source:
    """One file of the checkout. `path` is relative to its root, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path) if self.is_python else ast.Module([], [])

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree: many rules look at it, and to walk it is what takes the time."""
        return tuple(ast.walk(self.tree))

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    def lies_in(self, places: tuple[str, ...]) -> bool:
        """Whether this file is one of the places, or inside one that ends with a slash."""
        return any(
            self.path.startswith(place) if place.endswith("/") else self.path == place
            for place in places
        )

    def imports(self) -> Offences:
        """Every imported name in full, `package.module.name`, with its line."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def uses(self) -> Offences:
        """Every dotted name that the code uses, as it is written, with its line."""
        for node in self.nodes:
            if isinstance(node, ast.Attribute | ast.Name):
                yield node.lineno, ast.unparse(node)


@dataclass(frozen=True)
class Rule:
    """What must not be, and why. Each example breaks it at `at`, and none of them at `fine_at`."""

    name: str
    reason: str
    find: Find
    at: str
    examples: tuple[str, ...]
    fine_at: str = ""


def sources(root: Path) -> Iterator[Source]:
    """All text files below `root` that belong to the project."""
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name not in MADE_BY_TOOLS and (name[0] != "." or name in HIDDEN_BUT_OURS)
        ]
        for name in files:
            path = Path(folder, name)
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a sound
            yield Source(path.relative_to(root).as_posix(), text)


def _is(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _in_product(source: Source) -> bool:
    return source.is_python and source.path.startswith("assignwatch/")


def imported_only_in(places: tuple[str, ...], *packages: str) -> Find:
    """These packages are imported nowhere in the product but in `places`."""

    def find(source: Source) -> Offences:
        if _in_product(source) and not source.lies_in(places):
            yield from ((line, name) for line, name in source.imports() if _is(name, *packages))

    return find


def imports_nothing_but(place: str, *packages: str) -> Find:
    """What lies in `place` imports these packages and no others."""

    def find(source: Source) -> Offences:
        if source.lies_in((place,)):
            yield from ((line, name) for line, name in source.imports() if not _is(name, *packages))

    return find


def never_used(pattern: str, *, except_in: tuple[str, ...] = ()) -> Find:
    """No name in the product matches `pattern`, whether used or imported."""
    banned = re.compile(pattern)

    def find(source: Source) -> Offences:
        if _in_product(source) and not source.lies_in(except_in):
            for line, name in (*source.uses(), *source.imports()):
                if banned.search(name):
                    yield line, name

    return find


def broker_names(source: Source) -> Offences:
    """A broker's name, in code, text or comment, outside its own folder and the composition."""
    common = ("assignwatch/brokers/__init__.py", "assignwatch/api.py", "assignwatch/simulator/")
    if not _in_product(source) or source.lies_in(common):
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        for broker in BROKERS:
            if broker in line.lower() and not source.lies_in((f"assignwatch/brokers/{broker}/",)):
                yield number, line.strip()


def shared_with_the_program(source: Source) -> Offences:
    """What the simulator takes from the program beyond the nouns of the model."""
    if source.lies_in(("assignwatch/simulator/",)):
        for line, name in source.imports():
            if _is(name, "assignwatch") and not _is(
                name, "assignwatch.core.model", "assignwatch.simulator"
            ):
                yield line, name


def binary_fractions(source: Source) -> Offences:
    """Conversions to float, and numbers written as one."""
    if source.lies_in(("assignwatch/core/",)):
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Name(id="float")):
                    yield node.lineno, ast.unparse(node)
                case ast.Constant(value=float()):
                    yield node.lineno, ast.unparse(node)


def too_long(source: Source) -> Offences:
    """Where line 401 of a module begins."""
    lines = source.text.count("\n")
    if source.is_python and lines > 400:
        yield 401, f"{lines} lines"


def without_docstring(source: Source) -> Offences:
    """A module that does not say what it is."""
    in_tests = source.path.startswith("tests/")
    if source.is_python and not in_tests and not ast.get_docstring(source.tree):
        yield 1, "no docstring"


def drawer(source: Source) -> Offences:
    """A module whose name says nothing."""
    stem = Path(source.path).stem
    if source.is_python and re.fullmatch(r"(.*_)?(utils?|helpers?|managers?|misc|common)", stem):
        yield 1, stem


def this_workplace(source: Source) -> Offences:
    """Addresses of package registries, and folders that exist only where it was written."""
    banned = re.compile(
        r"//[^\s/]*(?:pypi|pythonhosted|artifactory|nexus|jfrog)[^\s/]*\."
        r"|\b(?:extra[-_])?index[-_]url\b|\bfind[-_]links\b|file:/{3}|/work[/]",
        re.IGNORECASE,
    )
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := banned.search(line):
            yield number, found.group()
