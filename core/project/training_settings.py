"""How a project trains: its rules, what they make small, and everything that is set beside them."""

from functools import cached_property

from msgspec.structs import replace

from core import clippings, losses, metrics, optimizers, schedules, stopping  # noqa: F401  (fills the families)
from core.declare.parameters import advanced, hidden, number, numbers, part, parts, switch, whole
from core.declare.registry import CLIPPINGS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES, STOP_RULES, Declared
from core.losses.crossentropy import BinaryCrossentropy
from core.optimizers.adam import Adam


class Part(Declared, tag=False):
    """A section of a project: declared like a family member, but it has no kind."""


class Objective(Part, frozen=True):
    """One thing that an update makes small: a loss between an output and a target, times a weight.

    What is left out is the loss of the training, the network's first output, and the first target of the data. A
    target names one of the data, or is "ones" or "zeros", which stand for every sample.
    """

    loss: part(LOSSES, "Loss", "the number that is made small", optional=True) = None
    output: hidden(str, "Output", "the block whose answers are judged") = ""
    target: hidden(str, "Target", "what they are compared with") = ""
    weight: number(0, 1e6, "Weight", "how much this loss counts beside the others of its update") = 1.0


class Update(Part, frozen=True):
    """What one rule does in a step: it moves the blocks `trains` so that the objectives become small.

    What is left out is the optimiser of the training, and every block that no other update names.
    """

    optimizer: part(OPTIMIZERS, "Optimiser", "the rule that turns gradients into new weights", optional=True) = None
    trains: hidden(tuple[str, ...], "Trains", "ids of the blocks whose weights it moves") = ()
    objectives: hidden(tuple[Objective, ...], "Objectives", "what it makes small") = (Objective(),)


class Training(Part, frozen=True, dict=True):
    """How the network learns: one optimiser and one loss, or several `updates`, for which these two stand in where an
    update names none."""

    optimizer: part(OPTIMIZERS, "Optimiser", "the rule that turns gradients into new weights") = Adam()
    loss: part(LOSSES, "Loss", "the number that training makes small") = BinaryCrossentropy()
    batch_size: whole(1, 1_000_000, "Batch", "samples a step", scale="log") = 32
    epochs: whole(1, 1_000_000, "Epochs", "passes over the training samples", scale="log") = 50
    seed: whole(0, 2**31 - 1, "Seed", "draws the first weights and the order of the samples") = 0
    shuffle: advanced(switch("Shuffle", "another order of the samples in every epoch")) = True
    stop: part(STOP_RULES, "Stop early", "ends training before the last epoch", optional=True) = None
    schedule: part(SCHEDULES, "Schedule", "how the learning rate moves from epoch to epoch", optional=True) = None
    clipping: advanced(part(CLIPPINGS, "Clipping", "a limit on gradients, against explosions", optional=True)) = None
    class_weight: advanced(numbers(0, 1e6, "Class weights", "how much a sample of each class counts in training; "
                                   "none: all alike")) = ()
    metrics: parts(METRICS, "Metrics", "figures beside the loss, over those that suit the task anyway") = ()
    updates: hidden(tuple[Update, ...], "Updates", "several rules, each for its own blocks and losses") = ()

    @property
    def names_all_optimizers(self) -> bool:
        """Every update has an optimiser of its own, so that the one of the training stands in for none."""
        return bool(self.updates) and all(update.optimizer is not None for update in self.updates)

    @property
    def names_all_losses(self) -> bool:
        """Every objective has a loss of its own, so that the one of the training stands in for none."""
        return bool(self.updates) and all(one.loss is not None for update in self.updates for one in update.objectives)

    @cached_property
    def rules(self) -> tuple[Update, ...]:
        """Every update with nothing left out but names: one where none is written."""
        return tuple(Update(update.optimizer or self.optimizer, update.trains,
                            tuple(replace(one, loss=one.loss or self.loss) for one in update.objectives))
                     for update in self.updates or (Update(),))
