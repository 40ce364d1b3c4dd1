"""Mouse, keys and commands on the canvas."""
