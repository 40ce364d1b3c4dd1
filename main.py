"""The entry point of Layerlab. A double click opens the window; `python main.py --help` lists what else there is."""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Open the window, or do what the arguments say; returns the exit code."""
    from core.command_line.terminal import guarded
    return guarded(lambda: run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Do what the arguments say."""
    from core.session import own_folders
    own_folders.settle()
    if arguments[:1] == ["warm"]:  # before anything that knows projects: it is the compiler of the window
        from core.engine import kernel_warmup
        return kernel_warmup.main(arguments[1:])
    from core.command_line import completion, train
    if arguments[:1] and arguments[0] in (*completion.COMMANDS, "bench"):
        return command(arguments)
    wanted = train.parser().parse_args(arguments)
    if wanted.screenshot:
        return screenshot(wanted)
    if not has_display():
        return without_display(wanted.project)
    from gui.app import opening
    return opening.run(wanted.project)


def command(arguments: list[str]) -> int:
    """Do what is done in the terminal; with no such word a window opens, and paints before what reads data comes in."""
    from core.command_line import train
    from core.files import picture_decoding
    picture_decoding.use(decode_picture)
    if arguments[:1] == ["train"]:
        return train.train(arguments[1:])
    if arguments[:1] == ["export"]:
        from core.command_line import export
        return export.export(arguments[1:])
    if arguments[:1] == ["predict"]:
        from core.command_line import predict
        return predict.predict(arguments[1:])
    if arguments[:1] == ["report"]:
        from core.command_line import report
        return report.report(arguments[1:], speak, pdf)
    if arguments[:1] == ["import"]:
        from core.command_line import import_
        return import_.import_(arguments[1:])
    if arguments[:1] == ["completion"]:
        from core.command_line import completion
        return completion.completion(arguments[1:])
    if arguments[:1] == ["serve"]:
        from core.command_line import serve
        return serve.serve(arguments[1:])
    if arguments[:1] == ["evaluate"]:
        from core.command_line import evaluate
        return evaluate.evaluate(arguments[1:])
    if arguments[:1] == ["reference"]:
        return train.reference(arguments[1:])
    return bench(arguments[1:])


def decode_picture(content, wanted):
    """A picture of a file as an array; Qt, which reads it, comes in with the first one."""
    from gui.drawing.picture_decoding import decode
    return decode(content, wanted)


def speak(code: str) -> str:
    """Take up a language for what is written; "" stands for the window's. Returns its code."""
    from core.text.errors import LayerlabError
    from gui.model.settings import Settings
    from gui.text import language
    if code and code not in language.languages():
        raise LayerlabError(f"There is no language {code}; choose one of {', '.join(language.languages())}.")
    return language.speak(language.chosen(code or Settings().language))


def pdf(report) -> bytes:
    """A report as PDF, without a window."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from gui.drawing import report_pdf
    return report_pdf.alone(report)


def bench(arguments: list[str]) -> int:
    """Measure speed beside other libraries (`make bench` makes the environment that holds them)."""
    if not os.path.isdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tests", "benchmarks")):
        print("The benchmark comes with the sources of Layerlab, not with the installed program.", file=sys.stderr)
        return 2
    from tests.benchmarks import run
    return run.main(arguments)


def has_display() -> bool:
    """Whether a window can open here."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screenshot(wanted) -> int:
    """Grab the window with real training in it."""
    from core.command_line import train
    from core.text.errors import LayerlabError
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gui.app.screenshot import take
    try:
        width, height = (int(number) for number in wanted.size.lower().split("x"))
    except ValueError:
        return train.complain(LayerlabError(f"--size must look like 1480x900, not {wanted.size!r}."))
    try:
        target = take(wanted.screenshot, wanted.shown or wanted.project, wanted.theme, (width, height),
                              wanted.epochs, wanted.select, wanted.seed, wanted.text)
    except LayerlabError as error:
        return train.complain(error)
    print(f"Saved {target}")
    return 0


def without_display(file: str) -> int:
    """Train the project that was to be opened in the terminal; without one the starter, then save a picture of the
    window with it, trained."""
    from core.command_line import train
    from core.files import picture_decoding
    from core.project.examples import first
    from core.text.errors import LayerlabError
    picture_decoding.use(decode_picture)
    if file:
        print("There is no display to open a window on, so the project is trained here in the terminal.")
        return train.train([file])
    starter = first()
    print("There is no display to open a window on, so the starter project is trained here in the terminal.")
    code = train.train([str(starter.path)])
    if code:
        return code
    print("The same again in a window that nobody sees, for a picture of it…")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from core.project.spec import Project
        from gui.app.screenshot import take
        epochs = Project.load(starter.path).training.epochs
        target = take("layerlab.png", starter.path.stem, epochs=epochs)
    except (LayerlabError, ImportError) as error:
        return train.complain(error)
    print(f"The window after training: {target.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
