"""What the window's forms and the terminal say."""

from __future__ import annotations

from datetime import date

from assignwatch.texts import forms


def test_until_when_sessions_are_known_names_the_exchanges_that_end_earlier() -> None:
    until = date(2027, 11, 26)
    assert forms.sessions_known(until, {}) == "Exchange sessions are known until 26 Nov 2027."
    assert forms.sessions_known(until, {"XSES": date(2026, 12, 31), "XHKG": date(2027, 1, 4)}) == (
        "Exchange sessions are known until 26 Nov 2027 (XHKG 4 Jan 2027, XSES 31 Dec 2026)."
    )
