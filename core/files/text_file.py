"""A file of plain text, read whole: its letters decoded, its lines ended in one way."""

import re
from functools import lru_cache
from pathlib import Path

from core.files.encodings import SAMPLE, as_said, guessed, may_be_text
from core.files.parsed_table import stamp
from core.files.table_form import GUESS
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.text.errors import DataError
from core.text.messages import say

LARGEST_TEXT = 2**24
"""Bytes: some fifteen thick books."""
STRANGE = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
"""Signs that no text holds, but for a few that crept in."""
MOST_STRANGE = 0.01


def read_text(path: str | Path, encoding: str = GUESS) -> tuple[str, str]:
    """(the text, the name of its encoding in Python's letters). `encoding` is a word of `table_form.ENCODINGS`, or
    GUESS. DataError with one sentence where the file is empty, too large or no text."""
    found = regular_file(path, DataError)
    return _read(found, encoding, stamp(found))


@lru_cache(maxsize=1)
def _read(path: Path, encoding: str, _stamp: tuple) -> tuple[str, str]:
    try:
        if size(path) > LARGEST_TEXT:
            raise DataError(say("{path} has {size}; a text may have up to {most}, so keep a part of it.",
                                path=shown(path), size=megabytes(size(path)), most=megabytes(LARGEST_TEXT)))
        content = path.read_bytes()
    except OSError as error:
        raise DataError(reason(error, path)) from None
    if not content.strip():
        raise DataError(say("{path} is empty; choose a file with some text in it.", path=shown(path)))
    start = content[:SAMPLE]
    if encoding == GUESS and not may_be_text(start):
        raise _no_text(path)
    name = guessed(path, start) if encoding == GUESS else as_said(path, encoding, start)
    try:
        text = content.decode(name) if name else ""
    except UnicodeError:  # a few letters look like an encoding that the others are not of
        raise _no_text(path) from None
    if not name or len(STRANGE.findall(text[:SAMPLE])) > MOST_STRANGE * len(text[:SAMPLE]):
        raise _no_text(path)
    if not text.strip():
        raise DataError(say("{path} is empty; choose a file with some text in it.", path=shown(path)))
    return text.replace("\r\n", "\n").replace("\r", "\n"), name


def _no_text(path: Path) -> DataError:
    return DataError(say("{path} is no text that can be read; save it as plain text in UTF-8.", path=shown(path)))


def forget() -> None:
    """Keep no text any longer."""
    _read.cache_clear()
