"""Training a project: steps, evaluation, kept moments, transfer of weights between networks."""
