"""Where blocks and links stand. Arithmetic without Qt."""
