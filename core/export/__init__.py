"""Trained networks for other programs, one format a file. Adding one: write the file, name it here."""
