"""What went wrong: each code has a sentence, each sentence its values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

import assignwatch
from assignwatch.core.model import Problem
from assignwatch.texts.problems import sentence, sentences

PACKAGE = Path(assignwatch.__file__).parent


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the program, read once: its name and its tree."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple((path.name, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _written() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where the program names a problem: place, code, and its values where they stand there."""
    for name, tree in _modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="Problem"), args=[ast.Constant(value=str(code))]):
                    yield f"{name}:{node.lineno}", code, frozenset()
                case ast.Call(
                    func=ast.Name(id="Problem"),
                    args=[ast.Constant(value=str(code)), ast.Dict() as d],
                ):
                    keys = [key.value for key in d.keys if isinstance(key, ast.Constant)]
                    whole = len(keys) == len(d.keys)
                    names = frozenset(str(key) for key in keys)
                    yield f"{name}:{node.lineno}", code, names if whole else None
                case ast.Call(
                    func=ast.Name(id="Problem"), args=[ast.Constant(value=str(code)), *_]
                ):
                    yield f"{name}:{node.lineno}", code, None


def _documented() -> Iterator[tuple[str, str, str]]:
    """The codes that modules give a name, with what is written below: place, code, its values.

    They are told from other words by that: `Values: …` or `No values`.
    """
    for name, tree in _modules():
        for named, below in pairwise(tree.body):
            match named, below:
                case (
                    ast.Assign(value=ast.Constant(value=str(code))),
                    ast.Expr(value=ast.Constant(value=str(says))),
                ) if "alues" in says:
                    yield f"{name}:{named.lineno}", code, says


def _asked(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentences()[code]) if name}


def test_every_code_that_the_program_names_has_a_sentence() -> None:
    written = list(_written())
    assert len(written) > 20
    assert [where for where, code, _ in written if code not in sentences()] == []


def test_every_code_brings_the_values_that_its_sentence_asks_for() -> None:
    lacking = [
        (where, code, _asked(code) - values)
        for where, code, values in _written()
        if values is not None and code in sentences() and _asked(code) - values
    ]
    assert lacking == []


def test_every_code_that_a_module_names_has_a_sentence_and_the_values_for_it() -> None:
    documented = list(_documented())
    assert len(documented) > 40
    assert [where for where, code, _ in documented if code not in sentences()] == []
    lacking = [
        (where, code, name)
        for where, code, says in documented
        for name in _asked(code)
        if not re.search(rf"\b{name}\b", says)
    ]
    assert lacking == []


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_sentence_is_calm_whole_and_shows_its_values(code: str) -> None:
    values = {name: f"<{name}>" for name in _asked(code)}
    text = sentence(Problem(code, values))
    assert text[0].isupper() or text[0] in {"<", "{"}
    assert text.endswith(".")
    assert "!" not in text
    assert all(value in text for value in values.values())


def test_a_value_that_is_missing_is_left_open() -> None:
    assert "?" in sentence(Problem("rate_limited"))


def test_a_value_may_hold_braces() -> None:
    assert "{odd}" in sentence(Problem("rate_limited", {"seconds": "{odd}"}))


def test_a_code_without_a_sentence_shows_itself_and_its_values() -> None:
    text = sentence(Problem("never_heard_of", {"status": "418"}))
    assert "never_heard_of" in text
    assert "status 418" in text
