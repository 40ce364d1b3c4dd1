"""The cells of a machine's control array, 64 bits each; those that many threads touch lie on lines of their own."""

CLAIM = 0
"""Generation of the open job in the upper bits, next tile in the lower 20."""
DONE = 8
ENTRY, ROW, TILES = 16, 17, 18
PAUSE, CLOSE, FAILED, FOLLOWERS, END = 24, 25, 26, 27, 28
CELLS = 32
