"""What a table of the window is made of: rows with a stable key, texts, and what to sort by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row, ready to be shown: nothing is formatted again.

    `order` is what each column sorts by: a text or a number. Numbers are floats there and only
    there; they put rows in order and are never shown. `spoken` is the row as one sentence for
    assistive technology, `faded` says that it is not from now.
    """

    key: str
    cells: tuple[str, ...]
    order: tuple[str | float, ...]
    spoken: str
    faded: bool = False
