"""Units switched off and a rate of one's own, with whole-array expressions."""


def switch_off(x, off, y):
    y[:] = x
    y[:, off] = 0


def own_rate(rate, factor, own):
    own[:] = rate * factor
