"""How a table of text is written: what was guessed from the file, or what a person said instead."""

from msgspec import Struct

from core.declare.parameters import choice, text

GUESS = "guess"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "spaces": " "}
DECIMALS = {"point": ".", "comma": ","}
THOUSANDS = {"none": "none", "comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "latin-1": "latin-1",
             "windows-1250": "cp1250", "windows-1251": "cp1251", "mac-roman": "mac_roman", "dos-437": "cp437",
             "shift-jis": "shift_jis", "gb-18030": "gb18030"}
ENCODING_TEXTS = dict(zip(ENCODINGS, ("UTF-8", "UTF-16", "Windows-1252", "Latin-1", "Windows-1250", "Windows-1251",
                                      "Mac Roman", "DOS 437", "Shift JIS", "GB 18030"), strict=True))
FIRST_ROW, NO_NAMES = "first-row", "no-names"
ENCODING = choice({GUESS: GUESS} | ENCODING_TEXTS, "Letters", "how letters are stored in the file")


class TableForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Every field may be left to the program, which then goes by the file."""

    separator: choice((GUESS, *SEPARATORS), "Separator", "what stands between two cells") = GUESS
    decimal: choice((GUESS, *DECIMALS), "Decimals", "the sign before the decimals") = GUESS
    thousands: choice((GUESS, *THOUSANDS), "Thousands", "the sign between groups of thousands") = GUESS
    header: choice({GUESS: GUESS, FIRST_ROW: "first row", NO_NAMES: "no names"}, "Names in",
                   "where the names of the columns stand") = GUESS
    encoding: ENCODING = GUESS
    missing: text("Missing", "words or numbers of this file that stand for a missing value, with commas between them, "
                  "such as -999; NA, n/a, NaN and empty cells always do", longest=200) = ""
    sheet: text("Sheet", "the sheet of a workbook", longest=200) = ""

    def options(self, _parameter: str) -> tuple[str, ...]:
        """What a text of it is to be chosen from: what stands for a missing value is typed."""
        return ()


ALL_GUESSED = TableForm()


def word_for(signs: dict[str, str], sign: str) -> str:
    """The word by which a form calls a sign, "" where it has none."""
    return next((word for word, known in signs.items() if known == sign), "")
