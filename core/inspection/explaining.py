"""Explains how one number of a block is computed for one sample, step by step, in digits one can check by hand."""

import numpy as np
from msgspec import Struct

from core.datasets.base import Description
from core.engine.lowering import Step, lowered
from core.inspection.needs import Need, Sample
from core.ops.account_view import AccountView
from core.ops.accounts.base import Account
from core.ops.accounts.moved import Passed, ScaledInput
from core.ops.op import Shape
from core.ops.tensor_type import TensorType, has_place
from core.project.receptive_field import Field, fields
from core.project.spec import Project

ANY = -1
TRIES, CHANNELS = 240, 3
"""Places, and channels at each of them, that are tried for arithmetic that adds up."""
TELLING = 0.25
"""The share of the largest value that a place must have to be tried: where nothing happens, nothing is explained."""


class Explanation(Struct, frozen=True):
    """One number: `place` in the output of `node`, with what is computed for it.

    `steps` are the accounts of the layer, of its activation and of what is switched off by hand, as far as there are
    any; `sources` are the blocks that feed it. `channel` counts the groups of a weighed sum. `honest` tells that every
    printed line adds up. All arrays of `sample` are of the same moment, computed by the network of `project`
    on data of this `description`.
    """

    node: str
    place: Shape
    channel: int
    sources: tuple[str, ...]
    steps: tuple[Account, ...]
    sample: Sample
    project: Project
    description: Description
    honest: bool
    types: dict[str, TensorType]
    """What the values of every block and input are."""
    fields: tuple[Field, ...] = ()
    """What of the data values of this block see along each axis of place; nothing where no window tells."""

    @property
    def type(self) -> TensorType:
        """What the block gives."""
        return self.types[self.node]

    @property
    def input_types(self) -> list[TensorType]:
        """What comes in, by port."""
        return [self.types[source] for source in self.sources]

    @property
    def output(self) -> np.ndarray:
        """Everything that the block gives."""
        return self.sample.outputs[self.node]

    @property
    def value(self) -> float:
        """The number, as the network computed it."""
        return float(self.output[self.place])

    @property
    def inputs(self) -> list[np.ndarray]:
        """What comes in, by port."""
        return [self.sample.outputs[source] for source in self.sources]

    def step(self, kind: str) -> Account | None:
        """The account of a kind, or None."""
        return next((step for step in self.steps if step.kind == kind), None)


class Explained(Need, frozen=True):
    """The explanation of one number for a sample of a split.

    `place` may hold −1 for "any" (or be empty: any at all): the place is then searched where the printed numbers add
    up, among the largest; so is `channel`.
    """

    split: str
    index: int
    node: str
    place: Shape = ()
    channel: int = ANY

    def read(self, inspector):
        sample = inspector.sample(self.split, self.index)
        return None if sample is None else Explainer(inspector.trainer, sample, self.node).explain(
            self.place, self.channel)


