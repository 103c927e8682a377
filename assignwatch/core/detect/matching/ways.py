"""What may have been called, and a way in which that explains what moved.

`lane.py` and `legs.py` make claims, `legs.py` finds the ways, `ranking.py` ranks them, `called.py`
says what the best one means.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import compress

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.reach import common_part
from assignwatch.core.detect.matching.match import Series, Units, solutions
from assignwatch.core.detect.matching.support import Fit, worth_of
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, PositionKey, later


@dataclass(frozen=True, slots=True)
class Claim:
    """A contract that may have been called: gone without a word, or booked without its other leg.

    `change` is its signed change, `effect` what all of it moves; `booked` names the record's
    finding; `unsure` says that the deliverable was worked out from what moved.
    """

    key: PositionKey
    contract: Instrument
    change: Decimal
    effect: law.Effect
    at: datetime
    residual: Residual | None = None
    booked: int | None = None
    unsure: bool = False
    certain: bool = True
    """Whether a record that names it says that it was called, and not merely that it is gone."""
    partly: bool = False
    """Whether its record claims more than there was, so that less of it may have moved."""
    follows: bool = False
    """Whether what less of it has moved so far may be followed by the rest, leg by leg."""
    is_rest: bool = False
    """Whether it is what may follow of a record of which some was found."""
    paid_at: tuple[datetime, ...] = ()
    """When its records say that money moved, if they do."""
    shown_at: datetime | None = None
    """The reading that showed the change which its record is about, where that is another step."""
    in_time: bool = False
    """Whether the reading after its record shows what that says."""

    @property
    def judged_at(self) -> datetime:
        """The time whose descriptions count for it."""
        return self.residual.judged_at if self.residual is not None else self.at

    def moves(self, units: Decimal) -> law.Effect:
        """What so many of its contracts move."""
        return {d: amount * units / abs(self.change) for d, amount in self.effect.items()}

    def without_found(self, booked: Sequence["Claim"], units: Decimal) -> list["Claim"]:
        """The claims of records, when the legs of so many of its contracts have been found.

        Where the rest may follow, that is looked for on.
        """
        others, left = [c for c in booked if c.booked != self.booked], abs(self.change) - units
        if not self.follows or left <= 0:
            return others
        change = left if self.change > 0 else -left
        return [*others, replace(self, change=change, effect=self.moves(left), is_rest=True)]

    def goes_with(self, legs: Sequence[Residual]) -> bool:
        """Whether it moves nothing but these, and that the way in which one of them went."""
        return all(
            any(leg.instrument == what and leg.quantity * moved > 0 for leg in legs)
            for what, moved in self.effect.items()
        )

    @property
    def seen_at(self) -> datetime:
        """When it happened, as far as a reading or its record says."""
        return self.at if self.shown_at is None else self.shown_at

    @property
    def span(self) -> tuple[datetime, datetime]:
        """In which time it went: between two readings, or in the night or day of its record.

        Where the next reading shows what that says, its moment is right.
        """
        r = self.residual
        if r is not None:
            return r.since, r.at
        if self.shown_at is not None:
            return self.shown_at, self.shown_at
        if self.is_timed:
            return self.at, later(self.at, NIGHT)
        off = _DATED_OFF if self.at.time() == time() else NIGHT
        return max(self.at, _SECOND_DAY) - off, later(self.at, off)

    @property
    def is_timed(self) -> bool:
        """Whether its record gives the moment, as far as the readings say."""
        return self.in_time and self.at.time() != time()

    @property
    def is_whole(self) -> bool:
        """Whether it was called as a whole or not at all."""
        return self.unsure or (self.booked is not None and not self.partly)

    @property
    def may_lapse(self) -> bool:
        """Whether it may be gone without having been called."""
        return self.has_run_out or not self.certain

    @property
    def ended(self) -> bool:
        """Whether it had reached its end."""
        end, r = self.contract.expiry, self.residual
        return r is not None and end is not None and end.reached(r.at)

    @property
    def has_run_out(self) -> bool:
        """Whether it may simply have run out: then nothing of it is left."""
        r = self.residual
        return self.ended and r is not None and not (r.after or r.assumed)


_BEGINNING = datetime.min.replace(tzinfo=UTC)

_DATED_OFF = timedelta(days=1)
"""A record that names a day alone may be this far from the moment."""

_SECOND_DAY = _BEGINNING + _DATED_OFF
"""No time has a day before it that is earlier than this."""


_SERIES = 60
"""More series than this on one underlying are only tried all together."""

Use = tuple[Claim, Decimal]
"""A claim and how many of its contracts were called."""


@dataclass(frozen=True, slots=True)
class Way:
    """A solution with its rank; lower is better."""

    rank: tuple[int, ...]
    used: tuple[Use, ...]
    legs: tuple[Residual, ...]
    price: Fit
    cash: Fit

    @property
    def residuals(self) -> tuple[Residual, ...]:
        """The changes that it is made of."""
        own = (claim.residual for claim, _ in self.used)
        return (*(r for r in own if r is not None), *self.legs)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Between which readings it happened, as far as any show it."""
        return min(r.since for r in self.residuals), max(r.at for r in self.residuals)


