"""Writes the table of exchange sessions: `exchanges` says of whom, `runs` in which words."""
