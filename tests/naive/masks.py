"""Units switched off or held and a rate of one's own, with whole-array expressions."""


def switch_off(x, off, y):
    y[:] = x
    y[:, off] = 0


def own_rate(rate, factor, own):
    own[:] = rate * factor


def take(x, places, kept):
    kept[:] = x[places]


def put_back(kept, places, x):
    x[places] = kept
