"""Names of blocks and of their arrays as views show them."""

from math import prod

from core.declare.remembered import Remembered
from core.project.spec import INPUT, Network
from gui.text.language import in_use
from gui.text.translation import tr

_LARGEST, _KERNELS, _NAMES = Remembered(), Remembered(4), Remembered(4)
ORDINALS = ("first {block}", "second {block}", "third {block}", "fourth {block}", "fifth {block}", "sixth {block}",
            "seventh {block}", "eighth {block}", "ninth {block}", "tenth {block}")


def spoken(network: Network, id: str) -> str:
    """A block as a person names it: "Conv2D", "second Conv2D" where there are several, "Conv2D 2" among very many."""
    node = network.node(id)
    if node is None:
        return tr("input") if id == INPUT else port_name(id)
    return _numbered(tr(node.layer.shown_name()), *network.namesakes[id])


def port_name(name: str) -> str:
    """An input or target of the data as it is shown."""
    return tr(name)


def _numbered(word: str, place: int, alike: int) -> str:
    if alike == 1:
        return word
    # One way for all that share a name: no "ninth Dense" beside a "Dense 11".
    return tr(ORDINALS[place], block=word) if alike <= len(ORDINALS) else f"{word} {place + 1}"


def all_spoken(network: Network) -> dict[str, str]:
    """Every block as a person names it, by id."""
    code = in_use()
    return _NAMES.find(network, code) or _NAMES.keep(_all_spoken(network), network, code)


def _all_spoken(network: Network) -> dict[str, str]:
    names = {node.id: node.layer.shown_name() for node in network.nodes}
    words = {name: tr(name) for name in set(names.values())}
    return {id: _numbered(words[name], *network.namesakes[id]) for id, name in names.items()}


def kernels(document) -> dict[str, tuple[str, int]]:
    """Block id → (name, size) of its largest trained array, for every block that has one, in canvas order."""
    return _KERNELS.find(document.check) or _KERNELS.keep(_kernels(document), document.check)


def _kernels(document) -> dict[str, tuple[str, int]]:
    network, shapes, found = document.project.network, document.check.shapes, {}
    for node in network.nodes:
        inputs = [shapes.get(source) for source in node.inputs]
        if not node.shares and node.id in shapes and all(shape is not None for shape in inputs):
            name, size = _LARGEST.find(node.layer, *inputs) or _LARGEST.keep(_largest(node.layer, inputs), node.layer,
                                                                             *inputs)
            if size:
                found[node.id] = f"{node.id}.{name}", size
    return found


def _largest(layer, inputs) -> tuple[str, int]:
    """(name, size) of the largest trained array of a layer; ("", 0) where it has none."""
    sizes = {name: prod(weight.shape) for name, weight in layer.weights(*inputs).items() if weight.trained}
    return max(sizes.items(), key=lambda entry: entry[1], default=("", 0))
