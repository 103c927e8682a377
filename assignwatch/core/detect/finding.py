"""What a pass over an account found, before it becomes a version of an incident.

`official.py` makes findings of the broker's records, `weigh.py` of residuals; `conclude.py` merges
those of one incident and writes the version.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.detect.kinds import ASSIGNMENTS
from assignwatch.core.detect.residual import rounded
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import InstrumentId, Leg, PositionKey
from assignwatch.core.words import Feed, Grade, Kind, Severity

Cash = dict[str, Decimal]


_WEAKEST = (
    Grade.CONFLICT,
    Grade.PENDING,
    Grade.UNEXPLAINED,
    Grade.LIKELY,
    Grade.STRONG,
    Grade.CONFIRMED,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that happened to one contract, and how sure it is.

    `day` is its business date, `keys` the positions to judge again when there is news. `until` and
    `feeds` say what it waits for. `quiet`: not worth a version while it waits. `incident` is the
    one under which a record has told it, where that is not the one of its day; `changed` between
    which readings the contract itself did: its legs may be read at other times, a record of it may
    be dated apart.
    """

    kind: Kind
    grade: Grade
    severity: Severity
    key: PositionKey
    contracts: Decimal
    legs: tuple[Leg, ...]
    day: date
    occurred: tuple[datetime, datetime]
    cash: Cash | None = None
    late: bool = False
    evidence: tuple[Evidence, ...] = ()
    consumes: tuple[Consumption, ...] = ()
    keys: tuple[PositionKey, ...] = ()
    until: datetime | None = None
    feeds: tuple[Feed, ...] = ()
    quiet: bool = False
    incident: str | None = None
    changed: tuple[datetime, datetime] | None = None

    @property
    def waits(self) -> bool:
        """Whether time or a further reading may still change it."""
        return self.until is not None or bool(self.feeds)


def of_one(contract: InstrumentId | None, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of one incident, those of its contract first, each leg told by one of them.

    The record of a leg that was told under a contract before is no further leg of it where what the
    contract turned into is told: it is of another event then, or says the same.
    """
    own = [f for f in findings if f.key.instrument == contract]
    told = {leg.instrument for f in own for leg in f.legs} - {contract}
    if not told:
        return list(findings)
    others = [f for f in findings if f.key.instrument != contract]
    grade = min((f.grade for f in own), key=_WEAKEST.index)
    return [*own, *(_as_evidence(f, grade) if f.key.instrument in told else f for f in others)]


def _as_evidence(leg: Finding, grade: Grade) -> Finding:
    """What only speaks for what is told, of which the `grade` stays what it is."""
    consumes = tuple(replace(c, quantity=Decimal()) for c in leg.consumes)
    return replace(leg, grade=grade, legs=(), cash=None, consumes=consumes)


def merged(findings: Sequence[Finding]) -> Finding:
    """Findings of one incident as one: quantities and money add up, the weakest grade counts.

    Those of a leg add no contracts: a share is none, and it is not what the incident is about.
    """
    if len(findings) == 1:
        return findings[0]
    first = next((f for f in findings if not _is_leg(f, findings)), findings[0])
    own = [finding for finding in findings if finding.key == first.key]
    starts, ends = zip(*(f.occurred for f in findings), strict=True)
    changed = [f.changed for f in own if f.changed is not None]
    return replace(
        first,
        kind=_kind(own),
        severity=max((f.severity for f in findings), key=lambda severity: severity.rank),
        grade=min((f.grade for f in findings), key=_WEAKEST.index),
        contracts=sum((f.contracts for f in own), Decimal()),
        legs=tuple(_apart([leg for f in findings for leg in f.legs])),
        occurred=(min(starts), max(ends)),
        cash=added(*(f.cash for f in findings)),
        late=any(f.late for f in findings),
        evidence=_each_once(findings),
        consumes=_consumed(c for f in findings for c in f.consumes),
        keys=tuple(dict.fromkeys(key for f in findings for key in f.keys)),
        until=min((f.until for f in findings if f.until is not None), default=None),
        feeds=tuple(dict.fromkeys(feed for f in findings for feed in f.feeds)),
        quiet=all(f.quiet for f in findings),
        changed=(min(s for s, _ in changed), max(e for _, e in changed)) if changed else None,
    )


def _is_leg(finding: Finding, among: Sequence[Finding]) -> bool:
    """Whether it is of what another one of a contract says that this turned into."""
    others = (one for one in among if one.key != finding.key)
    return any(leg.instrument == finding.key.instrument for one in others for leg in one.legs)


def _apart(legs: Sequence[Leg]) -> Iterator[Leg]:
    """All that moved; where that comes to nothing, each way by itself."""
    for whole in together(legs):
        ways: dict[bool, list[Leg]] = {}
        for leg in legs:
            if leg.instrument == whole.instrument and leg.quantity:
                ways.setdefault(leg.quantity > 0, []).append(leg)
        if whole.quantity or not ways:
            yield whole
            continue
        for way in ways.values():
            yield from together(way)


def _kind(findings: Sequence[Finding]) -> Kind:
    """The kind that counts as an assignment if there is one, else that of the larger part.

    A liquidation whose rest was handed away is one incident of one family; its kind must not hide
    the part that was assigned.
    """
    sizes: dict[Kind, Decimal] = {}
    for finding in findings:
        sizes[finding.kind] = sizes.get(finding.kind, Decimal()) + finding.contracts
    return max(sizes, key=lambda kind: (kind in ASSIGNMENTS, sizes[kind], kind))


def _consumed(parts: Iterable[Consumption]) -> tuple[Consumption, ...]:
    """What records explain and what positions alone do stay apart."""
    total: dict[tuple[PositionKey, bool], Consumption] = {}
    for part in parts:
        place = part.key, bool(part.facts)
        known = total.get(place, Consumption(part.key, Decimal(), ()))
        facts = tuple(sorted({*known.facts, *part.facts}))
        total[place] = Consumption(part.key, known.quantity + part.quantity, facts)
    return tuple(total.values())


def _each_once(findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    seen: list[Evidence] = []
    for item in (item for f in findings for item in f.evidence):
        if item not in seen:
            seen.append(item)
    return tuple(seen)


def together(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """One leg for each instrument, in the order of their first; the average price of its parts.

    Parts that moved opposite ways at different prices have none: nobody traded at what is between.
    """
    total: dict[InstrumentId, tuple[Decimal, Decimal | None]] = {}
    single: dict[InstrumentId, Leg] = {}
    for leg in legs:
        value = None if leg.price is None else leg.price * leg.quantity
        if leg.instrument not in total:
            total[leg.instrument], single[leg.instrument] = (leg.quantity, value), leg
            continue
        quantity, known = total[leg.instrument]
        alike = leg.price == single[leg.instrument].price
        opposed = leg.quantity * quantity < 0 and not alike
        value = None if known is None or value is None or opposed else known + value
        quantity += leg.quantity
        total[leg.instrument] = quantity, value
        price = average(value, quantity) if value is not None and quantity else None
        if price is not None and alike:
            price = leg.price  # as it is told of every part, and not worked out
        single[leg.instrument] = Leg(leg.instrument, quantity, price)
    return tuple(single.values())


def average(value: Decimal, quantity: Decimal) -> Decimal:
    """Value over quantity, to eight decimals."""
    return rounded(value / quantity)


def added(*amounts: Cash | None) -> Cash | None:
    """Money added up by currency; None where none is known."""
    total: Cash = {}
    for amount in amounts:
        for currency, value in (amount or {}).items():
            total[currency] = total.get(currency, Decimal()) + value
    return dict(sorted(total.items())) or None
