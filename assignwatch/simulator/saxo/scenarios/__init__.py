"""What can happen at the simulated Saxo: one module a scenario, each a short list of steps."""

from collections.abc import Mapping

from assignwatch.simulator.saxo.scenarios import (
    assignment,
    assignment_untold,
    auto_assignment,
    auto_exercise,
    before_notice,
    covered_call,
    future_option,
    index_option,
    margin_call,
    netting,
    not_assigned,
    quiet,
    sequence_lost,
    sign_in_ends,
    spread,
    two_accounts,
    unknown,
)
from assignwatch.simulator.saxo.scenarios.steps import Script

SCRIPTS: Mapping[str, Script] = {
    "quiet": quiet.SCRIPT,
    "assignment": assignment.SCRIPT,
    "assignment-untold": assignment_untold.SCRIPT,
    "covered-call": covered_call.SCRIPT,
    "spread": spread.SCRIPT,
    "auto-assignment": auto_assignment.SCRIPT,
    "auto-exercise": auto_exercise.SCRIPT,
    "not-assigned": not_assigned.SCRIPT,
    "index-option": index_option.SCRIPT,
    "future-option": future_option.SCRIPT,
    "before-notice": before_notice.SCRIPT,
    "netting": netting.SCRIPT,
    "two-accounts": two_accounts.SCRIPT,
    "sign-in-ends": sign_in_ends.SCRIPT,
    "sequence-lost": sequence_lost.SCRIPT,
    "unknown": unknown.SCRIPT,
    "margin-call": margin_call.SCRIPT,
}
"""The part that the simulated Saxo plays in each scenario; in any other it plays the quiet one."""
