"""What every layer computes, against plain NumPy, through a whole plan: predictions, training and moving averages."""

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.engine.machine import Program
from core.engine.plan import INFER, Mode, Plan
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.building import layer, project, values

SEEN = Mode(keep=True)
NOISY = Mode(keep=True, noisy=True)


def trainer_for(member, *xs, **more) -> Trainer:
    """A trainer of a network that is this layer; with several inputs, of as many views of one input."""
    parts = [(f"i{i}", layer("Flatten") if xs[0].ndim == 2 else layer("Cropping2D", cropping=0), ["input"])
             for i in range(len(xs))] if len(xs) > 1 else []
    parts.append(("it", member, [name for name, *_ in parts] or ["input"]))
    out = member.output_shape(*[x.shape[1:] for x in xs])
    parts.append(layer("Flatten"))
    target = np.zeros((len(xs[0]), int(np.prod(out))), np.float32)
    return Trainer(project(*parts, batch=len(xs[0]), shuffle=False, **more), data={"train": (xs[0], target)}, threads=1)


def output(trainer, x, mode=INFER):
    """What the layer makes of x."""
    plan = Plan(trainer.project, trainer.check, trainer.state_memory, mode, len(x))
    program = Program(plan)
    plan.values["input"].array()[...] = x
    program.run()
    return plan.values["it"].array().copy()


def told(trainer, name, *shape, seed=5):
    """Give a weight other values than its first ones; returns them."""
    value = values(*shape, seed=seed)
    trainer.set_weights({f"it.{name}": value})
    return value.astype(np.float64)


PICTURES = values(3, 5, 6, 4)


