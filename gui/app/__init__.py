"""The program as a whole: what is made, tied together, saved, restored."""
