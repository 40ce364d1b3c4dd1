"""What the presets that teach a trouble show, measured: python -m tests.core.lessons prints it for this process.

A lesson must come out the same with any seed and with any width of vectors, so it is measured by seeds, here and in
processes whose kernels are narrower.
"""

import json
import sys
from functools import partial

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, CLIPPINGS, INITIALIZERS
from core.diagnosis import examine
from core.project.presets import presets
from core.project.spec import Network, Project
from core.stopping.progress import Progress
from core.trainer import Trainer


def preset(name: str) -> Project:
    """One of the presets."""
    return Project.load(next(one.path for one in presets() if one.file == name))


def with_training(project: Project, **changes) -> Project:
    """Other settings of training."""
    return replace(project, training=replace(project.training, **changes))


def with_hidden(project: Project, **changes) -> Project:
    """Every hidden layer changed."""
    nodes = [replace(node, layer=replace(node.layer, **changes)) for node in project.network.nodes[:-1]]
    return replace(project, network=Network((*nodes, project.network.nodes[-1])))


def slopes(project: Project, seed: int) -> list[float]:
    """The mean size of the gradient in every layer's kernel at the start, from the first layer to the last."""
    trainer = Trainer(with_training(project, seed=seed), threads=1)
    found = trainer.gradients(trainer.prepared.train.x, trainer.prepared.train.y)
    return [float(np.sqrt(np.mean(gradient.astype(np.float64) ** 2))) for name, gradient in found.items()
            if name.endswith("kernel")]


def learned(project: Project, seed: int) -> float:
    """Right answers on validation records after all epochs of the project; 0 where training had to stop."""
    trainer = Trainer(with_training(project, seed=seed), threads=1)
    tick = trainer.step(trainer.steps_per_epoch * project.training.epochs)
    return 0.0 if tick.stopped else trainer.evaluate("validation")["accuracy"]


def growth(seed: int) -> float:
    """How many times larger the first gradient of the exploding preset is than the last."""
    found = slopes(preset("exploding"), seed)
    return found[0] / found[-1]


def growing(seed: int) -> float:
    """The share of its layers at which the gradient grows on the way back."""
    return float(np.mean(np.diff(slopes(preset("exploding"), seed)) < 0))


def shrinking(seed: int) -> float:
    """How many times smaller the first gradient of the vanishing preset is than the last."""
    found = slopes(preset("vanishing"), seed)
    return found[-1] / found[0]


def ways(name: str) -> dict[str, Project]:
    """A preset as it is, and with each cure that its notes name."""
    project = preset(name)
    start = INITIALIZERS["HeNormal"]() if name == "vanishing" else INITIALIZERS["GlorotNormal"]()
    cures = {
        "exploding": {"clipped": with_training(project, clipping=CLIPPINGS["GlobalClipNorm"](1.0)),
                      "smaller": with_hidden(project, kernel_initializer=start)},
        "vanishing": {"relu": with_hidden(project, activation=ACTIVATIONS["ReLU"](), kernel_initializer=start)},
        "dying-relu": {"leaky": with_hidden(project, activation=ACTIVATIONS["LeakyReLU"]())},
    }
    return {"as it is": project} | cures[name]


NAMED = {"exploding": ("ExplodingGradient", "dense1"), "vanishing": ("VanishingGradient", "dense1"),
         "dying-relu": ("DeadUnits", "dense1")}
"""What the doctor has to find in a preset, and the block that he has to name."""
MOMENTS = (0, 0.2, 1, 4, 12)
"""Epochs after which he is asked; leaps may throw the weights to where two clouds are parted by good luck."""


def named(name: str, seed: int) -> float:
    """The share of moments at which the doctor finds in a preset what it is there for, as long as it has not learned
    by good luck."""
    trainer, progress, right = Trainer(with_training(preset(name), seed=seed), threads=1), Progress(), []
    trainer.stepper.heed = progress.take
    for epoch in MOMENTS:
        if epoch:
            progress.add(trainer.step(round(trainer.steps_per_epoch * epoch) - trainer.steps))
        if trainer.evaluate("train")["accuracy"] > 0.9:
            break
        found = examine(trainer, progress)
        right.append(bool(found) and (found[0].kind, found[0].node) == NAMED[name])
    return float(np.mean(right)) if right else 0.0


LESSONS = {"growth": growth, "growing": growing, "shrinking": shrinking} | {
    f"{name}, named": partial(named, name) for name in NAMED}
SHOWN = {f"{name}, {way}": partial(learned, project)
         for name in ("exploding", "vanishing", "dying-relu") for way, project in ways(name).items()}


def measured(seeds: int, runs: int) -> dict[str, list[float]]:
    """Every lesson by seeds; whole runs, which take longer, by fewer."""
    return ({name: [one(seed) for seed in range(seeds)] for name, one in LESSONS.items()}
            | {name: [one(seed) for seed in range(seeds if name.startswith("exploding") else runs)]
               for name, one in SHOWN.items()})


def taught(found: dict[str, list[float]]) -> None:
    """Assert that the presets show what they say."""
    assert min(found["growth"]) >= 100, found
    assert min(found["growing"]) >= 0.6, found
    assert np.mean(found["growing"]) >= 0.85, found
    assert min(found["shrinking"]) >= 1e4, found
    for name in NAMED:
        assert min(found[f"{name}, named"]) == 1, found
    for name in SHOWN:
        right = np.array(found[name])
        if name == "exploding, as it is":
            assert right.max() < 0.6, (name, found[name])
        elif name.endswith("as it is"):
            assert right.mean() < 0.7, (name, found[name])
            assert right.max() < 0.95, (name, found[name])
        else:
            assert right.min() > 0.9, (name, found[name])


if __name__ == "__main__":
    json.dump(measured(*map(int, sys.argv[1:])), sys.stdout)
