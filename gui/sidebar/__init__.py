"""The left column: data, layers, notes and the form of the selection."""
