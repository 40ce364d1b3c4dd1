"""Small controls that many rooms share."""
