"""A drawn network in JAX: jit, one step a call, or many steps in one call by scan."""

import math
import time

from core.project.spec import INPUT
from tests.benchmarks.drawn.networks import Drawn
from tests.benchmarks.peers.base import NotApplicableError, Session

SCAN = "jax scan"
LONGEST_SCANNED = 1e-3
"""Seconds of a step above which a scan wins nothing: what a call costs is a hundredth of it."""
STRIDES = (256, 16)
"""Steps in one scan of rows and of pictures, whose scans are unrolled and compile for long."""
UNTRAINED = ("moving_mean", "moving_variance")


def loss_of(drawn: Drawn):
    """The loss as a function of weights, batch, target and a key of chance."""
    import jax
    import jax.numpy as jnp

    from tests.benchmarks.drawn import jax_layers
    steps, labels = drawn.steps(), drawn.labels

    def loss(weights, x, target, key):
        values = {INPUT: x}
        for number, step in enumerate(steps):
            own = {name.partition(".")[2]: w for name, w in weights.items() if name.startswith(f"{step.node}.")}
            xs, kind = [values[source] for source in step.sources], type(step.op).__name__
            if step.is_activation:
                y = jax_layers.ACTIVATIONS[kind](step.op, own, xs[0])
            elif kind == "Add":
                y = xs[0] + xs[1]
            else:
                y = jax_layers.LAYERS[kind](step.op, own, xs[0], step.shape, jax.random.fold_in(key, number))
            values[step.target] = y
        y = values[steps[-1].target]
        if labels:
            return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(y), target[..., None], -1))
        return jnp.mean((y - target) ** 2)
    return loss


def step_of(drawn: Drawn):
    """One training step: (state, x, target) to (state, loss); the state is weights, slots and the count."""
    import jax

    from tests.benchmarks.drawn import jax_layers
    loss, rule = loss_of(drawn), drawn.project.training.optimizer
    update = jax_layers.RULES[type(rule).__name__]
    # The quick generator: XLA's own threefry takes longer than the layers.
    base = jax.random.key(0, impl="rbg")

    def step(state, x, target):
        weights, slots, count = state
        count = count + 1
        value, slopes = jax.value_and_grad(loss)(weights, x, target, jax.random.fold_in(base, count.astype("int32")))
        moved = {name: update(rule, weights[name], slopes[name], slots[name], count) for name in weights}
        return ({name: w for name, (w, _) in moved.items()}, {name: s for name, (_, s) in moved.items()}, count), value
    return step


def state_of(drawn: Drawn):
    """The first state."""
    import jax.numpy as jnp

    from tests.benchmarks.drawn import jax_layers
    weights = {name: jnp.asarray(value) for name, value in drawn.weights().items()
               if name.partition(".")[2] not in UNTRAINED}
    rule = drawn.project.training.optimizer
    return weights, {name: jax_layers.slots(rule, w) for name, w in weights.items()}, jnp.float32(0)


class Training(Session):
    """One step a call."""

    def __init__(self, drawn: Drawn):
        import jax
        import jax.numpy as jnp
        x, y = drawn.arrays()
        self.x = jnp.asarray(x.reshape(drawn.ready, drawn.batch, *drawn.shape))
        self.y = jnp.asarray(y.reshape(drawn.ready, drawn.batch, *y.shape[1:]))
        self.batches = list(zip(self.x, self.y, strict=True))
        calm, self.ready, self.position = drawn.without_chance(), jax.block_until_ready, 0
        self.one = jax.jit(step_of(drawn), donate_argnums=0)
        self.calm = self.one if calm.project == drawn.project else jax.jit(step_of(calm), donate_argnums=0)
        self.drawn, self.state = drawn, state_of(drawn)

    def check(self, count):
        state, found = state_of(self.drawn), []
        for number in range(count):
            state, loss = self.calm(state, *self.batches[number % len(self.batches)])
            found.append(float(loss))
        return found

    def run(self, steps):
        for number in range(self.position, self.position + steps):
            self.state, loss = self.one(self.state, *self.batches[number % len(self.batches)])
        self.position += steps
        self.ready(self.state)
        if not math.isfinite(float(loss)):
            raise ArithmeticError("the loss is not finite")


class Scanned(Training):
    """Many steps a call."""

    def __init__(self, drawn: Drawn):
        import jax
        import jax.numpy as jnp
        from jax import lax
        super().__init__(drawn)
        self.run_one(3)
        if min(self.run_one(2) for _ in range(3)) > LONGEST_SCANNED:
            raise NotApplicableError("its steps are long: one a call is as fast")
        pictures = len(drawn.shape) == 3
        self.stride = STRIDES[pictures]
        places, step = jnp.arange(self.stride) % drawn.ready, step_of(drawn)

        def many(state, x, y):
            return lax.scan(lambda state, place: step(state, x[place], y[place]), state, places,
                            unroll=self.stride if pictures else 1)
        self.many = jax.jit(many, donate_argnums=0)

    def run_one(self, steps: int) -> float:
        """Seconds a step, one a call."""
        start = time.perf_counter()
        Training.run(self, steps)
        return (time.perf_counter() - start) / steps

    def run(self, steps):
        for _ in range(steps // self.stride):
            self.state, losses = self.many(self.state, self.x, self.y)
        self.ready(self.state)
        if not math.isfinite(float(losses[-1])):
            raise ArithmeticError("the loss is not finite")


def session(name: str, drawn: Drawn, threads: int) -> Session:
    """JAX ready to be measured; its threads follow the processors that the process may use."""
    return Scanned(drawn) if name == SCAN else Training(drawn)
