"""The network view: the canvas with its overlays."""
