"""The cures that findings offer: each is one undoable step, or None where it does not apply to this network."""

from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, CLIPPINGS, INITIALIZERS, LAYERS, REGULARIZERS, STOP_RULES
from core.diagnosis.base import Mend
from core.diagnosis.facts import Facts
from core.project.edits import insert_on_link, replace_layer
from core.project.masks import switched, with_rate
from core.project.spec import Project
from core.text.messages import say

WORTH_DROPPING = 8
"""Units below which dropout leaves too few."""


def new_weights(facts: Facts, node: str, units: tuple[int, ...]) -> Mend | None:
    """Draw the weights of some units anew; where another block makes the values, there are none to draw."""
    if not facts.check.parameters.get(node):
        return None
    text = say("Give it new weights") if len(units) == 1 else say("Give them new weights")
    return Mend(text, facts.project, renew=((node, units),))


def leaky(facts: Facts, node: str) -> Mend | None:
    """Let a little through on the side where the activation is flat."""
    return _mend(say("Use leaky ReLU"), facts, _layer(facts.project, node, activation=ACTIVATIONS["LeakyReLU"]()))


def unsaturated(facts: Facts, nodes) -> Mend | None:
    """ReLU, with the start that suits it, in these blocks."""
    project = facts.project
    if all(isinstance(_activation(project, node), ACTIVATIONS["ReLU"]) for node in nodes):
        return None
    for node in nodes:
        project = _layer(project, node, activation=ACTIVATIONS["ReLU"](), kernel_initializer=INITIALIZERS["HeNormal"]())
    return _mend(say("Use ReLU, start again with He's weights"), facts, project, restart=True)


def other_start(facts: Facts, nodes) -> Mend | None:
    """In these blocks the start of weights that suits their activations."""
    named = {kind.shown_name(): kind for kind in INITIALIZERS.values()}
    project, starts = facts.project, []
    for node in nodes:
        activation = getattr(project.network.node(node).layer, "activation", None)
        if activation is not None:
            starts.append(activation.start)
            project = _layer(project, node, kernel_initializer=named[activation.start]())
    if len(set(starts)) == 1:
        return _mend(say("Start again with {start}", start=say(starts[0])), facts, project, restart=True)
    return _mend(say("Start again with weights that suit the activations"), facts, project, restart=True)


def random_start(facts: Facts, nodes) -> Mend:
    """The same, also where the first weights were random and others were put in their place by hand."""
    return other_start(facts, nodes) or Mend(say("Start again with random weights"), facts.project, restart=True)


def switched_on(facts: Facts, node: str) -> Mend:
    """All units of a block on again."""
    network = switched(facts.project.network, node, None, on=True)
    return Mend(say("Switch {node} on", node=node), replace(facts.project, network=network))


def thawed(facts: Facts, nodes) -> Mend | None:
    """Let blocks learn that are frozen or have a rate of 0 of their own."""
    project = facts.project
    for node in nodes:
        project = _layer(project, node, trainable=True)
        if not project.network.node(node).rate:
            project = replace(project, network=with_rate(project.network, node, 1.0))
    return _mend(say("Let all blocks learn"), facts, project)


def unscheduled(facts: Facts) -> Mend | None:
    """The learning rate as it was set, all the way."""
    return _mend(say("Keep the learning rate as it is set, without a schedule"), facts,
                 _training(facts.project, schedule=None))


def rate(facts: Facts, factor: float, restart: bool = False) -> Mend | None:
    """Another learning rate."""
    optimizer = facts.project.training.optimizer
    present = getattr(optimizer, "learning_rate", 0.0)
    if not present:
        return None
    words = (say("Learning rate × {factor:g}", factor=factor) if factor > 1
             else say("Learning rate ÷ {divisor:g}", divisor=1 / factor))
    words = say("{mend}, start again", mend=words) if restart else words
    after = _training(facts.project, optimizer=replace(optimizer, learning_rate=float(f"{present * factor:.3g}")))
    return _mend(words, facts, after, restart=restart)


def some_rate(facts: Facts) -> Mend | None:
    """The learning rate that the optimiser starts with, in place of none."""
    optimizer = facts.project.training.optimizer
    usual = type(optimizer)().learning_rate
    return _mend(say("Learning rate {usual:g}", usual=usual), facts,
                 _training(facts.project, optimizer=replace(optimizer, learning_rate=usual)))


def clipped(facts: Facts) -> Mend | None:
    """A limit on the length of the whole gradient. What leaps have thrown off does not come back by itself."""
    if facts.project.training.clipping is not None:
        return None
    after = _training(facts.project, clipping=CLIPPINGS["GlobalClipNorm"]())
    return _mend(say("Clip gradients, start again"), facts, after, restart=True)


def stopped_at_best(facts: Facts, patience: int = 10) -> Mend | None:
    """Back to the best moment, and an end when the validation loss has not become smaller for a while."""
    after = _training(facts.project, stop=STOP_RULES["Patience"](patience=patience))
    return Mend(say("Go back to the best moment and stop there"), after, rewind=True)


def dropout(facts: Facts, share: float = 0.5, patience: int = 10) -> Mend | None:
    """Units switched off at random before every dense block but the first that learns. That delays learning by heart
    and does not end it: where there is no stop rule yet, one comes with it."""
    network, present = facts.project.network, facts.project.network
    for reader in (present.node(id) for id in facts.learning[1:] if hasattr(present.node(id).layer, "units")):
        source, shape = present.node(reader.inputs[0]), facts.check.shapes.get(reader.inputs[0], ())
        if source and not hasattr(source.layer, "rate") and len(shape) == 1 and shape[0] >= WORTH_DROPPING:
            network = insert_on_link(network, LAYERS["Dropout"](rate=share), source.id, reader.id)
    if network is present:
        return None
    stop = facts.project.training.stop or STOP_RULES["Patience"](patience=patience)
    after = replace(_training(facts.project, stop=stop), network=network)
    return _mend(say("Add dropout, stop in time, start again"), facts, after, restart=True)


def penalty(facts: Facts, strength: float = 0.003) -> Mend | None:
    """A cost on large weights in every block that learns."""
    project = facts.project
    for node in facts.learning:
        project = _layer(project, node, kernel_regularizer=REGULARIZERS["L2"](l2=strength))
    return _mend(say("Add a weight penalty, start again"), facts, project, restart=True)


def hidden_layer(facts: Facts, units: int = 8) -> Mend | None:
    """A hidden block before the output."""
    network = facts.project.network
    last = network.nodes[-1]
    if len(facts.check.shapes.get(last.inputs[0], ())) != 1:
        return None
    made = LAYERS["Dense"](units=units, activation=ACTIVATIONS["ReLU"](),
                           kernel_initializer=INITIALIZERS["HeNormal"]())
    after = insert_on_link(network, made, last.inputs[0], last.id)
    return _mend(say("Add a hidden layer, the output starts again"), facts, replace(facts.project, network=after))


def _mend(text: str, facts: Facts, project: Project, **more) -> Mend | None:
    return None if project == facts.project else Mend(text, project, **more)


def _activation(project: Project, node: str):
    return getattr(project.network.node(node).layer, "activation", None)


def _layer(project: Project, node: str, **changes) -> Project:
    """The project with other parameters of a block, as far as it has these."""
    layer = project.network.node(node).layer
    known = {parameter.name for parameter in parameters(type(layer))}
    layer = replace(layer, **{name: value for name, value in changes.items() if name in known})
    return replace(project, network=replace_layer(project.network, node, layer))


def _training(project: Project, **changes) -> Project:
    return replace(project, training=replace(project.training, **changes))
