"""The one way in which a command of `dev.py` gives up: a sentence and an exit status."""


class Stop(Exception):
    """Says to the person at the keyboard why nothing more was done."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


CANNOT_HERE = 3
"""Exit status when this computer lacks something that only its owner can install."""
