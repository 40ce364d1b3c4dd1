"""Words, numbers and names of keys as a reader sees them."""
