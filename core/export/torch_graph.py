"""A network as a class of PyTorch: a line for each module and for each value, made of the trees of the declarations.

The exported program is written of it, and the tests beside PyTorch run the same text.
"""

from typing import Any

from core.declare.torch_lines import (
    EITHER,
    LAST,
    Call,
    Index,
    Loaded,
    Method,
    Name,
    called,
    parts_of,
    printed,
    put_in,
)
from core.export.program_text import Variables
from core.export.trained import Trained

TAKEN = frozenset((
    "train", "eval", "forward", "float", "double", "half", "bfloat16", "to", "cpu", "cuda", "ipu", "xpu", "mtia",
    "type", "apply", "children", "modules", "parameters", "buffers", "compile", "training", "zero_grad", "state_dict",
    "load_state_dict", "add_module", "extra_repr", "share_memory", "to_empty", "requires_grad_", "named_children",
    "named_modules", "named_parameters", "named_buffers", "get_buffer", "get_parameter", "get_submodule",
    "set_submodule", "get_extra_state", "set_extra_state", "register_buffer", "register_module", "register_parameter",
    "dump_patches", "call_super_init", "T_destination"))
"""What a module of torch calls its own."""
CLASS = '''class Network(nn.Module):
    """The network, from samples as training had them to its answers. Pictures and series come with channels last."""

    def __init__(self):
        super().__init__()
{made}

    def forward(self, {inputs}):
{steps}
        return {answers},'''


class TorchGraph:
    """What the class says, as trees. `modules` are those that it makes, by name; `steps` the variables that its forward
    pass sets, with what each becomes; `inputs` and `answers` are variables too. `stored` says for each array of a
    module which block it is taken from and how.

    `values` has the variable of each value, where its channels stand and how many axes it has besides the batch."""

    def __init__(self, trained: Trained):
        self.modules: dict[str, Any] = {}
        self.steps: list[tuple[str, Any]] = []
        self.stored: dict[str, tuple[str, Any]] = {}
        self.names = Variables({"self", "torch", "nn", "np"})
        self._modules = Variables(set(TAKEN))
        self._trained = trained
        self._built: set[str] = set()
        self.values = {name: (Name(self.names[name]), LAST, len(shape)) for name, shape in trained.inputs.items()}
        for step in trained.steps:
            self._step(step)
        self.inputs = {name: self.names[name] for name in trained.inputs}
        self.answers = [self._in(id, LAST) for id in trained.project.network.answers]

    @property
    def parts(self) -> set[str]:
        """The names of everything that its modules call."""
        return {name for line in self.modules.values() for name in called(line)}

    def source(self) -> str:
        """The class as Python."""
        made = [f"self.{name} = {printed(line)}" for name, line in self.modules.items()]
        steps = [f"{variable} = {printed(tree)}" for variable, tree in self.steps]
        return CLASS.format(made=_lines(made), steps=_lines(steps), inputs=", ".join(self.inputs.values()),
                            answers=", ".join(map(printed, self.answers)))

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
                self.steps.append((variable.text, tree))
                tree = variable
            self.values[target] = tree, axes, rank

    def _once(self, step, trees: tuple) -> tuple:
        """Further outputs are entries of what one call of the module gives."""
        call, every = _innermost(trees[-1]), Name(self.names[f"{step.node}_all"])
        self.steps.append((every.text, call))
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
        self.modules[name] = part
        for own, array in (part.arrays if isinstance(part, Loaded) else {}).items():
            self.stored[f"{name}.{own}"] = step.owner, array


def _lines(lines: list[str]) -> str:
    return "\n".join(f"        {line}" for line in lines or ["pass"])


def _is_module(line) -> bool:
    return isinstance(line, Loaded) or (isinstance(line, Call) and (
        line.function.text.startswith("nn.") or line.function.text[0].isupper()))


def _innermost(tree):
    while isinstance(tree, Index):
        tree = tree.of
    return tree


def _with_call(tree, call, name):
    return name if tree is call else Index(_with_call(tree.of, call, name), tree.number)
