"""Several losses in one step, in plain NumPy."""


def first_loss(part, weight, total):
    total[0] = weight[0] * part[0]


def add_loss(part, weight, total):
    total[0] += weight[0] * part[0]


def weigh(weight, gradient):
    gradient *= weight[0]
