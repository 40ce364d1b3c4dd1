"""What there is to see in samples before a network learns: columns, classes, repeats, what a simple rule attains."""
