"""The first way that works has delivered; each notice starts with the best way again."""

import pytest

from assignwatch.channels.base import Channel, ChannelFailed, Notice
from assignwatch.channels.chain import Chain
from assignwatch.core.model import Problem
from assignwatch.core.words import Outcome, Severity

NOTICE = Notice("a-1", 1, Severity.HIGH, "title", "body")


class Way:
    """A channel that does as it is told, and remembers what it was asked."""

    def __init__(self, name: str, answer: Outcome | None) -> None:
        self.name = name
        self.answer = answer
        self.delivered: list[Notice] = []
        self.withdrawn: list[str] = []

    async def deliver(self, notice: Notice) -> Outcome:
        self.delivered.append(notice)
        if self.answer is None:
            raise ChannelFailed(Problem(f"{self.name}_failed"))
        return self.answer

    async def withdraw(self, alert: str) -> None:
        self.withdrawn.append(alert)


def broken(name: str) -> Way:
    return Way(name, None)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("ways", "asked", "outcome"),
    [
        ([Way("a", Outcome.CONFIRMED), Way("b", Outcome.CONFIRMED)], "a", Outcome.CONFIRMED),
        ([Way("a", Outcome.TRIED), Way("b", Outcome.CONFIRMED)], "a", Outcome.TRIED),
        ([broken("a"), Way("b", Outcome.TRIED), Way("c", Outcome.CONFIRMED)], "ab", Outcome.TRIED),
        ([broken("a"), broken("b"), Way("c", Outcome.CONFIRMED)], "abc", Outcome.CONFIRMED),
    ],
)
async def test_the_first_that_does_not_fail_has_delivered(
    ways: list[Way], asked: str, outcome: Outcome
) -> None:
    assert await Chain("popup", ways).deliver(NOTICE) is outcome
    assert "".join(way.name for way in ways if way.delivered == [NOTICE]) == asked


@pytest.mark.asyncio
async def test_when_all_fail_the_best_way_says_what_to_mend() -> None:
    with pytest.raises(ChannelFailed) as failed:
        await Chain("popup", [broken("desktop"), broken("terminal")]).deliver(NOTICE)
    assert failed.value.problem == Problem("desktop_failed")


@pytest.mark.asyncio
async def test_a_way_that_recovers_is_used_again() -> None:
    first, second = broken("a"), Way("b", Outcome.CONFIRMED)
    chain = Chain("popup", [first, second])
    await chain.deliver(NOTICE)
    first.answer = Outcome.CONFIRMED
    await chain.deliver(NOTICE)
    assert (len(first.delivered), len(second.delivered)) == (2, 1)


@pytest.mark.asyncio
async def test_withdrawing_goes_to_all() -> None:
    ways = [broken("a"), Way("b", Outcome.CONFIRMED)]
    await Chain("popup", ways).withdraw("a-1")
    assert [way.withdrawn for way in ways] == [["a-1"], ["a-1"]]


def test_it_is_a_channel_with_a_name_of_its_own() -> None:
    channel: Channel = Chain("popup", [broken("a")])
    assert channel.name == "popup"


def test_without_any_channel_there_is_no_chain() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Chain("popup", [])
