"""Cures of over-fitting as changes of a project. One that has nothing to do says so with a LayerlabError."""

from collections.abc import Callable

from msgspec.structs import replace

from core.augmentations.colour import RandomNoise
from core.augmentations.warp import RandomRotation, RandomTranslation
from core.declare.parameters import parameters
from core.layers.dropout import Dropout
from core.preparations.training_share import TrainingShare
from core.project.edits import insert_layer
from core.project.network import check
from core.project.spec import Network, Project
from core.regularizers.norms import L1, L2
from core.stopping.patience import Patience
from core.text.errors import LayerlabError
from core.text.messages import say

L2_RATE, L1_RATE, DROPPED, MORE, SMALLER, SHIFT, TURN, NOISE = 5e-4, 2e-4, 0.2, 4, 4, 0.1, 0.03, 0.2
MOST_DROPPED, MOST_SHIFT, MOST_TURN = 0.5, 0.4, 0.25
SIZES = ("units", "filters")
"""Parameters of layers that say how wide a block is."""
PENALTY = "kernel_regularizer"


def dropped(strength: float) -> float:
    """The share that Dropout switches off."""
    return min(DROPPED * strength, MOST_DROPPED)


def _hidden(network: Network) -> list:
    """Blocks that something stands behind, and that have weights of their own to choose."""
    return [node for node in network.nodes if node.id not in network.answers and not node.shares]


def _with_layers(project: Project, change: Callable) -> Project:
    """The project with `change(node)` in place of the layer of every block that does not share one."""
    nodes = tuple(node if node.shares else replace(node, layer=change(node)) for node in project.network.nodes)
    shared = tuple(replace(node, layer=None) if node.shares else node for node in nodes)
    return replace(project, network=replace(project.network, nodes=shared))


def _declares(layer, name: str) -> bool:
    return any(one.name == name for one in parameters(type(layer)))


def _penalised(project: Project, penalty) -> Project:
    found = _with_layers(project, lambda node: replace(node.layer, **{PENALTY: penalty})
                         if _declares(node.layer, PENALTY) else node.layer)
    if found == project:
        raise LayerlabError(say("No block has weights that could be penalised; add a layer such as Dense."))
    return found


def with_l2(project: Project, strength: float = 1.0) -> Project:
    """Every weight array pays λ Σw²."""
    return _penalised(project, L2(l2=L2_RATE * strength))


def with_l1(project: Project, strength: float = 1.0) -> Project:
    """Every weight array pays λ Σ|w|."""
    return _penalised(project, L1(l1=L1_RATE * strength))


def with_dropout(project: Project, strength: float = 1.0) -> Project:
    """A Dropout after every hidden block with a width."""
    network = project.network
    wide = [node.id for node in _hidden(network) if any(_declares(node.layer, name) for name in SIZES)]
    if not wide:
        raise LayerlabError(say("There is no hidden block whose units could be dropped; add one."))
    for id in wide:
        network = insert_layer(network, Dropout(rate=dropped(strength)), id)
    return replace(project, network=network)


def with_early_stop(project: Project, strength: float = 1.0) -> Project:
    """Training ends where the validation loss has not become smaller for a tenth of the epochs."""
    patience = max(round(project.training.epochs / 10 / strength), 1)
    return replace(project, training=replace(project.training, stop=Patience(patience=patience)))


def with_augmentation(project: Project, strength: float = 1.0) -> Project:
    """Pictures are shifted and turned a little, rows of numbers shaken."""
    inputs = project.data.describe().inputs
    pictures = (RandomTranslation(height_factor=min(SHIFT * strength, MOST_SHIFT),
                                  width_factor=min(SHIFT * strength, MOST_SHIFT)),
                RandomRotation(factor=min(TURN * strength, MOST_TURN)))
    for chosen in (pictures, (RandomNoise(stddev=NOISE * strength),)):
        if not any(one.misfit(inputs[0].type) for one in chosen):
            return replace(project, data=replace(project.data, augmentation=(*project.data.augmentation, *chosen)))
    raise LayerlabError(say("No random change fits such samples."))


def smaller(project: Project, strength: float = 1.0) -> Project:
    """Every hidden block has a quarter of its width."""
    share, answers = SMALLER * strength, project.network.answers

    def narrower(node):
        if node.id in answers:
            return node.layer
        return replace(node.layer, **{name: max(round(value / share), 1) for name, value in widths(node.layer).items()})
    found = _with_layers(project, narrower)
    if found == project:
        raise LayerlabError(say("There is no hidden block that could be narrower."))
    return found


def widths(layer) -> dict[str, int]:
    """The parameters that say how wide a block is, with their values."""
    return {name: getattr(layer, name) for name in SIZES if _declares(layer, name)}


def with_more_data(project: Project) -> Project:
    """Four times as many samples, where a formula makes them."""
    dataset = project.data.dataset
    if not _declares(dataset, "count"):
        raise LayerlabError(say("These are all the samples there are; race a quarter of them instead."))
    return replace(project, data=replace(project.data, dataset=replace(dataset, count=dataset.count * MORE)))


def with_a_quarter(project: Project) -> Project:
    """A quarter of the training samples, each four times as often: the same number of steps, the same validation."""
    step = TrainingShare(share=1 / MORE)
    return replace(project, data=replace(project.data, preparation=(*project.data.preparation, step)))


def refusal(project: Project) -> str:
    """Why a project cannot be trained, or ""."""
    return next((problem.message for problem in check(project).problems if problem.severity == "error"), "")
