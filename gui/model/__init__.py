"""What the window works on: the project under edit, the selection, settings, the training client."""
