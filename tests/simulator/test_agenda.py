"""Steps are played at their own moments, in the order of these."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from assignwatch.simulator.agenda import Agenda

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

Played = list[tuple[str, datetime]]


def _after(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def _noted(name: str) -> Callable[[Played, datetime], None]:
    return lambda world, at: world.append((name, at))


def test_plays_what_is_due_in_order_and_keeps_the_rest() -> None:
    agenda: Agenda[Played] = Agenda()
    for name, seconds in (("late", 9), ("first", 1), ("same moment", 1), ("next", 5)):
        agenda.schedule(_after(seconds), _noted(name))
    played: Played = []
    agenda.play_until(played, _after(5))
    expected = [("first", _after(1)), ("same moment", _after(1)), ("next", _after(5))]
    assert played == expected
    agenda.play_until(played, _after(60))
    assert played[3:] == [("late", _after(9))]


def test_a_step_may_schedule_another_that_is_already_due() -> None:
    agenda: Agenda[Played] = Agenda()

    def again(world: Played, at: datetime) -> None:
        world.append(("again", at))
        if len(world) < 3:
            agenda.schedule(at + timedelta(seconds=2), again)

    agenda.schedule(_after(0), again)
    played: Played = []
    agenda.play_until(played, _after(60))
    assert [at for _, at in played] == [_after(0), _after(2), _after(4)]
