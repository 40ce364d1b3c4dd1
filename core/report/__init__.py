"""A report of a run: what the network is, how it was trained, what came of it, as one page that needs nothing else."""
