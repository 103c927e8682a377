"""The broker uses a word that nobody knows: it is loud, and never dropped."""

from __future__ import annotations

from assignwatch.core.words import Cause, EvidenceCode, Severity
from tests.core.builders import POLICY, after
from tests.core.timeline.telling import FILLS, LOG, Night, row_of

SAME = {"id": "1", "event": "execution 1"}


def test_an_unknown_word_is_told_as_something_unexplained() -> None:
    night = Night()
    night.says(60, row_of(LOG, after(60), "1", Cause.OTHER, raw='{"info":"novation"}', **SAME))
    assert night.summary == [("unexplained", 1, "1", "unexplained")]
    assert night.run.only().severity is Severity.HIGH
    assert [item.code for item in night.run.only().evidence] == [EvidenceCode.UNKNOWN_WORD]
    assert len(night.run.told(after(60) + POLICY.gather)) == 1


def test_a_list_that_knows_the_word_says_what_it_was() -> None:
    night = Night()
    night.says(
        60,
        row_of(LOG, after(60), "1", Cause.OTHER, **SAME),
        row_of(FILLS, after(60), "1", Cause.TAKEN_OVER, **SAME),
    )
    assert night.summary == [("taken_over", 1, "1", "confirmed")]
    codes = {item.values.get("record"): item.code for item in night.run.only().evidence}
    assert codes == {
        LOG: EvidenceCode.UNKNOWN_WORD,
        FILLS: EvidenceCode.OFFICIAL,
        None: EvidenceCode.CONTRADICTION,
    }
