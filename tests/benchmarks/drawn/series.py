"""Networks over series: the workloads W5 to W11 by name, and drawn recurrent and attention networks."""

from typing import NamedTuple

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS
from core.project.blueprints import TransformerBlock, TransformerEncoder
from core.project.spec import INPUT, Network, Node, Project, Training

CELLS = ("SimpleRNN", "LSTM", "GRU")
READY = 4
"""Different batches that are ready."""


class Series(NamedTuple):
    """A network over series. `vocabulary` is 0 where numbers come in, `inputs` of them each step; `outputs` classes, or
    one number where there is 1; `every` says that each step is answered. A transformer has `blocks` of `units`."""

    cell: str
    batch: int
    steps: int
    inputs: int
    units: int
    outputs: int
    vocabulary: int = 0
    every: bool = False
    blocks: int = 0
    rule: str = "SGD"
    asked: tuple[float, float] = (0.0, 0.0)
    """How many times faster than the best peer it shall be, on one processor and on two."""

    @property
    def shape(self) -> tuple[int, ...]:
        """What comes in, without the batch."""
        return (self.steps,) if self.vocabulary else (self.steps, self.inputs)

    def project(self) -> Project:
        """The network with its rule and its loss."""
        labels = self.outputs > 1
        loss = LOSSES["SparseCategoricalCrossentropy"](from_logits=True) if labels else LOSSES["MeanSquaredError"]()
        more = {"momentum": 0.9, "learning_rate": 0.01} if self.rule == "SGD" else {"epsilon": 1e-8,
                                                                                  "learning_rate": 0.001}
        return Project(network=Network(tuple(self.nodes())), training=Training(
            optimizer=OPTIMIZERS[self.rule](**more), loss=loss, batch_size=self.batch, shuffle=False, seed=0))

    def nodes(self) -> list[Node]:
        """Its blocks, one behind the other."""
        found: list[Node] = []

        def add(kind: str, **facts) -> None:
            found.append(Node(f"n{len(found)}", LAYERS[kind](**facts), (found[-1].id if found else INPUT,)))
        if self.vocabulary:
            add("Embedding", input_dim=self.vocabulary, output_dim=self.inputs)
        if self.blocks:
            if not self.vocabulary:
                add("Dense", units=self.inputs)
            add("PositionalEmbedding")
            for _ in range(self.blocks):
                begin, before = len(found), found[-1].id
                blueprint = TransformerBlock if self.every else TransformerEncoder
                names = {INPUT: before}
                for node in blueprint.nodes(self.inputs, "block"):
                    names[node.id] = f"n{begin + len(names) - 1}"
                    found.append(Node(names[node.id], node.layer, tuple(names[source] for source in node.inputs)))
            add("LayerNormalization")
            if not self.every:
                add("GlobalAveragePooling1D")
        else:
            add(self.cell, units=self.units, return_sequences=self.every)
        add("Dense", units=self.outputs, activation=ACTIVATIONS["Linear"]())
        return found


SERIES = {
    "W5": Series("LSTM", 32, 64, 32, 64, 64, vocabulary=64, every=True, asked=(2.3, 3.0)),
    "W7": Series("GRU", 32, 28, 28, 64, 10, asked=(3.0, 0.0)),
    "W8": Series("LSTM", 64, 100, 2, 64, 1, asked=(2.0, 0.0)),
    "W9": Series("", 32, 32, 64, 64, 65, vocabulary=65, every=True, blocks=2, rule="AdamW", asked=(2.0, 0.0)),
    "W10": Series("", 12, 64, 128, 128, 65, vocabulary=65, every=True, blocks=4, rule="AdamW", asked=(1.4, 0.0)),
    "W11": Series("", 16, 16, 32, 32, 65, vocabulary=65, every=True, blocks=1, rule="AdamW", asked=(6.0, 0.0)),
}
"""The workloads of series of the speed table."""


def draw(rng, log, rule: str) -> Series:
    """A drawn network over series; `log` draws whole numbers log-uniformly."""
    blocks = log(rng, 1, 4) if rng.random() < 0.4 else 0
    tokens, every = bool(rng.random() < 0.5), bool(rng.random() < 0.5)
    heads = int(rng.choice([1, 2, 4]))
    inputs = heads * log(rng, 2, 48) if blocks else log(rng, 1, 100)
    outputs = log(rng, 2, 80) if tokens or every or rng.random() < 0.6 else 1
    return Series(str(rng.choice(CELLS)), log(rng, 1, 64), log(rng, 2, 100), inputs, log(rng, 4, 200), outputs,
                  vocabulary=log(rng, 4, 200) if tokens else 0, every=every, blocks=blocks, rule=rule)
