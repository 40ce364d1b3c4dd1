"""The layers, activations and rules of drawn networks in JAX, pictures with their channels last."""

import jax
import jax.numpy as jnp
from jax import lax, nn

from core.declare.parameters import both
from core.layers.window import Slide

NUMBERS = ("NHWC", "HWIO", "NHWC")


def dense(op, w, x, shape, key):
    return x @ w["kernel"] + w["bias"]


def conv(op, w, x, shape, key):
    return _convolved(op, w["kernel"], x) + w["bias"]


def depthwise(op, w, x, shape, key):
    h, k, c, q = w["kernel"].shape
    return _convolved(op, w["kernel"].reshape(h, k, 1, c * q), x, c) + w["bias"]


def _convolved(op, kernel, x, groups=1):
    slides = op.slides(*x.shape[1:3])
    return lax.conv_general_dilated(x, kernel, both(op.strides), [(s.before, s.after) for s in slides],
                                    dimension_numbers=NUMBERS, feature_group_count=groups)


def transposed(op, w, x, shape, key):
    """A convolution of x with its pixels a stride apart."""
    slides: list[Slide] = op.slides(*x.shape[1:3])
    kernel = w["kernel"][::-1, ::-1].transpose(0, 1, 3, 2)
    padding = [(s.reach - 1 - s.before, s.length + s.before - (s.places - 1) * s.stride - 1) for s in slides]
    return lax.conv_general_dilated(x, kernel, (1, 1), padding, lhs_dilation=both(op.strides),
                                    dimension_numbers=NUMBERS) + w["bias"]


def _pooled(op, x, start, reduce):
    slides, size, stride = op.slides(*x.shape[1:3]), both(op.pool_size), op.stride_pair
    return lax.reduce_window(x, start, reduce, (1, *size, 1), (1, *stride, 1),
                             ((0, 0), *((s.before, s.after) for s in slides), (0, 0)))


def _blocks(op, x):
    """Windows side by side that fill the picture, as axes of their own: XLA is several times faster with them. None
    for others."""
    (rows, columns), (height, width) = op.slides(*x.shape[1:3]), both(op.pool_size)
    if op.stride_pair != (height, width) or any(s.before or s.after for s in (rows, columns)):
        return None
    x = x[:, :rows.places * height, :columns.places * width]
    return x.reshape(len(x), rows.places, height, columns.places, width, x.shape[-1])


def max_pool(op, w, x, shape, key):
    blocks = _blocks(op, x)
    return _pooled(op, x, -jnp.inf, lax.max) if blocks is None else blocks.max((2, 4))


def average_pool(op, w, x, shape, key):
    blocks = _blocks(op, x)
    if blocks is not None:
        return blocks.mean((2, 4))
    return _pooled(op, x, 0.0, lax.add) / _pooled(op, jnp.ones_like(x[:1]), 0.0, lax.add)


def _normed(op, w, x, axes):
    mean = x.mean(axes, keepdims=True)
    variance = ((x - mean) ** 2).mean(axes, keepdims=True)
    return (x - mean) * lax.rsqrt(variance + op.epsilon) * w["gamma"] + w["beta"]


def dropout(op, w, x, shape, key):
    if not op.rate:
        return x
    kept = jax.random.bernoulli(key, 1 - op.rate, (len(x), *[1] * (x.ndim - 2), x.shape[-1]) if shape else x.shape)
    return jnp.where(kept, x / (1 - op.rate), 0)


def _walked(op, w, x, step, count):
    """A recurrent layer: the products of all inputs at once, then a scan over the steps."""
    bias = w["bias"]
    z = x @ w["kernel"] + (bias[0] if bias.ndim == 2 else bias)
    start = tuple(jnp.zeros((len(x), op.units), x.dtype) for _ in range(count))

    def walk(states, z):
        states = step(z, *states)
        return states, states[0]
    states, every = lax.scan(walk, start, z.swapaxes(0, 1))
    return every.swapaxes(0, 1) if op.return_sequences else states[0]


def simple_rnn(op, w, x, shape, key):
    return _walked(op, w, x, lambda z, h: (jnp.tanh(z + h @ w["recurrent_kernel"]),), 1)


def lstm(op, w, x, shape, key):
    def step(z, h, c):
        i, f, new, o = jnp.split(z + h @ w["recurrent_kernel"], 4, -1)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(new)
        return nn.sigmoid(o) * jnp.tanh(c), c
    return _walked(op, w, x, step, 2)


def gru(op, w, x, shape, key):
    def step(z, h):
        (stay, reset, new), (stay_h, reset_h, new_h) = (
            jnp.split(one, 3, -1) for one in (z, h @ w["recurrent_kernel"] + w["bias"][1]))
        stay = nn.sigmoid(stay + stay_h)
        return (stay * h + (1 - stay) * jnp.tanh(new + nn.sigmoid(reset + reset_h) * new_h),)
    return _walked(op, w, x, step, 1)


def attention(op, w, x, shape, key):
    q, k, v = (jnp.einsum("btf,fhd->bhtd", x, w[f"{role}_kernel"]) + w[f"{role}_bias"][:, None]
               for role in ("query", "key", "value"))
    scores = q @ k.swapaxes(-1, -2) * op.scale
    if op.use_causal_mask:
        scores = jnp.where(jnp.tri(x.shape[1], dtype=bool), scores, -jnp.inf)
    return jnp.einsum("bhtd,hdo->bto", nn.softmax(scores) @ v, w["output_kernel"]) + w["output_bias"]


