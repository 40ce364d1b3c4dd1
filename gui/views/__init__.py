"""Views of what training does: one file a view, what it needs and how it draws."""
