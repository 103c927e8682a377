"""`assignwatch replay TAPE [--json]`: the detector over a recorded run.

With `--json` one object a line for each version as it is concluded, and nothing else on standard
output; without, the same for people. Exit status 2 when the tape cannot be read, 1 when a fault of
the program kept it from judging a change; `cli.py` says what else it can be.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from assignwatch.brokers import TRADES_WITHIN
from assignwatch.commands import output
from assignwatch.core.alerts.material import is_taken_back
from assignwatch.core.detect.incidents.evidence import figure
from assignwatch.core.detect.kinds import event_type
from assignwatch.core.events import Concluded
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import Line, TapeError, read
from assignwatch.core.tape.writing import rfc3339
from assignwatch.store import sessions
from assignwatch.texts import evidence, happened, incidents, problems, terminal


class _Unreadable(Exception):
    """The tape cannot be read any further; the text says why."""


def run(tape: Path, *, as_json: bool) -> int:
    """Replay a tape to standard output."""
    faults: list[ExceptionGroup] = []
    known = sessions.load()
    if known.problem is not None:
        sys.stderr.write(f"{problems.sentence(known.problem)}\n")
    policy = Policy(calendar=known.calendar, two_legs_wait_at=TRADES_WITHIN)
    try:
        for state, version in play(_lines(tape), policy, faults.append):
            output.tell(_json(state, version) if as_json else _words(state, version))
    except _Unreadable as end:
        output.finish()
        sys.stderr.write(terminal.tape_unreadable(tape, str(end)))
        return 2
    if faults:
        output.finish()
        sys.stderr.write(terminal.not_judged(len(faults), repr(faults[0].exceptions[0])))
        return 1
    return 0


def _lines(tape: Path) -> Iterator[Line]:
    """What the tape holds. A file without a line is no quiet day: nothing was ever recorded."""
    empty = True
    try:
        with tape.open("rb") as file:
            for line in read(file):
                empty = False
                yield line
        if empty:
            raise TapeError(1, "type", "is missing, the tape is empty")
    except TapeError as error:
        raise _Unreadable(str(error)) from error
    except OSError as error:
        raise _Unreadable(error.strerror or str(error)) from error


def _json(state: State, version: Concluded) -> str:
    line: dict[str, Any] = {
        "incident": version.incident,
        "version": version.version,
        "at": rfc3339(version.at),
        "occurred": [rfc3339(at) for at in version.occurred] if version.occurred else None,
        "account": version.account,
        "kind": version.kind,
        "grade": version.grade,
        "severity": version.severity,
        "instrument": version.instrument,
        "contracts": figure(version.contracts),
        "legs": [
            {
                "instrument": leg.instrument,
                "quantity": figure(leg.quantity),
                "price": None if leg.price is None else figure(leg.price),
            }
            for leg in version.legs
        ],
        "cash": {c: figure(a) for c, a in version.cash.items()} if version.cash else None,
        "late": version.late,
        "event_type": event_type(version.kind, version.grade),
        "evidence": [
            {"code": item.code, "says": evidence.sentence(item, state.instruments, zone=UTC)}
            for item in version.evidence
        ],
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def _words(state: State, version: Concluded) -> str:
    known = (state.instruments, state.incidents)
    head = f"{rfc3339(version.at)}  {incidents.title(version, state.instruments)}"
    sure = incidents.grade(version.grade)
    lines = [f"{head}  [{version.account}, {sure}, {version.version}]"]
    lines.append(f"    {happened.what(version, *known, UTC)}")
    if not is_taken_back(version):
        lines += [f"    {reason}" for reason in evidence.sentences(version, *known, UTC)]
    return "\n".join(lines) + "\n"
