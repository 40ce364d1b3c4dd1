"""The presets with several inputs, outputs, losses or optimisers, as `remake` writes them."""

from core.declare.registry import ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, SCALINGS
from core.project.spec import Data, Network, Node, Objective, Project, Training, Update

ADAM = OPTIMIZERS["Adam"]
HE = INITIALIZERS["HeNormal"]()


def dense(units: int, activation: str = "ReLU"):
    """A dense layer."""
    more = {"kernel_initializer": HE} if "ReLU" in activation else {}
    return LAYERS["Dense"](units, activation=ACTIVATIONS[activation](), **more)


def conv(filters: int):
    """A convolution that keeps the size of the picture."""
    return LAYERS["Conv2D"](filters=filters, kernel_size=3, padding="same", activation=ACTIVATIONS["ReLU"](),
                            kernel_initializer=HE)


def two_of_each() -> Project:
    """Two inputs of different kinds, two outputs, two losses."""
    nodes = (Node("conv2d1", conv(12), ("picture",)),
             Node("maxpooling2d1", LAYERS["MaxPooling2D"](pool_size=2), ("conv2d1",)),
             Node("flatten1", LAYERS["Flatten"](), ("maxpooling2d1",)), Node("dense1", dense(48), ("flatten1",)),
             Node("digit", dense(10, "Softmax"), ("dense1",)),
             Node("concatenate1", LAYERS["Concatenate"](), ("digit", "number")),
             Node("sum", dense(1, "Linear"), ("concatenate1",)))
    losses = (Objective(LOSSES["SparseCategoricalCrossentropy"](), "digit", "digit"),
              Objective(LOSSES["MeanSquaredError"](), "sum", "sum", 0.5))
    training = Training(ADAM(0.005), losses[0].loss, 32, 40, updates=(Update(objectives=losses),))
    data = Data(DATASETS["DigitAndNumber"](), scaling=SCALINGS["PixelRange"](highest=16),
                target_scaling=SCALINGS["Standardize"]())
    return Project(name="Two inputs, two answers", network=Network(nodes, ("digit", "sum")), data=data,
                   training=training, notes="A picture and a number go in; out come the digit and the sum of both. "
                   "Each answer has a loss of its own, and the weight of the second says how much it counts. The sum "
                   "comes from the ten likelihoods of the digit and from the number, and one layer without a bend is "
                   "enough for it: look at its weights, which come to stand in the order of the digits.")


def siamese() -> Project:
    """Two inputs that go through the same weights."""
    body = (("conv2d{}", conv(12)), ("maxpooling2d{}", LAYERS["MaxPooling2D"](pool_size=2)), ("conv2d{}", conv(24)),
            ("maxpooling2d{}", LAYERS["MaxPooling2D"](pool_size=2)), ("flatten{}", LAYERS["Flatten"]()),
            ("dense{}", dense(32, "Tanh")))
    sides: dict[str, list[Node]] = {"first": [], "second": []}
    count: dict[str, int] = {}
    for side, nodes in sides.items():
        before = side
        for place, (name, layer) in enumerate(body):
            count[name] = count.get(name, 0) + 1
            own = sides["first"][place] if side == "second" else None
            learns = own is not None and name[:5] in ("conv2", "dense")
            nodes.append(Node(name.format(count[name]), layer, (before,), own.id if learns else ""))
            before = nodes[-1].id
    ends = tuple(nodes[-1].id for nodes in sides.values())
    nodes = (*sides["first"], *sides["second"], Node("multiply1", LAYERS["Multiply"](), ends),
             Node("dense3", dense(1, "Sigmoid"), ("multiply1",)))
    training = Training(ADAM(0.002), LOSSES["BinaryCrossentropy"](), 32, 12)
    return Project(name="Siamese pair", network=Network(nodes),
                   data=Data(DATASETS["DigitPairs"](), scaling=SCALINGS["PixelRange"]()), training=training,
                   notes="Do two pictures show the same digit? Both go through the same weights, so that they become "
                   "rows of numbers that can be compared (Bromley et al. 1993); these are multiplied place by place, "
                   "and the last block weighs the products. No pixel is compared with another, and of about nine of "
                   "ten pairs that it has never seen the network is right.")


def tiny_gan() -> Project:
    """Two updates with an optimiser each, over different blocks."""
    judge = (("judge{}", dense(48, "LeakyReLU")), ("judging{}", dense(48, "LeakyReLU")),
             ("verdict{}", dense(1, "Sigmoid")))
    nodes = [Node("maker1", dense(48), ("noise",)), Node("maker2", dense(48), ("maker1",)),
             Node("made", dense(2, "Linear"), ("maker2",))]
    for number, before in ((1, "point"), (2, "made")):
        for name, layer in judge:
            nodes.append(Node(name.format(number), layer, (before,), name.format(1) if number == 2 else ""))
            before = nodes[-1].id
    loss = LOSSES["BinaryCrossentropy"]()
    updates = (Update(ADAM(0.001, beta_1=0.5), tuple(name.format(1) for name, _ in judge),
                      (Objective(loss, "verdict1", "ones"), Objective(loss, "verdict2", "zeros"))),
               Update(ADAM(0.001, beta_1=0.5), ("maker1", "maker2", "made"), (Objective(loss, "verdict2", "ones"),)))
    return Project(name="Tiny GAN", network=Network(tuple(nodes), ("made", "verdict1", "verdict2")),
                   data=Data(DATASETS["PointsAndNoise"]()),
                   training=Training(ADAM(0.001), loss, 64, 200, updates=updates),
                   notes="Two networks play against each other (Goodfellow et al. 2014). The maker turns noise into "
                   "points of the plane; the judge sees true points and made ones, with the same weights, and learns "
                   "to tell them apart. An optimiser of its own teaches the maker to be taken for true. Nobody ever "
                   "shows it a point, and yet those that it makes come to lie on the two moons.")
