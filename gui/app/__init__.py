"""The program as a whole: what is made, connected, saved, restored."""
