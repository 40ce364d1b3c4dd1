"""The layer Dense."""

import numpy as np

from core.declare.onnx_lines import FIRST, node, with_bias
from core.declare.parameters import whole
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import LAST, Name, call, loading
from core.kernels import few_rows
from core.kernels import gemm as k
from core.layers.base import WeightedLayer, need_features
from core.ops.accounts.base import Window
from core.ops.accounts.weighed import Weighed
from core.ops.op import Weight
from core.text.messages import counted


@LAYERS.member
class Dense(WeightedLayer):
    """Every unit sees every input: a weighted sum plus a bias."""

    formula = r"y = x W + b"
    group = "Decide"
    icon = "dense"
    everyday = 1
    fuses_floor = True
    torch_axes = LAST
    units: whole(1, 65536, "Units", "number of outputs", scale="log") = 8

    def output_type(self, x):
        need_features(x, self, "put a Flatten before it")
        return x.with_last(self.units)

    def weights(self, shape):
        n = shape[-1]
        found = {"kernel": Weight((n, self.units), self.kernel_initializer, n, self.units, self.kernel_regularizer,
                                  axes="io")}
        if self.use_bias:
            found["bias"] = Weight((self.units,), self.bias_initializer, n, self.units)
        return found

    def forward(self, scope):
        few = self._short(scope, few_rows.MOST_FORWARD, few_rows.LEAST_WEIGHTS)
        forward = few_rows.few_forward if few else k.dense_forward
        forward(scope.x.rows, scope.weight("kernel"), scope.weight("bias"), scope.y.rows, scope.floor)

    def backward(self, scope):
        kernel = scope.weight("kernel")
        few = self._short(scope, few_rows.MOST_ROWS, few_rows.LEAST_WEIGHTS)
        if scope.gradient("kernel") is not None:
            self._weight_gradient(scope, few)
        if scope.dx is None:
            return
        by_dots = self.units >= few_rows.LEAST_UNITS and self._short(scope, few_rows.MOST_DOTS, few_rows.LEAST_DOTS)
        if few or by_dots:
            few_rows.few_input_gradient(scope.dy.rows, kernel, scope.dx.rows)
        else:
            dy, dx = scope.dy.rows, scope.dx.rows
            k.dense_input_gradient(dy, kernel, scope.private("turned", k.room_of_turned(*dx.shape, self.units)), dx)

    def _weight_gradient(self, scope, few):
        slopes = scope.gradient("kernel"), scope.gradient("bias")
        if not few and not self._short(scope, few_rows.MOST_STRIPS, few_rows.LEAST_WEIGHTS):
            k.dense_weight_gradient(scope.x.rows, scope.dy.rows, *slopes)
            return
        if slopes[1].size:
            few_rows.few_bias_gradient(scope.dy.rows, slopes[1])
        # By itself, so that it may be joined to the update after it (`core.engine.one_pass`).
        gradient = few_rows.few_weight_gradient if few else few_rows.strip_weight_gradient
        gradient(scope.x.rows, scope.dy.rows, slopes[0])

    def _short(self, scope, rows, weights):
        """Whether steps take at most so many rows and there are at least so many weights, so that these had better be
        read row by row. Decided by the batch of the
        project and not by the rows of a plan, so that its last, smaller batch needs no other kernels."""
        each = scope.x.rows.shape[0] // scope.x.shape[0]
        return (scope.mode.update and scope.batch * each <= rows and scope.weight("kernel").size >= weights)

    def account(self, sight):
        unit, x = sight.place[-1], sight.x[sight.place[:-1]]
        weights = sight.weight("kernel")[:, unit].astype(np.float64)
        return Weighed(x.astype(np.float64).reshape(-1, 1, 1), weights.reshape(-1, 1, 1),
                       sight.number("bias", unit), Window((0,), (0,), tuple(range(len(x)))))

    def summary(self):
        return counted(self.units, "{n} unit", "{n} units")

    def count_formula(self, shape):
        return f"{shape[-1]} · {self.units}" + (f" + {self.units}" if self.use_bias else "")

    def in_torch(self, *shapes):
        module = call("nn.Linear", shapes[0][-1] if shapes else Name("inputs"), self.units,
                      **({} if self.use_bias else {"bias": False}))
        return loading(module, self, weight=Stored("kernel").turned(), bias=Stored("bias"))

    def in_onnx(self, *shapes):
        return with_bias(node("MatMul", FIRST, Stored("kernel")), self)
