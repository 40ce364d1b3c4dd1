"""Why a network answers as it does, looked for in the picture: saliency, Grad-CAM, integrated gradients, and the nudge
that changes the answer most."""

import numpy as np
from msgspec import Struct

from core.engine.machine import Program
from core.engine.plan import Mode, Plan
from core.inspection.needs import Need
from core.ops.tensor_type import CHANNEL

PROBE = Mode(backward=True, keep=True, to_inputs=True)
STEPS = 32
"""Points between black and the picture over which gradients are integrated."""


class Attribution(Struct, frozen=True):
    """Maps of one record for one output. `picture` is what goes in (as the network gets it), `saliency` |∂z/∂x| with
    the largest of the channels, `integrated` (x − 0) · the mean of ∂z/∂x on the way from black, all (height, width);
    `score` the value z that is explained and `black` the same for black: `integrated` adds up to their difference.
    `cam` are Grad-CAM's maps by block, each of the size of its block. `output` is the output that was asked for.
    """

    picture: np.ndarray
    saliency: np.ndarray
    integrated: np.ndarray
    cam: dict[str, np.ndarray]
    score: float
    black: float
    output: int
    answer: np.ndarray


class Probe:
    """Gradients of one output by everything before it, for a few records at once."""

    def __init__(self, inspector, rows: int):
        self.trainer = inspector.trainer
        self.program = inspector.kept_program(("probe", rows), lambda: Program(Plan(
            self.trainer.project, self.trainer.check, self.trainer.state_memory, PROBE, rows)))
        self.plan = self.program.plan

    def run(self, x: np.ndarray, output: int) -> None:
        """x (rows, *shape) as the network gets it; the sum over the rows of one output is what is derived."""
        memory = self.trainer.state_memory
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        port = self.trainer.description.inputs[0].name
        self.plan.feed({port: x})
        seed = self.plan.seed.array()
        seed[...] = 0
        seed.reshape(len(x), -1)[:, output] = 1
        self.program.run()
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients

    @property
    def score(self) -> np.ndarray:
        """The values that are derived, (rows, outputs)."""
        found = self.plan.values[self.plan.seed_key].array()
        return found.reshape(len(found), -1)

    def slope(self, key: str) -> np.ndarray:
        """The gradient by a value."""
        return self.plan.slopes[key].array()


class Attributed(Need, frozen=True):
    """The maps of a record of a split; `output` −1 asks for that of its answer. None unless pictures go in and one
    picture port is all that does."""

    split: str
    index: int
    output: int = -1

    def read(self, inspector):
        trainer = inspector.trainer
        ports = trainer.description.inputs
        samples = trainer.prepared.split(self.split)
        if len(ports) != 1 or not ports[0].type.is_picture or not 0 <= self.index < len(samples):
            return None
        x = np.array(samples.chosen(slice(self.index, self.index + 1)).inputs[ports[0].name], np.float32)
        sample = inspector.sample(self.split, self.index)
        answer = sample.outputs[trainer.project.network.output].ravel()
        output = self.output if 0 <= self.output < answer.size else int(answer.argmax())
        one = Probe(inspector, 1)
        one.run(x, output)
        saliency = np.abs(one.slope(ports[0].name)[0]).max(-1)
        score = float(one.score[0, output])
        cam = {id: grad_cam(one.plan.values[id].array()[0], one.slope(id)[0]) for id in self._maps(trainer, one)}
        integrated, black = _integrated(inspector, x, output)
        return Attribution(x[0], saliency, integrated, cam, score, black, output, answer)

    @staticmethod
    def _maps(trainer, one: Probe) -> list[str]:
        """The blocks that give maps and are asked about."""
        return [id for id in trainer.check.order if CHANNEL in trainer.check.types[id].axes
                and trainer.check.types[id].is_picture and id in one.plan.slopes]


def grad_cam(maps: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """max(0, Σ_c α_c A_c) with α_c the mean slope of a map, over (height, width) (Selvaraju et al. 2017)."""
    return np.maximum(maps.astype(np.float64) @ slopes.astype(np.float64).mean((0, 1)), 0)


def _integrated(inspector, x: np.ndarray, output: int) -> tuple[np.ndarray, float]:
    """Integrated gradients from black by the rule of midpoints (Sundararajan et al. 2017), and the value for black."""
    many = Probe(inspector, STEPS)
    shares = (np.arange(STEPS, dtype=np.float32) + 0.5) / STEPS
    many.run(x * shares[:, None, None, None], output)
    mean = many.slope(inspector.trainer.description.inputs[0].name).astype(np.float64).mean(0)
    one = Probe(inspector, 1)
    one.run(np.zeros_like(x), output)
    return (x[0] * mean).sum(-1), float(one.score[0, output])


class Nudge(Struct, frozen=True):
    """A picture before and after a nudge of ε per number against the loss, and what is answered then."""

    picture: np.ndarray
    direction: np.ndarray
    nudged: np.ndarray
    before: np.ndarray
    after: np.ndarray
    loss_before: float
    loss_after: float


class Nudged(Need, frozen=True):
    """x + ε · sign(∂L/∂x) (Goodfellow et al. 2015), kept within the values that the training pictures have."""

    split: str
    index: int
    epsilon: float

    def read(self, inspector):
        trainer = inspector.trainer
        ports, samples = trainer.description.inputs, trainer.prepared.split(self.split)
        if len(ports) != 1 or not ports[0].type.is_picture or not 0 <= self.index < len(samples):
            return None
        port = ports[0].name
        x = np.array(samples.chosen(slice(self.index, self.index + 1)).inputs[port], np.float32)
        before, loss, slope = self._judged(inspector, x)
        low, high = inspector.once(("ends", port), lambda: _ends(trainer.prepared.train.inputs[port]))
        direction = np.sign(slope)
        nudged = np.clip(x + np.float32(self.epsilon) * direction, low, high)
        after, loss_after, _ = self._judged(inspector, nudged)
        return Nudge(x[0], direction[0], nudged[0], before, after, loss, loss_after)

    def _judged(self, inspector, x: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        """Answer, loss and its gradient by the picture."""
        trainer, memory = inspector.trainer, inspector.trainer.state_memory
        program = inspector.kept_program("nudge", lambda: Program(Plan(
            trainer.project, trainer.check, memory, LOSS_PROBE, 1)))
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        count = len(trainer.prepared.split(self.split))
        program.plan.feed({trainer.description.inputs[0].name: x})
        program.plan.aim_at([None if one is None else one[self.index * len(one) // count:
                                                          (self.index + 1) * len(one) // count]
                             for one in trainer.targets[self.split]])
        program.run()
        loss = memory.cell("loss")
        slope = program.plan.slopes[trainer.description.inputs[0].name].array().copy()
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        return trainer.evaluation.outputs(x)[0].ravel().copy(), loss, slope


LOSS_PROBE = Mode(backward=True, loss=True, keep=True, to_inputs=True)


def _ends(samples) -> tuple[float, float]:
    return float(samples.min()), float(samples.max())