@dataclass(frozen=True, slots=True)
class Match:
    """Contracts and legs that explain each other exactly; `others` are further ways, if any fit."""

    used: tuple[Use, ...]
    legs: tuple[Residual, ...]
    price: Fit
    cash: Fit
    others: tuple[tuple[Use, ...], ...] = ()
    gave_up: bool = False
    rivals: bool = False
    """Whether another way, told apart only by leaving a series over, is supported as well."""
    elsewhere: tuple[tuple[Use, ...], ...] = ()
    """What on other underlyings the same money speaks for as much."""

    @property
    def residuals(self) -> tuple[Residual, ...]:
        """Every residual that it is made of."""
        own = {id(c.residual): c.residual for way in (self.used, *self.others) for c, _ in way}
        return (*(r for r in own.values() if r is not None), *self.legs)

    @property
    def shares(self) -> tuple[Residual, ...]:
        """The same, of each as much as it has used."""
        if self.others:
            return self.residuals
        own = [(c.residual, n if c.change > 0 else -n) for c, n in self.used]
        return (*(r.share(n) for r, n in own if r is not None), *self.legs)


@dataclass(frozen=True, slots=True)
class Taken:
    """A match with the changes that it is made of, and what it leaves of them."""

    match: Match
    gone: tuple[Residual, ...]
    rest: tuple[Residual, ...]


def combinations(
    claims: Sequence[Claim],
    arrived: Mapping[InstrumentId, Sequence[Residual]],
    looks: int,
    *,
    each: bool = False,
) -> tuple[list[Units], bool]:
    """How many of each may have been called, and whether those are all that matter.

    Contracts that live and together explain all that moved are not looked at in parts, unless
    `each` way is asked for; where nothing moved and they went at several times, only those that
    went with what no record tells of are. Where there are too many combinations to look at, those
    that were paid for at their strikes are: the price speaks against all others.
    """
    reached = {d for claim in claims for d in claim.effect}
    target = {d: sum((r.quantity for r in arrived.get(d, ())), Decimal()) for d in reached}
    everything = tuple(abs(claim.change) for claim in claims)
    whole = {d: sum((c.effect.get(d, Decimal()) for c in claims), Decimal()) for d in reached}
    plain = not each and not any(claim.may_lapse for claim in claims)
    if whole == target and plain and not any(target.values()) and not went_together(claims):
        return [_at_one_time(claims) or everything], True
    if whole == target and (len(claims) > _SERIES or plain):
        return [everything], True
    if len(claims) > _SERIES:
        return [], False
    series = [Series(abs(c.change), c.moves(Decimal(1)), whole=c.is_whole) for c in claims]
    found, complete = solutions(series, target, looks)
    worth = None if complete else _at_strikes(claims, arrived)
    if worth is None:
        return found, complete
    priced = [
        replace(one, effect={**one.effect, _VALUE: value})
        for one, value in zip(series, worth.each, strict=True)
    ]
    paid, complete = solutions(priced, {**target, _VALUE: worth.paid}, looks)
    return (paid, complete) if paid else (found, False)


def _at_one_time(claims: Sequence[Claim]) -> Units | None:
    """Those that went with what no record tells of, if their legs cancel as well."""
    seen = [claim.span for claim in claims if claim.residual is not None]
    if not seen:
        return None
    start, end = max(since for since, _ in seen), min(at for _, at in seen)
    near = [claim.span[0] <= end and start < claim.span[1] for claim in claims]
    moved: law.Effect = {}
    for claim in compress(claims, near):
        for what, quantity in claim.effect.items():
            moved[what] = moved.get(what, Decimal()) + quantity
    if any(moved.values()) or not any(near):
        return None
    return tuple(
        abs(c.change) if is_near else Decimal() for c, is_near in zip(claims, near, strict=True)
    )


def went_together(claims: Sequence[Claim], *, told: bool = False) -> bool:
    """Whether all went in one time: a leg that came on another day would have been seen.

    What records name, or closes have `told`, may be read one by one in a night, and all of what it
    turned into at once.
    """
    spans = [claim.span for claim in claims]
    if not spans:
        return True
    apart = max(start for start, _ in spans) - min(end for _, end in spans)
    told = told or all(claim.booked is not None for claim in claims)
    return apart <= (NIGHT if told else timedelta())


@dataclass(frozen=True, slots=True)
class _Worth:
    """What a contract of each claim pays for its leg, and what was paid for all of it."""

    each: tuple[Decimal, ...]
    paid: Decimal


_VALUE = InstrumentId("")
"""Money as one more thing that a contract moves."""


