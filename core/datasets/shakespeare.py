"""The data set Shakespeare."""

from core.datasets.text_windows import TextWindows, shipped_text
from core.declare.registry import DATASETS

SIGNS = "\n !\"&',-.12:;?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz"
"""Every character of the plays, in the order of their codes."""


@DATASETS.member
class Shakespeare(TextWindows):
    """Nine plays of William Shakespeare in 1.1 million characters, from Romeo and Juliet to The Tempest.

    In modern spelling, with names of speakers and stage directions; 68 different characters. Test windows are the end
    of the last play.
    """

    title = "Shakespeare"

    @property
    def tokens(self):
        return tuple(SIGNS)

    @property
    def length(self):
        return 1_139_821

    def read(self):
        return shipped_text("shakespeare")
