"""The window as people with colour vision deficiencies see it."""
