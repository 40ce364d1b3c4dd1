"""Every command of the window in one table: its words, its keys, its place in the menu."""

from typing import NamedTuple

from gui.text.key_names import spelled


class Command(NamedTuple):
    """One command: `keys` are alternatives, the first is shown; `held` repeats while the key is held; `under`
    is the submenu in which it stands; `everywhere` answers in dialogs too."""

    name: str
    text: str
    keys: tuple[str, ...]
    tip: str
    held: bool = False
    checkable: bool = False
    under: str = ""
    everywhere: bool = False


SECTIONS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Project", (
        Command("start", "Start page", ("Ctrl+N",), "Choose a starter project, or begin with nothing"),
        Command("open", "Open…", ("Ctrl+O",), "Open a project, a table (text, Excel, ODS), arrays or pictures in "
                "files"),
        Command("open_folder", "Open a folder of pictures…", ("Ctrl+Shift+O",), "Open a folder with a folder of "
                "pictures for each class, or with a table", under="Your own data"),
        Command("paste_table", "Paste a table", ("Ctrl+Shift+V",), "Open the rows that were copied in a spreadsheet",
                under="Your own data"),
        Command("data_place", "Where the data lie…", (), "Beside the project, named by path and content, or inside of "
                "its file", under="Your own data"),
        Command("save", "Save", ("Ctrl+S",), "Write the project to its file"),
        Command("save_as", "Save as…", ("Ctrl+Shift+S",), "Write the project to another file"),
        Command("export", "Export the network…", (),
                "Write the trained network for other programs: NumPy, PyTorch, ONNX, bare weights",
                under="Export and import"),
        Command("report", "Report…", (), "Write a page about this run: picture, settings, curves, classes, samples",
                under="Export and import"),
        Command("import_weights", "Import weights…", (),
                "Weights of another program (safetensors, npz), with a table of what fits", under="Export and import"),
        Command("import_network", "Import a network…", (), "A network of another program (ONNX, Keras) as "
                "blocks on the canvas, with weights where the file has them", under="Export and import"),
        Command("rename", "Rename…", (), "Give the project another name"),
        Command("notes", "Notes", (), "What the project is about, in your own words"),
        Command("text", "The project as text…", (),
                "Read and edit the project's JSON, with faults marked on their line"),
        Command("picture", "Save a picture of the window…", ("Ctrl+P",), "Write what you see to a PNG file",
                under="Export and import"),
        Command("quit", "Quit", ("Ctrl+Q",), "Close the window", everywhere=True),
    )),
    ("Edit", (
        Command("undo", "Undo", ("Ctrl+Z",), "Take the last change back", True),
        Command("redo", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "Do again what was taken back", True),
        Command("paint", "Paint points", ("Ctrl+B",), "Paint your own points while the network learns them"),
        Command("draw", "Draw", ("D",), "Draw a picture and see what the network makes of it"),
        Command("try", "Try one…", ("Shift+D",), "Drop a picture or type a row, and see it go through the network"),
        Command("insert", "Find a layer…", ("Ins",), "Type a layer's name; it goes behind the selection"),
        Command("duplicate", "Duplicate", ("Ctrl+D",), "Put a copy behind the selected block"),
        Command("earlier", "Move earlier", ("Ctrl+Left",), "The selected block one place towards the data"),
        Command("later", "Move later", ("Ctrl+Right",), "The selected block one place towards the output"),
        Command("delete", "Delete", ("Del", "Backspace"), "Take the selected block or link out of the network"),
        Command("form", "First field of the form", ("F2",), "Put the cursor into the form of the selection"),
        Command("escape", "One level up", ("Esc",), "From the selection to nothing"),
    )),
    ("Training", (
        Command("play", "Play or pause", ("Space",), "Train until the epochs are over"),
        Command("batch", "One batch", ("Right",), "Train a single batch, while nothing is selected", True),
        Command("epoch", "One epoch", ("Shift+Right",), "Train to the end of the epoch", True),
        Command("until", "Train to epoch…", ("Ctrl+E",), "Train until an epoch of your choice is over"),
        Command("slow", "Slow motion", ("S",), "One training step, instruction by instruction, with its numbers"),
        Command("race", "Compare side by side", ("C",), "Your network in two to four lanes that differ in one thing: "
                "learning rate, cures of over-fitting, optimiser, batch"),
        Command("previous", "Previous moment", ("[",), "Back to the kept moment before", True),
        Command("next", "Next moment", ("]",), "On to the next kept moment", True),
        Command("reset", "Same weights again", ("R",), "Back to the first weights, drawn by the same seed"),
        Command("reseed", "New weights", ("Shift+R",), "Back to the start with other first weights"),
        Command("slower", "Slower", ("Ctrl+-",), "One notch slower", under="Speed"),
        Command("faster", "Faster", ("Ctrl++", "Ctrl+="), "One notch faster", under="Speed"),
    )),
    ("View", (
        Command("views", "Views at the right", ("F4",), "Hide or show the right column", checkable=True),
        Command("add_view", "Add a view…", ("V",), "Choose from everything that can be seen of this network"),
        Command("alone", "Network alone", ("F11",), "Only the network and Play; Esc brings the rest back",
                checkable=True),
        Command("layout", "Usual layout", ("Shift+F4",), "Columns and cards as they were at first"),
        Command("theme", "Light or dark", ("Ctrl+T",), "Switch between the light and the dark theme"),
        Command("projector", "Projector mode", ("Ctrl+Shift+P",), "Large type and high contrast, to be read from afar",
                checkable=True),
        Command("sight", "Check for colour blindness…", (), "See the window as people see it who lack one kind of "
                "cone"),
        Command("larger", "Larger text", ("Ctrl+Alt++", "Ctrl+Alt+="), "Up to twice the usual size", under="Text size"),
        Command("smaller", "Smaller text", ("Ctrl+Alt+-",), "Back towards the usual size", under="Text size"),
        Command("usual_text", "Usual size", ("Ctrl+Alt+0",), "Text as it was at first", under="Text size"),
    )),
    ("Help", (
        Command("shortcuts", "All shortcuts", ("F1",), "Every command that has keys"),
        Command("guide", "Guide", (), "What is where, and ten lessons of ten minutes for teachers"),
        Command("reference", "Reference", ("Shift+F1",), "Every layer, activation, loss and all else: formula, "
                "parameters, meaning"),
        Command("tour", "Show me around", (), "Five steps through the window"),
        Command("about", "About Layerlab", (), "Version, licence, where settings are kept"),
    )),
)

