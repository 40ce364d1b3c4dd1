"""Importing files that a person opens: what they hold, and a project that fits them."""
