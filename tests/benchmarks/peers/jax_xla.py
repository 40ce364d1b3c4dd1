"""JAX compiled by XLA for the processor: one step a call, or many steps in one call by lax.scan."""

from tests.benchmarks.peers.base import TOGETHER, NotApplicableError, Session, Variant
from tests.benchmarks.twin import spread_rows
from tests.benchmarks.workloads import ADAM, POOL, SGD, WORKLOADS, Case, Conv, Dense, Flatten, Pool, arrays, weights

VARIANTS = (
    Variant("jax", "jax_xla", "jit, one step a call"),
    Variant("jax scan", "jax_xla", "jit, many steps in one call by lax.scan", many_steps=True),
)

def _activation(name):
    import jax
    import jax.numpy as jnp
    return {"relu": jax.nn.relu, "tanh": jnp.tanh, "linear": lambda z: z}[name]


def _dense(layer, x, kernel, bias):
    return _activation(layer.activation)(x @ kernel + bias)


def _conv(layer, x, kernel, bias):
    from jax import lax
    z = lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return _activation(layer.activation)(z + bias)


def _pool(layer, x):
    # Several times faster on a processor than lax.reduce_window, whose gradient XLA does not vectorise.
    n, height, width, channels = x.shape
    return x.reshape(n, height // POOL, POOL, width // POOL, POOL, channels).max((2, 4))


LAYERS = {Dense: _dense, Conv: _conv, Pool: _pool, Flatten: lambda layer, x: x.reshape(len(x), -1)}


def outputs(workload, parameters, x):
    """The network as a function of its list of (kernel, bias) pairs."""
    left, shape = iter(parameters), workload.shape
    for layer in workload.layers:
        own = next(left) if layer.kernel_shape(shape) else ()
        x, shape = LAYERS[type(layer)](layer, x, *own), layer.output_shape(shape)
    return x


def loss_of(workload):
    """The loss as a function of parameters, batch and target."""
    import jax
    import jax.numpy as jnp

    def squared(parameters, x, target):
        return jnp.mean((outputs(workload, parameters, x) - target) ** 2)

    def crossentropy(parameters, x, target):
        logarithms = jax.nn.log_softmax(outputs(workload, parameters, x))
        return -jnp.mean(jnp.take_along_axis(logarithms, target[:, None], 1))

    return {"mse": squared, "crossentropy": crossentropy}[workload.loss]


def step_of(workload, optimizer: str):
    """One training step: (state, x, target) → (state, loss), with state = (parameters, slots, slots, step)."""
    import jax
    import jax.numpy as jnp
    over, loss = jax.tree_util.tree_map, loss_of(workload)

    def sgd(state, x, target):
        parameters, velocity, unused, count = state
        value, gradient = jax.value_and_grad(loss)(parameters, x, target)
        velocity = over(lambda v, g: SGD["momentum"] * v + g, velocity, gradient)
        parameters = over(lambda w, v: w - SGD["learning_rate"] * v, parameters, velocity)
        return (parameters, velocity, unused, count), value

    def adam(state, x, target):
        parameters, mean, square, count = state
        beta_1, beta_2 = ADAM["beta_1"], ADAM["beta_2"]
        value, gradient = jax.value_and_grad(loss)(parameters, x, target)
        count = count + 1
        mean = over(lambda m, g: beta_1 * m + (1 - beta_1) * g, mean, gradient)
        square = over(lambda v, g: beta_2 * v + (1 - beta_2) * g * g, square, gradient)
        rate, root = ADAM["learning_rate"] / (1 - beta_1 ** count), 1 / jnp.sqrt(1 - beta_2 ** count)
        parameters = over(lambda w, m, v: w - rate * m / (jnp.sqrt(v) * root + ADAM["epsilon"]),
                          parameters, mean, square)
        return (parameters, mean, square, count), value

    return {"sgd": sgd, "adam": adam}[optimizer]


class Training(Session):
    """Steps by jit; with `stride` above 1, that many in one call by scan.

    Scans with convolutions are unrolled: inside a loop XLA computes a convolution a hundred times slower than outside.
    """

    def __init__(self, case: Case, stride: int):
        import jax
        import jax.numpy as jnp
        from jax import lax
        workload = WORKLOADS[case.workload]
        self.stride, self.ready = stride, jax.block_until_ready
        x, target = map(jnp.asarray, arrays(case))
        self.batches = list(zip(x, target, strict=True))
        step = step_of(workload, case.optimizer)
        self.one = jax.jit(step, donate_argnums=0)
        places = jnp.arange(stride) % len(x)
        unroll = stride if len(workload.shape) == 3 else 1

        def many(state, x, target):
            return lax.scan(lambda state, place: (step(state, x[place], target[place])[0], None), state, places,
                            unroll=unroll)[0]

        compiled = jax.jit(many, donate_argnums=0)
        self.many = lambda state: compiled(state, x, target)
        parameters = [tuple(map(jnp.asarray, pair)) for pair in weights(workload)]
        # Slots of their own: what is donated may not appear twice.
        empty = [jax.tree_util.tree_map(jnp.zeros_like, parameters) for _ in range(2)]
        self.state, self.step = (parameters, *empty, jnp.float32(0)), 0

    def check(self, count):
        found = []
        for _ in range(count):
            self.state, loss = self.one(self.state, *self.batches[self.step % len(self.batches)])
            self.step += 1
            found.append(float(loss))
        return found

    def run(self, steps):
        if self.stride > 1:
            for _ in range(steps // self.stride):
                self.state = self.many(self.state)
        else:
            for number in range(self.step, self.step + steps):
                self.state, _ = self.one(self.state, *self.batches[number % len(self.batches)])
            self.step += steps
        self.ready(self.state)


class Forward(Session):
    """The network over the whole grid, by jit."""

    def __init__(self, case: Case):
        import jax
        import jax.numpy as jnp
        workload = WORKLOADS[case.workload]
        parameters = [tuple(map(jnp.asarray, pair)) for pair in weights(workload)]
        x = jnp.asarray(arrays(case)[0][0])
        compiled = jax.jit(lambda parameters, x: outputs(workload, parameters, x))
        self.call = lambda: compiled(parameters, x)

    def check(self, count):
        y = self.call()
        return y[spread_rows(len(y), count), 0].tolist()

    def run(self, steps):
        for _ in range(steps):
            self.call().block_until_ready()


def session(variant: Variant, case: Case, threads: int) -> Session:
    """JAX ready to be measured; its threads follow the processors that the process may use."""
    if WORKLOADS[case.workload].forward_only:
        if variant.many_steps:
            raise NotApplicableError("nothing to scan in one forward pass")
        return Forward(case)
    return Training(case, TOGETHER[case.workload] if variant.many_steps else 1)
