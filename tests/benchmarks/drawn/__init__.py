"""Networks that nobody has named, drawn from a seed, and measured beside the peers: `make bench-drawn`."""
