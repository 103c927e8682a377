"""A disposable copy of the fold of the journal, so that a start need not read all of it again.

`journal.py` keeps one beside its file and hands it to `watch.engine` at the next start, which folds
in what came after. It is only ever the state that some events of this journal make in this code:
whatever does not fit, because it is damaged, other code's, or another journal's, is thrown away and
the journal is read from its first event. Nothing is ever known from here alone.

The file: one line of JSON that says what the rest is, then a pickle of the `State`, because that
keeps every type and every object that is held in two places, whichever fields a state will have.
A pickle may call what it names, so this one can name only makers of values: of the classes that
the annotations of `State` mention, of enumerations' members, of times, figures and collections.
Not the classes themselves, on which a pickle could set attributes.
"""

import hashlib
import inspect
import io
import pickle
import sys
import typing
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, cast

import msgspec

import assignwatch
from assignwatch.core.state import State
from assignwatch.store.paths import write_privately

_Maker = Callable[..., Any]

_PLAIN: Final = (Decimal, date, datetime, time, timedelta, timezone, deque, OrderedDict)
"""Classes of other people's that pickle themselves by a call with plain arguments."""


class Unfit(Exception):
    """There is no checkpoint that could be used, or none could be made; the text is for the log."""


class _Header(msgspec.Struct, frozen=True):
    """What the pickle behind it is."""

    code: str
    journal: str
    seq: int
    digest: str


def write(path: Path, state: State, seq: int, journal: str) -> None:
    """Keep the fold of the events up to `seq` of the journal of this fingerprint.

    Raises `Unfit` for a state that could not be read again, and `OSError`.
    """
    body = io.BytesIO()
    _Pickler(body, protocol=5).dump(state)
    pickled = body.getvalue()
    header = _Header(code_version(), journal, seq, hashlib.sha256(pickled).hexdigest())
    write_privately(path, msgspec.json.encode(header) + b"\n" + pickled)


def read(path: Path, journal: Callable[[int], str | None]) -> tuple[State, int]:
    """The state and the number of the last event in it.

    `journal` gives the present journal's fingerprint at an event, or None when it does not go that
    far. Raises `FileNotFoundError` when there is no checkpoint, `Unfit` when it cannot be used.
    """
    try:
        line, _, pickled = path.read_bytes().partition(b"\n")
        header = msgspec.json.decode(line, type=_Header)
    except FileNotFoundError:
        raise
    except (OSError, msgspec.MsgspecError) as error:
        raise Unfit(f"it cannot be read: {error}") from error
    if header.code != code_version():
        raise Unfit("it was made by other code")
    if header.digest != hashlib.sha256(pickled).hexdigest():
        raise Unfit("it is damaged")
    if header.seq < 1 or header.journal != journal(header.seq):
        raise Unfit("it belongs to another journal, or to one that went on differently")
    try:
        state = _Unpickler(io.BytesIO(pickled)).load()
    except Exception as error:  # what a forged pickle raises has no common base
        raise Unfit(f"it holds something else: {error!r}") from error
    if not isinstance(state, State):
        raise Unfit("it holds no state")
    return state, header.seq


class _Pickler(pickle.Pickler):
    """Writes a value of our own as a call of its class with its fields, and refuses strangers."""

    def reducer_override(self, obj: Any) -> Any:
        """How to make `obj` again; the plain classes know it themselves."""
        known = _recipes().get(type(obj))
        if known is not None:
            return type(obj), known(obj)
        if type(obj) in _PLAIN or (isinstance(obj, type) and obj in _known()):
            return NotImplemented
        raise Unfit(f"a {type(obj).__qualname__} would not be read again")


class _Unpickler(pickle.Unpickler):
    """Reads what `_Pickler` writes and can resolve nothing else."""

    def find_class(self, module: str, name: str) -> _Maker:
        """The maker of that name; never a class or a function of a module."""
        try:
            return _makers()[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not for states") from None


@cache
def _known() -> frozenset[type]:
    """Every class that a state may hold values of."""
    return frozenset(_mentioned(State, set())).union(_PLAIN)


def _mentioned(hint: Any, seen: set[type]) -> set[type]:
    """The data classes and enumerations of an annotation, and of the fields of those."""
    if isinstance(hint, typing.NewType):
        return _mentioned(hint.__supertype__, seen)
    inside = typing.get_args(hint)
    if inspect.isclass(hint) and hint not in seen:
        if is_dataclass(hint):
            seen.add(hint)
            inside = tuple(typing.get_type_hints(hint).values())
        elif issubclass(hint, Enum):
            seen.add(hint)
    for inner in inside:
        _mentioned(inner, seen)
    return seen


@cache
def _recipes() -> dict[type, Callable[[Any], tuple[Any, ...]]]:
    """For each class of our own, the arguments that make an equal value."""
    return {cls: _arguments(cls) for cls in _known() if cls not in _PLAIN}


def _arguments(cls: type) -> Callable[[Any], tuple[Any, ...]]:
    if issubclass(cls, Enum):
        return lambda member: (member.value,)
    names = [field.name for field in fields(cast(Any, cls)) if field.init and not field.kw_only]
    if len(names) != len(fields(cast(Any, cls))):
        raise Unfit(f"{cls.__qualname__} is not made by a call with its fields in order")
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _makers() -> dict[tuple[str, str], _Maker]:
    return {(cls.__module__, cls.__qualname__): _maker(cls) for cls in _known()}


def _maker(cls: type) -> _Maker:
    """A callable that makes values of `cls` and has nothing on it that could be changed."""
    if issubclass(cls, Enum):
        return {member.value: member for member in cls}.__getitem__
    return cast(_Maker, type.__call__.__get__(cls))


@cache
def code_version() -> str:
    """Changes with every change of the code that folds events or stores them."""
    package = Path(assignwatch.__file__).parent
    # A frozen program has no sources beside it; it is one file itself.
    found = sorted(_sources(package / "core", package / "store")) or [Path(sys.executable)]
    digest = hashlib.sha256(f"{assignwatch.__version__} {sys.version}".encode())
    for path in found:
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from folder.rglob("*.py")


def fingerprint(rows: Iterable[tuple[object, ...]]) -> str:
    """A digest of some of a journal's rows, by which it is known again."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode([str(value) for value in row]))
    return digest.hexdigest()