class Explainer:
    """Explains numbers of one block."""

    def __init__(self, trainer, sample: Sample, node: str):
        self.trainer, self.sample, self.node = trainer, sample, node
        found = trainer.project.network.node(node)
        self.sources: tuple[str, ...] = found.inputs if found else ()
        self.owner: str = found.owner if found else node
        self.steps = [step for step in lowered(trainer.project.network, trainer.check) if step.node == node]
        self.fields = fields(trainer.project.network, trainer.check, node)

    @property
    def told(self) -> list[Step]:
        """The steps of the block that have something to tell, in their order."""
        return [step for step in self.steps if not _idle(step, self.steps)]

    def account(self, place: Shape, number: int) -> Account:
        """How the number at a place of one of these steps comes about; of an input what scaling made of it."""
        return self._accounts(place)[number]

    def values(self, key: str) -> np.ndarray:
        """The values of a step by its key."""
        return self._values(key)

    @np.errstate(all="ignore")  # where training blew up, that is what is explained
    def explain(self, wish: Shape, channel: int = ANY) -> Explanation | None:
        """The number at a place, or at the best one that fits the wish; None where there is no such block."""
        output = self.sample.outputs.get(self.node)
        if output is None:
            return None
        if not has_place(output.shape, wish):
            wish = (ANY,) * output.ndim
        if ANY not in wish:
            return self._at(wish, channel)
        best, most = None, -1.0
        for place in self._places(output, wish):
            for tried in self._channels(place, channel):
                found = self._at(place, tried)
                honest = sum(step.honest(tried) for step in found.steps) + 0.5 * found.steps[0].telling
                if honest > most:
                    best, most = found, honest
                if found.honest and found.steps[0].telling:
                    return found
        return best

    def _places(self, output: np.ndarray, wish: Shape):
        """Places that fit, those with the largest values first; at least one."""
        size = np.nan_to_num(np.abs(output[tuple(slice(None) if along == ANY else slice(along, along + 1)
                                                 for along in wish)]))
        shape, flat = size.shape, size.ravel()
        few = np.argpartition(-flat, TRIES)[:TRIES] if flat.size > TRIES else np.arange(flat.size)
        order = few[np.lexsort((few, -flat[few]))]
        order = order[flat[order] >= TELLING * flat[order[0]]]
        if flat[order[0]] == 0:
            order = np.array([np.ravel_multi_index([length // 2 for length in shape], shape)])
        for number in order:
            found = np.unravel_index(number, shape)
            yield tuple(int(here) if along == ANY else along for here, along in zip(found, wish, strict=True))

    def _channels(self, place: Shape, channel: int) -> list[int]:
        if channel != ANY:
            return [channel]
        return [int(number) for number in self._accounts(place)[0].strongest(CHANNELS)]

    def _at(self, place: Shape, channel: int) -> Explanation:
        steps = self._accounts(place)
        if channel == ANY:
            channel = int(steps[0].strongest(1)[0])
        channel = min(max(channel, 0), steps[0].channels - 1)
        honest = all(step.honest(channel) == step.lines for step in steps)
        return Explanation(self.node, place, channel, self.sources, steps, self.sample, self.trainer.project,
                           self.trainer.description, honest, self.trainer.check.types, self.fields)

    def _accounts(self, place: Shape) -> tuple[Account, ...]:
        if self.node in self.sample.inputs:
            return (self._prepared(place),)
        return tuple(step.op.account(self._seen(step, place)) for step in self.steps if not _idle(step, self.steps))

    def _seen(self, step: Step, place: Shape) -> AccountView:
        """What a step is shown of itself."""
        first = self.trainer.check.types[step.sources[0].partition(":")[0]]
        return AccountView(place, [self._values(key) for key in step.sources], self._weight,
                           [self.sample.masks.get(key) for key in step.sources], first.is_picture)

    def _values(self, key: str) -> np.ndarray:
        """The values of a key, all of them as they were before the block's activation or after it."""
        node, _, kind = key.partition(":")
        return (self.sample.before if kind == "z" else self.sample.outputs)[node]

    def _weight(self, name: str) -> np.ndarray | None:
        memory, name = self.trainer.state_memory, f"{self.owner}.{name}"
        return memory.weight(name) if name in memory.entries else None

    def _prepared(self, place: Shape) -> Account:
        fitted, x = self.trainer.prepared.scalings.get(self.node), self.sample.inputs[self.node]
        if fitted is None:
            return Passed(float(x[place]), place)
        factor, centre = (float(np.broadcast_to(part, (1, *x.shape))[0][place])
                          for part in (fitted.factor, fitted.centre))
        return ScaledInput(float(x[place]), factor, centre)


def _idle(step: Step, steps: list[Step]) -> bool:
    """A step that only hands on to the activation after it has nothing to explain."""
    return step.op.view and not step.is_activation and any(other.is_activation for other in steps)

