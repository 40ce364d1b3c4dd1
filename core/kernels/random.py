"""Counter-based random numbers: a hash of (seed, stream, step, index), so that neither threads nor order matter."""

from core.kernels import helper


@helper
def mixed(h):
    """Ellis' 32-bit finaliser "lowbias32": every bit of the input reaches every bit of the output."""
    h = h & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return h ^ (h >> 16)


@helper
def bits(seed, stream, step, index):
    """32 random bits as a whole number from 0 to 2³²−1."""
    h = mixed(seed + 0x9E3779B9)
    h = mixed(h ^ ((stream * 0x85EBCA6B) & 0xFFFFFFFF))
    h = mixed(h ^ ((step * 0xC2B2AE35) & 0xFFFFFFFF))
    return mixed(h ^ mixed(index + 0x27D4EB2F))


@helper
def share(seed, stream, step, index):
    """A random number from 0 up to, but not including, 1."""
    return (bits(seed, stream, step, index) >> 8) * (1.0 / 16777216.0)
