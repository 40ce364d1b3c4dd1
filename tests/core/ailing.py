"""Small projects that fall ill in a known way, one or more for each finding; and training with the doctor at hand."""

from msgspec import Struct
from msgspec.structs import replace

from core.declare.registry import DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS
from core.diagnosis import Examiner, cured
from core.project.spec import Data, Project, Split, Training
from core.stopping import reached
from core.stopping.progress import Progress
from core.trainer import Trainer
from core.training.checkpoints import Timeline
from tests.core.building import dense, network
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
