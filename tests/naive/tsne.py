"""Forces between the points of t-SNE, pair by pair."""


def forces(p, y, pull, push, mass):
    count = y.shape[1]
    for i in range(count):
        pull[:, i] = push[:, i] = mass[i] = 0
        for j in range(count):
            gap = y[:, i] - y[:, j]
            q = 1 / (1 + (gap * gap).sum())
            pull[:, i] += p[i, j] * q * gap
            push[:, i] += q * q * gap
            mass[i] += q
