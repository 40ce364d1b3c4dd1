"""Everything without a window: importable, testable and usable without Qt."""
