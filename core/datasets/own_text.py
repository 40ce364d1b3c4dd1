"""The data set OwnText."""

from core.datasets.byte_pairs import MOST_MERGES
from core.datasets.text_facts import MOST_WORDS, TextFacts, facts_of
from core.datasets.text_units import UNIT_TEXTS, UNITS
from core.datasets.text_windows import TextWindows
from core.declare.parameters import choice, hidden, text, whole
from core.declare.registry import DATASETS
from core.files.parsed_table import stamp
from core.files.table_form import ENCODING, GUESS
from core.files.text_file import read_text
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

FEWEST, WINDOWS = 24, 40
"""Characters of the shortest text, and windows that a proposal leaves at least, where the text allows it."""
LONGEST_WINDOW = 64


@DATASETS.member
class OwnText(TextWindows):
    """A text of your own, cut into characters, bytes, words, or pieces of words."""

    title = "Own text"
    group = "Own"
    own = True
    unit: choice(UNIT_TEXTS, "Read as", "what the text is cut into; pieces are merged from characters that often stand "
                 "side by side (byte pair encoding)") = "characters"
    words: whole(2, MOST_WORDS, "Words kept", "the most frequent ones, where words are read; all others are one token",
                 scale="log") = 1000
    merges: whole(0, MOST_MERGES, "Merges", "pairs that become one piece, where pieces are read") = 200
    path: text("File", "a file of plain text", longest=4096, kind="path") = ""
    encoding: ENCODING = GUESS
    facts: hidden(TextFacts, "Facts") = TextFacts()

    @classmethod
    def at(cls, path: str, encoding: str = GUESS) -> "OwnText":
        """The data set for a file, with a window that leaves enough samples; DataError with one sentence."""
        content, _ = read_text(path, encoding)
        if len(content) < FEWEST:
            raise DataError(say("{path} is too short: a network needs a text of at least {least} characters to learn "
                                "from.", path=shown(path), least=FEWEST))
        window = LONGEST_WINDOW
        while window > 4 and len(content) < WINDOWS * window:
            window //= 2
        return cls(window=window, path=str(path), encoding=encoding, facts=facts_of(content))

    @property
    def parts(self):
        return UNITS[self.unit].noun

    @property
    def kept(self) -> int:
        """How much of what it chooses from the unit keeps."""
        return {"words": self.words, "pieces": self.merges}.get(self.unit, 0)

    @property
    def by_words(self) -> bool:
        """Whether its tokens are words."""
        return self.unit == "words"

    @property
    def opening(self):
        return next((f"{word} " for word in self.facts.words if word.isalpha()), "")

    @property
    def merging(self) -> bool:
        """Whether its tokens are merged from others."""
        return self.unit == "pieces"

    @property
    def every_piece(self) -> tuple[str, ...]:
        """What can be merged and what all merges that are known make, as a person can see it."""
        cut = UNITS["pieces"]
        return tuple(map(cut.name, cut.tokens(self.facts, MOST_MERGES)))

    def problems(self):
        found = super().problems()
        if not self.path or not self.facts.characters:
            found.append(("path", say("No text is chosen yet; open a file.")))
        elif not self.facts.sound:
            found.append(("path", say("What the project knows of {path} does not fit together; open the file again.",
                                      path=shown(self.path))))
        return found

    @property
    def tokens(self):
        return UNITS[self.unit].tokens(self.facts, self.kept)

    @property
    def names(self):
        return tuple(map(UNITS[self.unit].name, self.tokens))

    @property
    def length(self):
        return UNITS[self.unit].length(self.facts, self.kept)

    def read(self):
        content, _ = read_text(self.path, self.encoding)
        found = UNITS[self.unit].numbers(content, self.facts, self.kept)
        if len(content) != self.facts.characters or len(found) != self.length:
            raise DataError(say("{path} has changed: it is not the text that the project knows; open it again.",
                                path=shown(self.path)))
        return found

    def stamp(self):
        return stamp(self.path)

    def tokens_of(self, written):
        return UNITS[self.unit].numbers(written, self.facts, self.kept).tolist()

    def text_of(self, tokens):
        return UNITS[self.unit].text(tokens, self.facts, self.kept)
