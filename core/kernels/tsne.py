"""Forces between the points of t-SNE."""

from core.kernels import kernel, matrix, vector
from core.kernels.vectors.simd import keep, lanes, load, spread, total


@kernel
def forces(p: matrix, y: matrix, pull: matrix.out, push: matrix.out, mass: vector.out):
    """pull_i = Σ p_ij q_ij (y_i − y_j), push_i = Σ q_ij² (y_i − y_j), mass_i = Σ q_ij with q = 1 / (1 + |y_i − y_j|²)

    y, pull and push are (2, points), p is (points, points).
    """
    n = y.shape[1]
    for i in range(n):
        across, up = y[0, i], y[1, i]
        pull_x, pull_y, push_x, push_y, sum_ = spread(0.0), spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        for j in range(0, n, lanes()):
            left = n - j
            dx = across - load(y, j, left)
            dy = up - load(y, n + j, left)
            q = keep(1.0 / (1.0 + dx * dx + dy * dy), left, 0.0)
            pq = load(p, i * n + j, left) * q
            pull_x = pull_x + pq * dx
            pull_y = pull_y + pq * dy
            push_x = push_x + q * q * dx
            push_y = push_y + q * q * dy
            sum_ = sum_ + q
        pull[0, i], pull[1, i] = total(pull_x), total(pull_y)
        push[0, i], push[1, i] = total(push_x), total(push_y)
        mass[i] = total(sum_)
