"""The left column: what goes in. Data, layers, notes and the form of the selection."""
