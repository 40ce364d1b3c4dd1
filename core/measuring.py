"""Evaluation, prediction and gradients: passes through the network in which nothing is learnt."""

import numpy as np

from core.errors import DataError
from core.feeding import targets_for
from core.machine import Program
from core.plan import EVALUATE, GRADIENTS, INFER, Plan

CHUNK = 256
"""Samples that pass through at once."""


class Measuring:
    """The half of a trainer that looks and changes nothing."""

    def evaluate(self, split: str = "test") -> dict[str, float]:
        """Loss (with regularisers) and metrics over a whole split, dropout off."""
        samples = self._split(split)
        if not len(samples.x):
            raise DataError(f"The {split} split holds no samples; give it a share of the data.")
        memory, loss, right = self.state_memory, 0.0, 0.0
        kept = memory.cell("loss")
        for start in range(0, len(samples.x), CHUNK):
            x, t = samples.x[start:start + CHUNK], self._target_rows(split, start, CHUNK)
            program = self._program(EVALUATE, len(x))
            program.plan.values["input"].array()[...] = x
            program.plan.target.array()[...] = t.reshape(program.plan.target.shape)
            program.run()
            loss += memory.cell("loss") * len(x)
            right += self._right(program.plan, t)
        memory.set_cell("loss", kept)
        return {"loss": loss / len(samples.x)} | self._metrics(right, len(samples.x))

    def _target_rows(self, split: str, start: int, count: int) -> np.ndarray:
        target = self.targets[split]
        each = len(target) // max(1, len(self._split(split).x))
        return target[start * each:(start + count) * each]

    def _right(self, plan: Plan, t: np.ndarray) -> float:
        y = plan.final.array()
        if t.ndim == 1:
            return float((y.reshape(len(t), -1).argmax(1) == t).mean() * plan.rows)
        if y.shape[-1] > 1 and self.project.training.loss.pair == "Softmax":
            return float((y.argmax(-1) == t.argmax(-1)).mean() * plan.rows)
        return float(((y > (0.0 if plan.logits else 0.5)) == (t.reshape(y.shape) > 0.5)).mean() * plan.rows)

    def predict(self, x) -> np.ndarray:
        """Outputs (n, *output shape) for inputs (n, *input shape) as the data has them; the project's scaling applies."""
        x = np.asarray(x, np.float32)
        shape = self.check.shapes["input"]
        if x.shape[1:] != shape:
            raise DataError(f"predict takes samples of shape {shape}, but got {x.shape[1:]}.")
        if self.prepared.fitted is not None:
            x = self.prepared.fitted.apply(x)
        return self.outputs(x)

    def outputs(self, x: np.ndarray) -> np.ndarray:
        """Outputs for inputs that are scaled already."""
        found = np.zeros((len(x), *self.check.shapes[self.project.network.nodes[-1].id]), np.float32)
        for start in range(0, len(x), CHUNK):
            part = x[start:start + CHUNK]
            program = self._program(INFER, len(part))
            program.plan.values["input"].array()[...] = part
            program.run()
            found[start:start + CHUNK] = program.plan.values[program.plan.output_key].array()
        return found

    def gradients(self, x, y) -> dict[str, np.ndarray]:
        """∂cost/∂w by name for one batch: dropout off, batch statistics in BatchNormalization, regularisers included."""
        x = np.asarray(x, np.float32)
        if self.prepared.fitted is not None:
            x = self.prepared.fitted.apply(x)
        units = self.check.shapes[self.project.network.nodes[-1].id]
        target = targets_for(np.asarray(y), self.project.training.loss, units, "given")
        kept = self.state_memory.block.copy()
        program = Program(Plan(self.project, self.check, self.state_memory, GRADIENTS, len(x)))
        program.plan.values["input"].array()[...] = x
        program.plan.target.array()[...] = target.reshape(program.plan.target.shape)
        self.state_memory.gradients.array()[:] = 0
        program.run()
        self.state_memory.block[:] = kept
        return {name: self.state_memory.gradient(name).copy() for name in self.state_memory.entries}

    def _split(self, name: str):
        if name not in ("train", "validation", "test"):
            raise DataError(f"There is no split {name!r}; choose train, validation or test.")
        return self.prepared.split(name)
