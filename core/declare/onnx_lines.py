"""What a declaration is in the words of ONNX (opset 17), as a tree: the exporters write it, and the tests run it.

The same tree becomes an ONNX file and a program of NumPy. Pictures and series have their channels last here; the moves
that ONNX needs stand in the tree. Inputs of a node are nodes, arrays of the block (`Stored`), numbers (float32), tuples
of whole numbers (int64) or arrays; None stands for an input that is left out.
"""

from core.declare.stored import Stored
from core.declare.torch_lines import PRINTERS, Call, Line, Name, printed

OPSET = 17
"""LayerNormalization came with it; later ones say the same with other attributes."""
DOUBLE, FLOAT = 11, 1
"""How ONNX counts the kinds of numbers."""
FIRST = Name("x1")
"""What comes into a block; `port` has the others."""


class Output(Line, frozen=True):
    """One of several outputs of a node."""

    of: Call
    number: int


PRINTERS[Output] = lambda line: f"{printed(line.of)}[{line.number}]"

def node(kind: str, *inputs, **attributes) -> Call:
    """A node of ONNX: `node("MatMul", FIRST, Stored("kernel"))`."""
    return Call(Name(kind), inputs, attributes)


def port(number: int) -> Name:
    """What comes into a block, counted from 0."""
    return Name(f"x{number + 1}")


def with_bias(value, layer, name: str = "bias"):
    """The value, and the layer's bias added to it where it has one."""
    return node("Add", value, Stored(name)) if layer.use_bias else value


def moved(value, order: tuple[int, ...]) -> Call:
    """Its axes in another order, the batch included."""
    return node("Transpose", value, perm=order)


def channels_first(value, rank: int) -> Call:
    """A picture (or series, or row) of `rank` axes besides the batch with its channels first."""
    return value if rank < 2 else moved(value, (0, rank, *range(1, rank)))


def channels_last(value, rank: int) -> Call:
    """The way back."""
    return value if rank < 2 else moved(value, (0, *range(2, rank + 1), 1))


def shaped(value, *shape: int) -> Call:
    """The same numbers in another shape, -1 for the axis that is left."""
    return node("Reshape", value, tuple(shape))


def convolved(layer, kernel: Stored, slides, groups: int = 1) -> Call:
    """A convolution of the block's input over the axes of `slides`, its kernel as ONNX has it: (filter, channel,
    places…)."""
    inputs = (channels_first(FIRST, len(slides) + 1), kernel, *([Stored("bias")] if layer.use_bias else []))
    made = node("Conv", *inputs, **window(slides), dilations=tuple(one.dilation for one in slides), group=groups)
    return channels_last(made, len(slides) + 1)


def pooled(kind: str, slides, **attributes) -> Call:
    """A pooling of the block's input over the axes of `slides`."""
    made = node(kind, channels_first(FIRST, len(slides) + 1), **window(slides), **attributes)
    return channels_last(made, len(slides) + 1)


def window(slides) -> dict[str, tuple[int, ...]]:
    """Size, strides and padding of a window: all that lies before, then all after. What is left over after the last
    place is nothing's padding."""
    return {"kernel_shape": tuple(one.size for one in slides), "strides": tuple(one.stride for one in slides),
            "pads": (*(one.before for one in slides), *(one.after for one in slides))}


def reversed_along(value, axis: int) -> Call:
    """An axis from its end, the batch counted as the first one."""
    return node("Slice", value, (-1,), (-LARGE,), (axis,), (-1,))


def of_part(line, part: str):
    """A tree whose arrays are those of a part with this word before their names."""
    if isinstance(line, Stored):
        return line.of_part(part)
    if isinstance(line, Call):
        return Call(line.function, tuple(of_part(one, part) for one in line.ordered), line.named)
    return Output(of_part(line.of, part), line.number) if isinstance(line, Output) else line


def recurrent(layer, kind: str, inputs: int, curves, gates: tuple[int, ...], **more) -> tuple[Call, ...]:
    """A recurrent layer, and its further outputs. `curves` are its activations in the order of ONNX, `gates` says
    where each of ONNX's gates stands among those here. A series that is read from its end is turned round first: what
    then comes out has the order of reading, whatever a runtime makes of `direction`."""
    x = moved(FIRST, (1, 0, 2))
    if layer.go_backwards:
        x = reversed_along(x, 0)
    names, numbers = zip(*(curve.onnx_inner for curve in curves), strict=True)
    facts = {"hidden_size": layer.units, "activations": names, **more}
    if any(numbers):  # of those that take some, in order
        facts |= {"activation_alpha": tuple(pair[0] for pair in numbers if pair),
                  "activation_beta": tuple(pair[1] for pair in numbers if pair)}
    width = layer.gates * layer.units
    states = [shaped(port(number), 1, -1, layer.units) for number in range(1, inputs)]
    made = node(kind, x, *(Stored(name).dealt(gates, 1).turned().shaped(1, width, -1)
                           for name in ("kernel", "recurrent_kernel")),
                _biases(layer, gates, width), None, *states, **facts)
    last = [shaped(Output(made, number), -1, layer.units) for number in range(1, layer.states + 1)]
    if not layer.return_sequences:
        return last[0], *last
    return moved(node("Squeeze", Output(made, 0), (1,)), (1, 0, 2)), *last


def _biases(layer, gates: tuple[int, ...], width: int) -> Stored | None:
    """Those of the inputs, then those of the state, which most layers do not have."""
    if not layer.use_bias:
        return None
    if len(layer.bias(layer.units).shape) == 2:
        return Stored("bias").shaped(1, 2 * width)
    return Stored("bias").dealt(gates, 0).filled(width).shaped(1, 2 * width)


LARGE = 2**31 - 1
"""An end that no axis reaches."""
