"""The end of a training step: gradients are clipped, the rate is set, the optimiser updates the weights, constraints
are applied, frozen units get their old weights back."""

import math

from core.engine.scope import UpdateScope, spans
from core.engine.state import UPDATED
from core.kernels import masks as mask_kernels
from core.project import masks
from core.schedules.base import ScheduleScope


def record_update(plan, epoch_samples: int) -> None:
    """Record what the project's training asks for and nothing else. `epoch_samples`: samples of one epoch."""
    recorder, state, training = plan.recorder, plan.state, plan.project.training
    if not state.gradients.size:
        return
    held = list(taken_before(plan))
    for rule in state.rules:
        recorder.node = "optimizer"
        whole = UpdateScope(recorder, state, rule, (rule.start, rule.size))
        if not rule.size:
            continue
        if training.clipping is not None:
            training.clipping.record(whole)
        if training.schedule is not None:
            training.schedule.record(ScheduleScope(recorder, state, plan.rows, epoch_samples, rule.prefix))
        rule.optimizer.begin(whole)
        for start, size, rate in spans(plan.project.network, state, rule):
            rule.optimizer.record(UpdateScope(recorder, state, rule, (start, size), rate))
    for entry in state.entries.values():
        if entry.region == UPDATED and entry.weight.constraint is not None:
            recorder.node = entry.node
            buffer = state.buffers[entry.region]
            entry.weight.constraint.record(recorder.lasting(buffer, entry.start, entry.weight.shape, entry.name).rows)
    for weights, places, kept in held:
        mask_kernels.put_back(kept, places, weights)


def taken_before(plan):
    """(weights, places, values) of every array in a block with units that are held still: what they are before the
    update, whatever then moves them. A gradient of zero would not do, for momentum and decay move without one."""
    recorder, state = plan.recorder, plan.state
    for node in plan.project.network.nodes:
        for entry in state.entries.values() if node.held else ():
            places = masks.held_places(node, entry.weight, plan.check.shapes[node.id])
            if entry.node != node.id or entry.region != UPDATED or not len(places):
                continue
            recorder.node = node.id
            size = math.prod(entry.weight.shape)
            weights = recorder.lasting(state.buffers[entry.region], entry.start, (size,), entry.name)
            listed = recorder.of("units held", places)
            kept = recorder.new(f"{entry.name} held", (len(places),))
            mask_kernels.take(weights, listed, kept)
            yield weights, listed, kept
