"""Pages on which files and strokes of one's own become data."""
