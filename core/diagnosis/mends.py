"""The fixes that findings offer: each is one undoable edit, or None where it does not apply to this network."""

import numpy as np
from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, CLIPPINGS, INITIALIZERS, LAYERS, REGULARIZERS, STOP_RULES
from core.diagnosis.base import Mend
from core.diagnosis.facts import Facts
from core.diagnosis.measure import saturating
from core.project.edits import insert_on_link, replace_layer
from core.project.fitting import takes_units
from core.project.masks import switched
from core.project.network import check
from core.project.spec import Project
from core.text.messages import say

WORTH_DROPPING = 8
"""Units below which dropout leaves too few."""
WORTH_A_STEP = 0.1
"""Share of the rate with which a network still learns."""
MOST_UNITS, MOST_EPOCHS = 512, 1_000_000


def new_weights(facts: Facts, node: str, units: tuple[int, ...]) -> Mend | None:
    """Draw the weights of some units again; where another block makes the values, there are none to draw."""
    if not facts.check.parameters.get(node):
        return None
    text = say("Give it new weights") if len(units) == 1 else say("Give them new weights")
    return Mend(text, facts.project, renew=((node, units),))


def leaky(facts: Facts, node: str) -> Mend | None:
    """Let a little through on the side where the activation is flat."""
    return _mend(say("Use leaky ReLU"), facts, _layer(facts.project, node, activation=ACTIVATIONS["LeakyReLU"]()))


def unsaturated(facts: Facts, nodes) -> Mend | None:
    """ReLU, with the start that suits it, in those of these blocks whose activation is flat on both sides."""
    project = facts.project
    flat = [node for node in nodes if saturating(project.network.block(node).layer.activation_op)]
    for node in flat:
        project = _layer(project, node, activation=ACTIVATIONS["ReLU"](), kernel_initializer=INITIALIZERS["HeNormal"]())
    return _mend(say("Use ReLU, start again with He's weights"), facts, project, restart=True)


def bent(facts: Facts, nodes) -> Mend | None:
    """An activation for blocks that have none."""
    project = facts.project
    for node in nodes:
        project = _layer(project, node, activation=ACTIVATIONS["ReLU"](), kernel_initializer=INITIALIZERS["HeNormal"]())
    return _mend(say("Give the hidden blocks ReLU, start again"), facts, project, restart=True)


def other_start(facts: Facts, nodes) -> Mend | None:
    """In these blocks the start of weights that suits their activations."""
    named = {kind.shown_name(): kind for kind in INITIALIZERS.values()}
    project, starts = facts.project, []
    for node in nodes:
        activation = project.network.block(node).layer.activation
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


def set_free(facts: Facts, nodes) -> Mend | None:
    """Blocks that stand still by hand learn again."""
    project = facts.project
    for node in nodes:
        project = _layer(project, node, trainable=True)
    network = replace(project.network, nodes=tuple(
        replace(node, rate=node.rate or 1.0, held=()) if node.id in nodes else node for node in project.network.nodes))
    text = say("Let {node} learn", node=nodes[0]) if len(nodes) == 1 else say("Let all blocks learn")
    return _mend(text, facts, replace(project, network=network))


def more_units(facts: Facts, factor: int = 4) -> Mend | None:
    """Wider hidden blocks."""
    project, output = facts.project, facts.project.network.output
    for node in facts.learning:
        layer = project.network.block(node).layer
        if node != output and takes_units(layer):
            project = _layer(project, node, units=min(MOST_UNITS, layer.units * factor))
    if not check(project, facts.description).trainable:
        return None  # blocks that join others must have their width
    return _mend(say("Hidden blocks {factor} times as wide, start again", factor=factor), facts, project, restart=True)


def rate(facts: Facts, factor: float, restart: bool = False) -> Mend | None:
    """Another learning rate."""
    optimizer = facts.project.training.optimizer
    present = optimizer.learning_rate
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


def unclipped(facts: Facts) -> Mend | None:
    """No limit on gradients."""
    return _mend(say("Train without clipping"), facts, _training(facts.project, clipping=None))


def no_schedule(facts: Facts) -> Mend | None:
    """The optimiser's own rate at every step."""
    return _mend(say("Keep the learning rate as it is set, without a schedule"), facts,
                 _training(facts.project, schedule=None))


def no_warmup(facts: Facts) -> Mend | None:
    """The full rate at once."""
    schedule = replace(facts.project.training.schedule, warmup_epochs=0.0)
    return _mend(say("Leave out the warm-up"), facts, _training(facts.project, schedule=schedule))


