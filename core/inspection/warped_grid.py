"""What a network makes of places of the plane: one point with all its numbers, and a grid bent by a layer."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.inspection.projection import outputs_of


class Probed(Struct, frozen=True):
    """A point of the plane: what every block gives there (units,), by its id, and the answer in the units of the data.
    """

    x: tuple[float, float]
    outputs: dict[str, np.ndarray]
    answer: np.ndarray


class ProbePoint(Need, frozen=True):
    """One point of the plane on its way through the network; None where the data are no points of a plane."""

    first: float
    second: float

    def read(self, inspector):
        trainer = inspector.trainer
        if not trainer.description.over_plane:
            return None
        x = np.array([[self.first, self.second]])
        if trainer.description.from_plane:
            x = trainer.project.data.of_plane(x)
        fitted, program = trainer.prepared.fitted, inspector.program(1)
        program.plan.feed({trainer.description.inputs[0].name: x if fitted is None else fitted.apply(x)})
        program.run()
        types = trainer.check.types
        found = {key: tensor.array().reshape(-1).copy() for key, tensor in program.plan.values.items()
                 if key in types and types[key].is_row}
        output = trainer.main_aim.output
        answer = trainer.evaluation.in_units_of_the_data(output, found[output].reshape(1, -1))[0]
        return Probed((self.first, self.second), found, np.asarray(answer))


class Warped(Struct, frozen=True):
    """`grid` (size, size, 2): where a layer puts the points of a square grid of the plane, two of its units as axes;
    `points` (n, 2): where it puts records, and `targets` (n,) what they ask for."""

    grid: np.ndarray
    points: np.ndarray
    targets: np.ndarray


class WarpedGrid(Need, frozen=True):
    """The plane and the first records of a split as two units of a block see them; None where there is no plane, or no
    such units."""

    node: str
    units: tuple[int, int]
    size: int = 49
    split: str = "train"
    limit: int = 150

    def read(self, inspector):
        plane = inspector.plane(self.size)
        maps = None if plane is None else plane.maps.get(self.node)
        outputs = outputs_of(inspector, self.node, self.split, self.limit)
        if maps is None or outputs is None or max(self.units) >= len(maps):
            return None
        pair = list(self.units)
        targets = np.asarray(inspector.targets(self.split))[:len(outputs)]
        return Warped(np.moveaxis(maps[pair], 0, -1).copy(), outputs[:, pair].copy(), targets)
