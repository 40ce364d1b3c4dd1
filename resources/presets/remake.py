"""Regenerates the preset projects: python -m resources.presets.remake

They stand as files, so that the program opens them like any project; here they stand short enough to be compared.
"""

from pathlib import Path

from msgspec.structs import replace

from core.declare.registry import (
    ACTIVATIONS,
    AUGMENTATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCALINGS,
    SCHEDULES,
)
from core.project.spec import INPUT, Data, Network, Node, Project, Split, Training
from resources.presets import sequences
from resources.presets.series import text_gpt, text_lstm
from resources.presets.several_ports import siamese, tiny_gan, two_of_each
from resources.presets.shapes import several_shapes

HERE = Path(__file__).resolve().parent
HE = INITIALIZERS["HeNormal"]()
DIGITS = Data(DATASETS["MNIST5k"](), scaling=SCALINGS["PixelRange"]())


class Chain:
    """Nodes one behind the other; `at` starts a branch, ids count up by class as the window's do."""

    def __init__(self):
        self.nodes: list[Node] = []
        self.end = INPUT

    def add(self, kind: str, *more: str, at: str = "", **parameters) -> str:
        """A layer behind the last one (or behind `at`), with more inputs if it joins; returns its id."""
        if isinstance(parameters.get("activation"), str):
            name = parameters["activation"]
            parameters["activation"] = ACTIVATIONS[name]()
            if name == "ReLU" and "kernel_initializer" not in parameters and kind != "Activation":
                parameters["kernel_initializer"] = HE
        name = f"{kind.lower()}{1 + sum(type(node.layer).__name__ == kind for node in self.nodes)}"
        self.nodes.append(Node(name, LAYERS[kind](**parameters), (at or self.end, *more)))
        self.end = name
        return name

    def group(self, name: str, first: str) -> None:
        """Draw the block `first` and all behind it as one card."""
        start = next(index for index, node in enumerate(self.nodes) if node.id == first)
        self.nodes[start:] = [replace(node, group=name) for node in self.nodes[start:]]

    def network(self) -> Network:
        """All of it."""
        return Network(tuple(self.nodes))


def conv(chain, filters, size=3, activation="ReLU", padding="same", **more):
    """A convolution that keeps the size of the picture."""
    return chain.add("Conv2D", filters=filters, kernel_size=size, padding=padding, activation=activation, **more)


def choosing(name, chain, data, notes, rate=0.001, batch=32, epochs=15, **training) -> Project:
    """A project that chooses among ten digits."""
    chain.add("Dense", units=10, activation="Softmax")
    loss = LOSSES["SparseCategoricalCrossentropy"]()
    settings = Training(OPTIMIZERS["Adam"](learning_rate=rate), loss, batch, epochs, **training)
    return Project(name=name, network=chain.network(), data=data, training=settings, notes=notes)


def lenet() -> Project:
    c = Chain()
    conv(c, 6, 5, "Tanh")
    c.add("AveragePooling2D", pool_size=2)
    conv(c, 16, 5, "Tanh", "valid")
    c.add("AveragePooling2D", pool_size=2)
    c.add("Flatten")
    c.add("Dense", units=120, activation="Tanh")
    c.add("Dense", units=84, activation="Tanh")
    return choosing("LeNet-5", c, DIGITS, "The network that read cheques (LeCun et al. 1998): two convolutions, each "
                    "followed by averaging, then three dense layers. Tanh everywhere, as was usual before ReLU.")


def alexnet() -> Project:
    c = Chain()
    conv(c, 24, 5)
    c.add("MaxPooling2D", pool_size=3, strides=2, padding="same")
    conv(c, 48, 5)
    c.add("MaxPooling2D", pool_size=3, strides=2, padding="same")
    conv(c, 64)
    conv(c, 64)
    conv(c, 48)
    c.add("MaxPooling2D", pool_size=3, strides=2, padding="same")
    c.add("Flatten")
    for _ in range(2):
        c.add("Dropout", rate=0.5)
        c.add("Dense", units=128, activation="ReLU")
    return choosing("Small AlexNet", c, DIGITS, "The plan of the network that won ImageNet in 2012 (Krizhevsky et "
                    "al.), a few hundred times smaller: five convolutions with ReLU, overlapping pooling windows, and "
                    "dropout before the dense layers.", epochs=12)


