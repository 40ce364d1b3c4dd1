"""How the letters of a text are stored: as a person said, or as the bytes tell."""

import codecs

from core.files.table_form import ENCODING_TEXTS, ENCODINGS
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

SAMPLE = 65536
"""Bytes, or letters, by which a text is judged."""
MARKS = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE


def may_be_text(start: bytes) -> bool:
    """Whether a file that begins so may be a text: no byte of it is zero, or it is UTF-16."""
    return start.startswith(MARKS) or b"\0" not in start or bool(_without_mark(start))


def guessed(path, start: bytes) -> str:
    """The name of the encoding of a file that begins so, in Python's letters; "" where none fits."""
    return next((encoding for encoding in _candidates(start) if decodes(path, encoding)), "")


def beginning(start: bytes) -> str:
    """The letters of a file that begins so, told from these bytes alone; what does not fit is replaced."""
    return start.decode((*_candidates(start), "latin-1")[0], "replace")


def _candidates(start: bytes) -> tuple[str, ...]:
    if start.startswith(MARKS):
        return ("utf-16",)
    return _without_mark(start) if b"\0" in start else ("utf-8-sig", "cp1252", "latin-1")


def as_said(path, word: str, start: bytes) -> str:
    """The name of the encoding that a person chose by its word; DataError where the file is not written in it."""
    encoding = ENCODINGS[word]
    if encoding == "utf-16" and not start.startswith(MARKS):
        encoding = (*_without_mark(start), "utf-16-le")[0]
    if decodes(path, encoding):
        return encoding
    raise DataError(say("{path} is not written in {encoding}; choose other letters, or let them be guessed.",
                        path=shown(path), encoding=ENCODING_TEXTS[word]))


def _without_mark(start: bytes) -> tuple[str, ...]:
    """UTF-16 that does not say so: letters of most languages leave every other byte empty, and nothing else does."""
    pairs = len(start) // 2
    for encoding, empty, full in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if 2 * empty.count(0) > pairs and not full.count(0):
            return (encoding,)
    return ()


def decodes(path, encoding: str) -> bool:
    """Whether all of a file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            while block := file.read(2**20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
