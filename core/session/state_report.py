"""Builds the report on a run for the window. No Qt here."""

from core.session.run import Run
from core.session.run_state import RunState


def state_of(run: Run, phase: str, sentence: str, until: float, notch: int, awaited: bool) -> RunState:
    """Where a run stands that trains until an epoch at a notch of speed; `awaited` says that it goes on by itself."""
    running, past = phase == "training", run.past
    return RunState(
        phase, sentence, run.step_count, run.epoch, run.goal, run.steps_per_epoch,
        run.meter.samples if running else None, run.meter.seconds_for(until - run.epoch) if running else None,
        notch, run.seed, run.generation, outcomes=run.outcomes, rewound=past.asks,
        later=past.timeline.beyond if past.asks else 0, findings=past.findings, awaited=awaited,
        trained=run.stepper.trained,
        learning_rate=run.trainer.learning_rate if run.trainer is not None else 0.0)
