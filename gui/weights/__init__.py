"""Weights as pictures: cards over the canvas that show the arrays of one block."""
