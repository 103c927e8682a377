"""Writing the next version of an incident from everything recorded about one position.

`decide` calls this for each position that an input touched. It looks at all records of that
position, not at the new one alone, so the result is the same in whichever order they came, and
saying the same again gives nothing. A record that names a cause needs no second leg and no
waiting: it is confirmed at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.happenings import Happening, happenings, tallied
from assignwatch.core.detect.identity import incident_of
from assignwatch.core.detect.kinds import ASSIGNMENTS, family_of, kind_of
from assignwatch.core.events import Concluded, Consumption, Evidence
from assignwatch.core.model import Leg, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Incident
from assignwatch.core.words import EvidenceCode, Grade, Kind, Severity

_PRICE_STEP = Decimal("0.00000001")


def conclude(
    account: Account,
    incidents: dict[str, Incident],
    key: PositionKey,
    now: datetime,
    policy: Policy,
) -> Iterator[Concluded]:
    """The versions that are new, given what is recorded about this position."""
    records = [account.bookings[fact] for fact in account.booked.get(key, ())]
    for incident, found in _grouped(account, key, happenings(records)).items():
        known = incidents.get(incident)
        draft = _version(account, incident, key, found, now, policy)
        if known is None:
            yield draft
        elif _says_more(known.latest, draft):
            late = known.latest.late
            yield replace(draft, version=known.latest.version + 1, late=late)


def _grouped(
    account: Account, key: PositionKey, found: list[Happening]
) -> dict[str, list[Happening]]:
    """Happenings by incident; a record that moved neither a position nor money is none."""
    groups: dict[str, list[Happening]] = {}
    for happening in found:
        kind = kind_of(happening.cause)
        if kind is not None and (happening.quantity or happening.cash):
            incident = incident_of(happening, account.key, family_of(kind), account.consumed)
            groups.setdefault(incident, []).append(happening)
    return groups


def _says_more(known: Concluded, draft: Concluded) -> bool:
    """Whether anything but number, time and lateness differs."""
    return draft != replace(known, version=draft.version, at=draft.at, late=draft.late)


def _version(
    account: Account,
    incident: str,
    key: PositionKey,
    found: list[Happening],
    now: datetime,
    policy: Policy,
) -> Concluded:
    counted = tallied(found)
    kind = _kind(counted)
    moved = sum((h.quantity for h in counted), Decimal())
    witnesses = [w for h in found for w in h.witnesses]
    times = [w.at for w in witnesses]
    late = any(_is_late(account, h.at, now, policy) for h in counted)
    return Concluded(
        incident=incident,
        version=1,
        at=now,
        account=account.key,
        kind=kind,
        grade=Grade.UNEXPLAINED if kind is Kind.UNEXPLAINED else Grade.CONFIRMED,
        severity=_severity(counted),
        instrument=key.instrument,
        side=key.side,
        contracts=sum((abs(h.quantity) for h in counted), Decimal()),
        legs=(Leg(key.instrument, moved, _price(counted, moved)), *_counter_legs(counted)),
        occurred=(min(times), max(times)),
        cash=_cash(counted) or None,
        late=late,
        evidence=tuple(_evidence(found)),
        consumes=(Consumption(key, moved, tuple(sorted({w.id for w in witnesses}))),),
    )


def _kind(counted: list[Happening]) -> Kind:
    """The kind that counts as an assignment if there is one, else that of the larger part.

    A liquidation whose rest was handed away is one incident of one family; its kind must not hide
    the part that was assigned.
    """
    sizes: dict[Kind, Decimal] = {}
    for happening in counted:
        kind = kind_of(happening.cause)
        if kind is not None:
            sizes[kind] = sizes.get(kind, Decimal()) + abs(happening.quantity)
    return max(sizes, key=lambda kind: (kind in ASSIGNMENTS, sizes[kind], kind))


def _severity(counted: list[Happening]) -> Severity:
    kinds = {kind for h in counted if (kind := kind_of(h.cause)) is not None}
    return max((severity_of(kind) for kind in kinds), key=lambda severity: severity.rank)


def _price(counted: list[Happening], moved: Decimal) -> Decimal | None:
    """The average price of the whole, to eight decimals; None when a part has none."""
    values = [h.value for h in counted]
    if not moved or any(value is None for value in values):
        return None
    total = sum((value for value in values if value is not None), Decimal())
    return (total / moved).quantize(_PRICE_STEP).normalize() + 0


def _counter_legs(counted: list[Happening]) -> list[Leg]:
    return [leg for h in counted for w in h.account_of_most for leg in w.counter]


def _cash(counted: list[Happening]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for happening in counted:
        for currency, amount in happening.cash.items():
            total[currency] = total.get(currency, Decimal()) + amount
    return dict(sorted(total.items()))


def _is_late(account: Account, at: datetime, now: datetime, policy: Policy) -> bool:
    """Whether nobody looked when it happened, or looked so rarely that it comes to the same."""
    if account.gap is not None and account.gap.contains(at):
        return True
    seen = account.accepted_at()
    return seen is not None and at >= seen and now - seen > policy.late_after


def _evidence(found: list[Happening]) -> Iterator[Evidence]:
    """One sentence for each of the broker's lists that speaks of it, then what speaks against."""
    for record in sorted({record for h in found for record in h.records}):
        told = [w for h in found for w in h.witnesses if w.record == record]
        unknown = all(kind_of(w.cause) is Kind.UNEXPLAINED for w in told)
        yield Evidence(
            EvidenceCode.UNKNOWN_WORD if unknown else EvidenceCode.OFFICIAL,
            "unknown_word" if unknown else "booked",
            {
                "record": record,
                "instrument": told[0].instrument,
                "count": str(len(told)),
                "quantity": f"{sum((w.quantity for w in told), Decimal()):f}",
                "causes": ",".join(sorted({w.cause for w in told})),
                "first": min(w.at for w in told).isoformat(),
                "last": max(w.at for w in told).isoformat(),
            },
        )
    disputed = [h for h in found if h.disputed]
    if disputed:
        causes = sorted({w.cause for h in disputed for w in h.witnesses})
        yield Evidence(
            EvidenceCode.CONTRADICTION,
            "records_disagree",
            {"causes": ",".join(causes), "count": str(len(disputed))},
        )
