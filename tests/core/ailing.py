"""Small projects that fall ill in a known way, one or more for each finding; and training with the doctor at hand."""

from msgspec import Struct
from msgspec.structs import replace

from core.declare.registry import (
    CLIPPINGS,
    CONSTRAINTS,
    DATASETS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)
from core.diagnosis import Examiner, cured
from core.project.spec import Data, Project, Split, Training
from core.stopping import reached
from core.stopping.progress import Progress
from core.trainer import Trainer
from core.training.checkpoints import Timeline
from tests.core.building import dense, layer, network, with_training
from tests.core.lessons import preset


class Case(Struct, frozen=True):
    """A project, the finding that it provokes and the epochs within which it does."""

    kind: str
    project: Project
    epochs: int


def ailing(data: str, *layers, optimizer="Adam", rate=0.01, loss="BinaryCrossentropy", batch=10, validation=0.2,
           test=0.1, noise=0.1, count=200, **more) -> Project:
    """A project on one of the plane's data sets."""
    return Project(
        network=network(*layers),
        data=Data(dataset=DATASETS[data](count=count, noise=noise), split=Split(validation=validation, test=test)),
        training=Training(optimizer=OPTIMIZERS[optimizer](learning_rate=rate, **more), loss=LOSSES[loss](),
                          batch_size=batch, epochs=60))


def start(kind: str, **parameters):
    """An initialiser by its name."""
    return {"kernel_initializer": INITIALIZERS[kind](**parameters)}


def by_hand(made: Project, **changes) -> Project:
    """Every block with a rate of its own or units that are held."""
    return replace(made, network=replace(made.network, nodes=tuple(
        replace(node, **changes) for node in made.network.nodes)))


SMALL = ((16, "ReLU"), (1, "Sigmoid"))
SIGMOIDS = [dense(16, "Sigmoid") for _ in range(9)]
WIDE = [dense(32, "ReLU", **start("RandomNormal", stddev=0.6)) for _ in range(4)]
CASES = {
    "units dead from the start": Case("DeadUnits", ailing(
        "Circles", dense(12, "ReLU", bias_initializer=INITIALIZERS["Constant"](value=-3.0)), dense(1, "Sigmoid")), 3),
    "units killed by leaps": Case("DeadUnits", ailing(
        "Circles", dense(16, "ReLU"), dense(16, "ReLU"), dense(1, "Sigmoid"), rate=0.5), 20),
    "weights far too large for tanh": Case("SaturatedLayer", ailing(
        "Moons", dense(16, "Tanh", **start("RandomNormal", stddev=30.0)),
        dense(16, "Tanh", **start("RandomNormal", stddev=30.0)), dense(1, "Sigmoid"), rate=0.001), 2),
    "ten sigmoid layers": Case("VanishingGradient", ailing("Moons", *SIGMOIDS, dense(1, "Sigmoid"), rate=0.003), 3),
    "gradients that grow": Case("ExplodingGradient", ailing(
        "RegressionPlane", *WIDE, dense(1), loss="MeanSquaredError", optimizer="SGD", rate=0.004,
        validation=0.1), 2),
    "all weights zero": Case("EqualWeights", ailing(
        "Circles", dense(8, "ReLU", **start("Zeros")), dense(1, "Sigmoid"), rate=0.01), 20),
    "all weights zero, tanh": Case("EqualWeights", ailing(
        "Circles", dense(8, "Tanh", **start("Zeros")), dense(8, "Tanh", **start("Zeros")),
        dense(1, "Sigmoid", **start("Zeros")), rate=0.01), 20),
    "all weights one number": Case("EqualWeights", ailing(
        "Circles", dense(8, "Sigmoid", **start("Constant", value=0.4)),
        dense(8, "Tanh", **start("Constant", value=0.4)), dense(1, "Sigmoid", **start("Ones")), rate=0.01), 20),
    "the exploding preset": Case("ExplodingGradient", preset("exploding"), 30),
    "one neuron for XOR": Case("StuckLoss", ailing("XOR", dense(1, "Sigmoid"), rate=0.03), 30),
    "steps too small": Case("StuckLoss", ailing(
        "Circles", dense(8, "Tanh"), dense(1, "Sigmoid"), optimizer="SGD", rate=1e-5), 20),
    "no steps at all": Case("StuckLoss", ailing(
        "Circles", dense(8, "ReLU"), dense(1, "Sigmoid"), optimizer="SGD", rate=0.0, batch=5), 20),
    "steps too large": Case("StuckLoss", ailing(
        "Circles", dense(8, "Tanh"), dense(8, "Tanh"), dense(1, "Sigmoid"), rate=1.0), 40),
    "everything frozen": Case("StuckLoss", ailing(
        "Circles", dense(8, "ReLU", trainable=False), dense(8, "ReLU", trainable=False),
        dense(1, "Sigmoid", trainable=False)), 20),
    "own rates of 0": Case("StuckLoss", by_hand(
        ailing("Circles", dense(8, "ReLU"), dense(1, "Sigmoid"), batch=5), rate=0.0), 20),
    "every unit held": Case("StuckLoss", by_hand(
        ailing("Circles", dense(8, "Tanh"), dense(1, "Sigmoid"), rate=0.03), held=tuple(range(8))), 20),
    "frozen or held": Case("StuckLoss", by_hand(
        ailing("Circles", dense(8, "ReLU", trainable=False), dense(1, "Sigmoid")), held=(0,)), 20),
    "a schedule at its end": Case("StuckLoss", with_training(
        ailing("Circles", dense(16, "ReLU"), dense(1, "Sigmoid"), batch=5),
        schedule=SCHEDULES["OneCycle"](cycle_epochs=0.2)), 20),
    "a warm-up without end": Case("StuckLoss", with_training(
        ailing("Circles", dense(16, "ReLU"), dense(1, "Sigmoid"), batch=5, optimizer="SGD", rate=0.2),
        schedule=SCHEDULES["ConstantRate"](warmup_epochs=90_000)), 20),
    "clipped to nothing": Case("StuckLoss", with_training(
        ailing("Circles", dense(16, "Tanh"), dense(1, "Sigmoid"), batch=5, optimizer="SGD", rate=0.3),
        clipping=CLIPPINGS["GlobalClipNorm"](1e-7)), 20),
    "a penalty far too strong": Case("StuckLoss", ailing(
        "Circles", *(dense(*block, kernel_regularizer=REGULARIZERS["L2"](5.0)) for block in SMALL)), 30),
    "a penalty on sizes far too strong": Case("StuckLoss", ailing(
        "Circles", *(dense(*block, kernel_regularizer=REGULARIZERS["L1"](1.0)) for block in SMALL)), 40),
    "weight decay far too strong": Case("StuckLoss", ailing(
        "Circles", *(dense(*block) for block in SMALL), optimizer="AdamW", weight_decay=10.0), 40),
    "a limit far too small": Case("StuckLoss", ailing(
        "Circles", *(dense(*block, kernel_constraint=CONSTRAINTS["MaxNorm"](1e-3)) for block in SMALL)), 30),
    "blocks without an activation": Case("StuckLoss", ailing(
        "XOR", dense(8), dense(8), dense(1, "Sigmoid"), rate=0.03), 30),
    "hardly anything gets through": Case("StuckLoss", ailing(
        "Circles", dense(8, "ReLU"), layer("Dropout", rate=0.98), dense(1, "Sigmoid"), rate=0.003, batch=5), 15),
    "a sigmoid for targets below zero": Case("UnfitOutput", ailing(
        "RegressionPlane", dense(8, "Tanh"), dense(1, "Sigmoid"), loss="MeanSquaredError"), 3),
    "ReLU for targets below zero": Case("UnfitOutput", ailing(
        "RegressionPlane", dense(8, "Tanh"), dense(1, "ReLU"), loss="MeanSquaredError"), 3),
    "ReLU for probabilities": Case("UnfitOutput", ailing(
        "Circles", dense(12, "ReLU"), dense(1, "ReLU", bias_initializer=INITIALIZERS["Constant"](value=-4.0)),
        rate=0.02), 3),
    "learned by heart": Case("Overfitting", ailing(
        "Moons", dense(64, "ReLU"), dense(64, "ReLU"), dense(1, "Sigmoid"), noise=0.8, validation=0.5, rate=0.02), 60),
    "digits by heart": Case("Overfitting", preset("overfitting"), 60),
    "beyond all bounds": Case("NonFiniteNumber", ailing(
        "RegressionPlane", dense(16, "Tanh"), dense(16, "Tanh"), dense(1), optimizer="SGD", momentum=0.9, rate=1.0,
        loss="MeanSquaredError"), 20),
}


