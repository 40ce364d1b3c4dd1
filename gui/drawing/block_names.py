"""How views speak of blocks and of the arrays in them."""

from math import prod

from core.project.spec import INPUT, Network
from gui.text.translation import tr

ORDINALS = ("first {block}", "second {block}", "third {block}", "fourth {block}", "fifth {block}", "sixth {block}",
            "seventh {block}", "eighth {block}", "ninth {block}", "tenth {block}")


def spoken(network: Network, id: str) -> str:
    """A block as a person names it: "Conv2D", "second Conv2D" where there are several, "Conv2D 2" among very many."""
    if id == INPUT:
        return tr("input")
    node = network.node(id)
    if node is None:
        return id
    word = tr(node.layer.shown_name())
    place, alike = network.namesakes[id]
    if alike == 1:
        return word
    # One way for all that share a name: no "ninth Dense" beside a "Dense 11".
    return tr(ORDINALS[place], block=word) if alike <= len(ORDINALS) else f"{word} {place + 1}"


def kernels(document) -> dict[str, tuple[str, int]]:
    """Block id → (name, size) of its largest trained array, for every block that has one, in canvas order."""
    network, shapes, found = document.project.network, document.check.shapes, {}
    for node in network.nodes:
        inputs = [shapes.get(source) for source in node.inputs]
        if node.id in shapes and all(shape is not None for shape in inputs):
            sizes = {name: prod(weight.shape) for name, weight in node.layer.weights(*inputs).items()
                     if weight.trained}
            if sizes:
                name = max(sizes, key=sizes.get)
                found[node.id] = f"{node.id}.{name}", sizes[name]
    return found
