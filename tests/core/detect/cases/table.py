"""All cases, in the order of the modules that tell them."""

from __future__ import annotations

from tests.core.detect.cases import (
    apart,
    balances,
    beside,
    contradicted,
    delivered,
    described,
    entangled,
    false_alarms,
    late,
    long_ago,
    naive_misses,
    other_causes,
    overstated,
    own_record,
    readings,
    records,
    sessions,
    settled,
    taken_back,
    traps,
    two_lists,
    undone,
    value,
    witnessed,
)
from tests.core.detect.cases.telling import Case

MODULES = (
    delivered,
    entangled,
    late,
    long_ago,
    settled,
    other_causes,
    naive_misses,
    false_alarms,
    traps,
    undone,
    readings,
    records,
    taken_back,
    witnessed,
    two_lists,
    overstated,
    contradicted,
    beside,
    own_record,
    apart,
    value,
    balances,
    sessions,
    described,
)
CASES: list[Case] = [case for module in MODULES for case in module.CASES]