class Patient:
    """A trainer with all that the window has beside it: progress, timeline and doctor, who looks after each epoch."""

    def __init__(self, project: Project, data: dict | None = None):
        self.trainer = Trainer(project, threads=1, data=data)
        self.progress, self.timeline, self.examiner = Progress(), Timeline(), Examiner(0.0)
        self.timeline.keep(self.trainer)
        self.found: dict[str, list] = {}
        self._look()

    def _look(self):
        for finding in self.examiner.examine(self.trainer, self.progress):
            self.found.setdefault(finding.kind, []).append(finding)

    def train(self, epochs: int, looks: bool = True) -> "Patient":
        """Train until the rule of the project, or so many epochs more, looked at after each."""
        goal = self.trainer.epoch + epochs
        while not self.trainer.stopped and not reached(self.trainer.project.training, self.progress, goal):
            tick = self.trainer.step(self.trainer.steps_per_epoch)
            self.progress.add(tick)
            self.timeline.keep(self.trainer, tick)
            if looks:
                self._look()
        return self

    def cure(self, mend) -> "Patient":
        """Press the button of a mend; what was found before is forgotten."""
        if mend.rewind:
            best = next(moment for moment in self.timeline.moments if moment.best)
            self.trainer = self.timeline.rewind(self.trainer, best.number, make)
            self.progress.cut(best.step)
        before = self.trainer
        self.trainer = cured(mend, self.trainer, make)
        if mend.restart or self.trainer is not before:
            self.progress.clear()
            self.timeline.clear()
        self.examiner.clear()
        self.found = {}
        return self


def make(project: Project) -> Trainer:
    """A trainer for another network."""
    return Trainer(project, threads=1)


def healthy(project: Project, seed: int, until: int = 0) -> Patient:
    """A project after all of its epochs (or `until` one), looked at after each."""
    patient = Patient(replace(project, training=replace(project.training, seed=seed)))
    return patient.train(until or project.training.epochs)
