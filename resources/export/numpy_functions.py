"""The nodes of an exported network in NumPy, with the numbers that ONNX gives them. Channels stand before places.

The program that is exported holds the source of those functions that it uses.
"""

import math

import numpy as np

# --- helpers


def windows(x, kernel_shape, strides, pads, dilations, empty):
    """The windows (n, channel, places…, kernel…) of x, `empty` where they reach over the border."""
    axes = len(kernel_shape)
    sides = [(0, 0), (0, 0), *zip(pads[:axes], pads[axes:], strict=True)]
    x = np.pad(x, sides, constant_values=empty)
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(kernel_shape, dilations, strict=True)]
    found = np.lib.stride_tricks.sliding_window_view(x, reach, tuple(range(2, 2 + axes)))
    return found[(slice(None), slice(None), *(slice(None, None, stride) for stride in strides),
                  *(slice(None, None, dilation) for dilation in dilations))]


def affine(alpha, beta):
    return lambda x: alpha * x + beta


def ramp(alpha, beta):
    return lambda x: hard_sigmoid(x, alpha=alpha, beta=beta)


def curves(names, alphas, betas):
    """The activations inside of a recurrent layer; those that take numbers find them in order."""
    numbers = iter(zip(alphas, betas, strict=True))
    plain, numbered = {"Tanh": np.tanh, "Sigmoid": sigmoid, "Relu": relu}, {"Affine": affine, "HardSigmoid": ramp}
    return [numbered[name](*next(numbers)) if name in numbered else plain[name] for name in names]


