"""How the canvas is painted: cards, links, marks."""
