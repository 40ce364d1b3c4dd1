"""The vector type that kernels are written with: one name, as wide as the processor's vectors."""
