"""The pictures of blocks."""
