"""What an incident is called and why: its id, its reasons, and why it does not stand any more."""
