"""The doctor: one card with what keeps the network from learning, and its fix."""
