"""What a screen reader finds on the screen, as JSON: run with the system's Python, on the bench.

One object for each thing that is showing: role, name, whether it can be used, and where it is in
pixels from the screen's upper left corner. Stands alone: the project's own modules are not there.
"""

import json
import sys
from typing import Any

import pyatspi


def things(node: Any, depth: int = 0) -> list[dict[str, Any]]:
    """This thing and all within it that are showing."""
    if node is None or depth > 40:
        return []
    found = []
    try:
        states = node.getState()
        if states.contains(pyatspi.STATE_SHOWING):
            box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            found.append(
                {
                    "role": node.getRoleName(),
                    "name": node.name,
                    "enabled": states.contains(pyatspi.STATE_ENABLED),
                    "x": box.x,
                    "y": box.y,
                    "width": box.width,
                    "height": box.height,
                }
            )
    except (NotImplementedError, LookupError):
        pass  # the application itself has no place on the screen
    for index in range(node.childCount):
        found += things(node.getChildAtIndex(index), depth + 1)
    return found


if __name__ == "__main__":
    desktop = pyatspi.Registry.getDesktop(0)
    json.dump([t for app in desktop for t in things(app)], sys.stdout)
