"""The network of a project in PyTorch, straight from the layers' definitions. Pictures stay (n, height, width, c)."""

import torch
import torch.nn.functional as functional

from core.engine.lowering import lowered
from core.project.spec import INPUT
from tests.peers.torch_activations import ACTIVATIONS


def pair(value):
    """A number for both axes, or one for each."""
    return tuple(value) if isinstance(value, tuple) else (value, value)


def sides(value):
    """Top, bottom, left, right."""
    height, width = pair(value)
    return (*pair(height), *pair(width))


def margins(length, size, stride, padding, dilation=1):
    """Padding before and after, as Keras defines it."""
    if padding == "valid":
        return 0, 0
    if padding != "same":
        return padding, padding
    reach = (size - 1) * dilation + 1
    total = max((-(-length // stride) - 1) * stride + reach - length, 0)
    return total // 2, total - total // 2


def padded(x, layer, size, stride, dilation=(1, 1), value=0.0):
    """Channels first, with the margins of a window."""
    height, width = (margins(n, k, s, layer.padding, d) for n, k, s, d in zip(x.shape[1:3], size, stride, dilation,
                                                                           strict=True))
    return functional.pad(x.permute(0, 3, 1, 2), (*width, *height), value=value)


def last(x):
    """Channels last again."""
    return x.permute(0, 2, 3, 1)


def filters(kernel):
    """A kernel (height, width, in, out) as PyTorch wants it."""
    return kernel.permute(3, 2, 0, 1).contiguous()


def dense(layer, w, x, training):
    y = x @ w["kernel"]
    return y + w["bias"] if layer.use_bias else y


def conv(layer, w, x, training):
    size, stride, dilation = pair(layer.kernel_size), pair(layer.strides), pair(layer.dilation_rate)
    return last(functional.conv2d(padded(x, layer, size, stride, dilation), filters(w["kernel"]),
                                  w.get("bias"), stride, 0, dilation, layer.groups))


def depthwise(layer, w, x, training):
    size, stride, dilation = pair(layer.kernel_size), pair(layer.strides), pair(layer.dilation_rate)
    h, k, c, q = w["kernel"].shape
    kernel = w["kernel"].permute(2, 3, 0, 1).reshape(c * q, 1, h, k)
    return last(functional.conv2d(padded(x, layer, size, stride, dilation), kernel, w.get("bias"), stride, 0, dilation,
                                  c))


def transposed(layer, w, x, training):
    """All that the stamps reach, then cut or filled up to the length that Keras gives it."""
    size, stride, dilation = pair(layer.kernel_size), pair(layer.strides), pair(layer.dilation_rate)
    full = functional.conv_transpose2d(x.permute(0, 3, 1, 2), filters(w["kernel"]), None, stride,
                                       dilation=dilation)
    for axis, (k, s, d) in enumerate(zip(size, stride, dilation, strict=True)):
        places, reach = x.shape[1 + axis], (k - 1) * d + 1
        if layer.padding == "same":
            length, before = places * s, margins(places * s, k, s, "same", d)[0]
        elif layer.padding == "valid":
            length, before = places * s + max(reach - s, 0), 0
        else:
            length, before = (places - 1) * s + reach - 2 * layer.padding, layer.padding
        rest = max(0, length - (full.shape[2 + axis] - before))
        filled = functional.pad(full, (0, 0, 0, rest) if axis == 0 else (0, rest, 0, 0))
        full = filled.narrow(2 + axis, before, length)
    y = last(full)
    return y + w["bias"] if layer.use_bias else y


def max_pool(layer, w, x, training):
    size = pair(layer.pool_size)
    stride = size if layer.strides is None else pair(layer.strides)
    return last(functional.max_pool2d(padded(x, layer, size, stride, value=float("-inf")), size, stride))


def average_pool(layer, w, x, training):
    size = pair(layer.pool_size)
    stride = size if layer.strides is None else pair(layer.strides)
    sums = functional.avg_pool2d(padded(x, layer, size, stride), size, stride)
    real = functional.avg_pool2d(padded(torch.ones_like(x), layer, size, stride), size, stride)
    return last(sums / real)


def batch_norm(layer, w, x, training):
    axes = tuple(range(x.ndim - 1))
    if training and layer.trainable:
        mean, variance = x.mean(axes), x.var(axes, unbiased=False)
    else:
        mean, variance = w["moving_mean"], w["moving_variance"]
    return scaled(layer, w, (x - mean) / torch.sqrt(variance + layer.epsilon))


def layer_norm(layer, w, x, training):
    return functional.layer_norm(x, x.shape[-1:], w.get("gamma"), w.get("beta"), layer.epsilon)


def scaled(layer, w, y):
    y = y * w["gamma"] if layer.scale else y
    return y + w["beta"] if layer.center else y


def global_pool(reduce):
    def pool(layer, w, x, training):
        y = reduce(x.flatten(1, 2))
        return y[:, None, None] if layer.keepdims else y
    return pool


def zero_padding(layer, w, x, training):
    top, bottom, left, right = sides(layer.padding)
    return functional.pad(x, (0, 0, left, right, top, bottom))


def cropping(layer, w, x, training):
    top, bottom, left, right = sides(layer.cropping)
    return x[:, top:x.shape[1] - bottom, left:x.shape[2] - right]


def up_sampling(layer, w, x, training):
    height, width = pair(layer.size)
    return x.repeat_interleave(height, 1).repeat_interleave(width, 2)


def walked(layer, w, xs, step, count):
    """A recurrent layer, its answer and its last states: `step` makes new states of one step's x W + b and the states
    before."""
    x = xs[0].flip(1) if layer.go_backwards else xs[0]
    states = list(xs[1:]) or [x.new_zeros(len(x), layer.units) for _ in range(count)]
    bias, answers = w.get("bias"), []
    for t in range(x.shape[1]):
        z = x[:, t] @ w["kernel"]
        states = step(z if bias is None else z + (bias[0] if bias.ndim == 2 else bias), *states)
        answers.append(states[0])
    return torch.stack(answers, 1) if layer.return_sequences else states[0], *states


def simple_rnn(layer, w, *xs):
    return walked(layer, w, xs, lambda z, h: [inside(layer.activation, z + h @ w["recurrent_kernel"])], 1)


def lstm(layer, w, *xs):
    gate, bend = layer.recurrent_activation, layer.activation

    def step(z, h, c):
        i, f, new, o = (z + h @ w["recurrent_kernel"]).chunk(4, -1)
        c = inside(gate, f) * c + inside(gate, i) * inside(bend, new)
        return [inside(gate, o) * inside(bend, c), c]
    return walked(layer, w, xs, step, 2)


def gru(layer, w, *xs):
    gate, u, units = layer.recurrent_activation, w["recurrent_kernel"], layer.units
    own = w["bias"][1] if layer.reset_after and layer.use_bias else 0.0

    def step(z, h):
        sums = h @ u + own
        stay, reset = (inside(gate, z[:, part] + sums[:, part]) for part in (
            slice(0, units), slice(units, 2 * units)))
        heard = reset * sums[:, 2 * units:] if layer.reset_after else (reset * h) @ u[:, 2 * units:]
        return [stay * h + (1 - stay) * inside(layer.activation, z[:, 2 * units:] + heard)]
    return walked(layer, w, xs, step, 1)


def attention(layer, w, *xs):
    query, value, key = (xs[min(number, len(xs) - 1)] for number in range(3))

    def made(role, x):
        y = torch.einsum("btf,fhd->bhtd", x, w[f"{role}_kernel"])
        return y + w[f"{role}_bias"][:, None] if layer.use_bias else y
    q, k, v = made("query", query), made("key", key), made("value", value)
    found = functional.scaled_dot_product_attention(q, k, v, is_causal=layer.use_causal_mask)
    y = torch.einsum("bhtd,hdo->bto", found, w["output_kernel"])
    return [y + w["output_bias"] if layer.use_bias else y]


def along_time(layer, x, size, stride, dilation=1, value=0.0):
    """A series with features first and the margins of a window."""
    before, after = ((size - 1) * dilation, 0) if layer.padding == "causal" else margins(
        x.shape[1], size, stride, layer.padding, dilation)
    return functional.pad(x.transpose(1, 2), (before, after), value=value)


def conv1d(layer, w, x, training):
    size, stride, dilation = layer.kernel_size, layer.strides, layer.dilation_rate
    return functional.conv1d(along_time(layer, x, size, stride, dilation), w["kernel"].permute(2, 1, 0), w.get("bias"),
                             stride, 0, dilation).transpose(1, 2)


def max_pool1d(layer, w, x, training):
    size, stride = layer.pool_size, layer.strides or layer.pool_size
    return functional.max_pool1d(along_time(layer, x, size, stride, value=float("-inf")), size, stride).transpose(1, 2)


def average_pool1d(layer, w, x, training):
    size, stride = layer.pool_size, layer.strides or layer.pool_size
    sums, real = (functional.avg_pool1d(along_time(layer, one, size, stride), size, stride)
                  for one in (x, torch.ones_like(x)))
    return (sums / real).transpose(1, 2)


def rms_norm(layer, w, x, training):
    return functional.rms_norm(x, x.shape[-1:], w["scale"], layer.epsilon)


def both_ways(layer, w, x):
    ways = []
    for way, inner in zip(("forward", "backward"), layer.inner, strict=True):
        own = {name.removeprefix(f"{way}_"): value for name, value in w.items() if name.startswith(way)}
        y = SERIES[type(inner).__name__](inner, own, x)[0]
        ways.append(y.flip(1) if way == "backward" and layer.layer.return_sequences else y)
    return [{"concat": lambda a, b: torch.cat([a, b], -1), "sum": torch.add, "mul": torch.mul,
             "ave": lambda a, b: (a + b) / 2}[layer.merge_mode](*ways)]


def inside(activation, z):
    """An activation that acts inside a layer."""
    return ACTIVATIONS[type(activation).__name__](activation, {}, z)


def same(layer, w, x, training):
    return x


LAYERS = {
    "Dense": dense, "Conv2D": conv, "DepthwiseConv2D": depthwise, "Conv2DTranspose": transposed,
    "MaxPooling2D": max_pool, "AveragePooling2D": average_pool, "BatchNormalization": batch_norm,
    "LayerNormalization": layer_norm, "GlobalMaxPooling2D": global_pool(lambda x: x.amax(1)),
    "GlobalAveragePooling2D": global_pool(lambda x: x.mean(1)), "ZeroPadding2D": zero_padding, "Cropping2D": cropping,
    "UpSampling2D": up_sampling, "Flatten": lambda layer, w, x, training: x.flatten(1),
    "Reshape": lambda layer, w, x, training: x.reshape(len(x), *layer.target_shape),
    "Embedding": lambda layer, w, x, training: w["embeddings"][x.long()],
    "PositionalEmbedding": lambda layer, w, x, training: x + w["embeddings"],
    "Conv1D": conv1d, "MaxPooling1D": max_pool1d, "AveragePooling1D": average_pool1d, "RMSNormalization": rms_norm,
    "GlobalMaxPooling1D": lambda layer, w, x, training: x.amax(1),
    "GlobalAveragePooling1D": lambda layer, w, x, training: x.mean(1),
    "RepeatVector": lambda layer, w, x, training: x[:, None].expand(-1, layer.n, -1),
    "Masking": lambda layer, w, x, training: x * (x != layer.mask_value).any(-1, keepdim=True),
    "Activation": same, "Dropout": same, "SpatialDropout2D": same, "GaussianNoise": same,
}
JOINS = {"Add": lambda xs: sum(xs[1:], xs[0]), "Concatenate": lambda xs: torch.cat(xs, -1),
         "Multiply": lambda xs: torch.stack(xs).prod(0)}
SERIES = {"SimpleRNN": simple_rnn, "LSTM": lstm, "GRU": gru, "MultiHeadAttention": attention,
          "Bidirectional": both_ways}


def forward(trainer, weights, x, training: bool, logits: bool = False):
    """The network's output; with `logits` before the last activation."""
    values = {INPUT: x}
    steps = lowered(trainer.project.network, trainer.check)
    for step in steps:
        own = {name.removeprefix(f"{step.node}."): value for name, value in weights.items()
               if name.startswith(f"{step.node}.")}
        xs, kind = [values[source] for source in step.sources], type(step.op).__name__
        if step.is_activation:
            if logits and step is steps[-1]:
                return xs[0]
            values[step.target] = ACTIVATIONS[kind](step.op, own, xs[0])
        elif kind in SERIES:
            values |= dict(zip((step.target, *step.more), SERIES[kind](step.op, own, *xs), strict=True))
        elif kind in JOINS:
            values[step.target] = JOINS[kind](xs)
        else:
            values[step.target] = LAYERS[kind](step.op, own, xs[0], training)
    return values[steps[-1].target]


def penalties(trainer, weights):
    """What the regularisers add to the loss."""
    total = 0.0
    for name, entry in trainer.state_memory.entries.items():
        if entry.weight.regularizer is not None:
            l1, l2 = entry.weight.regularizer.factors
            total = total + l1 * weights[name].abs().sum() + l2 * (weights[name] ** 2).sum()
    return total


def tensors(trainer, dtype):
    """All weights as leaves."""
    return {name: torch.tensor(value, dtype=dtype, requires_grad=True) for name, value in trainer.weights().items()}
