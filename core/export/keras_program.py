"""Keras code that builds the same network and loads its weights, which lie beside it as safetensors."""

import numpy as np

from core.declare.torch_lines import Call, Index, Loaded, Name, called, printed, put_in
from core.export.base import Exporter
from core.export.program_text import Variables, end, facts, head, pieces
from core.export.pytorch_program import SCALED, scaling_arrays
from core.export.safetensors_file import packed
from core.export.trained import made_by

BUILD = '''

def build():
    """The network without its weights, from samples as training had them, and its layers that have some."""
    taking = {{}}
{steps}
    return keras.Model([{inputs}], [{answers}]), taking


FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "{stem}.safetensors")


def load(path=FILE):
    """(the network with its weights, the numbers of the scaling)."""
    arrays = load_file(path)
    made, taking = build()
    for name, layer in taking.items():
        layer.set_weights([arrays[f"{{name}}.{{number}}"] for number in range(len(layer.weights))])
    return made, {{name: array for name, array in arrays.items() if name.startswith("scaling.")}}


MODEL, SCALING = load()


def network(**arrays):
    """The answers for samples as the data has them, in its own units."""
    found = MODEL([scaled(name, arrays[name]) for name in INPUTS], training=False)
    return {{name: unscaled(name, ops.convert_to_numpy(value)) for name, value in zip(
        ANSWERS, found if isinstance(found, list | tuple) else [found], strict=True)}}
'''


class KerasProgram(Exporter):
    """A function that builds the network, with a line for each block."""

    word, title, ending = "keras", "Keras code", ".py"
    chosen = False
    needs = "Keras 3 with one of its backends, safetensors and NumPy"

    def files(self, trained, stem):
        made = _KerasWriter(trained)
        text = BUILD.format(steps="\n".join(f"    {line}" for line in made.lines), stem=stem,
                            inputs=", ".join(made.inputs), answers=", ".join(made.answers))
        source = "\n\n".join((head(trained, stem, self.needs, ("os",)), "import keras\nimport numpy as np\n"
                              "from keras import layers, ops\nfrom safetensors.numpy import load_file",
                              facts(trained), *pieces("export/keras_parts.py", made.parts))) + text + SCALED + (
                                  "\n\n" + end())
        arrays = made.arrays | scaling_arrays(trained)
        return {f"{stem}.py": source.encode(), f"{stem}.safetensors": packed(arrays, {"made_by": made_by()})}


class _KerasWriter:
    """The lines of the function while they grow. `values` has the variable of each value."""

    def __init__(self, trained):
        self.lines: list[str] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.parts: set[str] = set()
        self._trained, self._built = trained, set()
        self._names = Variables({"keras", "layers", "ops", "np", "taking"})
        self.values: dict[str, Name] = {}
        for port in trained.description.inputs:
            self.values[port.name] = Name(self._names[port.name])
            self.lines.append(f"{self._names[port.name]} = keras.Input({port.type.shape!r}, dtype={port.type.dtype!r})")
        self.inputs = [self.values[name].text for name in trained.inputs]
        for step in trained.steps:
            self._step(step)
        self.answers = [self.values[id].text for id in trained.project.network.answers]

    def _step(self, step) -> None:
        line = step.op.in_keras(*self._trained.shapes_into(step))
        values = tuple(self.values[source] for source in step.sources)
        parts = line if isinstance(line, list) else [] if line is None else [line]
        for number, part in enumerate(parts):
            values = self._through(part, step, values, number)
        for target, value in zip((step.target, *step.more), values, strict=False):
            if not isinstance(value, Name):
                self.lines.append(f"{self._names[target]} = {printed(value)}")
            self.values[target] = value if isinstance(value, Name) else Name(self._names[target])

    def _through(self, part, step, values: tuple, number: int) -> tuple:
        if isinstance(part, Call) and part.function.text.startswith("ops."):
            return (put_in(part, {"x": values[0]}),)
        name = self._layer(part, step, number)
        used = step.op.keras_use(Name(name), values) if number == 0 or isinstance(part, Loaded) else Call(
            Name(name), values)
        if not isinstance(used, tuple):
            return (used,)
        every = Name(self._names[f"{step.node}_all"])
        self.lines.append(f"{every.text} = {printed(used[0].of)}")
        return tuple(Index(every, place) for place in range(len(used)))

    def _layer(self, part, step, number: int) -> str:
        """The variable of the layer, made where that has not been done for another block that shares it."""
        own = step.op is self._trained.project.network.node(step.node).layer
        whose = step.owner if isinstance(part, Loaded) else step.node
        key = f"{whose}_layer" if own else f"{whose}_{type(step.op).__name__.lower()}"
        name = self._names[f"{key}_{number}" if number else key]
        if name in self._built:
            return name
        self._built.add(name)
        self.lines.append(f"{name} = {printed(part)}")
        self.parts |= set(called(part))
        weights = self._trained.weights_of(step.owner)
        arrays = part.arrays if isinstance(part, Loaded) else {}
        for place, array in enumerate(arrays.values()):
            self.arrays[f"{name}.{place}"] = array.value(weights)
        if arrays:
            self.lines.append(f"taking[{name!r}] = {name}")
        return name
