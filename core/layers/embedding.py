"""The layer Embedding."""

from core import initializers
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import advanced, part, switch, whole
from core.declare.registry import INITIALIZERS, LAYERS, REGULARIZERS
from core.declare.stored import Stored
from core.declare.torch_lines import LAST, Loaded, call
from core.kernels import embedding as k
from core.kernels import merge
from core.layers.base import LEARNED_ROWS, WEIGHT_LIMIT, Layer, shown
from core.ops.accounts.moved import Passed
from core.ops.op import Weight
from core.ops.tensor_type import FEATURE, FLOAT, TensorType
from core.text.errors import ShapeError
from core.text.messages import say


@LAYERS.member
class Embedding(Layer):
    """Gives every token a row of numbers of its own, which the network learns: what is used alike comes to lie close.

    Tokens are whole numbers: letters, words, or anything else that has a name and no amount.
    """

    formula = r"y_t = E_{x_t}"
    group = "Follow series"
    icon = "embedding"
    short = "Embed"
    everyday = 11
    torch_axes = LAST
    looks_up = True
    input_dim: whole(1, 1_000_000, "Vocabulary", "how many different tokens there are", scale="log") = 64
    output_dim: whole(1, 4096, "Size", "numbers that each token has", scale="log") = 32
    embeddings_initializer: advanced(part(INITIALIZERS, "Start of rows", "the rows before the first step")) = (
        initializers.random.RandomUniform())
    embeddings_regularizer: advanced(part(REGULARIZERS, "Weight penalty", "a cost on large numbers", optional=True)) = (
        None)
    embeddings_constraint: advanced(WEIGHT_LIMIT) = None
    mask_zero: advanced(switch("Token 0 is filler", "steps with token 0 fill up short series: recurrent layers pass "
                               "over them, and attention does not look at them")) = False
    trainable: advanced(LEARNED_ROWS) = True

    @property
    def vocabulary(self) -> int:  # type: ignore[override]
        """How many tokens it knows."""
        return self.input_dim

    @property
    def masks(self) -> bool:  # type: ignore[override]
        """Token 0 does not count."""
        return self.mask_zero

    def output_type(self, x):
        if not x.is_tokens:
            raise ShapeError(say("Embedding needs tokens (whole numbers that name something), but gets {shape} "
                                 "numbers; connect it to an input of tokens", shape=shown(x.shape)))
        if x.vocabulary > self.input_dim:
            raise ShapeError(say("The data have {count} different tokens, but Embedding knows {known}; set its "
                                 "vocabulary to {count}", count=x.vocabulary, known=self.input_dim))
        return TensorType((*x.shape, self.output_dim), (*x.axes, FEATURE), FLOAT)

    def weights(self, shape):
        return {"embeddings": Weight((self.input_dim, self.output_dim), self.embeddings_initializer, self.input_dim,
                                     self.output_dim, self.embeddings_regularizer, self.embeddings_constraint,
                                     axes="io")}

    def table(self, scope):
        self._tell_fillers(scope)
        return scope.weight("embeddings")

    def forward(self, scope):
        k.look_up(scope.x.flat, scope.weight("embeddings"), scope.y.rows)
        self._tell_fillers(scope)

    def _tell_fillers(self, scope) -> None:
        if self._masks(scope):
            k.told_apart(scope.x.flat, scope.kept("mask", *scope.x.shape).flat)

    def _masks(self, scope) -> bool:
        return self.mask_zero and bool(scope.x.shape[1:])

    def mask(self, scope):
        return scope.kept("mask", *scope.x.shape) if self._masks(scope) else None

    def backward(self, scope):
        target = scope.gradient("embeddings")
        if target is None:
            return
        if scope.given_on:
            merge.copy(scope.dy.flat, target.flat)
        else:
            k.look_up_gradient(scope.x.flat, scope.dy.rows, target)

    def account(self, sight):
        *place, number = sight.place
        token = int(sight.x[tuple(place)])
        return Passed(float(sight.weight("embeddings")[token, number]), tuple(place),
                      why=say("Token {token} has this row in the table; {number} is its place there.", token=token,
                              number=number + 1))

    def summary(self):
        return f"{self.input_dim} × {self.output_dim}"

    def count_formula(self, shape):
        return f"{self.input_dim} · {self.output_dim}"

    def in_torch(self, *shapes):
        module = call("nn.Embedding", self.input_dim, self.output_dim)
        return Loaded(module, {"weight": Stored("embeddings")})

    def in_onnx(self, *shapes):
        return node("Gather", Stored("embeddings"), FIRST)
