"""PyTorch code that builds the same network and loads its weights, which lie beside it as safetensors."""

from collections.abc import Iterator

import numpy as np

from core.declare.torch_lines import (
    EITHER,
    LAST,
    Call,
    Index,
    Loaded,
    Method,
    Name,
    parts_of,
    printed,
    put_in,
)
from core.export.base import Exporter
from core.export.program_text import Variables, end, facts, head, pieces
from core.export.safetensors_file import packed
from core.export.trained import Trained, made_by

TAKEN = frozenset((
    "train", "eval", "forward", "float", "double", "half", "bfloat16", "to", "cpu", "cuda", "ipu", "xpu", "mtia",
    "type", "apply", "children", "modules", "parameters", "buffers", "compile", "training", "zero_grad", "state_dict",
    "load_state_dict", "add_module", "extra_repr", "share_memory", "to_empty", "requires_grad_", "named_children",
    "named_modules", "named_parameters", "named_buffers", "get_buffer", "get_parameter", "get_submodule",
    "set_submodule", "get_extra_state", "set_extra_state", "register_buffer", "register_module", "register_parameter",
    "dump_patches", "call_super_init", "T_destination"))
"""What a module of torch calls its own."""
LOAD = '''

class Network(nn.Module):
    """The network, from samples as training had them to its answers. Pictures and series come with channels last."""

    def __init__(self):
        super().__init__()
{made}

    def forward(self, {inputs}):
{steps}
        return {answers}


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
        made = _TorchWriter(trained)
        inputs = [made.names[name] for name in trained.inputs]
        text = LOAD.format(made=_indented(made.made, 8) or "        pass", inputs=", ".join(inputs), stem=stem,
                           steps=_indented(made.lines, 8) or "        pass",
                           answers=", ".join(made.answers) + ",")
        source = "\n\n".join((head(trained, stem, self.needs, ("os",)), "import numpy as np\nimport torch\n"
                              "from safetensors.torch import load_file\nfrom torch import nn", facts(trained)
                              + f"\nNAMES = {dict(zip(trained.inputs, inputs, strict=True))!r}",
                              *pieces("export/torch_parts.py", made.parts))) + text + SCALED + "\n\n" + end()
        arrays = made.arrays | scaling_arrays(trained)
        return {f"{stem}.py": source.encode(), f"{stem}.safetensors": packed(arrays, {"made_by": made_by()})}


def scaling_arrays(trained: Trained) -> dict[str, np.ndarray]:
    """The numbers of all scalings by the names that exported programs give them."""
    fitted = dict(trained.scalings)
    fitted |= {id: one for id in trained.project.network.answers if (one := trained.scaling_of(id)) is not None}
    return {f"scaling.{name}.{what}": np.asarray(getattr(one, what), np.float64)
            for name, one in fitted.items() for what in ("centre", "factor")}


def _indented(lines: list[str], depth: int) -> str:
    return "\n".join(" " * depth + line for line in lines)


class _TorchWriter:
    """The lines of the class while they grow. `values` has the variable of each value, where its channels stand and
    how many axes it has besides the batch."""

    def __init__(self, trained: Trained):
        self.made: list[str] = []
        self.lines: list[str] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.parts: set[str] = set()
        self.names = Variables({"self", "torch", "nn", "np"})
        self._modules = Variables(set(TAKEN))
        self._trained = trained
        self._built: set[str] = set()
        self.values = {name: (Name(self.names[name]), LAST, len(shape)) for name, shape in trained.inputs.items()}
        for step in trained.steps:
            self._step(step)
        self.answers = [printed(self._in(id, LAST)) for id in trained.project.network.answers]

    def _in(self, source: str, wanted: str):
        """A value with its channels where they are wanted."""
        value, axes, rank = self.values[source]
        if rank < 2 or wanted in (EITHER, axes):
            return value
        return Method(value, "movedim", (-1, 1) if axes == LAST else (1, -1))

    def _step(self, step) -> None:
        op, shapes = step.op, self._trained.shapes_into(step)
        line = op.in_torch(*shapes)
        xs = [self._in(source, op.torch_axes) for source in step.sources]
        axes = self.values[step.sources[0]][1] if op.torch_axes == EITHER else op.torch_axes
        ranks = {target: len(shape) for target, shape in {step.target: step.shape, **step.more}.items()}
        if _is_module(line):
            trees = self._through(line, step, xs)
        else:
            free = {"x": xs[0]} | {f"x{number + 1}": x for number, x in enumerate(xs)}
            trees = put_in(line, free)
        trees = trees if isinstance(trees, tuple) else (trees,)
        if len(trees) > 1:
            trees = self._once(step, trees)
        for (target, rank), tree in zip(ranks.items(), trees, strict=True):
            if not isinstance(tree, Name):
                variable = Name(self.names[target])
                self.lines.append(f"{variable.text} = {printed(tree)}")
                tree = variable
            self.values[target] = tree, axes, rank

    def _once(self, step, trees: tuple) -> tuple:
        """Further outputs are entries of what one call of the module gives."""
        call, every = _innermost(trees[-1]), Name(self.names[f"{step.node}_all"])
        self.lines.append(f"{every.text} = {printed(call)}")
        return tuple(_with_call(tree, call, every) for tree in trees)

    def _through(self, line, step, xs: list):
        """The module made, where that has not been done for another block that shares it, and used."""
        whose = step.owner if isinstance(line, Loaded) else step.node
        node = self._trained.project.network.node(step.node)
        own = node is not None and step.op is node.layer
        base = step.owner if own else f"{whose}_{type(step.op).__name__.lower()}"
        parts, value = parts_of(line), xs
        for number, part in enumerate(parts):
            if part == Call(Name("nn.Identity")):
                continue
            key = base if len(parts) == 1 or isinstance(part, Loaded) else f"{base}_{number + 1}"
            name = self._modules[key]
            if key not in self._built:
                self._built.add(key)
                self._make(name, part, step)
            used = step.op.torch_use(Name(f"self.{name}"), value)
            value = [used]
        return value[0]

    def _make(self, name: str, part, step) -> None:
        self.made.append(f"self.{name} = {printed(part)}")
        self.parts |= set(called(part))
        weights = self._trained.weights_of(step.owner)
        for own, array in (part.arrays if isinstance(part, Loaded) else {}).items():
            self.arrays[f"{name}.{own}"] = array if isinstance(array, np.ndarray) else array.value(weights)


def _is_module(line) -> bool:
    return isinstance(line, Loaded) or (isinstance(line, Call) and (
        line.function.text.startswith("nn.") or line.function.text[0].isupper()))


def called(line) -> Iterator[str]:
    """The names of everything that a line calls."""
    if isinstance(line, Loaded):
        yield from called(line.of)
    if isinstance(line, Call):
        yield line.function.text
        for one in (*line.ordered, *line.named.values()):
            yield from called(one)
    if isinstance(line, tuple | list):
        for one in line:
            yield from called(one)


def _innermost(tree):
    while isinstance(tree, Index):
        tree = tree.of
    return tree


def _with_call(tree, call, name):
    return name if tree is call else Index(_with_call(tree.of, call, name), tree.number)
