"""The way back through a network for one update: the gradient of every value and weight that it depends on."""

from core.engine.lowering import Step
from core.engine.scope import UNBOUNDED, GradientLedger
from core.kernels.runtime.tensor import Tensor


class BackwardPass:
    """Records the gradients of one update on a plan whose values and losses are recorded already.

    `gradients` are those of the values that losses look at, by key. `reached` collects the blocks whose weights got
    one.
    """

    def __init__(self, plan, update: int, gradients: dict[str, Tensor]):
        self.plan, self.update, self.gradients = plan, update, gradients
        self.ledger = GradientLedger(plan.recorder, plan.state, update)
        self.reached: set[str] = set()
        self._cut: set[str] = set()

    def record(self) -> None:
        """From the last step to the first, as far as anything that learns stands before it."""
        for step in reversed(self.plan.steps):
            if step.target in self.gradients or any(key in self.gradients for key in step.more):
                self.plan.recorder.node = step.node
                self._step(step)

    def _step(self, step: Step) -> None:
        plan = self.plan
        dy = self.gradients.get(step.target)
        if dy is None:
            # Only a further output is used: nothing comes back to the output itself.
            dy = plan.recorder.new("zeros", plan.values[step.target].shape, lasting=True)
        wanted = [plan.moves(self.update, source) for source in step.sources]
        if step.op.view:
            if wanted[0]:
                plan.collect(self.gradients, step.sources[0], dy.reshaped(*plan.values[step.sources[0]].shape))
            return
        if step.target in self._cut:
            plan.collect(self.gradients, step.sources[0], dy)
            return
        scope = plan.scopes[step.target]
        scope.dy, scope.cut, scope.ledger = dy, self._cut_before(step), self.ledger
        scope.dmore = [self.gradients.get(key) for key in step.more]
        scope.dxs = [self._place(step, source, dy) if want else None
                     for source, want in zip(step.sources, wanted, strict=True)]
        step.op.backward(scope)
        self.ledger.close()
        self.reached.add(step.owner)
        for source, dx in zip(step.sources, scope.dxs, strict=True):
            if dx is not None:
                plan.collect(self.gradients, source, dx)

    def _cut_before(self, step: Step) -> float:
        """Below what a step leaves its gradient out because it stands for the activation before it, which then has
        nothing left to do."""
        if not step.op.cuts:
            return UNBOUNDED
        plan = self.plan
        before = next((other for other in plan.steps if other.target == step.sources[0]), None)
        users = sum(step.sources[0] in other.sources for other in plan.steps)
        if before is None or users > 1 or before.target in plan.judging.keys or not plan.floored(before):
            return UNBOUNDED
        self._cut.add(before.target)
        return before.op.floor

    def _place(self, step: Step, source: str, dy: Tensor) -> Tensor:
        if step.op.overwrites and not self.plan.mode.keep:
            return dy
        return self.plan.recorder.new(f"∂ {source}", self.plan.values[source].shape)
