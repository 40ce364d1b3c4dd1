"""A text as it is looked at before it is used: how its letters are stored, how it begins, what to know of it."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.datasets.own_text import OwnText
from core.datasets.text_facts import LONGEST_WORD
from core.files.table_form import ENCODING_TEXTS, ENCODINGS, GUESS, word_for
from core.files.text_file import read_text
from core.files.user_files import size
from core.text.messages import say

BEGINNING = 4000
"""Characters of which is shown how they are cut."""
LONGEST_LINE = 5000


class TextOverview(Struct, frozen=True):
    """`letters` says how the letters are stored; `longest_line` counts the characters of the longest of `lines`."""

    path: Path
    size: int
    letters: str
    lines: int
    longest_line: int
    beginning: str
    dataset: OwnText

    def notes(self, dataset: OwnText) -> tuple[str, ...]:
        """What a reader ought to know, where the text is taken so."""
        found = []
        if self.lines == 1 and self.longest_line > LONGEST_LINE:
            found.append(say("The text is a single line of {count:,} characters.", count=self.longest_line))
        longest = dataset.facts.longest
        if dataset.by_words and longest > LONGEST_WORD:
            found.append(say("The longest word has {count:,} characters; words are cut after {most}.", count=longest,
                             most=LONGEST_WORD))
        elif not dataset.by_words and longest > dataset.window:
            found.append(say("The longest word has {count:,} characters, more than a window of {window}: the network "
                             "never sees it whole.", count=longest, window=dataset.window))
        return tuple(found)


def text_overview(path: str | Path, said: OwnText | None = None) -> TextOverview:
    """Read a text through; `said` is the data set as a person wants it so far. DataError with one sentence."""
    found = OwnText.at(str(path), GUESS if said is None else said.encoding)
    if said is not None:
        found = replace(said, path=found.path, facts=found.facts)
    text, encoding = read_text(path, found.encoding)
    lines = text.split("\n")
    return TextOverview(Path(path), size(Path(path)), ENCODING_TEXTS[word_for(ENCODINGS, encoding) or "utf-16"],
                        len(lines), max(map(len, lines)), text[:BEGINNING], found)
