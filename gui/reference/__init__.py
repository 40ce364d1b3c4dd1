"""The reference: a page for every registered thing."""
