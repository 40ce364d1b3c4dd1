"""Everything that is not a window: importable, testable and usable without Qt."""
