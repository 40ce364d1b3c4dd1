"""The preset that tells several shapes at once, as `remake` writes it."""

from core.declare.registry import ACTIVATIONS, DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS, SCALINGS
from core.project.spec import Data, Network, Project, Training

HE = INITIALIZERS["HeUniform"]()


def several_shapes(chain) -> Project:
    """Three convolutions, the strongest place of every map, four answers of yes or no."""
    for number, filters in enumerate((16, 32, 32)):
        chain.add("Conv2D", filters=filters, kernel_size=3, padding="same", activation=ACTIVATIONS["ReLU"](),
                  kernel_initializer=HE)
        if number < 2:
            chain.add("MaxPooling2D", pool_size=2)
    chain.add("GlobalMaxPooling2D")
    chain.add("Dense", units=4, activation=ACTIVATIONS["Sigmoid"]())
    return Project(name="Shapes, several at once", network=Network(tuple(chain.nodes)),
                   data=Data(DATASETS["ShapeScenes"](), scaling=SCALINGS["PixelRange"]()),
                   training=Training(OPTIMIZERS["Adam"](0.003), LOSSES["BinaryCrossentropy"](), 32, 15),
                   notes="One to four shapes lie in every picture, and each of the four answers says yes or no for "
                   "itself: they need not add up to 100 %. Global pooling keeps the strongest place of every map, for "
                   "it does not matter where a shape lies. Where one shape covers another, look at what the network "
                   "sees of it. The pictures are made by a rule: another data seed draws others, and more of them "
                   "help.")