def beginning(x, kernel, bias, first, count):
    """What recurrent layers begin with: x W + b of every step, the bias of the state, and the first states."""
    width = kernel.shape[1]
    bias = np.zeros(2 * width, np.float32) if bias is None else bias[0]
    states = [np.zeros((x.shape[1], width // count), np.float32) if one is None else one[0] for one in first]
    return x @ kernel[0].T + bias[:width], bias[width:], states


# --- nodes


def identity(x):
    return x


def cast(x, *, to):
    return np.asarray(x, {1: np.float32, 11: np.float64}[to])


def add(x, y):
    return x + y


def sub(x, y):
    return x - y


def mul(x, y):
    return x * y


def div(x, y):
    return x / y


def sum_(*values):
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def abs_(x):
    return np.abs(x)


def sign(x):
    return np.sign(x)


def mat_mul(x, y):
    return x @ y


def min_(x, y):
    return np.minimum(x, np.float32(y))


def max_(x, y):
    return np.maximum(x, np.float32(y))


def exp(x):
    return np.exp(x)


def sqrt(x):
    return np.sqrt(x)


def erf(x):
    return np.vectorize(math.erf, otypes=[np.float32])(x)


def tanh(x):
    return np.tanh(x)


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, np.float32(1), small) / (1 + small)


def relu(x):
    return np.maximum(x, np.float32(0))


def leaky_relu(x, *, alpha):
    return np.where(x > 0, x, np.float32(alpha) * x)


def prelu(x, slope):
    return np.where(x > 0, x, slope * x)


def elu(x, *, alpha):
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def selu(x, *, alpha, gamma):
    return np.float32(gamma) * np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def softplus(x):
    return np.logaddexp(x, np.float32(0))


def hard_sigmoid(x, *, alpha, beta):
    return np.clip(np.float32(alpha) * x + np.float32(beta), np.float32(0), np.float32(1))


def clip(x, low, high):
    return np.clip(x, np.float32(low), np.float32(high))


def softmax(x, *, axis):
    powers = np.exp(x - x.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def reshape(x, shape):
    return x.reshape(shape)


def gather(rows, places):
    return rows[places]


def expand(x, shape):
    return np.broadcast_to(x, np.broadcast_shapes(x.shape, shape))


def squeeze(x, axes):
    return np.squeeze(x, axes)


def transpose(x, *, perm):
    return x.transpose(perm)


def concat(*values, axis):
    return np.concatenate(values, axis)


def pad(x, pads):
    return np.pad(x, list(zip(pads[:x.ndim], pads[x.ndim:], strict=True)))


def slice_(x, starts, ends, axes, steps=None):
    places = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps or (1,) * len(axes), strict=True):
        places[axis] = slice(start, end if step > 0 else None, step)
    return x[tuple(places)]


def reduce_mean(x, *, axes, keepdims):
    return x.mean(axes, keepdims=bool(keepdims))


def reduce_max(x, *, axes, keepdims):
    return x.max(axes, keepdims=bool(keepdims))


def batch_normalization(x, scale, offset, mean, variance, *, epsilon):
    factor = scale / np.sqrt(variance + np.float32(epsilon))
    shape = (-1, *(1,) * (x.ndim - 2))
    return (x - mean.reshape(shape)) * factor.reshape(shape) + offset.reshape(shape)


def layer_normalization(x, scale, offset, *, axis, epsilon):
    centred = x - x.mean(axis, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axis, keepdims=True) + np.float32(epsilon)) * scale + offset


def conv(x, kernel, bias=None, *, kernel_shape, strides, pads, dilations, group):
    axes = len(kernel_shape)
    seen, places = windows(x, kernel_shape, strides, pads, dilations, 0), tuple(range(2 + axes, 2 + 2 * axes))
    parts = [np.tensordot(x_part, k_part, ((1, *places), (1, *range(2, 2 + axes)))) for x_part, k_part in zip(
        np.split(seen, group, 1), np.split(kernel, group, 0), strict=True)]
    y = np.concatenate(parts, -1)
    return np.moveaxis(y if bias is None else y + bias, -1, 1)


def conv_transpose(x, kernel, bias=None, *, kernel_shape, strides, pads, dilations, output_padding):
    axes = len(kernel_shape)
    full = [(count - 1) * stride + (size - 1) * dilation + 1 + rest for count, stride, size, dilation, rest in zip(
        x.shape[2:], strides, kernel_shape, dilations, output_padding, strict=True)]
    y = np.zeros((len(x), kernel.shape[1], *full), np.float32)
    for place in np.ndindex(*kernel_shape):
        stamped = np.tensordot(x, kernel[(slice(None), slice(None), *place)], ((1,), (0,)))
        reached = [slice(at * dilation, at * dilation + (count - 1) * stride + 1, stride)
                   for at, dilation, count, stride in zip(place, dilations, x.shape[2:], strides, strict=True)]
        y[(slice(None), slice(None), *reached)] += np.moveaxis(stamped, -1, 1)
    y = y[(slice(None), slice(None), *(slice(pads[axis], full[axis] - pads[axes + axis]) for axis in range(axes)))]
    return y if bias is None else y + bias.reshape(-1, *(1,) * axes)


def max_pool(x, *, kernel_shape, strides, pads):
    seen = windows(x, kernel_shape, strides, pads, (1,) * len(kernel_shape), -np.inf)
    return seen.max(tuple(range(x.ndim, seen.ndim)))


def average_pool(x, *, kernel_shape, strides, pads, count_include_pad):
    once = (1,) * len(kernel_shape)
    total, count = (windows(one, kernel_shape, strides, pads, once, 0) for one in (x, np.ones_like(x)))
    axes = tuple(range(x.ndim, total.ndim))
    return total.sum(axes) / count.sum(axes)


def rnn(x, kernel, recurrent, bias=None, _=None, state=None, *, hidden_size, activations, activation_alpha=(),
        activation_beta=()):
    bend, = curves(activations, activation_alpha, activation_beta)
    steps, own, (h,) = beginning(x, kernel, bias, [state], 1)
    found = []
    for z in steps:
        h = bend(z + h @ recurrent[0].T + own)
        found.append(h)
    return np.stack(found)[:, None], h[None]


def lstm(x, kernel, recurrent, bias=None, _=None, state=None, cell=None, *, hidden_size, activations,
         activation_alpha=(), activation_beta=()):
    gate, bend, shown = curves(activations, activation_alpha, activation_beta)
    steps, own, (h, c) = beginning(x, kernel, bias, [state, cell], 4)
    found = []
    for z in steps:
        let_in, show, keep, new = np.split(z + h @ recurrent[0].T + own, 4, 1)
        c = gate(keep) * c + gate(let_in) * bend(new)
        h = gate(show) * shown(c)
        found.append(h)
    return np.stack(found)[:, None], h[None], c[None]


def gru(x, kernel, recurrent, bias=None, _=None, state=None, *, hidden_size, activations, activation_alpha=(),
        activation_beta=(), linear_before_reset):
    gate, bend = curves(activations, activation_alpha, activation_beta)
    steps, own, (h,) = beginning(x, kernel, bias, [state], 3)
    turned, last, found = recurrent[0].T, slice(2 * hidden_size, None), []
    for z in steps:
        sums = h @ turned + own
        stay, reset = (gate(z[:, part] + sums[:, part]) for part in (slice(hidden_size),
                                                                      slice(hidden_size, 2 * hidden_size)))
        heard = reset * sums[:, last] if linear_before_reset else (reset * h) @ turned[:, last] + own[last]
        h = stay * h + (1 - stay) * bend(z[:, last] + heard)
        found.append(h)
    return np.stack(found)[:, None], h[None]
