"""Translation of visible text. Everything that the window shows passes through `tr` or `counted`, or comes from
core, which says its sentences through the same functions; `gui.text.language` installs Qt's translation for them."""

from core.text.messages import Said, again, counted
from core.text.messages import say as tr

__all__ = ["Said", "again", "counted", "tr"]
