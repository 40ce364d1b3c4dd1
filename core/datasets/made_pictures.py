"""What data sets of drawn pictures can be told alike: how many, how much grain, and which draw."""

from core.declare.parameters import number, whole

PICTURES = whole(10, 100_000, "Pictures", "number of samples", scale="log")
GRAIN = number(0, 1, "Noise", "grain in every pixel", display="percent")
DRAW = whole(0, 2**31 - 1, "Data seed", "another seed draws other pictures")
