"""How other libraries write a declaration, with its numbers when left alone and an input of a usual size."""

from typing import Any

from msgspec import Struct

from core.declare.onnx_lines import FIRST
from core.declare.registry import ACTIVATIONS, LAYERS, Declared
from core.declare.torch_lines import called, chain, parts_of, printed
from core.layers.base import shown
from core.ops.tensor_type import STEPS, TOKENS, TensorType, usual
from core.text.errors import LayerlabError

PICTURE, ROW, SERIES = map(usual, ((28, 28, 3), (64,), (20, 16)))
STEPS_OF_TOKENS = 20
TORCH = "PyTorch"


class Elsewhere(Struct, frozen=True):
    """A declaration in other libraries: the line for each by its name, "" where values pass unchanged there. `given` is
    the shape of the example, as a reader has it; `brought` names the classes that no library has, and that exported
    programs bring along."""

    lines: dict[str, str] = {}
    given: str = ""
    brought: tuple[str, ...] = ()


def elsewhere(cls: type[Declared]) -> Elsewhere:
    """The lines for a declaration."""
    member: Any = cls()
    if cls is LAYERS.get(cls.__name__):
        shapes = example(member)
        # A block that is its activation alone.
        member = member.activation_op if member.view and member.activation_op else member
    elif cls is ACTIVATIONS.get(cls.__name__):
        shapes = [ROW.shape]
    else:
        line = printed(member.in_torch())
        return Elsewhere({TORCH: line} if line else {})
    torch, keras, onnx = (make(*shapes) for make in (member.in_torch, member.in_keras, member.in_onnx))
    keras = chain(*keras, row="keras.Sequential") if isinstance(keras, list) else keras
    onnx = onnx[0] if isinstance(onnx, tuple) else onnx
    brought = dict.fromkeys(name for line in (torch, keras) for name in called(parts_of(line)) if name[0].isupper())
    return Elsewhere({TORCH: printed(torch), "Keras": printed(keras), "ONNX": "" if onnx == FIRST else printed(onnx)},
                     " + ".join(map(shown, shapes)), tuple(brought))


def example(layer) -> list[tuple[int, ...]]:
    """The shapes of what a layer is shown with: a picture, a row or a row for each moment, the first that it takes."""
    tokens = TensorType((STEPS_OF_TOKENS,), STEPS, TOKENS, layer.vocabulary)
    for one in (tokens,) if layer.vocabulary else (PICTURE, ROW, SERIES):
        try:
            layer.output_type(*[one] * layer.inputs[0])
        except LayerlabError:
            continue
        return [one.shape] * layer.inputs[0]
    raise AssertionError(f"{type(layer).__name__} takes neither pictures nor rows")
