"""A whole network read from its specification, in float64 and without any plan: what the engine must come to.

Slow and plain on purpose: one sample after the other where that is clearest. Dropout and noise are off.
"""

import numpy as np

EDGE = 1e-7
"""How far probabilities are kept from 0 and 1, where a loss is taken from them."""


def dense(layer, weights, x):
    return x @ weights["kernel"] + weights.get("bias", 0)


def conv2d(layer, weights, x):
    kernel = weights["kernel"]
    (kh, kw, depth, filters), groups = kernel.shape, layer.groups
    (sh, sw), (dh, dw) = pair(layer.strides), pair(layer.dilation_rate)
    x, out_h, out_w = framed(x, layer.padding, (kh, kw), (sh, sw), (dh, dw), 0)
    y = np.zeros((len(x), out_h, out_w, filters))
    each = filters // groups
    for i in range(out_h):
        for j in range(out_w):
            window = x[:, i * sh:i * sh + kh * dh:dh, j * sw:j * sw + kw * dw:dw][:, :kh, :kw]
            for g in range(groups):
                mine = slice(g * each, (g + 1) * each)
                y[:, i, j, mine] = np.einsum("nklc,klcf->nf", window[..., g * depth:(g + 1) * depth], kernel[..., mine])
    return y + weights.get("bias", 0)


def pooling(reduce):
    def forward(layer, weights, x):
        size, stride = pair(layer.pool_size), pair(layer.pool_size if layer.strides is None else layer.strides)
        x, out_h, out_w = framed(x, layer.padding, size, stride, (1, 1), np.nan)
        y = np.zeros((len(x), out_h, out_w, x.shape[-1]))
        for i in range(out_h):
            for j in range(out_w):
                window = x[:, i * stride[0]:i * stride[0] + size[0], j * stride[1]:j * stride[1] + size[1]]
                y[:, i, j] = reduce(window, axis=(1, 2))
        return y
    return forward


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def framed(x, padding, size, stride, dilation, filler):
    """x inside its padding, and how often the window stands in each direction."""
    frames, places = [], []
    for length, k, s, d in zip(x.shape[1:3], size, stride, dilation, strict=True):
        reach = (k - 1) * d + 1
        before = after = 0 if padding == "valid" else padding
        if padding == "same":
            total = max((-(-length // s) - 1) * s + reach - length, 0)
            before, after = total // 2, total - total // 2
        frames.append((before, after))
        places.append((length + before + after - reach) // s + 1)
    return np.pad(x, ((0, 0), *frames, (0, 0)), constant_values=filler), *places


LAYERS = {
    "Dense": dense, "Conv2D": conv2d, "MaxPooling2D": pooling(np.nanmax), "AveragePooling2D": pooling(np.nanmean),
    "Flatten": lambda layer, weights, x: x.reshape(len(x), -1), "Dropout": lambda layer, weights, x: x,
    "Activation": lambda layer, weights, x: x, "Add": lambda layer, weights, *xs: sum(xs),
    "Concatenate": lambda layer, weights, *xs: np.concatenate(xs, -1)}


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


ACTIVATIONS = {
    "Linear": lambda a, z: z, "Sigmoid": lambda a, z: 1 / (1 + np.exp(-z)), "Tanh": lambda a, z: np.tanh(z),
    "ReLU": lambda a, z: np.where(z > 0, z, 0), "LeakyReLU": lambda a, z: np.where(z > 0, z, a.negative_slope * z),
    "Softmax": lambda a, z: softmax(z)}


def mean_squared_error(loss, y, t):
    return np.mean((y - t) ** 2)


def binary_crossentropy(loss, y, t):
    p = np.clip(1 / (1 + np.exp(-y)) if loss.from_logits else y, EDGE, 1 - EDGE)
    return np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))


def categorical_crossentropy(loss, y, t):
    p = np.clip(softmax(y) if loss.from_logits else y, EDGE, 1 - EDGE)
    return np.mean(np.sum(-t * np.log(p), -1))


def sparse_categorical_crossentropy(loss, y, t):
    return categorical_crossentropy(loss, y, np.eye(y.shape[-1])[t])


LOSSES = {"MeanSquaredError": mean_squared_error, "BinaryCrossentropy": binary_crossentropy,
          "CategoricalCrossentropy": categorical_crossentropy,
          "SparseCategoricalCrossentropy": sparse_categorical_crossentropy}


def outputs(project, weights, x) -> dict[str, np.ndarray]:
    """Every node's output in float64, by id. `weights` as `Trainer.weights()` gives them."""
    values = {"input": np.asarray(x, np.float64)}
    waiting = list(project.network.nodes)
    while waiting:
        node = next(node for node in waiting if all(source in values for source in node.inputs))
        waiting.remove(node)
        mine = {name.split(".", 1)[1]: np.asarray(value, np.float64) for name, value in weights.items()
                if name.split(".", 1)[0] == node.id}
        z = LAYERS[type(node.layer).__name__](node.layer, mine, *(values[source] for source in node.inputs))
        activation = getattr(node.layer, "activation", None)
        values[node.id] = z if activation is None else ACTIVATIONS[type(activation).__name__](activation, z)
    return values


def predict(project, weights, x) -> np.ndarray:
    """The output of the last node."""
    return outputs(project, weights, x)[project.network.nodes[-1].id]


def cost(project, weights, x, y) -> float:
    """The loss and the regularisers of all layers that are trained, as Keras counts them."""
    loss = project.training.loss
    found = LOSSES[type(loss).__name__](loss, predict(project, weights, x), np.asarray(y))
    for node in project.network.nodes:
        regularizer = getattr(node.layer, "kernel_regularizer", None)
        if regularizer is not None and node.layer.trainable:
            w = np.asarray(weights[f"{node.id}.kernel"], np.float64)
            found += getattr(regularizer, "l1", 0) * np.abs(w).sum() + getattr(regularizer, "l2", 0) * (w * w).sum()
    return found


def gradients(project, weights, x, y, step=1e-6) -> dict[str, np.ndarray]:
    """∂cost/∂w by central differences, for every single weight; zeros where the layer is frozen."""
    found = {}
    for name, value in weights.items():
        found[name] = np.zeros(value.shape)
        if not getattr(project.network.node(name.split(".", 1)[0]).layer, "trainable", True):
            continue
        for place in np.ndindex(value.shape):
            moved = {key: np.array(array, np.float64) for key, array in weights.items()}
            moved[name][place] += step
            above = cost(project, moved, x, y)
            moved[name][place] -= 2 * step
            found[name][place] = (above - cost(project, moved, x, y)) / (2 * step)
    return found
