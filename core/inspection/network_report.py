"""A network in numbers: shapes, parameters, work, memory, and the time that each block takes, measured."""

import math
from time import perf_counter

from msgspec import Struct

from core.engine.plan import INFER
from core.inspection.needs import Need

ROWS, REPEATS = 64, 3


class BlockReport(Struct, frozen=True):
    """One block: what comes out, its weights, `work` in multiplications with weights for one record, `nbytes` of its
    outputs for one record, and the seconds that it takes for one record (the least of a few measurements)."""

    node: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    work: int
    nbytes: int
    seconds: float


class NetworkReport(Struct, frozen=True):
    """All blocks in computing order; `training_bytes` is what weights, gradients, optimiser and one batch take."""

    blocks: tuple[BlockReport, ...]
    training_bytes: int
    threads: int

    @property
    def flops(self) -> int:
        """Additions and multiplications for one record, two for each weight that is used."""
        return 2 * sum(block.work for block in self.blocks)


def work_of(entries, out, into) -> int:
    """Multiplications of one record: each kernel is used once for every place (pixel or moment) of what comes out, or
    of what comes in where the places grow. Rows of a table of tokens are looked up, nothing is multiplied."""
    if into.is_tokens:
        return 0
    places, before = (math.prod(size for size, axis in zip(one.shape, one.axes, strict=True) if axis in PLACES)
                      for one in (out, into))
    uses = places if out.axes == into.axes and places <= before else before
    return sum(math.prod(entry.weight.shape) * uses for entry in entries if "i" in entry.weight.axes)


PLACES = ("height", "width", "time")


class ReportOnNetwork(Need, frozen=True):
    """The report, measured on some training records while nothing else runs on this thread."""

    def read(self, inspector):
        trainer = inspector.trainer
        check, network, memory = trainer.check, trainer.project.network, trainer.state_memory
        seconds = _times(trainer)
        blocks = []
        for name in check.order:
            node = network.node(name)
            entries = [entry for entry in memory.entries.values() if entry.node == node.owner]
            out, into = check.types[name], check.types[node.inputs[0]]
            blocks.append(BlockReport(name, node.layer.shown_name(), out.shape, check.parameters.get(name, 0),
                                      work_of(entries, out, into), 4 * math.prod(out.shape), seconds.get(name, 0.0)))
        return NetworkReport(tuple(blocks), trainer.memory.total, trainer.threads)


def _times(trainer) -> dict[str, float]:
    """Seconds for one record in each block: every instruction alone, the fastest of a few runs."""
    rows = min(ROWS, len(trainer.prepared.train))
    program = trainer.program(INFER, rows)
    program.plan.feed(trainer.prepared.train.chosen(slice(0, rows)).inputs)
    program.run()
    best: dict[str, float] = {}
    for _ in range(REPEATS):
        spent: dict[str, float] = {}
        for index, node in enumerate(program.plan.nodes):
            begin = perf_counter()
            program.run_one(index)
            spent[node] = spent.get(node, 0.0) + perf_counter() - begin
        best = {node: min(best.get(node, math.inf), time / rows) for node, time in spent.items()}
    return best
