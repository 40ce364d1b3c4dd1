"""Sentences in the reader's language, errors as sentences, formulas and rounded numbers."""
