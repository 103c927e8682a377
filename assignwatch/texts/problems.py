"""What went wrong and what the trader can do, one sentence or two for each code.

Codes come from `net`, `brokers`, `store`, `channels` and the core; the values inside are the ones
named in braces. A code without a sentence is a mistake that a test finds; in the program it still
shows itself, with its values, rather than nothing.
"""

from assignwatch.core.model import Problem
from assignwatch.texts.translate import _


def sentence(problem: Problem) -> str:
    """What to tell the trader."""
    template = sentences().get(problem.code)
    if template is None:
        values = ", ".join(f"{name} {value}" for name, value in problem.values.items())
        return _("Something went wrong: {code} {values}").format(code=problem.code, values=values)
    return template.format_map(_Values(problem.values))


class _Values(dict[str, str]):
    """Values of a problem; one that is missing is left out of the sentence, never an error."""

    def __missing__(self, name: str) -> str:
        return "?"


def sentences() -> dict[str, str]:
    """The sentence of each code; values in braces."""
    return {**_about_brokers(), **_about_this_computer()}


def _about_brokers() -> dict[str, str]:
    return {
        "not_read_yet": _("It has not been read yet."),
    }


def _about_this_computer() -> dict[str, str]:
    return {}
