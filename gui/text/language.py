"""The language of the window and its number format.

A translation is one file: a JSON object from the words in the sources to the words shown. Words that it lacks stay
English. Those that ship lie in resources/translations; one beside the program or the settings adds to them.
"""

import json
import re
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Formatter

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from core.session import own_folders
from core.text import messages
from core.text.resources import bundle, resource
from gui.text.key_names import KeyNames, spelled
from gui.text.number_text import THIN

ENGLISH = "en"


CONTEXT = "Layerlab"
CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
"""What a file is called that is a translation."""


class Catalogue(QTranslator):
    """Hands out the words of one translation to Qt."""

    def __init__(self, known: dict[str, str]):
        super().__init__()
        self.known = known

    def isEmpty(self) -> bool:
        return not self.known

    def translate(self, context, source, disambiguation=None, n=-1):
        # Qt asks for its own words too, which may be spelled alike: "Shift" is a key, and what is done to a picture.
        return self.known.get(source) if context == CONTEXT else None


class _InUse:
    code = ENGLISH
    translators: tuple[QTranslator, ...] = ()


@cache
def catalogue(code: str) -> dict[str, str]:
    """The words of a language; empty for English."""
    found: dict[str, str] = {}
    for number, folder in enumerate(_folders() if code != ENGLISH else ()):
        with suppress(OSError, ValueError):  # a file that somebody edits may be broken: what it lacks stays as it was
            told = json.loads((folder / f"{code}.json").read_text(encoding="utf-8-sig"))
            found |= told if not number else _sound(told)
    return found


def _sound(told) -> dict[str, str]:
    """Of a file that somebody has edited what can be shown: texts whose places for facts are among those of their
    source."""
    if not isinstance(told, dict):
        raise ValueError
    return {key: words for key, words in told.items() if isinstance(words, str) and _places(words) <= _places(key)}


def _places(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def languages() -> tuple[str, ...]:
    """The codes of all languages that there are, English first."""
    codes = {path.stem for folder in _folders() for path in folder.glob("*.json") if CODE.fullmatch(path.stem)}
    return (ENGLISH, *sorted(codes - {ENGLISH}))


def name_of(code: str) -> str:
    """A language as its speakers call it."""
    return "English" if code == ENGLISH else QLocale(code).nativeLanguageName()


def chosen(wanted: str) -> str:
    """The language that a setting means: its own, or, where it is "", that of the system if there is one for it."""
    code = wanted or QLocale.system().name().partition("_")[0]
    return code if code in languages() else ENGLISH


def use(wanted: str) -> bool:
    """Show another language and write numbers as it does; True where that changes anything that is shown."""
    code = chosen(wanted)
    # A region writes numbers in its own way: the system's, where that speaks the language.
    locale = QLocale.system() if QLocale.system().name().startswith(code) else QLocale(code)
    QLocale.setDefault(locale)
    messages.speak(messages.Tongue(_translated, locale.decimalPoint(), THIN))
    before = _InUse.code
    if code == before and _InUse.translators:
        return False
    application = QCoreApplication.instance()
    for translator in _InUse.translators:
        application.removeTranslator(translator)
    _InUse.code, _InUse.translators = code, _translators(code)
    for translator in _InUse.translators:
        application.installTranslator(translator)
    spelled.cache_clear()
    return code != before


def speak(code: str) -> str:
    """Say what core says in a language, where no window is; its code, as a page about it names it."""
    locale = QLocale(code)
    known = catalogue(code)
    messages.speak(messages.Tongue(lambda text: known.get(text, text), locale.decimalPoint(), THIN))
    return code


def _translated(text: str) -> str:
    # Qt holds a lock while it asks a translator, and a translator in Python waits for the interpreter: the training
    # thread goes past Qt, so that the two can never wait for each other.
    # By number: asking a thread of Qt for its Thread would make one, which nothing ends.
    if threading.get_ident() == threading.main_thread().ident:
        return QCoreApplication.translate(CONTEXT, text)
    return catalogue(_InUse.code).get(text, text)


def in_use() -> str:
    """The code of the language that is shown."""
    return _InUse.code


def _translators(code: str) -> tuple[QTranslator, ...]:
    names = KeyNames(code == ENGLISH)
    if code == ENGLISH:
        return (names,)
    qt = QTranslator()
    qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return qt, Catalogue(catalogue(code)), names


def _folders() -> tuple[Path, ...]:
    """Where translations lie, what goes first last: shipped ones, those of a folder beside the program, and those
    beside the settings. A teacher adds or edits one file there."""
    beside = bundle()
    return (resource("translations"), *((beside / "translations",) if beside else ()),
            own_folders.settings() / "translations")
