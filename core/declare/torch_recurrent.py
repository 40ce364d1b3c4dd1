"""Recurrent layers in PyTorch: its own module where it computes the same, else a walk step by step."""

from core.declare.stored import Stored
from core.declare.torch_lines import Call, Index, Loaded, Method, Name, call

GATES = {"RNN": (0,), "LSTM": (0, 1, 2, 3), "GRU": (1, 0, 2)}
"""Where each of the gates of torch stands among those here."""
OWN = {"RNN": ("nn.Tanh()", "nn.ReLU()"), "LSTM": ("nn.Sigmoid() nn.Tanh()",), "GRU": ("nn.Sigmoid() nn.Tanh()",)}
"""The activations that the modules of torch have."""


def torch_recurrent(layer, kind: str, shapes, curves) -> Loaded:
    """The module, for activations in the order of gates and of what is new."""
    features = shapes[0][-1] if shapes else Name("inputs")
    lines = [curve.in_torch() for curve in curves]
    words = " ".join(f"{line.function.text}()" for line in lines)
    bias = {} if layer.use_bias else {"bias": False}
    reset_before = {"reset_after": False} if kind == "GRU" and not layer.reset_after else {}
    if words not in OWN[kind] or reset_before:
        return Loaded(call("Walk", kind, features, layer.units, lines, **bias, **reset_before), {
            name: Stored(name) for name in ("kernel", "recurrent_kernel", *(["bias"] if layer.use_bias else []))})
    more = {"nonlinearity": "relu"} if words == OWN["RNN"][1] else {}
    module = call(f"nn.{kind}", features, layer.units, **more, **bias, batch_first=True)
    return Loaded(module, _arrays(layer, GATES[kind]))


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
