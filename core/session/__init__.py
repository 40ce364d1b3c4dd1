"""What runs on the training thread. Plain Python without Qt; its face in the window is `gui.model.training_client`."""