@pytest.mark.parametrize("size", [1, 2, (3, 2)])
@pytest.mark.parametrize("strides", [1, 2, (3, 1)])
@pytest.mark.parametrize("padding", ["valid", "same", 1])
@pytest.mark.parametrize("dilation", [1, (2, 3)])
def test_transposed_convolution(size, strides, padding, dilation):
    member = layer("Conv2DTranspose", filters=3, kernel_size=size, strides=strides, padding=padding,
                   dilation_rate=dilation)
    (kh, kw), (sh, sw), (dh, dw) = (v if isinstance(v, tuple) else (v, v) for v in (size, strides, dilation))
    reach = (kh - 1) * dh + 1, (kw - 1) * dw + 1
    try:
        shape = member.output_shape((5, 6, 4))
    except ShapeError:
        pytest.skip("nothing is left")
    trainer = trainer_for(member, PICTURES)
    w, b = told(trainer, "kernel", kh, kw, 3, 4), told(trainer, "bias", 3)
    # Every pixel puts its stamp down, a stride further each; then the frame that the padding means is cut out.
    whole = np.zeros((3, 4 * sh + max(reach[0], sh), 5 * sw + max(reach[1], sw), 3))
    for i in range(5):
        for j in range(6):
            for k in range(kh):
                for m in range(kw):
                    whole[:, i * sh + k * dh, j * sw + m * dw] += PICTURES[:, i, j].astype(np.float64) @ w[k, m].T
    cuts = {"valid": (0, 0), "same": tuple(max(r - s, 0) // 2 for r, s in zip(reach, (sh, sw), strict=True))}
    top, left = cuts.get(padding, (padding, padding))
    want = whole[:, top:top + shape[0], left:left + shape[1]] + b
    if padding == "same":
        assert shape == (5 * sh, 6 * sw, 3)
    np.testing.assert_allclose(output(trainer, PICTURES), want, atol=1e-5)


@pytest.mark.parametrize("multiplier", [1, 3])
@pytest.mark.parametrize(("strides", "padding", "dilation"), [(1, "valid", 1), (2, "same", 1), (1, 2, (1, 2)),
                                                              ((1, 2), "same", 2)])
def test_depthwise_convolution(multiplier, strides, padding, dilation):
    member = layer("DepthwiseConv2D", kernel_size=(3, 2), strides=strides, padding=padding, dilation_rate=dilation,
                   depth_multiplier=multiplier)
    trainer = trainer_for(member, PICTURES)
    w, b = told(trainer, "kernel", 3, 2, 4, multiplier), told(trainer, "bias", 4 * multiplier)
    found = output(trainer, PICTURES)
    for c in range(4):
        single = layer("Conv2D", filters=multiplier, kernel_size=(3, 2), strides=strides, padding=padding,
                       dilation_rate=dilation)
        other = trainer_for(single, PICTURES[..., c:c + 1])
        mine = slice(c * multiplier, (c + 1) * multiplier)
        other.set_weights({"it.kernel": w[:, :, c:c + 1], "it.bias": b[mine]})
        np.testing.assert_allclose(found[..., mine], output(other, np.ascontiguousarray(PICTURES[..., c:c + 1])),
                                   atol=1e-5)


@pytest.mark.parametrize("x", [values(40, 3) * 3 + 7, values(6, 4, 5, 3) * 3 + 7])
@pytest.mark.parametrize(("center", "scale"), [(True, True), (False, True), (True, False), (False, False)])
def test_batch_normalization(x, center, scale):
    member = layer("BatchNormalization", center=center, scale=scale, momentum=0.9)
    trainer = trainer_for(member, x)
    gamma = told(trainer, "gamma", 3) if scale else 1
    beta = told(trainer, "beta", 3, seed=6) if center else 0
    wide = x.astype(np.float64)
    axes = tuple(range(x.ndim - 1))
    mean, variance = wide.mean(axes), wide.var(axes)
    np.testing.assert_allclose(output(trainer, x), gamma * x / np.sqrt(1 + 1e-3) + beta, rtol=1e-5, atol=1e-5)
    standard = (wide - mean) / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(output(trainer, x, Mode(keep=True, batch_statistics=True)), gamma * standard + beta,
                               atol=2e-5)
    assert (trainer.weights()["it.moving_mean"] == 0).all(), "looking moves no average"
    trainer.step(1)
    np.testing.assert_allclose(trainer.weights()["it.moving_mean"], 0.1 * mean, rtol=1e-5)
    np.testing.assert_allclose(trainer.weights()["it.moving_variance"], 0.9 + 0.1 * variance, rtol=1e-5)


def test_a_frozen_batch_normalization_uses_and_keeps_its_averages():
    x = values(40, 3) * 3 + 7
    trainer = trainer_for(layer("BatchNormalization", trainable=False), x)
    trainer.set_weights({"it.moving_mean": np.full(3, 7.0), "it.moving_variance": np.full(3, 9.0)})
    before = trainer.weights()
    trainer.step(3)
    for name, value in trainer.weights().items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)
    np.testing.assert_allclose(output(trainer, x, Mode(keep=True, batch_statistics=True)), (x - 7) / np.sqrt(9.001),
                               atol=1e-5)


@pytest.mark.parametrize("x", [values(5, 7) * 3 + 7, PICTURES])
def test_layer_normalization(x):
    trainer = trainer_for(layer("LayerNormalization"), x)
    gamma, beta = told(trainer, "gamma", x.shape[-1]), told(trainer, "beta", x.shape[-1], seed=6)
    wide = x.astype(np.float64)
    standard = (wide - wide.mean(-1, keepdims=True)) / np.sqrt(wide.var(-1, keepdims=True) + 1e-3)
    np.testing.assert_allclose(output(trainer, x), gamma * standard + beta, atol=2e-5)


PLAIN = [
    ("GlobalMaxPooling2D", {}, lambda x: x.max((1, 2))),
    ("GlobalMaxPooling2D", {"keepdims": True}, lambda x: x.max((1, 2), keepdims=True)),
    ("GlobalAveragePooling2D", {}, lambda x: x.mean((1, 2))),
    ("UpSampling2D", {}, lambda x: x.repeat(2, 1).repeat(2, 2)),
    ("UpSampling2D", {"size": (1, 3)}, lambda x: x.repeat(3, 2)),
    ("Reshape", {"target_shape": (10, -1)}, lambda x: x.reshape(3, 10, 12)),
    ("ZeroPadding2D", {}, lambda x: np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))),
    ("ZeroPadding2D", {"padding": (2, 0)}, lambda x: np.pad(x, ((0, 0), (2, 2), (0, 0), (0, 0)))),
    ("ZeroPadding2D", {"padding": ((0, 1), (2, 3))}, lambda x: np.pad(x, ((0, 0), (0, 1), (2, 3), (0, 0)))),
    ("Cropping2D", {}, lambda x: x[:, 1:-1, 1:-1]),
    ("Cropping2D", {"cropping": ((0, 1), (2, 3))}, lambda x: x[:, :-1, 2:3]),
    ("Dropout", {}, lambda x: x), ("SpatialDropout2D", {}, lambda x: x), ("GaussianNoise", {}, lambda x: x)]


@pytest.mark.parametrize(("name", "parameters", "plain"), PLAIN)
def test_layers_without_weights(name, parameters, plain):
    found = output(trainer_for(layer(name, **parameters), PICTURES), PICTURES)
    want = plain(PICTURES.astype(np.float64))
    assert found.shape == want.shape
    np.testing.assert_allclose(found, want, atol=1e-6)


@pytest.mark.parametrize(("name", "plain"), [("Add", lambda x, n: x * n), ("Multiply", lambda x, n: x**n),
                                             ("Concatenate", lambda x, n: np.concatenate([x] * n, -1))])
@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("x", [PICTURES, values(4, 9)])
def test_joins(name, plain, count, x):
    found = output(trainer_for(layer(name), *[x] * count), x)
    np.testing.assert_allclose(found, plain(x.astype(np.float64), count), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "shape", "each"), [("Dropout", (8, 9, 10), 1), ("SpatialDropout2D", (5, 6, 40), 30)])