CANVAS_KEYS = (
    ("← → ↑ ↓", "move the selection along the links"),
    ("Enter, double click", "open the selected block: how its numbers come about"),
    ("← → in an opened block", "the block before or behind"),
    ("↑ ↓ in an opened block", "the same place in the filter before or behind, or the unit"),
    ("PgUp PgDn in an opened block", "the place before or behind"),
    (", and .", "previous and next sample"),
    ("Ctrl+wheel", "larger or smaller blocks"),
    ("Ctrl+Shift+E in a view", "save it as a picture or as a table of its numbers"),
    ("middle drag, Space+drag", "move the network"),
    ("Ctrl+click, Shift+click, drag on the ground", "select several blocks"),
    ("Ctrl+A", "select all blocks"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "copy, cut and paste blocks, also between projects"),
    ("Ctrl+G, Ctrl+Shift+G", "draw the selected blocks as one card; expand it again"),
    ("N", "a single weight of the selected block; ↑ ↓ nudge it, Enter types, PgUp PgDn walk on"),
    ("O, F", "switch off, freeze: the unit of the chosen weight, else the selected blocks; again to undo it"),
    ("Alt+← → ↑ ↓", "the number beside it in the picture of the weights"),
)


BY_NAME = {command.name: command for _, section in SECTIONS for command in section}


def shown_keys(command: Command | str) -> str:
    """The first keys of a command, or of that of a name, as this system writes them."""
    keys = (BY_NAME[command] if isinstance(command, str) else command).keys
    return spelled(keys[0]) if keys else ""
