"""What views ask of a network in training, and how one of its numbers comes about."""
