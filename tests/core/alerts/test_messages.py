"""What a broker writes to the trader is passed on once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.alerts.messages import message_alert
from assignwatch.core.observations import Message
from assignwatch.core.words import About, AlertStatus, Do, Severity
from assignwatch.texts.alerts import body, headline
from tests.core.builders import ACCOUNT, T0, Run, command

CALL = Message(T0, ACCOUNT, "42", "Margin call", "Please add\n1,000 EUR.", urgent=True)
NAME = message_alert(ACCOUNT, "42")


@pytest.mark.parametrize(
    ("urgent", "severity"), [(True, Severity.HIGH), (False, Severity.INFO)], ids=["call", "note"]
)
def test_an_urgent_one_asks_for_the_trader_and_another_is_listed(
    urgent: bool, severity: Severity
) -> None:
    run = Run()
    run.take(replace(CALL, urgent=urgent))
    raised = run.alert(NAME).raised
    assert (raised.about, raised.severity) == (About.MESSAGE, severity)


def test_it_is_told_in_the_broker_s_own_words_on_one_line() -> None:
    run = Run()
    run.take(CALL)
    assert headline(run.state, NAME) == "Margin call"
    assert body(run.state, NAME) == "Please add 1,000 EUR."


def test_one_without_a_title_says_at_least_whose_it_is() -> None:
    run = Run()
    run.take(replace(CALL, title=""))
    assert headline(run.state, NAME) == "A message of the broker"


def test_the_same_message_again_is_no_news_also_after_a_restart() -> None:
    run = Run()
    run.take(CALL)
    run.take(command(NAME, Do.ACKNOWLEDGE))
    run = run.restarted(T0)
    run.take(CALL)
    assert run.alert(NAME).status is AlertStatus.ACKNOWLEDGED
