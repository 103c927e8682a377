"""What clients asked of a simulated broker, for `control`'s report.

AssignWatch only ever reads. Every call outside a broker's read-only list is refused and written
down here, so that a test can fail on it.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts since the start. `refused` holds `METHOD /path` without query, in order."""

    requests: int = 0
    connections: int = 0
    open_sockets: int = 0
    failed_logins: int = 0
    refused: list[str] = field(default_factory=list)

    def refuse(self, method: str, path: str) -> None:
        """Write down a call that no reader would make."""
        self.refused.append(f"{method} {path}")
