"""The kinds of nodes of ONNX by how they treat the axes of a value, and what it takes for what is not said."""

from typing import Any

ALIKE = frozenset(("Identity", "Dropout", "Cast"))
"""What leaves an answer as it is."""
BY_NUMBER = frozenset((
    "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Sigmoid", "HardSigmoid", "Tanh", "Softplus", "Softsign", "Erf", "Exp",
    "Log", "Sqrt", "Abs", "Neg", "Pow", "Clip", "Add", "Sub", "Mul", "Div", "Sum", "Min", "Max", "Mish", "Gelu",
    "HardSwish", "Reciprocal"))
WITH_PLACES = frozenset(("Conv", "ConvTranspose", "MaxPool", "AveragePool", "BatchNormalization"))
"""Those that want the channels before the places."""
ON_AXIS = {"Softmax": -1, "LogSoftmax": -1, "Concat": None}
OVER_AXES = frozenset(("ReduceMean", "ReduceMax", "ReduceSum", "ReduceMin"))
WHOLE_PICTURE = {"GlobalAveragePool": "ReduceMean", "GlobalMaxPool": "ReduceMax"}
WALKS = {"RNN": 1, "GRU": 3, "LSTM": 4}
"""Recurrent nodes, and how many gates they have."""
TIME_FIRST = (1, 0, 2)
SCALARS: dict[str, dict[str, Any]] = {
    "LeakyRelu": {"alpha": 0.01}, "Elu": {"alpha": 1.0}, "HardSigmoid": {"alpha": 0.2, "beta": 0.5},
    "Selu": {"alpha": 1.6732632423543772, "gamma": 1.0507009873554805}, "Softmax": {"axis": -1},
    "BatchNormalization": {"epsilon": 1e-5, "training_mode": 0}, "LayerNormalization": {"axis": -1, "epsilon": 1e-5},
    "Conv": {"group": 1, "auto_pad": "NOTSET"}, "ConvTranspose": {"group": 1, "auto_pad": "NOTSET"},
    "MaxPool": {"ceil_mode": 0, "storage_order": 0, "auto_pad": "NOTSET"}, "Gather": {"axis": 0},
    "Pad": {"mode": "constant"},
    "AveragePool": {"ceil_mode": 0, "count_include_pad": 0, "auto_pad": "NOTSET"},
    "ReduceMean": {"keepdims": 1}, "ReduceMax": {"keepdims": 1},
    "GRU": {"linear_before_reset": 0, "direction": "forward", "layout": 0},
    "LSTM": {"input_forget": 0, "direction": "forward", "layout": 0}, "RNN": {"direction": "forward", "layout": 0},
}
"""What ONNX takes for an attribute that is not said."""
CURVES = {"RNN": ("Tanh",), "GRU": ("Sigmoid", "Tanh"), "LSTM": ("Sigmoid", "Tanh", "Tanh")}
UNSAID = frozenset((
    "momentum", "spatial", "is_test", "consumed_inputs", "allowzero", "stash_type", "noop_with_empty_axes"))
"""Attributes that change no answer."""
