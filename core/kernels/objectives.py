"""Several losses in one step: their weighted sum, and what each of them adds to a gradient."""

from core.kernels import kernel, vector
from core.kernels.vectors.simd import lanes, load, store


@kernel
def first_loss(part: vector, weight: vector, total: vector.out):
    """L = λ₁ L₁"""
    total[0] = weight[0] * part[0]


@kernel
def add_loss(part: vector, weight: vector, total: vector.inout):
    """L ← L + λ Lᵢ"""
    total[0] += weight[0] * part[0]


@kernel
def weigh(weight: vector, gradient: vector.inout):
    """g ← λ g"""
    for i in range(0, gradient.size, lanes()):
        store(gradient, i, gradient.size - i, load(gradient, i, gradient.size - i) * weight[0])
