"""What views ask of a network in training, and explanations of single numbers."""