def test_dropout_in_training(name, shape, each):
    x = np.ones((20, *shape), np.float32)
    trainer = trainer_for(layer(name, rate=0.4), x)
    first, again = output(trainer, x, NOISY), output(trainer, x, NOISY)
    np.testing.assert_array_equal(first, again, err_msg="one step has one mask")
    assert set(np.unique(first)) == {0, np.float32(1 / 0.6)}
    assert abs((first == 0).mean() - 0.4) < 3 * np.sqrt(0.24 * each / x.size)
    if each > 1:
        assert (first == first[:, :1, :1]).all(), "a channel is on or off as a whole"
    trainer.step(1)
    assert (output(trainer, x, NOISY) != first).any(), "the next step has another"


def test_noise_in_training():
    x = values(20, 8, 9, 10)
    trainer = trainer_for(layer("GaussianNoise", stddev=0.5), x)
    noise = output(trainer, x, NOISY) - x
    assert abs(noise.std() - 0.5) < 0.02
    assert abs(noise.mean()) < 0.02


@pytest.mark.parametrize(("name", "parameters", "shapes", "words"), [
    ("Conv2D", {"kernel_size": 7}, [(5, 5, 1)], "larger than the picture"),
    ("Conv2D", {"kernel_size": 3, "dilation_rate": 3}, [(5, 5, 1)], "spread over 7×7"),
    ("Conv2D", {}, [(25,)], "needs pictures"), ("Conv2D", {"filters": 6, "groups": 4}, [(5, 5, 4)], "groups"),
    ("MaxPooling2D", {}, [(1, 5, 3)], "larger than the picture"), ("GlobalMaxPooling2D", {}, [(5,)], "needs pictures"),
    ("Conv2DTranspose", {"kernel_size": 1, "strides": 1, "padding": 3}, [(5, 5, 2)], "nothing is left"),
    ("Add", {}, [(5,), (5,), (6,)], "5 and 6"), ("Multiply", {}, [(5, 5, 1), (5, 4, 1)], "5×5×1 and 5×4×1"),
    ("Concatenate", {}, [(5, 5, 1), (4, 5, 1)], "last number"), ("Reshape", {"target_shape": (4, -1)}, [(10,)], "10"),
    ("Reshape", {"target_shape": (-1, -1)}, [(10,)], "at most one"), ("Reshape", {"target_shape": (0,)}, [(10,)], "0"),
    ("Cropping2D", {"cropping": 3}, [(6, 9, 1)], "nothing is left"), ("UpSampling2D", {}, [(5,)], "needs pictures"),
    ("DepthwiseConv2D", {"kernel_size": 9}, [(6, 9, 1)], "larger than the picture")])
def test_shapes_that_do_not_fit_are_refused_with_the_mend(name, parameters, shapes, words):
    with pytest.raises(ShapeError, match=words) as caught:
        layer(name, **parameters).output_shape(*shapes)
    assert "; " in str(caught.value) or "choose" in str(caught.value)


@pytest.mark.parametrize("name", list(LAYERS))
def test_a_layer_tells_its_words(name):
    member = LAYERS[name]()
    assert 0 < len(member.short_name()) <= 8
    assert len(member.summary()) <= 32
    assert member.icon
    assert member.group in ("See patterns", "Follow series", "Decide", "Shape and join", "Steady")


@pytest.mark.parametrize(("name", "parameters", "shape"), [
    ("Dense", {}, (7,)), ("Conv2D", {"groups": 2, "filters": 6}, (5, 6, 4)), ("Conv2D", {"use_bias": False}, (5, 6, 4)),
    ("Conv2DTranspose", {"filters": 5}, (5, 6, 4)), ("DepthwiseConv2D", {"depth_multiplier": 2}, (5, 6, 4)),
    ("DepthwiseConv2D", {"use_bias": False}, (5, 6, 4)), ("BatchNormalization", {}, (5, 6, 4)),
    ("BatchNormalization", {"scale": False}, (5,)), ("LayerNormalization", {}, (5, 6, 4)), ("LSTM", {}, (5, 6)),
    ("SimpleRNN", {"use_bias": False}, (5, 6)), ("GRU", {}, (5, 6)), ("GRU", {"reset_after": False}, (5, 6)),
    ("Conv1D", {}, (5, 6)), ("RMSNormalization", {}, (5, 6)), ("MultiHeadAttention", {"value_dim": 3}, (5, 6)),
    ("MultiHeadAttention", {"use_bias": False, "output_size": 3}, (5, 6))])
def test_the_count_as_arithmetic_is_the_count(name, parameters, shape):
    member = layer(name, **parameters)
    total = sum(np.prod(weight.shape) for weight in member.weights(shape).values())
    assert eval(member.count_formula(shape).replace("·", "*")) == total
