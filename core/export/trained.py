"""What an exporter takes: a network with its weights, and all that stands between raw data and the answer."""

import platform
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from msgspec import Struct

from core.datasets.ports import Description, TargetPort
from core.datasets.raw_cells import RawColumn
from core.engine.lowering import Step, lowered
from core.ops.op import Shape
from core.project.network import Check
from core.project.objectives import aims, port_of
from core.project.spec import Project
from core.scalings.base import Fitted


class Trained(Struct, frozen=True):
    """A trained network. `weights` are by the names that the trainer gives them ("dense1.kernel")."""

    project: Project
    check: Check
    description: Description
    weights: dict[str, np.ndarray]
    scalings: dict[str, Fitted] = {}
    target_scalings: dict[str, Fitted] = {}
    columns: tuple[RawColumn, ...] = ()
    """How cells of a table become the first input; nothing where samples are no rows of a table."""

    @classmethod
    def of(cls, trainer, columns: tuple[RawColumn, ...] = ()) -> "Trained":
        """What a trainer holds at this moment. `columns` are those of `columns_of`, where its data are the
        project's."""
        return cls(trainer.project, trainer.check, trainer.description, trainer.weights(),
                   dict(trainer.prepared.scalings), dict(trainer.prepared.target_scalings), columns)

    @property
    def steps(self) -> list[Step]:
        """All steps of the computation, in order."""
        return lowered(self.project.network, self.check)

    @property
    def inputs(self) -> dict[str, Shape]:
        """The shape of a sample of each input, by its name."""
        return {port.name: port.type.shape for port in self.description.inputs}

    def shapes_into(self, step: Step) -> list[Shape]:
        """The shapes of what a step takes."""
        known = self.inputs | {found.target: found.shape for found in self.steps}
        for found in self.steps:
            known |= found.more
        return [known[source] for source in step.sources]

    def weights_of(self, owner: str) -> dict[str, np.ndarray]:
        """The arrays of a block by their own names."""
        return {name.removeprefix(f"{owner}."): array for name, array in self.weights.items()
                if name.startswith(f"{owner}.")}

    def asked(self, output: str) -> TargetPort | None:
        """What the data ask of an output, if anything."""
        found = [port_of(aim, self.description) for aim in aims(self.project.network, self.project.training,
                                                                self.description) if aim.output == output]
        return found[0] if found else None

    def scaling_of(self, output: str) -> Fitted | None:
        """How the targets of an output were scaled, where they were."""
        port = self.asked(output)
        return None if port is None else self.target_scalings.get(port.name)


def columns_of(trainer) -> tuple[RawColumn, ...]:
    """How cells of a table become the first input of a trainer that was made for the data of its project."""
    return columns_for(trainer.project.data, trainer.prepared.training_rows)


def columns_for(data, rows: np.ndarray) -> tuple[RawColumn, ...]:
    """The same for a `core.project.spec.Data` of which the samples at the places `rows` train. Steps of preparation may
    have made other inputs of the columns: these are numbers."""
    inputs = data.describe().inputs
    if inputs != data.dataset.describe().inputs:
        return tuple(RawColumn(name) for name in inputs[0].columns)
    return data.dataset.raw_columns(rows)


def made_by() -> str:
    """Layerlab with its version, NumPy's and Python's: for the head of what is written."""
    try:
        own = version("layerlab")
    except PackageNotFoundError:
        own = "from its sources"
    return f"Layerlab {own}, NumPy {np.__version__}, Python {platform.python_version()}"
