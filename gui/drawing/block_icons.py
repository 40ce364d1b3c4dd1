"""Icons of layers in the palette and on the canvas, chosen from the declaration alone."""

from collections import ChainMap

from core.declare.registry import LAYERS
from core.layers.base import Layer
from core.project.blueprints import BLUEPRINTS, Blueprint
from gui.style import theme

PALETTE: ChainMap[str, type[Layer] | type[Blueprint]] = ChainMap(BLUEPRINTS, LAYERS)
"""What can be put into a network: layers, and groups of blocks."""

GROUPS = ("See patterns", "Follow series", "Decide", "Shape and join", "Steady")
ROLES = {"See patterns": "ok", "Follow series": "ok", "Shape and join": "ok", "Steady": "negative",
         "Decide": "negative"}


def layer_role(layer: type[Layer] | type[Blueprint]) -> str:
    """The token of a layer's colour: blue learns, grey only reshapes, green picks or joins, orange bends."""
    if layer.weighs:
        return "accent"
    if layer.view and layer.group == "Shape and join":
        return "muted"
    return ROLES.get(layer.group, "muted")


def layer_icon(layer: type[Layer] | type[Blueprint]) -> str:
    """The glyph of a layer, a plain block where it names none that exists."""
    exists = layer.icon and (theme.RESOURCES / "icons" / f"{layer.icon}.svg").exists()
    return layer.icon if exists else "layer"


def grouped_layers() -> list[tuple[str, list[str]]]:
    """(purpose, class names) in the order of the palette; purposes that are new come last."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
    for name, layer in PALETTE.items():
        found.setdefault(layer.group, []).append(name)
    for names in found.values():
        names.sort(key=lambda name: (PALETTE[name].everyday or len(PALETTE), not PALETTE[name].weighs))
    return [(group, names) for group, names in found.items() if names]
