"""The end of a training step: gradients are clipped, the rate is set, the optimiser moves the weights, limits hold."""

from core.schedules.base import ScheduleScope
from core.scope import UpdateScope, spans
from core.state import UPDATED


def record_update(plan, epoch_samples: int) -> None:
    """Record what the project's training asks for and nothing else. `epoch_samples`: samples of one epoch."""
    recorder, state, training = plan.recorder, plan.state, plan.project.training
    if not state.gradients.size:
        return
    recorder.node = "optimizer"
    whole = UpdateScope(recorder, state, (0, state.gradients.size))
    if training.clipping is not None:
        training.clipping.record(whole)
    if training.schedule is not None:
        training.schedule.record(ScheduleScope(recorder, state, plan.rows, epoch_samples))
    training.optimizer.begin(whole)
    for start, size, rate in spans(plan.project.network, state):
        training.optimizer.record(UpdateScope(recorder, state, (start, size), rate))
    for entry in state.entries.values():
        if entry.region == UPDATED and entry.weight.constraint is not None:
            recorder.node = entry.node
            buffer = state.buffers[entry.region]
            entry.weight.constraint.record(recorder.lasting(buffer, entry.start, entry.weight.shape, entry.name).rows)
