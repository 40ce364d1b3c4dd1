"""Training a project: steps, evaluation, kept moments, weights that go from one network to another."""
