"""What can be typed after `assignwatch`: one module a command, called by `cli`."""
