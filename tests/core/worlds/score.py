"""Claims against the truth: what was found, what was missed, what was invented.

Truths and claims about one contract of one account and of one kind are put together where their
times overlap, and compared by the number of contracts: whether two nights that nobody looked at
are told as one or as two is no fault. The yardstick is judged more kindly: an alarm counts as right
if it names any leg of an assignment with that leg's quantity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from assignwatch.core.detect.kinds import ASSIGNMENTS
from assignwatch.core.events import Concluded
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.core.words import Grade, Kind
from tests.core.worlds.naive import Alarm, alarms
from tests.core.worlds.story import Ceiling, Happening, Standing, Story

CLAIMING = {
    Grade.LIKELY: Ceiling.LIKELY,
    Grade.STRONG: Ceiling.STRONG,
    Grade.CONFIRMED: Ceiling.CONFIRMED,
}
_DAY = timedelta(days=1)


def last_versions(lines: Iterable[str]) -> dict[str, Concluded]:
    """What the program believes of each incident at the end of a tape."""
    return {version.incident: version for _, version in play(read(lines))}


@dataclass(slots=True)
class Score:
    """How one detector did on one story, or on several added up."""

    true: int = 0
    found: int = 0
    claimed: int = 0
    right: int = 0

    def __iadd__(self, other: Score) -> Score:
        self.true += other.true
        self.found += other.found
        self.claimed += other.claimed
        self.right += other.right
        return self


@dataclass(slots=True)
class Verdict:
    """What the program made of a story, in things that can be shown."""

    knowable: Score = field(default_factory=Score)
    everything: Score = field(default_factory=Score)
    assignments: Score = field(default_factory=Score)
    missed: list[Happening] = field(default_factory=list)
    invented: list[Concluded] = field(default_factory=list)
    overgraded: list[Concluded] = field(default_factory=list)
    needless: list[Concluded] = field(default_factory=list)
    """Changes called unexplained although the rules explain them."""

    @property
    def flawless(self) -> bool:
        """Nothing missed, nothing invented, nothing surer than it can be."""
        return not (self.missed or self.invented or self.overgraded)


def verdict(story: Story, versions: Iterable[Concluded]) -> Verdict:
    """Compare what the program believes with what is true."""
    result = Verdict()
    claims = [v for v in versions if _claims(v)]
    for group in _together(story.incidents, claims):
        for truths, made in _paired(group):
            _compare(truths, made, result)
        if not group.truths:
            result.needless += [c for c in group.claims if _is_needless(story, c)]
    return result


def _is_needless(story: Story, claim: Concluded) -> bool:
    """Whether it calls unexplained what no truth left unexplained there and then."""
    start, end = _occurred(claim)
    return claim.kind is Kind.UNEXPLAINED and not any(
        truth.account == claim.account
        and not _is_knowable(truth)
        and any(move.key.instrument == claim.instrument for move in truth.moves)
        and _window(truth)[0] <= end
        and start <= _window(truth)[1]
        for truth in story.incidents
    )


def _claims(version: Concluded) -> bool:
    """Whether it says what happened; an unexplained change says so with that very grade."""
    if version.kind is Kind.UNEXPLAINED:
        return version.grade is Grade.UNEXPLAINED or version.grade in CLAIMING
    return version.kind is not Kind.AMBIGUOUS and version.grade in CLAIMING


def _compare(truths: list[Happening], claims: list[Concluded], result: Verdict) -> None:
    """One contract at one time: does the number of contracts claimed agree with the truth?"""
    agrees = _agree(truths, claims)
    whole = _contracts(truths) == sum((claim.contracts for claim in claims), Decimal())
    for truth in truths:
        found = agrees and (whole or truth.contracts is None or _is_knowable(truth))
        is_assignment = bool(truth.kinds & ASSIGNMENTS)
        for score, counts in (
            (result.knowable, _is_knowable(truth)),
            (result.everything, True),
            (result.assignments, is_assignment and _is_knowable(truth)),
        ):
            score.true += counts
            score.found += counts and found
        if _is_knowable(truth) and not found:
            result.missed.append(truth)
    ceiling = max((truth.ceiling for truth in truths), default=Ceiling.CONFIRMED)
    for claim in claims:
        says_what = agrees or claim.kind is not Kind.UNEXPLAINED
        for score, counts in (
            (result.everything, True),
            (result.knowable, True),
            (result.assignments, claim.kind in ASSIGNMENTS),
        ):
            score.claimed += counts and says_what
            score.right += counts and agrees
        grade = CLAIMING.get(claim.grade, Ceiling.LIKELY)
        if not agrees and grade > Ceiling.LIKELY:
            result.invented.append(claim)
        elif agrees and grade > ceiling:
            result.overgraded.append(claim)


def _is_knowable(truth: Happening) -> bool:
    return truth.standing is Standing.KNOWABLE


def _contracts(truths: Iterable[Happening]) -> Decimal:
    return sum((truth.contracts or Decimal() for truth in truths), Decimal())


@dataclass(slots=True)
class Group:
    """Truths and claims that may be about the same thing: their names and their times."""

    truths: list[Happening]
    claims: list[Concluded]
    names: set[tuple[str, str, str, str]]
    times: list[tuple[datetime, datetime]]

    @classmethod
    def of_truth(cls, truth: Happening) -> Group:
        """A truth alone, under every name that tells it rightly."""
        names = product((truth.account,), truth.instruments, (truth.key.side,), truth.kinds)
        return cls([truth], [], set(names), [_window(truth)])

    @classmethod
    def of_claim(cls, claim: Concluded) -> Group:
        """A claim alone."""
        name = (str(claim.account), str(claim.instrument), str(claim.side), str(claim.kind))
        return cls([], [claim], {name}, [_occurred(claim)])

    def touches(self, other: Group) -> bool:
        """Whether both may be about the same thing."""
        return bool(self.names & other.names) and any(
            start <= last and first <= end
            for start, end in self.times
            for first, last in other.times
        )

    def take_in(self, other: Group) -> None:
        """Become both."""
        self.truths += other.truths
        self.claims += other.claims
        self.names |= other.names
        self.times += other.times


def _together(truths: list[Happening], claims: list[Concluded]) -> list[Group]:
    """Truths and claims of one contract and kind whose times overlap, directly or in a chain."""
    groups: list[Group] = []
    for new in [*map(Group.of_truth, truths), *map(Group.of_claim, claims)]:
        touched = [group for group in groups if group.touches(new)]
        for group in touched:
            new.take_in(group)
            groups.remove(group)
        groups.append(new)
    return groups


def _paired(group: Group) -> Iterator[tuple[list[Happening], list[Concluded]]]:
    """A group that agrees as a whole, or else pairs that agree and the rest that does not."""
    truths, claims = list(group.truths), list(group.claims)
    if not _agree(truths, claims):
        for claim in group.claims:
            same = [t for t in truths if _agree([t], [claim]) and _overlap(t, claim)]
            if same:
                best = max(same, key=lambda truth: truth.standing)
                truths.remove(best)
                claims.remove(claim)
                yield [best], [claim]
    if truths or claims:
        yield truths, claims


def _agree(truths: list[Happening], claims: list[Concluded]) -> bool:
    """Whether the contracts claimed are those of all truths, or at least of the knowable ones."""
    if not truths or not claims or any(truth.contracts is None for truth in truths):
        return bool(truths and claims)
    said = sum((claim.contracts for claim in claims), Decimal())
    least = _contracts(t for t in truths if _is_knowable(t))
    return least <= said <= _contracts(truths)


def _overlap(truth: Happening, claim: Concluded) -> bool:
    (start, end), (first, last) = _window(truth), _occurred(claim)
    return start <= last and first <= end


def _occurred(claim: Concluded) -> tuple[datetime, datetime]:
    return claim.occurred or (claim.at, claim.at)


def _window(truth: Happening) -> tuple[datetime, datetime]:
    """The business days that it can be told of."""
    start, end = truth.window or (truth.at, truth.until)
    return _midnight(start), _midnight(end) + _DAY


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


# ---------------------------------------------------------------------------------- the yardstick


def yardstick(story: Story) -> Score:
    """The snapshot comparison on the same tape, about knowable assignments."""
    made = list(alarms(story.lines))
    truths = [t for t in story.incidents if t.kinds & ASSIGNMENTS]
    knowable = [t for t in truths if _is_knowable(t)]
    return Score(
        true=len(knowable),
        found=sum(any(_hits(alarm, truth) for alarm in made) for truth in knowable),
        claimed=len(made),
        right=sum(any(_hits(alarm, truth) for truth in truths) for alarm in made),
    )


def _hits(alarm: Alarm, truth: Happening) -> bool:
    start, end = _window(truth)
    return (
        alarm.account == truth.account
        and alarm.between[0] <= end
        and start <= alarm.between[1]
        and any(
            move.key.instrument.partition("/")[2] == alarm.symbol and move.quantity == alarm.change
            for move in truth.moves
        )
    )
