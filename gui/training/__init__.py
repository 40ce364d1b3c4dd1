"""What runs on the training thread. Plain Python without Qt; `gui.runner` is its face in the window."""
