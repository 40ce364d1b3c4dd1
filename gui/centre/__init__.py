"""The network view: the canvas with what lies over it."""
