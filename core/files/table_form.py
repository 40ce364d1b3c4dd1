"""How a table of text is written: what was guessed from the file, or what a person said instead."""

from msgspec import Struct

from core.declare.parameters import choice, text

GUESS = "guess"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "spaces": " "}
DECIMALS = {"point": ".", "comma": ","}
THOUSANDS = {"none": "none", "comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
ENCODINGS = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "Windows-1252": "cp1252", "Latin-1": "latin-1",
             "Windows-1250": "cp1250", "Windows-1251": "cp1251", "Mac Roman": "mac_roman", "DOS 437": "cp437",
             "Shift JIS": "shift_jis", "GB 18030": "gb18030"}
FIRST_ROW, NO_NAMES = "first row", "no names"


class TableForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Every field may be left to the program, which then goes by the file."""

    separator: choice((GUESS, *SEPARATORS), "Separator", "what stands between two cells") = GUESS
    decimal: choice((GUESS, *DECIMALS), "Decimals", "the sign before the decimals") = GUESS
    thousands: choice((GUESS, *THOUSANDS), "Thousands", "the sign between groups of thousands") = GUESS
    header: choice((GUESS, FIRST_ROW, NO_NAMES), "Names in", "where the names of the columns stand") = GUESS
    encoding: choice((GUESS, *ENCODINGS), "Letters", "how letters are stored in the file") = GUESS
    sheet: text("Sheet", "the sheet of a workbook", longest=200) = ""


ALL_GUESSED = TableForm()


def word_for(signs: dict[str, str], sign: str) -> str:
    """The word by which a form calls a sign, "" where it has none."""
    return next((word for word, known in signs.items() if known == sign), "")
