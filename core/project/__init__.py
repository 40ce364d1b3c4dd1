"""The project as a value: its parts, its file, its edits, what is wrong with it and how to fix that."""
