"""Painting of the canvas: cards, links, marks."""
