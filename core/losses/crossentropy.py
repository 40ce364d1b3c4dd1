from core.kernels import losses as k
from core.losses.base import Loss
from core.params import switch
from core.registry import LOSSES

FROM_LOGITS = switch("From logits", "the network's outputs are logits: no softmax or sigmoid stands before the loss")


@LOSSES.member
class BinaryCrossentropy(Loss):
    """How surprised a yes-or-no prediction is by the truth."""

    title = "Binary cross-entropy"
    formula = r"L = -t \ln p - (1-t) \ln(1-p)"
    torch = "nn.BCEWithLogitsLoss()"
    pair = "Sigmoid"
    tasks = ("binary", "multi-label")
    from_logits: FROM_LOGITS = False

    def record(self, scope):
        kernel = k.binary_crossentropy_logits if scope.logits else k.binary_crossentropy
        kernel(scope.x.rows, scope.target, scope.loss, scope.dx_rows)


@LOSSES.member
class CategoricalCrossentropy(Loss):
    """How surprised a choice among classes is by the truth, given as one-hot rows."""

    title = "Categorical cross-entropy"
    formula = r"L = -\sum_i t_i \ln p_i"
    torch = "nn.CrossEntropyLoss()"
    pair = "Softmax"
    tasks = ("multi-class",)
    from_logits: FROM_LOGITS = False

    def record(self, scope):
        x = scope.x.rows
        if scope.logits:
            k.categorical_crossentropy_logits(x, scope.target, scope.loss, scope.dx_rows, scope.scratch("p", *x.shape))
        else:
            k.categorical_crossentropy(x, scope.target, scope.loss, scope.dx_rows)


@LOSSES.member
class SparseCategoricalCrossentropy(Loss):
    """How surprised a choice among classes is by the truth, given as class numbers."""

    title = "Sparse cross-entropy"
    formula = r"L = -\ln p_t"
    torch = "nn.CrossEntropyLoss()"
    labels = True
    pair = "Softmax"
    tasks = ("multi-class",)
    from_logits: FROM_LOGITS = False

    def record(self, scope):
        x = scope.x.rows
        if scope.logits:
            k.sparse_crossentropy_logits(x, scope.target, scope.loss, scope.dx_rows, scope.scratch("p", *x.shape))
        else:
            k.sparse_crossentropy(x, scope.target, scope.loss, scope.dx_rows)
