"""The tour at the first start."""
