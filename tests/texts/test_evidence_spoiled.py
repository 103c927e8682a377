"""No odd value can spoil the sentence of a reason: an old journal and a new one can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.events import Evidence
from assignwatch.texts import evidence
from tests.core.builders import MODERATE
from tests.texts.test_evidence import CET, NAMES, TABLE


@pytest.mark.parametrize("item", [item for item, _ in TABLE], ids=lambda item: str(item.fact))
def test_values_that_are_missing_never_cost_the_sentence(item: Evidence) -> None:
    said = evidence.sentence(replace(item, values={}), NAMES, zone=CET)
    assert said.endswith(".")
    assert "{" not in said


@MODERATE
@given(st.sampled_from([item for item, _ in TABLE]), st.data())
def test_nor_do_values_that_are_not_what_they_should_be(
    item: Evidence, data: st.DataObject
) -> None:
    odd = {name: data.draw(st.text(max_size=20)) for name in item.values}
    assert evidence.sentence(replace(item, values=odd), NAMES, zone=CET)
