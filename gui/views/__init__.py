"""Views of training: one file a view, with its needs and its drawing."""
