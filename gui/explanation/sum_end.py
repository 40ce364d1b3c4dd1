"""The end of a sum: sum + bias = z as a chain of boxes, and the activation."""

from core.text.rounding import places
from gui.drawing.geometry import Box
from gui.explanation.chain import ActivationCurve, ChainLink
from gui.explanation.printing import shown
from gui.text.translation import tr


def sum_links(stage) -> list[ChainLink]:
    """sum + bias = z."""
    account, digits = stage.account, stage.account.places.product
    found = [ChainLink("Σ", shown(account.sum, digits), tr("sum"), tr("all products together"))]
    if account.bias is not None:
        found.append(ChainLink("+", shown(account.bias, digits), tr("bias"),
                          tr("a learned offset, the same at every place")))
        found.append(ChainLink("=", shown(account.total, digits), stage.story.result,
                          tr("what goes into the activation") if stage.story.behind else ""))
    return found


def curve_of(stage, box: Box) -> ActivationCurve:
    """The picture of the activation."""
    bent = stage.found.step("curve")
    digits = places(bent.z, bent.value)
    words = f"z = {shown(bent.z, digits)} → {shown(bent.value, digits)}"
    return ActivationCurve(box, bent, stage.story.activation, words)
