"""PyTorch code that builds the same network and loads its weights, which lie beside it as safetensors."""

import numpy as np

from core.export.base import Exporter
from core.export.program_text import end, facts, head, pieces
from core.export.safetensors_file import packed
from core.export.torch_graph import TorchGraph
from core.export.trained import Trained, made_by

LOAD = '''


FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "{stem}.safetensors")


def load(path=FILE):
    """(the network with its weights, the numbers of the scaling)."""
    arrays = load_file(path)
    scaling = {{name: arrays.pop(name).numpy() for name in list(arrays) if name.startswith("scaling.")}}
    made = Network()
    missing, strange = made.load_state_dict(arrays, strict=False)
    assert not strange and all(name.endswith("num_batches_tracked") for name in missing)
    return made.eval(), scaling


MODEL, SCALING = load()


def network(**arrays):
    """The answers for samples as the data has them, in its own units."""
    with torch.inference_mode():
        found = MODEL(**{{NAMES[name]: torch.from_numpy(scaled(name, array)) for name, array in arrays.items()}})
    return {{name: unscaled(name, value.numpy()) for name, value in zip(ANSWERS, found, strict=True)}}
'''
SCALED = '''

def scaled(name, array):
    """Samples of an input as training had them."""
    if f"scaling.{name}.factor" in SCALING:
        array = (array - SCALING[f"scaling.{name}.centre"]) * SCALING[f"scaling.{name}.factor"]
    return np.array(array, "int32" if INPUTS[name][1] == "int32" else "float32")


def unscaled(name, values):
    """Answers in the units of the data."""
    if f"scaling.{name}.factor" in SCALING:
        values = values / SCALING[f"scaling.{name}.factor"].astype("float64") + SCALING[f"scaling.{name}.centre"]
    return values
'''


class PytorchProgram(Exporter):
    """A class of torch with a line for each block."""

    word, title, ending = "pytorch", "PyTorch code", ".py"
    chosen = False
    needs = "torch, safetensors and NumPy"

    def files(self, trained, stem):
        made = TorchGraph(trained)
        source = "\n\n".join((head(trained, stem, self.needs, ("os",)), "import numpy as np\nimport torch\n"
                              "from safetensors.torch import load_file\nfrom torch import nn", facts(trained)
                              + f"\nNAMES = {made.inputs!r}", *pieces("export/torch_parts.py", made.parts),
                              "\n" + made.source())) + LOAD.format(stem=stem) + SCALED + "\n\n" + end()
        arrays = taken_arrays(made, trained) | scaling_arrays(trained)
        return {f"{stem}.py": source.encode(), f"{stem}.safetensors": packed(arrays, {"made_by": made_by()})}


def taken_arrays(made: TorchGraph, trained: Trained) -> dict[str, np.ndarray]:
    """What the modules of a class take of the weights, by the names that arrays have in it."""
    return {name: array if isinstance(array, np.ndarray) else array.value(trained.weights_of(owner))
            for name, (owner, array) in made.stored.items()}


def scaling_arrays(trained: Trained) -> dict[str, np.ndarray]:
    """The numbers of all scalings by the names that exported programs give them."""
    fitted = dict(trained.scalings)
    fitted |= {id: one for id in trained.project.network.answers if (one := trained.scaling_of(id)) is not None}
    return {f"scaling.{name}.{what}": np.asarray(getattr(one, what), np.float64)
            for name, one in fitted.items() for what in ("centre", "factor")}
