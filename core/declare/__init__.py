"""How things are declared: parameters, families, and their counterparts in PyTorch."""
