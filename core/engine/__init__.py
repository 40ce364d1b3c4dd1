"""From a network to a plan that runs natively: lowering, recording, memory, state, threads."""
