"""Layout of blocks and links. Arithmetic without Qt."""