def vgg() -> Project:
    c = Chain()
    for filters in (16, 32, 64):
        conv(c, filters)
        conv(c, filters)
        c.add("MaxPooling2D", pool_size=2)
    c.add("Flatten")
    c.add("Dense", units=128, activation="ReLU")
    c.add("Dropout", rate=0.5)
    return choosing("Small VGG", c, DIGITS, "Nothing but 3 by 3 filters, two and two with a pooling behind them, and "
                    "twice as many filters after each (Simonyan and Zisserman 2014). Two small filters in a row see as "
                    "far as one of 5 by 5, with fewer weights.", epochs=12)


def residual(chain, filters, stride):
    """Two convolutions with normalisation and the skip link round them: 1 by 1 filters where the size changes."""
    start = chain.end
    conv(chain, filters, strides=stride, activation="Linear", use_bias=False, kernel_initializer=HE)
    chain.add("BatchNormalization", momentum=0.9)
    chain.add("Activation", activation="ReLU")
    conv(chain, filters, activation="Linear", use_bias=False, kernel_initializer=HE)
    end = chain.add("BatchNormalization", momentum=0.9)
    if stride > 1:
        start = conv(chain, filters, 1, at=start, strides=stride, activation="Linear", kernel_initializer=HE)
    chain.add("Add", start, at=end)
    chain.add("Activation", activation="ReLU")


def resnet() -> Project:
    c = Chain()
    conv(c, 16, activation="Linear", use_bias=False, kernel_initializer=HE)
    c.add("BatchNormalization", momentum=0.9)
    c.add("Activation", activation="ReLU")
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        residual(c, filters, stride)
    c.add("GlobalAveragePooling2D")
    return choosing("Small ResNet", c, DIGITS, "Every pair of convolutions only adds to what comes in: the skip links "
                    "carry the picture, and the gradient, straight past them (He et al. 2015). Remove the links and "
                    "compare how soon the loss falls.", epochs=12)


def deep(name, activation, start, notes, layers=10, rate=0.05, data=None, **training) -> Project:
    """A tower of equal dense layers on the two moons."""
    c = Chain()
    for _ in range(layers):
        c.add("Dense", units=10, activation=activation, kernel_initializer=start)
    c.add("Dense", units=1, activation="Sigmoid")
    made = Training(OPTIMIZERS["SGD"](learning_rate=rate), LOSSES["BinaryCrossentropy"](), 20, 100, **training)
    return Project(name=name, network=c.network(), data=data or Data(DATASETS["Moons"](count=500, noise=0.1)),
                   training=made, notes=notes)


def vanishing() -> Project:
    return deep("Vanishing gradient", "Sigmoid", INITIALIZERS["GlorotNormal"](), "Ten sigmoid layers. The slope of a "
                "sigmoid is at most 0.25, so the gradient shrinks at every layer on its way back, and the first layers "
                "hardly learn. Change all activations to ReLU and the start to He normal, and watch it come through.",
                rate=0.1)


def exploding() -> Project:
    c, wide = Chain(), INITIALIZERS["Orthogonal"](gain=6.5)
    # The inputs only nudge the first block: what becomes of a nudge is then the doing of the later ones alone.
    c.add("Dense", units=32, activation="Tanh", kernel_initializer=INITIALIZERS["RandomNormal"](stddev=0.1),
          bias_initializer=INITIALIZERS["RandomNormal"](stddev=0.7))
    for _ in range(15):
        c.add("Dense", units=32, activation="Tanh", kernel_initializer=wide)
    c.add("Dense", units=1, activation="Sigmoid", kernel_initializer=INITIALIZERS["RandomNormal"](stddev=1.0))
    # One sample a step: both clouds lie where the bias counts for more than a coordinate, so a leap for one sample
    # carries the other cloud along, and no unit is left that tells them apart. Of many samples some cancel by luck.
    made = Training(OPTIMIZERS["SGD"](learning_rate=0.01), LOSSES["BinaryCrossentropy"](), 1, 100)
    return Project(name="Exploding gradient", network=c.network(),
                   data=Data(DATASETS["Gaussians"](count=500, noise=0.1)), training=made,
                   notes="One straight line parts these two clouds, but sixteen layers whose weights start far too "
                   "large do not find it: the gradient grows at almost every layer on its way back, a hundred times "
                   "and more in all, the first steps throw the first layers off, and the network is no better than a "
                   "coin. Clip the gradients to a length of 1 or start with Xavier normal, play from the beginning, "
                   "and it learns.")


