"""`report FILE OUT.html|OUT.pdf`: a page about a network and how it came about."""

import json
from collections.abc import Callable
from pathlib import Path

from core.command_line.trained import guarded, parser, with_curves
from core.text.errors import LayerlabError
from core.text.messages import say

EXAMPLES = """  main.py report digits.layerlab digits.html
  main.py report digits.layerlab digits.pdf --language de"""
ENDINGS = (".html", ".htm", ".pdf")


def report(arguments: list[str], speak: Callable[[str], str], pdf: Callable) -> int:
    """0, or 2 with one sentence. `speak` takes up a language ("" for that of the window) and says which one it is;
    `pdf` makes the bytes of a PDF of a report."""
    made = parser("report", "Write a page about a trained network: picture, settings, curves, confusion, samples.",
                  EXAMPLES)
    made.add_argument("out", metavar="OUT", help="the file to write, .html or .pdf")
    made.add_argument("--language", metavar="CODE", default="", help="such as en or de; left out, the window's")
    made.add_argument("--json", action="store_true", help="print one JSON object with the file that was written")
    return guarded(lambda wanted: _report(wanted, speak, pdf), made.parse_args(arguments))


def _report(wanted, speak, pdf) -> None:
    from core.export.trained import columns_of
    from core.files.atomic_write import replace_file
    from core.files.user_files import refuse_unwritable, shown, unwritable
    from core.report.making import report_of
    from core.report.page import page
    ending = Path(wanted.out).suffix.lower()
    if ending not in ENDINGS:
        raise LayerlabError(say("A report is written as .html or .pdf; let {name} end so.", name=shown(wanted.out)))
    refuse_unwritable(wanted.out)
    speak(wanted.language)  # an unknown one is refused before anything is trained
    speak("en")
    trainer, history = with_curves(wanted.file)
    language = speak(wanted.language)
    try:
        made = report_of(trainer, history, columns_of(trainer), Path(wanted.file).name, language)
    finally:
        speak("en")
    try:
        replace_file(Path(wanted.out), pdf(made) if ending == ".pdf" else page(made).encode())
    except OSError as error:
        raise LayerlabError(unwritable(error, wanted.out)) from None
    print(json.dumps({"name": trainer.project.name, "files": [wanted.out]}) if wanted.json else f"Wrote {wanted.out}")
