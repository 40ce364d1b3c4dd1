"""What runs on the training thread. Plain Python without Qt; `gui.model.training_client` is its face in the window."""
