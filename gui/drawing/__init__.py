"""Shared drawing tools: geometry, pens, pictures, plots, names and icons of blocks."""