def dying() -> Project:
    c = Chain()
    c.add("Dense", units=16, activation="ReLU", bias_initializer=INITIALIZERS["Constant"](-2.5))
    c.add("Dense", units=1, activation="Sigmoid")
    made = Training(OPTIMIZERS["Adam"](learning_rate=0.01), LOSSES["BinaryCrossentropy"](), 20, 100, 3)
    return Project(name="Dying ReLU", network=c.network(), data=Data(DATASETS["Circles"](count=500, noise=0.05)),
                   training=made, notes="Biases start so low that almost every unit answers zero to every sample. "
                   "Where the output is flat there is no slope, so they never come back. Change the activation to "
                   "leaky ReLU: the little that it lets through brings them back.")


OVERFITS = ("A large network and only 300 digits to learn from: it soon knows them by heart, and is wrong about every "
            "sixth that it has not seen. The curves of training and validation part.")


def overfitting(name, notes, share=0.06, penalty=None, dropout=0.0, augmentation=(), epochs=60) -> Project:
    """The same network every time, on few digits; a cure is the only difference."""
    c = Chain()
    c.add("Flatten")
    for _ in range(2):
        c.add("Dense", units=128, activation="ReLU", kernel_regularizer=penalty)
        if dropout:
            c.add("Dropout", rate=dropout)
    # Of 5 000 digits 1 000 watch over training; what neither they nor the lesson need stays for the test.
    kept = Data(DATASETS["MNIST5k"](), Split(validation=0.2, test=min(0.74, round(0.8 - share, 3))),
                SCALINGS["PixelRange"](), augmentation=augmentation)
    return choosing(name, c, kept, notes, batch=20, epochs=epochs)


def augmented() -> Project:
    c = Chain()
    for filters in (16, 32):
        conv(c, filters, kernel_initializer=INITIALIZERS["HeUniform"]())
        c.add("MaxPooling2D", pool_size=2)
    c.add("Flatten")
    c.add("Dense", units=64, activation="ReLU", kernel_initializer=INITIALIZERS["HeUniform"]())
    moved = (AUGMENTATIONS["RandomTranslation"](0.08, 0.08), AUGMENTATIONS["RandomRotation"](0.03),
             AUGMENTATIONS["RandomZoom"](0.1))
    return choosing("Digits, augmented", c, replace(DIGITS, augmentation=moved), "The convolutional starter, but every "
                    "digit is shifted, turned and scaled a little before the network sees it, in every step another "
                    "way. The learning rate goes up and down once. Of 1 000 digits kept away about 980 are read.",
                    rate=0.003, epochs=40, schedule=SCHEDULES["OneCycle"](cycle_epochs=40.0))


def cures() -> list[Project]:
    shift = AUGMENTATIONS["RandomTranslation"](0.08, 0.08), AUGMENTATIONS["RandomRotation"](0.04)
    same = "The overfitting network with one cure: "
    return [
        overfitting("Overfitting network", OVERFITS),
        overfitting("Cure: L2", f"{same}a cost on large weights. It still knows its 300 digits by heart and is wrong "
                    "about as many new ones, but it is less sure of itself: the validation loss, in which the cost is "
                    "counted, does not rise again.",
                    penalty=REGULARIZERS["L2"](0.01)),
        overfitting("Cure: dropout", f"{same}three of five units are switched off in every step, so that none can rely "
                    "on a single other. It comes later, and does not stay away: play on and see.", dropout=0.6,
                    epochs=40),
        overfitting("Cure: more data", f"{same}ten times as many digits to learn from. Nothing helps more.", share=0.6,
                    epochs=10),
        overfitting("Cure: augmentation", f"{same}every digit is shifted and turned a little, in every step another "
                    "way, so that there is always something new to see.", augmentation=shift),
    ]


FILES = ("lenet5", "alexnet", "vgg", "resnet", "digits-augmented", "text-lstm", "text-gpt", "vanishing", "exploding",
         "dying-relu", "overfitting", "cure-l2", "cure-dropout", "cure-more-data", "cure-augmentation",
         "two-of-each", "siamese", "tiny-gan", "sorting-gpt", "names", "word-vectors", "hidden-letters", "author",
         "encoder-decoder", "dates-attention", "dates-plain", "addition", "adding-gru", "adding-rnn", "airline",
         "sunspots", "vowels", "shapes")


def projects() -> dict[str, Project]:
    """Every preset by the name of its file."""
    made = [lenet(), alexnet(), vgg(), resnet(), augmented(), text_lstm(Chain()), text_gpt(Chain()),
            vanishing(), exploding(), dying(), *cures(),
            two_of_each(), siamese(), tiny_gan(), *sequences.every(Chain), several_shapes(Chain())]
    return {f"{name}.json": project for name, project in zip(FILES, made, strict=True)}


if __name__ == "__main__":
    for name, project in projects().items():
        (HERE / name).write_text(project.to_json() + "\n", encoding="utf-8")
