"""Samples made ready for training: split, prepared, scaled."""