def _at_strikes(
    claims: Sequence[Claim], arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> _Worth | None:
    """What strikes are worth, where all claims move one leg one way and its price says how much.

    Of all that strikes can add up to only one figure is near enough to what was paid. A solution
    with any other is contradicted (`support.price_fit`), unless premiums were folded in.
    """
    reached = {d for claim in claims for d in claim.effect}
    if len(reached) != 1:
        return None
    (what,) = reached
    legs = arrived.get(what, ())
    worth = worth_of(legs)
    moved = [claim.moves(Decimal(1))[what] for claim in claims]
    prices = [law.price_of(claim.contract, what) for claim in claims]
    total = sum((leg.quantity for leg in legs), Decimal())
    if worth is None or not all(prices) or any(amount * total <= 0 for amount in moved):
        return None
    if any(leg.crossed for leg in legs):
        return None
    each = tuple(price[0] * amount for price, amount in zip(prices, moved, strict=True))
    (seen, blur), step = worth, common_part(each)
    least, most = math.ceil((seen - blur) / step), math.floor((seen + blur) / step)
    return _Worth(each, least * step) if least == most else None


def rank_of(
    claims: Sequence[Claim], units: Sequence[Decimal], price: Fit, cash: Fit
) -> tuple[int, ...]:
    """How good a solution is; of the first that tells two apart the smaller is better.

    A price that contradicts; records left over; a balance that does (`with_denied`); series that
    had not ended used in part; records that say otherwise; any series used in part; nothing but
    quantities that speaks for it.
    """
    idle = doubted = 0
    split = partly = False
    for claim, n in zip(claims, units, strict=True):
        less = n < abs(claim.change)
        if claim.booked is None:
            split = split or (less and not claim.may_lapse)
        elif claim.certain and not n:
            idle += 1
        if n:
            doubted += not claim.certain
            if claim.residual is not None:
                partly = partly or less or bool(claim.residual.after)
    unsupported = price is not Fit.FITS and cash not in {Fit.FITS, Fit.NEAR}
    return (price is Fit.OFF, idle, False, split, doubted, partly, unsupported)


def with_denied(ways: Sequence[Way]) -> list[Way]:
    """The same, where the balance says that another way was paid for, and no price that it was.

    The price of a leg that crossed zero is that of its last part alone.
    """
    if not any(way.cash in {Fit.FITS, Fit.NEAR} and way.price is not Fit.OFF for way in ways):
        return list(ways)
    priced = [way.price is Fit.FITS and not any(leg.crossed for leg in way.legs) for way in ways]
    denied = [way.cash is Fit.OFF and not sure for way, sure in zip(ways, priced, strict=True)]
    ranks = [(*way.rank[:2], no, *way.rank[3:]) for way, no in zip(ways, denied, strict=True)]
    return [replace(way, rank=rank) for way, rank in zip(ways, ranks, strict=True)]


def rivals(way: Way, best: Way) -> bool:
    certain = way.rank[:4] == best.rank[:4]
    return certain and (way.price, way.cash) == (best.price, best.cash)


def unlike(equal: Sequence[Way]) -> list[Way]:
    """Ways that differ in more than in which booked contract a leg is put to: those are certain."""
    ways: dict[frozenset[tuple[PositionKey, Decimal]], Way] = {}
    for way in equal:
        ways.setdefault(frozenset((c.key, n) for c, n in way.used if c.booked is None), way)
    return list(ways.values())


def paid_for(equal: list[Way]) -> list[Way]:
    """Of ways that are else as good those that were paid for, where the balance says it to a cent.

    A leg's price may fit one of two as it fits both: one that crossed zero is dear at any strike.
    """
    if not any(way.cash is Fit.FITS for way in equal):
        return equal
    return [way for way in equal if way.cash is not Fit.OFF]


def least(equal: Sequence[Way]) -> list[Way]:
    """The way that all others hold, where what they add has run out and nothing more supports it.

    What they add cancels. That proves nothing by itself: it may as well have lapsed.
    """
    units = [{id(claim): n for claim, n in way.used} for way in equal]
    for one, own in zip(equal, units, strict=True):
        if all((way.price, way.cash) == (one.price, one.cash) for way in equal) and all(
            _has_run_out_but_for(own, way) and own.keys() <= used.keys()
            for way, used in zip(equal, units, strict=True)
        ):
            return [one]
    return list(equal)


def _has_run_out_but_for(own: Mapping[int, Decimal], way: Way) -> bool:
    """Whether a way holds no less than these, and more only of what has run out."""
    more = [(claim, n - own.get(id(claim), Decimal())) for claim, n in way.used]
    return all(n >= 0 and (claim.has_run_out or not n) for claim, n in more)


def told_apart(used: Sequence[Use]) -> frozenset[tuple[PositionKey, int | None, Decimal]]:
    """What makes a way this one and no other."""
    return frozenset((claim.key, claim.booked, n) for claim, n in used)
