"""What can be raced on a person's own project: one comparison a class, its lanes changes of one thing each."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from msgspec.structs import replace

from core.declare.registry import OPTIMIZERS
from core.optimizers.sgd import SGD
from core.project.spec import Project
from core.races import cures
from core.text.messages import say


class Offer(NamedTuple):
    """One lane: what is changed in a project. `key` tells it from the others of its comparison; the `usual` ones run
    unasked."""

    key: str
    name: str
    change: Callable[[Project], Project]
    usual: bool = False


class Comparison:
    """A question, and the lanes that answer it."""

    title: ClassVar[str] = ""
    meaning: ClassVar[str] = ""
    strengths: ClassVar[bool] = False
    """Its lanes have a strength."""

    def offers(self, project: Project, strength: float = 1.0) -> tuple[Offer, ...]:
        """The lanes for a project, in order; `strength` multiplies what is added."""
        raise NotImplementedError


def with_optimizers(project: Project, change: Callable) -> Project:
    """The project with every optimiser changed: that of the training, and those of its updates."""
    training = project.training
    updates = tuple(update if update.optimizer is None else replace(update, optimizer=change(update.optimizer))
                    for update in training.updates)
    return replace(project, training=replace(training, optimizer=change(training.optimizer), updates=updates))


def _unchanged(project: Project) -> Project:
    return project


class LearningRates(Comparison):
    """Too small, as it is, too large."""

    title = "Learning rate"
    meaning = "The same network with smaller and larger steps"
    FACTORS = (1 / 30, 1 / 5, 1.0, 5.0, 30.0)
    USUAL = (1 / 30, 1.0, 30.0)
    MOST = 1000.0

    def offers(self, project, strength=1.0):
        found, rate = [], project.training.rules[0].optimizer.learning_rate
        for factor in self.FACTORS:
            new = rate if factor == 1 else float(f"{rate * factor:.1g}")
            if 0 < new <= self.MOST or factor == 1:
                name = say("η = {rate:g}, as it is", rate=new) if factor == 1 else say("η = {rate:g}", rate=new)
                found.append(Offer(f"{factor:.3g}", name, self._with(new / rate if rate else 1.0),
                                   factor in self.USUAL))
        return tuple(found)

    def _with(self, factor: float) -> Callable[[Project], Project]:
        if factor == 1:
            return _unchanged
        return lambda project: with_optimizers(project, lambda one: replace(
            one, learning_rate=float(f"{one.learning_rate * factor:.6g}")))


class OptimizerKinds(Comparison):
    """The same gradients, other rules; the project's own keeps its settings."""

    title = "Optimisers"
    meaning = "Other rules that turn gradients into steps, each at its usual learning rate"
    USUAL = ("SGD", "SGD β", "RMSprop", "Adam")

    def offers(self, project, strength=1.0):
        own = project.training.optimizer
        every = {name: kind() for name, kind in OPTIMIZERS.items()}
        kinds = {"SGD": SGD(), "SGD β": SGD(momentum=0.9), **{name: made for name, made in every.items()
                                                              if name != "SGD"}}
        if own not in kinds.values():
            kinds = {"own": own, **kinds}
        return tuple(Offer(key, self._name(key, one, own), self._with(one), one == own or key in self._usual(key, own))
                     for key, one in kinds.items())

    def _usual(self, key: str, own) -> tuple[str, ...]:
        """Four at most, the project's own among them."""
        rest = [name for name in self.USUAL if name != type(own).__name__]
        return tuple(rest[:3])

    def _name(self, key: str, one, own) -> str:
        kind = say("Momentum") if key == "SGD β" else say(one.shown_name())
        name = say("{optimizer} {rate:g}", optimizer=kind, rate=one.learning_rate)
        return say("{name}, as it is", name=name) if one == own else name

    def _with(self, one) -> Callable[[Project], Project]:
        return lambda project: replace(project, training=replace(project.training, optimizer=one))


class OverfittingCures(Comparison):
    """The network as it is beside each cure of learning by heart."""

    title = "Over-fitting"
    meaning = "What keeps a network from learning its samples by heart"
    strengths = True

    def offers(self, project, strength=1.0):
        return (
            Offer("own", say("as it is"), _unchanged, True),
            Offer("l2", say("L2, λ = {rate:g}", rate=cures.L2_RATE * strength),
                  lambda one: cures.with_l2(one, strength), True),
            Offer("l1", say("L1, λ = {rate:g}", rate=cures.L1_RATE * strength),
                  lambda one: cures.with_l1(one, strength)),
            Offer("dropout", say("Dropout {share:.0%}", share=cures.dropped(strength)),
                  lambda one: cures.with_dropout(one, strength), True),
            Offer("stop", say("early stopping"), lambda one: cures.with_early_stop(one, strength)),
            Offer("augmentation", say("augmentation"), lambda one: cures.with_augmentation(one, strength)),
            Offer("smaller", say("smaller network"), lambda one: cures.smaller(one, strength), True),
            Offer("more", say("four times the data"), cures.with_more_data),
            Offer("quarter", say("a quarter of the data"), cures.with_a_quarter),
        )


class BatchSizes(Comparison):
    """From one sample a step to many."""

    title = "Batch"
    meaning = "More or fewer samples a step, all else as it is"
    FACTORS = (1 / 16, 1 / 4, 1.0, 4.0, 16.0)

    def offers(self, project, strength=1.0):
        own, found = project.training.batch_size, {}
        for factor in self.FACTORS:
            size = max(round(own * factor), 1)
            name = say("batch {size}, as it is", size=size) if factor == 1 else say("batch {size}", size=size)
            found[own if factor == 1 else size] = Offer(f"{factor:.3g}", name, self._with(size, factor == 1),
                                                        factor in (1 / 16, 1.0, 16.0))
        return tuple(found.values())

    def _with(self, size: int, own: bool) -> Callable[[Project], Project]:
        if own:
            return _unchanged
        return lambda project: replace(project, training=replace(project.training, batch_size=size))


COMPARISONS: dict[str, Comparison] = {"rate": LearningRates(), "overfitting": OverfittingCures(),
                                      "optimizer": OptimizerKinds(), "batch": BatchSizes()}
"""Every comparison by its key, in the order of the window."""
