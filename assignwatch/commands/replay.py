"""`assignwatch replay TAPE [--json]`: the detector over a recorded run.

With `--json` one object a line for each version as it is concluded, and nothing else on standard
output; without, the same for people. Exit status 2 when the tape cannot be read.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assignwatch.core.detect.kinds import event_type
from assignwatch.core.events import Concluded
from assignwatch.core.observations import Adjustment, Order
from assignwatch.core.state import State
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import Line, TapeError, read
from assignwatch.texts import incidents, terminal


def run(tape: Path, *, as_json: bool) -> int:
    """Replay a tape to standard output."""
    try:
        with tape.open(encoding="utf-8") as lines:
            for state, version in play(_noting_unjudged(read(lines))):
                sys.stdout.write(_json(version) if as_json else _words(state, version))
    except BrokenPipeError:
        raise
    except (TapeError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(terminal.tape_unreadable(tape, str(error)))
        return 2
    return 0


def _noting_unjudged(lines: Iterable[Line]) -> Iterator[Line]:
    """Say once that a type of line is read but not yet concluded from."""
    noted = set()
    for line in lines:
        kind = type(line.observation)
        if kind in {Adjustment, Order} and kind not in noted:
            noted.add(kind)
            sys.stderr.write(terminal.line_not_judged(line.number, kind.__name__.lower()))
        yield line


def _json(version: Concluded) -> str:
    line: dict[str, Any] = {
        "incident": version.incident,
        "version": version.version,
        "at": _time(version.at),
        "occurred": [_time(at) for at in version.occurred] if version.occurred else None,
        "account": version.account,
        "kind": version.kind,
        "grade": version.grade,
        "severity": version.severity,
        "instrument": version.instrument,
        "contracts": _figure(version.contracts),
        "legs": [
            {
                "instrument": leg.instrument,
                "quantity": _figure(leg.quantity),
                "price": None if leg.price is None else _figure(leg.price),
            }
            for leg in version.legs
        ],
        "cash": {c: _figure(a) for c, a in version.cash.items()} if version.cash else None,
        "late": version.late,
        "event_type": event_type(version.kind, version.grade),
        "evidence": [
            {"code": item.code, "says": incidents.evidence_sentence(item, UTC)}
            for item in version.evidence
        ],
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def _words(state: State, version: Concluded) -> str:
    instrument = state.instruments.get(version.instrument)
    head = f"{_time(version.at)}  {incidents.title(version, instrument)}"
    sure = incidents.grade(version.grade)
    reasons = "".join(f"    {sentence}\n" for sentence in incidents.evidence(version, UTC))
    what = incidents.what(version, instrument)
    return f"{head}  [{version.account}, {sure}, {version.version}]\n    {what}\n{reasons}"


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _figure(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
