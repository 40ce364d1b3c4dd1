"""The counting random numbers, in Python's unbounded whole numbers."""

MASK = 2**32 - 1


def mixed(h):
    h &= MASK
    h = (h ^ (h >> 16)) * 0x7FEB352D & MASK
    h = (h ^ (h >> 15)) * 0x846CA68B & MASK
    return h ^ (h >> 16)


def bits(seed, stream, step, index):
    h = mixed(int(seed) + 0x9E3779B9)
    h = mixed(h ^ (int(stream) * 0x85EBCA6B))
    h = mixed(h ^ (int(step) * 0xC2B2AE35))
    return mixed(h ^ mixed(int(index) + 0x27D4EB2F))


def share(seed, stream, step, index):
    return (bits(seed, stream, step, index) >> 8) / 2**24
