"""Recurrent layers in PyTorch: its own module where it computes the same, else a walk step by step."""

from core.declare.stored import Stored
from core.declare.torch_lines import Call, Index, Loaded, Method, Name, call

TANH, RELU, GATE = call("nn.Tanh"), call("nn.ReLU"), call("nn.Sigmoid")


def torch_recurrent(layer, kind: str, shapes, curves, gates: tuple[int, ...], **walking) -> Loaded:
    """The module of this kind. `curves` are the activations of gates and of what is new, `gates` says where each of
    torch's gates stands among those here; `walking` is what torch's own module cannot do."""
    features = shapes[0][-1] if shapes else Name("inputs")
    if layer.truncation:
        walking["reach"] = layer.truncation
    *opening, bend = (curve.in_torch() for curve in curves)
    bias = {} if layer.use_bias else {"bias": False}
    own = all(line == GATE for line in opening) and bend in ((TANH,) if opening else (TANH, RELU))
    if walking or not own:
        return Loaded(call("Walk", layer.gates, features, layer.units, [*opening, bend], **bias, **walking), {
            name: Stored(name) for name in ("kernel", "recurrent_kernel", *(["bias"] if layer.use_bias else []))})
    more = {"nonlinearity": "relu"} if bend == RELU else {}
    module = call(f"nn.{kind}", features, layer.units, **more, **bias, batch_first=True)
    return Loaded(module, _arrays(layer, gates))


def _arrays(layer, gates: tuple[int, ...]) -> dict[str, Stored]:
    found = {"weight_ih_l0": Stored("kernel").dealt(gates, 1).turned(),
             "weight_hh_l0": Stored("recurrent_kernel").dealt(gates, 1).turned()}
    if layer.use_bias:
        two = len(layer.bias(layer.units).shape) == 2
        inner = Stored("bias")
        found["bias_ih_l0"] = (inner.row(0) if two else inner).dealt(gates, 0)
        found["bias_hh_l0"] = inner.row(1).dealt(gates, 0) if two else inner.emptied()
    return found


def torch_walk(layer, module, xs) -> tuple:
    """The output and the last states of a walk through a series."""
    x = Method(xs[0], "flip", (1,)) if layer.go_backwards else xs[0]
    states = [Method(state, "unsqueeze", (0,)) for state in xs[1:]]
    made = Call(module, (x, *([tuple(states) if len(states) > 1 else states[0]] if states else [])))
    last = Index(made, 1)
    ends = [Index(Index(last, number), 0) for number in range(layer.states)] if layer.states > 1 else [Index(last, 0)]
    return (Index(made, 0) if layer.return_sequences else ends[0]), *ends