def stretched(facts: Facts) -> Mend | None:
    """The same schedule over more epochs, so that it has not come to its end at this moment, nor soon."""
    schedule = facts.project.training.schedule
    times = [one for one in parameters(type(schedule)) if one.unit == "epochs" and one.name != "warmup_epochs"]
    for power in range(1, 12):
        longer = {one.name: min(one.high, getattr(schedule, one.name) * 2 ** power) for one in times
                  if one.kind == "number"}
        after = replace(schedule, **longer)
        if longer and float(after.curve(np.array([2.0 * facts.epoch]))[0]) > WORTH_A_STEP:
            epochs = min(MOST_EPOCHS, facts.project.training.epochs * 2 ** power)
            return _mend(say("Schedule over {factor} times as many epochs", factor=2 ** power), facts,
                         _training(facts.project, schedule=after, epochs=epochs))
    return None


def stopped_at_best(facts: Facts, patience: int = 10) -> Mend | None:
    """Back to the best moment, and an end when the validation loss has not become smaller for a while."""
    after = _training(facts.project, stop=STOP_RULES["Patience"](patience=patience))
    return Mend(say("Go back to the best moment and stop there"), after, rewind=True)


def dropout(facts: Facts, share: float = 0.5, patience: int = 10) -> Mend | None:
    """Units switched off at random before every dense block but the first that learns. That delays learning by heart
    and does not end it: where there is no stop rule yet, one comes with it."""
    network, present = facts.project.network, facts.project.network
    for reader in (present.block(id) for id in facts.learning[1:] if takes_units(present.block(id).layer)):
        source, type_ = present.node(reader.inputs[0]), facts.check.types.get(reader.inputs[0])
        wide = type_ is not None and type_.is_row and type_.shape[0] >= WORTH_DROPPING
        if source and wide and not source.layer.noisy:
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


def penalised(layer) -> bool:
    """Whether the weights of a layer have a price of their own."""
    return any(getattr(layer, name) is not None for name in _prices(layer))


def weaker_penalty(facts: Facts, divisor: float) -> Mend | None:
    """A smaller price on weights, in every block."""
    project = facts.project
    for node in facts.learning:
        layer = project.network.block(node).layer
        prices = {name: getattr(layer, name) for name in _prices(layer) if getattr(layer, name) is not None}
        project = _layer(project, node, **{
            name: replace(price, **{one.name: float(f"{getattr(price, one.name) / divisor:.3g}")
                                    for one in parameters(type(price))}) for name, price in prices.items()})
    return _mend(say("Weight penalty ÷ {divisor:g}, start again", divisor=divisor), facts, project, restart=True)


def weaker_decay(facts: Facts, divisor: float) -> Mend | None:
    """Less weight decay."""
    optimizer = facts.project.training.optimizer
    after = replace(optimizer, weight_decay=float(f"{optimizer.weight_decay / divisor:.3g}"))
    return _mend(say("Weight decay ÷ {divisor:g}, start again", divisor=divisor), facts,
                 _training(facts.project, optimizer=after), restart=True)


def unlimited(facts: Facts) -> Mend | None:
    """No limit on the length of weights."""
    project = facts.project
    for node in facts.learning:
        project = _layer(project, node, kernel_constraint=None)
    return _mend(say("Take off the weight limit, start again"), facts, project, restart=True)


def fewer_dropped(facts: Facts, node: str, share: float = 0.25) -> Mend | None:
    """A smaller share of values that are switched off at random."""
    return _mend(say("Switch off {share:.0%}", share=share), facts, _layer(facts.project, node, rate=share))


def hidden_layer(facts: Facts, units: int = 8) -> Mend | None:
    """A hidden block before the output."""
    network = facts.project.network
    last = network.block(network.output)
    before = facts.check.types.get(last.inputs[0])
    if before is None or not before.is_row:
        return None
    made = LAYERS["Dense"](units=units, activation=ACTIVATIONS["ReLU"](),
                           kernel_initializer=INITIALIZERS["HeNormal"]())
    after = insert_on_link(network, made, last.inputs[0], last.id)
    return _mend(say("Add a hidden layer, the output starts again"), facts, replace(facts.project, network=after))


def _prices(layer) -> list[str]:
    return [one.name for one in parameters(type(layer)) if one.name.endswith("_regularizer")]


def _mend(text: str, facts: Facts, project: Project, **more) -> Mend | None:
    return None if project == facts.project else Mend(text, project, **more)


def _layer(project: Project, node: str, **changes) -> Project:
    """The project with other parameters of a block, as far as it has these."""
    layer = project.network.block(node).layer
    known = {parameter.name for parameter in parameters(type(layer))}
    layer = replace(layer, **{name: value for name, value in changes.items() if name in known})
    return replace(project, network=replace_layer(project.network, node, layer))


def _training(project: Project, **changes) -> Project:
    return replace(project, training=replace(project.training, **changes))
