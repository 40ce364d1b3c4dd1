"""What keeps the network from learning: one card with one sentence and the mend, while there is something."""
