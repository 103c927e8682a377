"""The bank writes that margin is missing; nothing else happens but a trade."""

from assignwatch.simulator.saxo.scenarios.steps import Script, own, write

SCRIPT: Script = (
    (5, own("main", "QRS", "10")),
    (
        10,
        write(
            "MarginCall",
            "Margin call",
            "Your margin utilisation is 96 %. Add funds or reduce your positions.",
        ),
    ),
)
