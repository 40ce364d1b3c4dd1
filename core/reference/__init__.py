"""The reference: an entry for every registered thing."""