LAYERS = {
    "SimpleRNN": simple_rnn, "LSTM": lstm, "GRU": gru, "MultiHeadAttention": attention,
    "Embedding": lambda op, w, x, shape, key: w["embeddings"][x],
    "PositionalEmbedding": lambda op, w, x, shape, key: x + w["embeddings"],
    "GlobalAveragePooling1D": lambda op, w, x, shape, key: x.mean(1),
    "Dense": dense, "Conv2D": conv, "DepthwiseConv2D": depthwise, "Conv2DTranspose": transposed,
    "MaxPooling2D": max_pool, "AveragePooling2D": average_pool,
    "BatchNormalization": lambda op, w, x, shape, key: _normed(op, w, x, tuple(range(x.ndim - 1))),
    "LayerNormalization": lambda op, w, x, shape, key: _normed(op, w, x, (-1,)),
    "GlobalAveragePooling2D": lambda op, w, x, shape, key: x.mean((1, 2)),
    "Flatten": lambda op, w, x, shape, key: x.reshape(len(x), -1),
    "Dropout": lambda op, w, x, shape, key: dropout(op, w, x, (), key),
    "SpatialDropout2D": lambda op, w, x, shape, key: dropout(op, w, x, x.shape, key),
}
"""By the name of the class: (layer, weights, x, shape, key of chance) to y."""

ACTIVATIONS = {
    "Linear": lambda op, w, z: z, "Sigmoid": lambda op, w, z: nn.sigmoid(z), "Tanh": lambda op, w, z: jnp.tanh(z),
    "ReLU": lambda op, w, z: nn.relu(z), "LeakyReLU": lambda op, w, z: nn.leaky_relu(z, op.negative_slope),
    "PReLU": lambda op, w, z: jnp.where(z > 0, z, w["alpha"] * z), "ELU": lambda op, w, z: nn.elu(z, op.alpha),
    "SELU": lambda op, w, z: nn.selu(z), "Softplus": lambda op, w, z: nn.softplus(z),
    "Swish": lambda op, w, z: nn.silu(z), "GELU": lambda op, w, z: nn.gelu(z, approximate=op.approximate),
    "Mish": lambda op, w, z: nn.mish(z), "HardSigmoid": lambda op, w, z: nn.hard_sigmoid(z),
    "HardTanh": lambda op, w, z: nn.hard_tanh(z),
}


def _sgd(r, w, g, s, t):
    v = r.momentum * s[0] + g
    return w - r.learning_rate * v, (v,)


def _adam(r, w, g, s, t, decay=0.0):
    w = w * (1 - r.learning_rate * decay) if decay and w.ndim > 1 else w
    m, v = r.beta_1 * s[0] + (1 - r.beta_1) * g, r.beta_2 * s[1] + (1 - r.beta_2) * g * g
    size, scale = r.learning_rate / (1 - r.beta_1 ** t), lax.rsqrt(1 - r.beta_2 ** t)
    return w - size * m / (jnp.sqrt(v) * scale + r.epsilon), (m, v)


def _rmsprop(r, w, g, s, t):
    square = r.rho * s[0] + (1 - r.rho) * g * g
    return w - r.learning_rate * g / (jnp.sqrt(square) + r.epsilon), (square,)


def _adagrad(r, w, g, s, t):
    square = s[0] + g * g
    return w - r.learning_rate * g / (jnp.sqrt(square) + r.epsilon), (square,)


def _adadelta(r, w, g, s, t):
    square = r.rho * s[0] + (1 - r.rho) * g * g
    step = g * jnp.sqrt(s[1] + r.epsilon) / jnp.sqrt(square + r.epsilon)
    return w - r.learning_rate * step, (square, r.rho * s[1] + (1 - r.rho) * step * step)


def _nadam(r, w, g, s, t):
    """The product of all momenta so far follows from the number of the step alone: it lies in a slot of its own."""
    m, v = r.beta_1 * s[0] + (1 - r.beta_1) * g, r.beta_2 * s[1] + (1 - r.beta_2) * g * g
    now, later = (r.beta_1 * (1 - 0.5 * 0.96 ** (r.momentum_decay * n)) for n in (t, t + 1))
    product = s[2] * now
    root = jnp.sqrt(v) * lax.rsqrt(1 - r.beta_2 ** t) + r.epsilon
    step = m * (r.learning_rate * later / (1 - product * later)) + g * (r.learning_rate * (1 - now) / (1 - product))
    return w - step / root, (m, v, product)


def _lion(r, w, g, s, t):
    way = jnp.sign(r.beta_1 * s[0] + (1 - r.beta_1) * g)
    return w - r.learning_rate * way, (r.beta_2 * s[0] + (1 - r.beta_2) * g,)


RULES = {"SGD": _sgd, "Adam": _adam, "AdamW": lambda r, w, g, s, t: _adam(r, w, g, s, t, r.weight_decay),
         "RMSprop": _rmsprop, "Adagrad": _adagrad, "Adadelta": _adadelta, "Nadam": _nadam, "Lion": _lion}
"""(rule, weight, gradient, slots, number of the step from 1) to the new weight and slots."""


def slots(rule, w):
    """What a rule keeps for a weight at first."""
    kind = type(rule).__name__
    if kind == "Nadam":
        return jnp.zeros_like(w), jnp.zeros_like(w), jnp.float32(1)
    first = rule.initial_accumulator_value if kind == "Adagrad" else 0.0
    count = 1 if kind in ("SGD", "RMSprop", "Adagrad", "Lion") else 2
    return tuple(jnp.full_like(w, first) for _ in range(count))
